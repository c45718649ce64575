"""Whether emails can be sent at all.

================= ==========================================================================================
finding           holds if
================= ==========================================================================================
dispatch_off      the scheduled action that sends is switched off
dispatch_late     it has not run for an hour
dispatch_refused  its locks prove nothing: a proxy in front of the database pools transactions
account           an error of an outgoing mail server has paused subscriptions
template          a template does not render for contacts whose subscriptions that has paused
================= ==========================================================================================
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, format_datetime, formatLang

from ...tools.presenters.finding import Finding, Fix
from ...tools.sending.failures import FAILURES
from ..sending import session

LATE_AFTER = timedelta(hours=1)


def findings(companies):
    """The findings about the companies, in the order in which to fix them; needs the superuser's rights."""
    return [
        *_dispatch(companies.env),
        *_refusal(companies.env),
        *_accounts(companies),
        *_templates(companies),
    ]


def _dispatch(env):
    cron = _dispatch_cron(env)
    if not cron:
        return []
    fix = Fix.form(env._("Open the scheduled action"), cron)
    if not cron.active:
        words = env._("No sequence sends anything: its scheduled action is switched off. Switch it on.")
        return [Finding("dispatch_off", words, fix, topic="sending")]
    since = cron.lastcall or cron.create_date
    if since > fields.Datetime.now() - LATE_AFTER:
        return []
    words = env._(
        "No sequence has sent anything since %s: its scheduled action does not run. Let Odoo run it.",
        format_datetime(env, since, dt_format="short"),
    )
    return [Finding("dispatch_late", words, fix, topic="sending")]


def _refusal(env):
    """A dispatcher's refusal to send, until one finds that its database session is its own."""
    since, cron = session.refused_since(env), _dispatch_cron(env)
    if not since or not cron:
        return []
    words = env._(
        "No sequence has sent anything since %s: a proxy shares Odoo's database connections between transactions, "
        "but sequences need connections of their own. Let the proxy pool sessions, or connect Odoo to PostgreSQL "
        "directly, and restart Odoo.",
        format_datetime(env, since, dt_format="short"),
    )
    how = env._(
        "PgBouncer: set pool_mode = session. Or point Odoo's db_host and db_port at the PostgreSQL server itself."
    )
    return [Finding("dispatch_refused", words, Fix.form(env._("Open the scheduled action"), cron), how, "sending")]


def _dispatch_cron(env):
    return env.ref("email_sequence.ir_cron_dispatch", raise_if_not_found=False)


def _accounts(companies):
    env = companies.env
    groups = env["email.sequence.subscription"]._read_group(
        [("pause_server_id", "!=", False), ("state", "=", "paused"), ("company_id", "in", companies.ids)],
        ["pause_server_id"],
        ["__count"],
    )
    return [
        Finding(
            "account",
            env._(
                "An error of the outgoing mail server “%(server)s” has paused %(count)s subscriptions. Mend it "
                "and resume them there.",
                server=server.name,
                count=formatLang(env, count, digits=0),
            ),
            Fix.form(env._("Open the server"), server),
            topic="sending",
        )
        for server, count in groups
    ]


def _templates(companies):
    env = companies.env
    return [
        Finding(
            "template",
            env._(
                "The template “%(template)s” does not render for %(count)s contacts of “%(sequence)s”. Correct it, "
                "and resume them.",
                template=template.name,
                count=formatLang(env, count, digits=0),
                sequence=sequence.name,
            ),
            Fix.form(env._("Open the template"), template),
            topic="sending",
        )
        for sequence, template, count in _failing_templates(companies)
    ]


def _failing_templates(companies):
    """``(sequence, template, count)``: how many wait for an email whose last try failed by its template."""
    sequences, templates = companies.env["email.sequence"], companies.env["mail.template"]
    companies.env["email.sequence.subscription"].flush_model()
    companies.env["email.sequence.trace"].flush_model()
    rows = companies.env.execute_query(
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
    return [(sequences.browse(sequence), templates.browse(template), count) for sequence, template, count in rows]
