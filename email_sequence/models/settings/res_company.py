from odoo import fields, models

from odoo.addons.base.models.res_partner import _tz_get


class ResCompany(models.Model):
    _inherit = "res.company"

    email_sequence_schedule_id = fields.Many2one(
        "email.sequence.schedule",
        "Default sending schedule",
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.ref("email_sequence.schedule_weekdays_office_hours", raise_if_not_found=False),
    )
    email_sequence_notice = fields.Selection(
        [
            ("inbox", "A notification"),
            ("activity", "An activity on the contact"),
            ("none", "Nothing but the line in the activity feed"),
        ],
        "When a sequence pauses, its sender gets",
        required=True,
        default="inbox",
    )
    email_sequence_tz = fields.Selection(_tz_get, "Default time zone of sequences", default="UTC")
    email_sequence_sender_rule = fields.Selection(
        [
            ("subscribing_user", "The user who subscribes the contact"),
            ("salesperson", "The contact's salesperson"),
        ],
        "Default sender of sequences",
        required=True,
        default="subscribing_user",
    )
    email_sequence_hold_on_absence = fields.Boolean("Wait for who is away")
    email_sequence_unsubscribe_footer = fields.Boolean("Unsubscribe link at the end")
    email_sequence_tracks_opens = fields.Boolean("Track opens by an image")
    email_sequence_weekly_summary = fields.Boolean("Weekly summary to senders")
