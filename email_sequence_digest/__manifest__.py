{
    "name": "Email Sequences in Digests",
    "summary": "Figures of email sequences in the digest mails of Odoo",
    "version": "19.0.1.0.0",
    "category": "Sales/Email Sequences",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence", "digest"],
    "data": ["views/digest_views.xml"],
    "auto_install": True,
}
