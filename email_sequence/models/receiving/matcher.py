from typing import Any, NamedTuple

from odoo import api, models
from odoo.tools import SQL
from odoo.tools.misc import Callbacks

# All that can be known of a mail's relation to subscribers, in one round trip, each part by an index. A writer is a
# contact that lists one of the addresses, gets a sequence there, or was sent a mail there before its address changed.
# It takes a tenth of a millisecond, and some to be planned; these grow with the tables of a join, so the join for
# colleagues is made in two (MATERIALIZED).
LOOKUP = """
    WITH answered AS (
        SELECT id, partner_id FROM email_sequence_trace WHERE message_id = ANY(%(referenced)s)
    ), writer AS (
        SELECT partner_id FROM email_sequence_address WHERE email = ANY(%(addresses)s)
        UNION
        SELECT partner_id FROM email_sequence_subscription WHERE email = ANY(%(addresses)s)
        UNION
        SELECT partner_id FROM email_sequence_trace WHERE email = ANY(%(addresses)s)
    ), employer AS MATERIALIZED (
        SELECT company.id
        FROM (SELECT partner_id FROM writer UNION SELECT partner_id FROM answered) known
        JOIN res_partner person ON person.id = known.partner_id
        JOIN res_partner company ON company.id = person.commercial_partner_id AND company.is_company
        WHERE EXISTS (SELECT FROM email_sequence WHERE pause_colleagues)
            AND NOT EXISTS (SELECT FROM res_company WHERE partner_id = company.id)
    )
    SELECT
        ARRAY(SELECT id FROM answered),
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


class Guard:
    """A part of a transaction that can be undone: a savepoint that costs no round trip of its own.

    Another statement sets the savepoint, and the transaction's end releases it. Other addons' callbacks in
    ``cr.precommit`` are set aside meanwhile: they neither run early, as Odoo's own savepoints would let them, nor get
    lost.
    """

    NAME = SQL.identifier("email_sequence_guard")

    def __init__(self, cr):
        self._cr = cr
        self._is_set = False
        if cr.transaction is not None:
            cr.transaction.flush()  # what others wrote so far is not undone
        self._precommit = cr.precommit
        cr.precommit = Callbacks()

    def set(self):
        """The statement to be executed in front of another one."""
        self._is_set = True
        return SQL("SAVEPOINT %s", self.NAME)

    def keep(self):
        """Flush what was done since, and run the precommit callbacks that it added."""
        self._cr.flush()
        self._cr.precommit = self._precommit

    def undo(self):
        """Take back what was done since, in the database and in the caches."""
        self._cr.clear()
        self._cr.precommit = self._precommit
        if self._is_set:
            self._cr.execute(SQL("ROLLBACK TO SAVEPOINT %s", self.NAME))


class Match(NamedTuple):
    """What an incoming mail has to do with subscriptions; true if it has to do with any.

    ``traces`` are the mails of ours that it answers or reports; ``partners`` the subscribers who wrote it, or whom a
    failure notice names; ``colleagues`` the active subscriptions that pause when they do (``pause_colleagues``).
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
        """The contacts in whose feeds the mail belongs."""
        return self.partners or self.traces.partner_id or self.colleagues.partner_id


class EmailSequenceMatcher(models.AbstractModel):
    """Whose mail is it, and which of our mails does it answer (semantics 4.2, 4.3, 4.5)?"""

    _name = "email.sequence.matcher"
    _description = "Matching of Incoming Mails with Subscriptions"

    @api.model
    def _guard(self):
        return Guard(self.env.cr)

    @api.model
    def _match(self, facts, guard=None):
        """The :class:`Match` of a mail, by one query.

        A mail that Odoo sent itself matches nothing. A mail of an internal user about a contact does not match that
        contact.

        :param facts: the mail's :class:`Facts`
        :param guard: a :class:`Guard` to be set by the same round trip
        """
        if facts.kind == "notice":
            return self._nobody()
        traces, partners, colleagues, is_own, is_internal, is_handled, is_kept = self._look_up(facts, guard)
        if is_own:
            return self._nobody()
        if is_internal and facts.kind != "bounce":
            traces = traces.filtered(lambda trace: trace.partner_id in partners)
            colleagues = colleagues.browse()
        return Match(traces, partners, colleagues, is_handled, is_kept)

    def _look_up(self, facts, guard):
        for model in ("address", "subscription", "trace", "incoming"):
            self.env[f"email.sequence.{model}"].flush_model()
        self.env["mail.message"].flush_model(["message_id", "message_type"])
        reasons = self.env["email.sequence.subscription"]._pause_reasons()
        lookup = SQL(
            LOOKUP,
            weaker=[reason.code for reason in reasons if "reply" in reason.gives_way_to],
            message_id=facts.message_id,
            own=list(facts.own_ids),
            referenced=list(facts.referenced_ids),
            addresses=list(facts.bounced if facts.kind == "bounce" else facts.senders),
        )
        self.env.cr.execute(SQL("%s; %s", guard.set(), lookup) if guard else lookup)
        trace_ids, partner_ids, colleague_ids, *answers = self.env.cr.fetchone()
        return (
            self.env["email.sequence.trace"].browse(trace_ids),
            self.env["res.partner"].browse(partner_ids),
            self.env["email.sequence.subscription"].browse(colleague_ids),
            *answers,
        )

    def _nobody(self):
        env = self.env
        return Match(env["email.sequence.trace"], env["res.partner"], env["email.sequence.subscription"])
