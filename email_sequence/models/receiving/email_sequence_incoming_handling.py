from odoo import fields, models


class EmailSequenceIncoming(models.Model):
    """Replies as people work through them: unread, read, handled (semantics 4.9)."""

    _inherit = "email.sequence.incoming"

    reply_state = fields.Selection(
        [("unread", "Unread"), ("read", "To handle"), ("handled", "Handled")],
        "Progress",
        required=True,
        default="unread",
        help="Unread: nobody opened it in this list. Handled: somebody answered it from Odoo or by email, or said so.",
    )
    handled_user_id = fields.Many2one("res.users", "Handled by", index="btree_not_null", ondelete="set null")
    handled_datetime = fields.Datetime("Handled on")

    _replies_idx = models.Index("(received_datetime DESC, id DESC) WHERE kind = 'human'")
    _to_handle_idx = models.Index(
        "(received_datetime DESC, id DESC) WHERE kind = 'human' AND reply_state IN ('unread', 'read')"
    )

    def action_mark_handled(self):
        """Note that the user took care of these emails. Who may read one may do so."""
        self.check_access("read")
        self.sudo()._note_handled(self.env.user)  # sudo: users only read these records; see above
        return True

    def action_mark_unhandled(self):
        """Note that somebody still has to take care of these emails. Who may read one may do so."""
        self.check_access("read")
        # sudo: users only read these records; see above
        self.sudo().write({"reply_state": "read", "handled_user_id": False, "handled_datetime": False})
        return True

    def _note_read(self):
        self.filtered(lambda incoming: incoming.reply_state == "unread").reply_state = "read"

    def _note_handled(self, user):
        """Note that the user took care of those that nobody did before."""
        self.filtered(lambda incoming: incoming.reply_state != "handled").write(
            {"reply_state": "handled", "handled_user_id": user.id, "handled_datetime": fields.Datetime.now()}
        )
