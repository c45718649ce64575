from odoo import fields, models
from odoo.exceptions import UserError

from . import subscribing, unsubscribed
from .states import LIVE


class EmailSequenceSubscription(models.Model):
    """A user changes the address of a subscription, and has sent again what bounced at the old one (semantics 3.6)."""

    _inherit = "email.sequence.subscription"

    def action_change_address(self):
        """Open the dialog that offers the other addresses of the contact."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_change_address_action")
        return dict(action, context={"default_subscription_id": self.id, "dialog_size": "medium"})

    def _change_address(self, address):
        """Send what follows to another address of the contact; planned times stay. The caller has checked the rights.

        :raise UserError: why nothing may be sent to the address, as a sentence
        """
        self.ensure_one()
        if address == self.email:
            return
        if refusal := self._refusal(address):
            raise UserError(refusal)
        old = self.email
        self.email = address
        self._on_address_chosen(old)

    def _refusal(self, address):
        """Why the subscription may not be sent to the address, as a sentence; "" if it may."""
        env, partner = self.env, self.partner_id
        if self.state not in LIVE:
            return env._("Nothing more is sent in this subscription. Subscribe the contact again, at that address.")
        if address not in env["email.sequence.address"]._listed(partner).get(partner.id, ()):
            return env._("%s is not an address of the contact. Add it to the contact first.", address)
        if who := unsubscribed.from_sequence(self.sequence_id, partner.ids).get(partner.id):
            return env._("The contact wants no more emails: %s unsubscribed or is on the blacklist.", who)
        facts = subscribing.address_facts(self.sequence_id, [address])
        if address in facts["bounced"]:
            return env._("Emails to %s bounced. Choose or add another address.", address)
        if address in facts["written_to"]:
            return env._("Another contact already gets “%s” at that address.", self.sequence_id.name)
        return ""

    def _bounced_elsewhere(self):
        """The last email of this paused one, if it bounced at an address that the subscription no longer has."""
        self.ensure_one()
        last = self.trace_ids.filtered(lambda trace: trace.trace_status != "error").sorted("id")[-1:]
        is_to_ask = last.trace_status == "bounce" and not last.sent_again and last.email != self.email
        return last if self.state == "paused" and is_to_ask and last.step_id.active else last.browse()

    def _send_bounced_again(self):
        """A user orders that the step whose email bounced elsewhere is sent once more, as soon as this is resumed.

        The email that bounced keeps its place in the history and the reports; only the unique index that allows one
        attempt of each step no longer counts it (semantics 8). Ordering it twice changes nothing.
        """
        if bounced := self._bounced_elsewhere():
            bounced.sent_again = True
            self.write({"next_step_id": bounced.step_id.id, "scheduled_datetime": fields.Datetime.now()})
            self._on_bounced_sent_again(bounced.step_id)
