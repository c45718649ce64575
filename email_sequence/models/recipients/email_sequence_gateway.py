from odoo import api, models


class EmailSequenceGateway(models.AbstractModel):
    """Contacts also unsubscribe by the email that List-Unsubscribe asks for (RFC 2369 section 3.2)."""

    _inherit = "email.sequence.gateway"

    @api.model
    def _act_on(self, facts, incoming, match):
        if not self._asks_to_unsubscribe(facts):
            return super()._act_on(facts, incoming, match)
        subscriptions = match.traces.subscription_id or match.partners.email_sequence_subscription_ids
        return subscriptions._unsubscribe(match.traces, incoming=incoming)

    @api.model
    def _asks_to_unsubscribe(self, facts):
        """Whether it is a request to unsubscribe, sent to the catchall address that List-Unsubscribe names."""
        if not facts.is_unsubscribe_request:
            return False
        domains = self.env["mail.alias.domain"].search([("catchall_alias", "!=", False)])
        return not set(facts.recipients).isdisjoint(domains.mapped("catchall_email"))
