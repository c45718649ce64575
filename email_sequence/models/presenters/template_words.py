"""What a sequence does not take from an email template, or treats in a way of its own, as sentences (semantics 6.4)."""

import re

from odoo.tools.mail import email_normalize, email_split_and_format_normalize

from ..sending import addressing

DYNAMIC = "{{"
OF_SENDER = re.compile(r"\buser(_id)?\.(partner_id\.)?email")
OF_CONTACT = re.compile(r"\{\{\s*object\.(id|email\w*)\s*(or\s*(''|\"\")\s*)?\}\}")


def of_step(step):
    """What the users of a step have to know of its templates, as one text; False if there is nothing.

    A step with several templates names those that it is about.
    """
    templates = step._templates()
    found = {
        template: " ".join(filter(None, (_reply_to(template), _cc(template), _ignored(template))))
        for template in templates
    }
    if len(templates) == 1:
        return found[templates] or False
    return " ".join(f"{template.name}: {words}" for template, words in found.items() if words) or False


def _of_template(template):
    return " ".join(filter(None, (_reply_to(template), _cc(template), _ignored(template))))


def _reply_to(template):
    env, reply_to = template.env, template.reply_to
    if not reply_to:
        return ""
    if DYNAMIC in reply_to:
        return env._("The template's Reply-To is used only for addresses whose emails Odoo fetches.")
    email = email_normalize(email_split_and_format_normalize(reply_to)[:1])
    if addressing.fetched(env, {email}):
        return ""
    return env._(
        "The template's Reply-To, %s, is not used: Odoo does not fetch its emails, so it would not see the replies.",
        reply_to,
    )


def _cc(template):
    cc = template.email_cc
    return template.env._("Each email is copied to %s, the template's Cc.", cc) if cc else ""


def _ignored(template):
    """Which other fields have no effect: each email goes from its sender to the contact, when it is planned."""
    has_recipients = [
        value for value in (template.email_to, template.partner_to) if value and not OF_CONTACT.fullmatch(value.strip())
    ]
    is_ignored = {
        "email_from": template.email_from and not OF_SENDER.search(template.email_from),
        "email_to": has_recipients and not template.use_default_to,
        "mail_server_id": template.sudo().mail_server_id,  # sudo: only whether there is one
        "scheduled_date": template.scheduled_date,
    }
    names = [name for name, ignored in is_ignored.items() if ignored]
    if not names:
        return ""
    labels = template.fields_get(names, ["string"])
    return template.env._(
        "Sequences do not use the template's %s.", ", ".join(f"“{label['string']}”" for label in labels.values())
    )
