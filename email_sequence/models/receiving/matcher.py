"""Matching of incoming emails with contacts and sent emails, in one query (semantics 4.2, 4.3, 4.5)."""

from typing import Any, NamedTuple

from odoo.tools import SQL

# Everything that relates an email to subscribers, in one round trip; each part uses an index. The sender is a contact
# that lists one of the addresses, gets a sequence there, or was sent an email there before its address changed. The
# query takes a tenth of a millisecond, and some time for planning; that grows with the tables of a join, so the join
# for colleagues is split in two (MATERIALIZED).
LOOKUP = """
    WITH replied_to AS (
        SELECT id, partner_id FROM email_sequence_trace WHERE message_id = ANY(%(referenced)s)
    ), writer AS (
        SELECT partner_id FROM email_sequence_address WHERE email = ANY(%(addresses)s)
        UNION
        SELECT partner_id FROM email_sequence_subscription WHERE email = ANY(%(addresses)s)
        UNION
        SELECT partner_id FROM email_sequence_trace WHERE email = ANY(%(addresses)s)
    ), employer AS MATERIALIZED (
        SELECT company.id
        FROM (SELECT partner_id FROM writer UNION SELECT partner_id FROM replied_to) known
        JOIN res_partner person ON person.id = known.partner_id
        JOIN res_partner company ON company.id = person.commercial_partner_id AND company.is_company
        WHERE EXISTS (SELECT FROM email_sequence WHERE pause_colleagues)
            AND NOT EXISTS (SELECT FROM res_company WHERE partner_id = company.id)
    )
    SELECT
        ARRAY(SELECT id FROM replied_to),
        ARRAY(
            SELECT partner_id FROM writer
            WHERE EXISTS (SELECT FROM email_sequence_subscription s WHERE s.partner_id = writer.partner_id)
        ),
        ARRAY(
            SELECT subscription.id
            FROM employer
            JOIN res_partner colleague ON colleague.commercial_partner_id = employer.id
            JOIN email_sequence_subscription subscription
                ON subscription.partner_id = colleague.id
                AND (subscription.state = 'active' OR subscription.paused_until IS NOT NULL
                     OR subscription.pause_reason = ANY(%(weaker)s))
            JOIN email_sequence sequence ON sequence.id = subscription.sequence_id AND sequence.pause_colleagues
        ),
        EXISTS (SELECT FROM email_sequence_trace WHERE message_id = ANY(%(own)s))
            OR EXISTS (SELECT FROM mail_message WHERE message_id = %(message_id)s AND message_type != 'email'),
        EXISTS (
            SELECT FROM res_partner p JOIN res_users u ON u.partner_id = p.id
            WHERE p.email_normalized = ANY(%(addresses)s) AND u.active AND u.share IS NOT TRUE
        ),
        EXISTS (SELECT FROM email_sequence_incoming WHERE message_id = %(message_id)s),
        EXISTS (SELECT FROM mail_message WHERE message_id = %(message_id)s)
"""


class Match(NamedTuple):
    """How an incoming email relates to subscriptions; false if it does not.

    ``traces`` are the sent emails that it replies to or reports about; ``partners`` the subscribers who sent it, or
    whom a bounce names; ``colleagues`` the active subscriptions that pause with theirs (``pause_colleagues``).
    ``is_handled``: the same email was handled before; ``is_kept``: Odoo has it as a message.
    """

    traces: Any
    partners: Any
    colleagues: Any
    is_handled: bool = False
    is_kept: bool = False

    def __bool__(self):
        return bool(self.traces or self.partners or self.colleagues)

    @property
    def contacts(self):
        """The contacts in whose chatters the email belongs."""
        return self.partners or self.traces.partner_id or self.colleagues.partner_id


def match(env, facts, guard=None):
    """The :class:`Match` of an email, by one query.

    An email that Odoo itself sent matches nothing. An email of an internal user about a contact does not match that
    contact.

    :param facts: the email's :class:`Facts`
    :param guard: a :class:`Guard` that the same round trip sets
    """
    nobody = Match(env["email.sequence.trace"], env["res.partner"], env["email.sequence.subscription"])
    if facts.kind == "notice":
        return nobody
    found, is_own, is_internal = _look_up(env, facts, guard)
    if is_own:
        return nobody
    if is_internal and facts.kind != "bounce":
        about = found.traces.filtered(lambda trace: trace.partner_id in found.partners)
        return found._replace(traces=about, colleagues=nobody.colleagues)
    return found


def _look_up(env, facts, guard):
    """The :class:`Match` before its exceptions; whether Odoo sent the email; whether an internal user did."""
    for model in ("address", "subscription", "trace", "incoming"):
        env[f"email.sequence.{model}"].flush_model()
    env["mail.message"].flush_model(["message_id", "message_type"])
    reasons = env["email.sequence.subscription"]._pause_reasons()
    lookup = SQL(
        LOOKUP,
        weaker=[reason.code for reason in reasons if "reply" in reason.gives_way_to],
        message_id=facts.message_id,
        own=list(facts.own_ids),
        referenced=list(facts.referenced_ids),
        addresses=list(facts.bounced if facts.kind == "bounce" else facts.senders),
    )
    env.cr.execute(SQL("%s; %s", guard.set(), lookup) if guard else lookup)
    trace_ids, partner_ids, colleague_ids, is_own, is_internal, is_handled, is_kept = env.cr.fetchone()
    found = Match(
        env["email.sequence.trace"].browse(trace_ids),
        env["res.partner"].browse(partner_ids),
        env["email.sequence.subscription"].browse(colleague_ids),
        is_handled,
        is_kept,
    )
    return found, is_own, is_internal
