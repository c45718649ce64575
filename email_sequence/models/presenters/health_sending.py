from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_datetime, formatLang

from ...tools.presenters.finding import Finding, Mend
from ...tools.sending.failures import FAILURES
from .health import form_of

LATE_AFTER = timedelta(hours=1)


class EmailSequenceHealthSending(models.AbstractModel):
    """Whether mails can leave at all.

    ================= ==========================================================================================
    finding           holds when
    ================= ==========================================================================================
    dispatch_off      the scheduled action that sends is switched off
    dispatch_late     it has not run for an hour
    dispatch_refused  its locks prove nothing: a proxy in front of the database pools transactions
    account           an error of an outgoing mail server has paused subscriptions
    template          a template does not render for contacts that are paused by that
    ================= ==========================================================================================
    """

    _name = "email.sequence.health.sending"
    _description = "Health of Sending"

    @api.model
    def _findings(self, companies):
        """The :class:`Finding` list, in the order in which to mend; needs the rights of the superuser."""
        return [*self._dispatch(), *self._refusal(), *self._accounts(companies), *self._templates(companies)]

    def _dispatch(self):
        cron = self.env.ref("email_sequence.ir_cron_dispatch", raise_if_not_found=False)
        if not cron:
            return []
        mend = Mend(self.env._("Open the scheduled action"), form_of(cron))
        if not cron.active:
            words = self.env._("No sequence sends anything: its scheduled action is switched off. Switch it on.")
            return [Finding("dispatch_off", words, mend, topic="sending")]
        since = cron.lastcall or cron.create_date
        if since > fields.Datetime.now() - LATE_AFTER:
            return []
        words = self.env._(
            "No sequence has sent anything since %s: its scheduled action does not run. Let Odoo run it.",
            format_datetime(self.env, since, dt_format="short"),
        )
        return [Finding("dispatch_late", words, mend, topic="sending")]

    def _refusal(self):
        """A dispatcher's refusal to send, until one finds that its database session is its own."""
        since = self.env["email.sequence.session"]._refused_since()
        cron = self.env.ref("email_sequence.ir_cron_dispatch", raise_if_not_found=False)
        if not since or not cron:
            return []
        words = self.env._(
            "No sequence has sent anything since %s: a proxy shares Odoo's database connections between transactions, "
            "but sequences need connections of their own. Let the proxy pool sessions, or connect Odoo to PostgreSQL "
            "directly, and restart Odoo.",
            format_datetime(self.env, since, dt_format="short"),
        )
        how = self.env._(
            "PgBouncer: set pool_mode = session. Or point Odoo's db_host and db_port at the PostgreSQL server itself."
        )
        return [
            Finding(
                "dispatch_refused", words, Mend(self.env._("Open the scheduled action"), form_of(cron)), how, "sending"
            )
        ]

    def _accounts(self, companies):
        groups = self.env["email.sequence.subscription"]._read_group(
            [("pause_server_id", "!=", False), ("state", "=", "paused"), ("company_id", "in", companies.ids)],
            ["pause_server_id"],
            ["__count"],
        )
        return [
            Finding(
                "account",
                self.env._(
                    "An error of the outgoing mail server “%(server)s” has paused %(count)s subscriptions. Mend it "
                    "and resume them there.",
                    server=server.name,
                    count=formatLang(self.env, count, digits=0),
                ),
                Mend(self.env._("Open the server"), form_of(server)),
                topic="sending",
            )
            for server, count in groups
        ]

    def _templates(self, companies):
        return [
            Finding(
                "template",
                self.env._(
                    "The template “%(template)s” does not render for %(count)s contacts of “%(sequence)s”. Correct it, "
                    "and resume them.",
                    template=template.name,
                    count=formatLang(self.env, count, digits=0),
                    sequence=sequence.name,
                ),
                Mend(self.env._("Open the template"), form_of(template)),
                topic="sending",
            )
            for sequence, template, count in self._failing_templates(companies)
        ]

    def _failing_templates(self, companies):
        """``(sequence, template, count)``: how many wait for a mail whose last try failed by its template."""
        self.env["email.sequence.subscription"].flush_model()
        self.env["email.sequence.trace"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT s.sequence_id, t.template_id, count(*)
                FROM email_sequence_subscription s
                JOIN LATERAL (SELECT template_id, failure_type FROM email_sequence_trace
                              WHERE subscription_id = s.id AND step_id = s.next_step_id AND trace_status = 'error'
                              ORDER BY id DESC LIMIT 1) t ON t.failure_type = 'template'
                WHERE s.state = 'paused' AND s.pause_reason = %s AND s.company_id = ANY(%s)
                  AND t.template_id IS NOT NULL
                GROUP BY 1, 2 ORDER BY 1, 2
                """,
                FAILURES["template"].pause_reason,
                companies.ids,
            )
        )
        sequences, templates = self.env["email.sequence"], self.env["mail.template"]
        return [(sequences.browse(sequence), templates.browse(template), count) for sequence, template, count in rows]
