from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.mail import email_normalize, email_normalize_all

from . import contact

WATCHED = "email_sequence_addresses_watched"  # in the context of callers that update the subscriptions themselves


class EmailSequenceAddress(models.Model):
    """An address of a contact: one of its email field, kept in sync with it, or an additional one (semantics 3.2).

    It exists because Odoo finds contacts by the first address of the email field only, and without an index.
    """

    _name = "email.sequence.address"
    _description = "Address of a Contact"
    _order = "is_additional, id"
    _rec_name = "email"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, index=True, ondelete="cascade")
    email = fields.Char(required=True)
    is_additional = fields.Boolean(default=True, help="Listed by a user, not taken from the contact's email field.")

    _email_partner_unique = models.UniqueIndex("(email, partner_id)", "The contact lists this address already.")

    @api.model_create_multi
    def create(self, vals_list):
        self._sync_first(self.env["res.partner"].browse(vals.get("partner_id") for vals in vals_list).filtered("id"))
        addresses = super().create([dict(vals, email=self._normalized(vals.get("email"))) for vals in vals_list])
        addresses._check_contact_access()
        self._changed(addresses.partner_id)
        return addresses

    def write(self, vals):
        if "email" in vals:
            vals = dict(vals, email=self._normalized(vals["email"]))
        self._check_contact_access()
        partners = self.partner_id
        self._sync_first(self.filtered("is_additional").partner_id)
        result = super().write(vals)
        self.flush_recordset()  # the email field may have taken the address that was here
        self._check_contact_access()
        self._changed(partners | self.partner_id)
        return result

    def unlink(self):
        self._check_contact_access()
        partners = self.partner_id
        result = super().unlink()
        self._changed(partners)
        return result

    def _check_contact_access(self):
        """Listing an address is a change of the contact, so it needs the right to change that."""
        if not self.env.su:
            self.partner_id.check_access("write")

    @api.model
    def _normalized(self, email):
        if address := self._valid(email):
            return address
        raise ValidationError(self.env._('"%s" is no email address. It should look like name@example.com.', email))

    @api.model
    def _valid(self, email):
        """The normalised address; "" unless it is a single one: Odoo's own functions accept "@ann"."""
        normalized = email_normalize(email or "") or ""
        return "" if normalized.startswith("@") else normalized

    @api.model
    def _valid_ones(self, text):
        """The addresses of an email field; anything else in it is ignored, as in Odoo: contacts have "@ann"."""
        return [address for email in email_normalize_all(text or "") if (address := self._valid(email))]

    @api.model
    def _sync_first(self, partners):
        """An address may move out of the email field in the same write: list it once, as an additional one."""
        if not self.env.context.get(WATCHED):
            self._sync(partners)

    @api.model
    def _changed(self, partners):
        """The listed addresses of the partners changed: their subscriptions follow (semantics 3.6)."""
        if not self.env.context.get(WATCHED):
            self._sync(partners)  # an address may move into the email field by the same write
            contact.addresses_changed(partners)

    @api.model
    def _listed(self, partners):
        """``{partner id: its addresses}``: the first in the email field, its others, then additional ones."""
        listed = {}
        for address in self.sudo().search_fetch([("partner_id", "in", partners.ids)], ["partner_id", "email"]):
            listed.setdefault(address.partner_id.id, []).append(address.email)
        for partner in partners.sudo():
            if partner.id in listed:
                listed[partner.id].sort(key=lambda email, first=partner.email_normalized: email != first)
        return listed

    @api.model
    def _sync(self, partners):
        """List the addresses of the partners' email fields; additional ones stay as they are.

        :return: whether the list changed; if so, the caller lets the subscriptions follow
        """
        addresses = self.sudo().with_context(**{WATCHED: True})
        listed = addresses.search_fetch([("partner_id", "in", partners.ids)], ["partner_id", "email", "is_additional"])
        known = {(address.partner_id.id, address.email) for address in listed}
        wanted = dict.fromkeys(
            (partner.id, email) for partner in partners for email in self._valid_ones(partner.sudo().email)
        )
        gone = listed.filtered(
            lambda address: not address.is_additional and (address.partner_id.id, address.email) not in wanted
        )
        new = [pair for pair in wanted if pair not in known]
        gone.unlink()
        addresses.create(
            [{"partner_id": partner_id, "email": email, "is_additional": False} for partner_id, email in new]
        )
        return bool(gone or new)

    @api.model
    def _merge(self, partners, survivor):
        """Give the survivor the addresses of the contacts that are merged into it, as additional ones.

        The subscriptions are moved to it after this, so that none of them loses its address.
        """
        addresses = self.sudo().with_context(**{WATCHED: True})
        known = set(addresses.search([("partner_id", "=", survivor.id)]).mapped("email"))
        for address in addresses.search([("partner_id", "in", partners.ids)]):
            if address.email in known:
                address.unlink()
            else:
                known.add(address.email)
                address.write({"partner_id": survivor.id, "is_additional": True})

    @api.model
    def _bounced(self, emails):
        """The set of those of the addresses to which an email bounced, so nobody is subscribed at them."""
        return set()
