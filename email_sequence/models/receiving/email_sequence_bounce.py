from odoo import api, fields, models


class EmailSequenceBounce(models.Model):
    """An address to which an email bounced, one row each: nobody is subscribed at it until it works (semantics 5.4).

    It works again once somebody wrote from it, or a user said so. The row stays, and says who and when.
    """

    _name = "email.sequence.bounce"
    _description = "Address to Which an Email Bounced"
    _order = "id desc"
    _rec_name = "email"

    email = fields.Char(required=True)
    bounce_datetime = fields.Datetime("Bounced on", required=True)
    diagnostic = fields.Char(help="Why, in the words of the contact's mail server.")
    is_temporary = fields.Boolean(help="The mailbox was full, or the email expired: the address exists.")
    works_datetime = fields.Datetime("Works since")
    works_user_id = fields.Many2one(
        "res.users", "Said by", index="btree_not_null", ondelete="set null", help="The user who said that it works."
    )
    works_incoming_id = fields.Many2one(
        "email.sequence.incoming",
        "Shown by",
        index="btree_not_null",
        ondelete="set null",
        help="The email that somebody wrote from it.",
    )

    _email_unique = models.UniqueIndex("(email)")

    @api.model
    def _note(self, emails, moment, diagnostic, *, is_temporary):
        """An email bounced to these addresses; what was said of them before no longer holds."""
        values = {
            "bounce_datetime": moment,
            "diagnostic": diagnostic,
            "is_temporary": is_temporary,
            "works_datetime": False,
            "works_user_id": False,
            "works_incoming_id": False,
        }
        known = self.search([("email", "in", list(emails))])
        known.write(values)
        self.create([{**values, "email": email} for email in sorted(set(emails) - set(known.mapped("email")))])

    @api.model
    def _refused(self, emails):
        """The rows of those of the addresses at which nobody is subscribed."""
        return self.search([("email", "in", list(emails)), ("works_datetime", "=", False)])

    def _note_works(self, *, user=None, incoming=None):
        """The addresses work again, because the user says so, or because the email was written from there."""
        self.write(
            {
                "works_datetime": fields.Datetime.now(),
                "works_user_id": user.id if user else False,
                "works_incoming_id": incoming.id if incoming else False,
            }
        )
