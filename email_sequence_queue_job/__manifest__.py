{
    "name": "Email Sequences by Job Queue",
    "summary": "Send email sequences by queue jobs, in a channel of their own",
    "version": "19.0.1.1.0",
    "category": "Sales/Email Sequences",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence", "queue_job"],
    "data": ["data/queue_job_data.xml", "views/res_config_settings_views.xml"],
    "auto_install": True,
}
