{
    "name": "Email Sequences Dashboard",
    "summary": "A spreadsheet dashboard of email sequences",
    "version": "19.0.1.0.0",
    "category": "Sales/Email Sequences",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence", "spreadsheet_dashboard"],
    "data": ["data/spreadsheet_dashboard_data.xml"],
    "assets": {"web.assets_tests": ["email_sequence_dashboard/static/tests/tours/**/*"]},
    "auto_install": True,
}
