import zoneinfo

import pytz

from odoo import api, fields, models

from ...tools.timing.time_zones import shared_zone


class EmailSequenceZone(models.AbstractModel):
    """By whose clock a subscription's sending windows are read, where a sequence sends in the contact's time zone.

    Odoo gives each new contact the time zone of whoever creates it, which says nothing about the contact. So a
    contact's zone counts where somebody set it on purpose; else the zone of its country, where that has a single one;
    else the sequence's (semantics 1.5).
    """

    _name = "email.sequence.zone"
    _description = "Time Zone of a Subscription"

    @api.model
    def _of_contact(self, partner):
        """``(zone, "contact" or "country")``, or ``(False, "sequence")`` where the contact's zone is not known."""
        return self._of(partner.email_sequence_tz_chosen and partner.tz, partner.country_id.code)

    @api.model
    def _of(self, chosen, country_code):
        """As :meth:`_of_contact`, for a zone that was set on purpose (or nothing) and a country's code (or nothing)."""
        if chosen and chosen in zoneinfo.available_timezones():
            return chosen, "contact"
        names = pytz.country_timezones.get(country_code, ()) if country_code else ()
        name = shared_zone(tuple(names), fields.Date.today().year)
        return (name, "country") if name else (False, "sequence")

    @api.model
    def _sentence(self, subscription):
        """The subscription's time zone, and why it is that."""
        name = subscription.tz or subscription.sequence_id.tz
        if not subscription.sequence_id.use_contact_tz:
            return name
        source = self._of_contact(subscription.partner_id)[1] if subscription.tz else "sequence"
        why = {
            "contact": self.env._("set on the contact"),
            "country": self.env._("the contact's country"),
            "sequence": self.env._("the sequence's; the contact's is not known"),
        }[source]
        return f"{name} ({why})"
