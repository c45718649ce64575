"""When emails were last sent and fetched: the facts on the health page, as sentences.

The functions take an environment with the superuser's rights, in the language of the reader.
"""

from odoo import fields
from odoo.tools import format_datetime, formatLang

COUNTED_TO = 10_000


def sending_facts(env):
    cron = env.ref("email_sequence.ir_cron_dispatch", raise_if_not_found=False)
    if cron and cron.lastcall:
        yield env._("Odoo last looked for due mails on %s.", _moment(env, cron.lastcall))
    due = _due_count(env)
    count = formatLang(env, due, digits=0)
    yield env._("Mails due now: %s or more.", count) if due >= COUNTED_TO else env._("Mails due now: %s.", count)
    last = env["email.sequence.trace"].search(
        [("company_id", "in", env.companies.ids), ("trace_status", "=", "sent")], limit=1
    )
    if last:
        yield env._("The last mail left on %s.", _moment(env, last.sent_datetime))


def replies_facts(env):
    for server in env["fetchmail.server"].search([("state", "=", "done"), ("date", "!=", False)]):
        yield env._(
            "Odoo last fetched mail from “%(server)s” on %(moment)s.",
            server=server.name,
            moment=_moment(env, server.date),
        )
    last = env["email.sequence.incoming"].search([], order="id desc", limit=1)
    if last:
        yield env._("The last mail about a sequence came on %s.", _moment(env, last.create_date))


def _due_count(env):
    running = env["email.sequence"].search([("company_id", "in", env.companies.ids), ("state", "=", "activated")])
    return env["email.sequence.subscription"].search_count(
        [
            ("sequence_id", "in", running.ids),
            ("state", "=", "active"),
            ("scheduled_datetime", "<=", fields.Datetime.now()),
        ],
        limit=COUNTED_TO,
    )


def _moment(env, moment):
    return format_datetime(env, moment, dt_format="EEE d MMM y HH:mm")
