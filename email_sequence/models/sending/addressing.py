"""Whom a template names beside the contact: in Cc and in Reply-To (semantics 6.4)."""

from odoo.fields import Domain
from odoo.tools.mail import email_normalize, email_split_and_format_normalize

FIELDS = ("email_cc", "reply_to")


def copied(env, rendered):
    """``{record id: the valid addresses of its Cc, each once}``, with names, without blacklisted ones.

    :param rendered: ``{record id: rendered values}``; only those of a template with Cc have ``email_cc``
    """
    addresses = {
        record_id: {email_normalize(each): each for each in email_split_and_format_normalize(values["email_cc"])}
        for record_id, values in rendered.items()
        if values.get("email_cc")
    }
    if not addresses:
        return {}
    named = {email for by_email in addresses.values() for email in by_email}
    refused = set(env["mail.blacklist"].search([("email", "in", list(named))]).mapped("email"))
    return {
        record_id: tuple(address for email, address in by_email.items() if email and email not in refused)
        for record_id, by_email in addresses.items()
    }


def others(cc, trace):
    """Those of the addresses of Cc that are not the contact's own."""
    own = {trace.email, trace.partner_id.email_normalized}
    return tuple(address for address in cc if email_normalize(address) not in own)


def replied_to(env, rendered):
    """``{record id: its Reply-To}`` of the template, for those whose replies reach Odoo; other replies go unseen."""
    wanted = {
        record_id: email_split_and_format_normalize(values["reply_to"])[:1]
        for record_id, values in rendered.items()
        if values.get("reply_to")
    }
    if not wanted:
        return {}
    seen = fetched(env, {email_normalize(address) for addresses in wanted.values() for address in addresses})
    return {
        record_id: addresses[0]
        for record_id, addresses in wanted.items()
        if addresses and email_normalize(addresses[0]) in seen
    }


def fetched(env, emails):
    """Those of the normalized addresses whose emails Odoo gets: its aliases, and the mailboxes that it fetches."""
    emails = list(emails - {False})
    sudo = env(su=True)  # sudo: whether replies are seen does not depend on who asks
    aliases = sudo["mail.alias"].search([("alias_full_name", "in", emails)]).mapped("alias_full_name")
    domains = sudo["mail.alias.domain"].search([])
    mailboxes = sudo["fetchmail.server"].search(Domain.OR([Domain("user", "=ilike", email) for email in emails]))
    known = {*aliases, *domains.mapped("catchall_email"), *map(email_normalize, mailboxes.mapped("user"))}
    return known & set(emails)
