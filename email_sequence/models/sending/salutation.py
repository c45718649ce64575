"""By which first name an email greets a contact (semantics 6.5)."""

from ...tools.sending.first_name import first_name

FIELDS = ("name", "is_company", "type", "lang")
FIRST_NAME = "firstname"  # the field of OCA's partner_firstname


def depends(partners):
    """The fields that decide, in this database."""
    return FIELDS + ((FIRST_NAME,) if FIRST_NAME in partners._fields else ())


def first_name_of(partner):
    """The first name, False for a company, an address, and a name of which it is not certain."""
    if partner.is_company or partner.type not in (False, "contact"):
        return False
    known = partner[FIRST_NAME] if FIRST_NAME in partner._fields else ""
    return first_name(partner.name or "", known=known or "", lang=partner.lang or "") or False
