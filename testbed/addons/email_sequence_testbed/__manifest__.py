{
    "name": "Email Sequences: Testbed",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "Lets a demo or a system test make days pass; never to be installed where real mail is sent",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence"],
    "assets": {"web.assets_web_dark": [("prepend", "email_sequence_testbed/static/src/dark.scss")]},
}
