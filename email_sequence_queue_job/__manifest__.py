{
    "name": "Email Sequences by Job Queue",
    "summary": "The dispatch lanes of email sequences run as jobs, in a channel of their own",
    "version": "19.0.1.0.0",
    "category": "Sales/Email Sequences",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence", "queue_job"],
    "data": ["data/queue_job_data.xml"],
    "auto_install": True,
}
