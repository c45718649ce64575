from contextlib import suppress

from psycopg2.errors import UniqueViolation

from odoo import fields, models

from ..subscriptions.states import LIVE


class EmailSequenceTrace(models.Model):
    """What the recipient of an email did: open it, or unsubscribe.

    An email is *opened* if ``open_datetime`` is set, by a request that looks like a reader's own program. It is
    *opened, unreliable* if only ``fetch_datetime`` is. Where its image was fetched from is not stored.
    """

    _inherit = "email.sequence.trace"

    tracks_opens = fields.Boolean("Open is tracked", readonly=True, help="Whether the mail carries the image.")
    fetch_datetime = fields.Datetime(
        "Image fetched by a machine on",
        readonly=True,
        help="When a mail provider, a privacy protection or a scanner first fetched the image. Nobody need have seen "
        "the mail: without a date of opening, it is opened, unreliable.",
    )
    fetch_kind = fields.Selection(
        [
            ("proxy", "Image proxy of a mail provider"),
            ("privacy", "Mail Privacy Protection of Apple"),
            ("scanner", "Security scanner or another program"),
        ],
        "Fetched by",
        readonly=True,
    )

    # ---- unsubscribing (semantics 11)

    def _unsubscribed_from(self):
        """What the recipient unsubscribed from: ``"everything"``, ``"sequence"``, or False."""
        if self.env["mail.blacklist"].sudo().search_count([("email", "=", self.email)], limit=1):
            return "everything"
        subscription = self.subscription_id
        if subscription.state in LIVE:
            return subscription.pause_reason == "unsubscribed" and "sequence"
        return bool(subscription.unsubscribe_datetime) and "sequence"

    def _unsubscribe_from_sequence(self):
        """The recipient wants no more emails of this sequence."""
        self.subscription_id._unsubscribe(self)

    def _unsubscribe_from_everything(self):
        """The recipient wants no more emails at this address: of no sequence, and of no mailing of Odoo."""
        note = self.with_context(lang=self.user_id.lang).env._("%s unsubscribed from all emails.", self.email)
        live = self.subscription_id.search([("email", "=", self.email), ("state", "in", LIVE)])
        (live | self.subscription_id)._unsubscribe(self, note=note)
        self._blacklist(note)

    def _blacklist(self, note):
        """Put the address on Odoo's blacklist; another request may do so at the same moment."""
        with suppress(UniqueViolation), self.env.cr.savepoint():
            # sudo: recipients unsubscribe without being users
            self.env["mail.blacklist"].sudo()._add(self.email, message=note)
