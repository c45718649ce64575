{
    "name": "Email Sequences: Customers",
    "summary": "Pause the sequences of contacts who became customers",
    "version": "19.0.1.0.0",
    "author": "Email Sequences for Odoo",
    "license": "LGPL-3",
    "depends": ["email_sequence"],
    "data": ["views/email_sequence_subscription_views.xml"],
}
