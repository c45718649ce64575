from odoo import models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class EmailSequenceIncoming(models.Model):
    """Who may see an incoming email: managers all of their companies, others their own and those of their contacts.

    Record rules separate the companies (semantics 13); what the rules of contacts allow cannot be said in one.
    """

    _inherit = "email.sequence.incoming"

    def _search(self, domain, *args, bypass_access=False, **kwargs):
        if not (self.env.su or bypass_access):
            domain = Domain(domain) & self._visible_domain()
        return super()._search(domain, *args, bypass_access=bypass_access, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if result or self.env.su or not any(self._ids):
            return result
        hidden = self - self.search([("id", "in", self.ids)])
        if not hidden:
            return None
        return hidden, lambda: AccessError(self.env._("You have no access to the contact who wrote this email."))

    def _visible_domain(self):
        if self.env.user.has_group("email_sequence.group_manager"):
            return Domain.TRUE
        readable = self.env["res.partner"]._search([], active_test=False)
        return Domain("subscription_ids.user_id", "in", self.env.user.ids) | Domain("partner_id", "in", readable)
