from odoo import fields, models


class EmailSequenceIncoming(models.Model):
    """One row per incoming mail that concerned a subscriber: what it was taken for, and that it was handled.

    The unique Message-Id makes handling idempotent: the same mail fetched again pauses nothing (semantics 4.5).
    """

    _name = "email.sequence.incoming"
    _description = "Incoming Mail of a Subscriber"
    _order = "id desc"
    _rec_name = "subject"

    message_id = fields.Char("Message-Id", required=True)
    kind = fields.Selection(
        [("human", "Reply"), ("autoreply", "Autoresponder"), ("bounce", "Bounce"), ("notice", "Notice")], required=True
    )
    rule = fields.Char(required=True, help="The detector that decided.")
    email_from = fields.Char("From")
    subject = fields.Char()
    received_datetime = fields.Datetime("Received on", required=True, default=fields.Datetime.now)
    trace_id = fields.Many2one("email.sequence.trace", "Mail it answers", index="btree_not_null", ondelete="set null")

    _message_id_unique = models.UniqueIndex("(message_id)")
