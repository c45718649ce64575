"""In whose time zone the sending windows of a subscription are read, if its sequence sends in the contact's.

Odoo gives a new contact the time zone of the user who creates it, which says nothing about the contact. So a contact's
zone counts only if somebody set it on purpose; else the zone of the contact's country, if it has a single one; else the
sequence's (semantics 1.5).
"""

import zoneinfo

import pytz

from odoo import fields

from ...tools.timing.time_zones import shared_zone


def zone_of(partner):
    """``(name of the zone, "contact" or "country")``, or ``(False, "sequence")`` if the contact's is not known."""
    return known_zone(partner.email_sequence_tz_chosen and partner.tz, partner.country_id.code)


def known_zone(chosen, country_code):
    """As :func:`zone_of`, from a zone set on purpose and a country's code; either may be false."""
    if chosen and chosen in zoneinfo.available_timezones():
        return chosen, "contact"
    names = pytz.country_timezones.get(country_code, ()) if country_code else ()
    name = shared_zone(tuple(names), fields.Date.today().year)
    return (name, "country") if name else (False, "sequence")
