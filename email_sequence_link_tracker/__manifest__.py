{
    "name": "Email Sequences with Tracked Links",
    "summary": "Clicks on the links of email sequences, tracked by Odoo's link tracker where a sequence wants it",
    "version": "19.0.1.0.0",
    "category": "Sales/Email Sequences",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence", "link_tracker"],
    "data": ["views/email_sequence_views.xml", "views/email_sequence_trace_views.xml"],
    "auto_install": True,
}
