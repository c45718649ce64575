from odoo import fields, models


class LinkTrackerClick(models.Model):
    _inherit = "link.tracker.click"

    email_sequence_trace_id = fields.Many2one(
        "email.sequence.trace",
        "Mail of an email sequence",
        index="btree_not_null",
        ondelete="set null",
        groups="email_sequence.group_user",
    )
