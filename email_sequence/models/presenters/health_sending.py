"""Whether emails can be sent at all.

================= ==========================================================================================
finding           holds if
================= ==========================================================================================
dispatch_off      the scheduled action that sends is switched off
dispatch_late     it has not run for an hour
dispatch_refused  its locks prove nothing: a proxy in front of the database pools transactions
no_outgoing       Odoo has no outgoing mail server, and this machine does not take emails either
sender            a sender has no address, or no account from which emails can be sent
account           an error of an outgoing mail server has paused subscriptions
template          a template does not render for contacts whose subscriptions that has paused
================= ==========================================================================================
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL, format_datetime, formatLang

from ...tools.presenters.finding import ANYBODY, MANAGER, TEMPLATE_EDITOR, Finding, Fix
from ...tools.sending.failures import FAILURES
from ..sending import account, session
from . import health_replies

LATE_AFTER = timedelta(hours=1)


def findings(_companies, sequences):
    """The findings about the sequences, in the order in which to fix them; needs the superuser's rights.

    :param sequences: those that findings may concern; of a deactivated or archived one only its senders are looked at
    """
    running = sequences._running()
    return [
        *_dispatch(sequences.env),
        *_refusal(sequences.env),
        *_senders(sequences),
        *_accounts(running),
        *_templates(running),
    ]


def _dispatch(env):
    cron = _dispatch_cron(env)
    if not cron:
        return []
    fix = Fix.form(env._("Open the scheduled action"), cron)
    if not cron.active:
        words = env._("No sequence sends anything: its scheduled action is switched off. Switch it on.")
        return [Finding("dispatch_off", words, (fix,))]
    since = cron.lastcall or cron.create_date
    if since > fields.Datetime.now() - LATE_AFTER:
        return []
    words = env._(
        "No sequence has sent anything since %s: its scheduled action does not run. Let Odoo run it.",
        format_datetime(env, since, dt_format="short"),
    )
    return [Finding("dispatch_late", words, (fix,))]


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
    return [Finding("dispatch_refused", words, (Fix.form(env._("Open the scheduled action"), cron),), how)]


def _dispatch_cron(env):
    return env.ref("email_sequence.ir_cron_dispatch", raise_if_not_found=False)


# ---- senders


def _senders(sequences):
    """Senders who cannot send, each with what is wrong, and the sequences that it concerns (semantics 6.0)."""
    env, wrong, without_server = sequences.env, {}, False
    accounts = account.Accounts(env)
    for sequence, sender, begun in _sending(sequences) or [(sequences.browse(), env.user, None)]:
        without_server |= not begun and accounts.has_no_server(sequence, sender)
        if problem := accounts.problem(sequence, sender, begun):
            key = (sender, problem.failure, problem.detail)
            wrong[key] = wrong.get(key, sequences.browse()) | sequence
    return [
        *([_no_outgoing(env)] if without_server else []),
        *(_sender(*key, theirs) for key, theirs in wrong.items() if theirs and key[1] != "account_none"),
    ]


def _sending(sequences):
    """``(sequence, sender, the account begun with or None)``: whose emails wait, and who may be a sender next.

    These are the fixed senders, and the reader where the subscribing user is the sender.
    """
    groups = sequences.env["email.sequence.subscription"]._read_group(
        [("sequence_id", "in", sequences._running().ids), ("state", "=", "active")],
        ["sequence_id", "user_id", "account_server_id", "account_server_name", "account_address"],
    )
    waiting = [
        (sequence, sender, account.begun_of_row(server.id, name, address))
        for sequence, sender, server, name, address in groups
    ]
    fixed = [(sequence, sequence.sender_id, None) for sequence in sequences if sequence.sender_rule == "fixed_user"]
    reader = [
        (sequence, sequences.env.user, None) for sequence in sequences if sequence.sender_rule == "subscribing_user"
    ]
    return _prefetched([*fixed, *reader, *waiting])


def _prefetched(rows):
    """The rows, whose senders are read together."""
    senders = rows[0][1].browse({sender.id for _sequence, sender, _begun in rows}) if rows else ()
    by_id = {sender.id: sender for sender in senders}
    return [(sequence, by_id[sender.id], begun) for sequence, sender, begun in rows]


def _no_outgoing(env):
    words = env._("Odoo has no outgoing mail server, so nothing can be sent. Set one up.")
    return Finding("no_outgoing", words, (Fix(env._("Outgoing mail servers"), "base.action_ir_mail_server_list"),))


def _sender(sender, failure, detail, sequences):
    env = sequences.env
    words = env._(
        "%(sender)s cannot send the emails of %(sequences)s. %(why)s",
        sender=sender.name,
        sequences=health_replies.listed(env, [f"“{name}”" for name in sequences.mapped("name")]),
        why=FAILURES[failure].words(env, detail),
    )
    choose = Fix.form(env._("Choose another sender"), sequences[:1], MANAGER)
    if failure == "sender_missing":
        user = Fix.form(env._("Open the user"), sender)
    else:
        user = Fix(env._("Outgoing mail servers"), "base.action_ir_mail_server_list")
    is_reader = sender == env.user and failure in ("sender_missing", "account_own_missing")
    return Finding("sender", words, (*([_preferences(env)] if is_reader else []), user, choose))


def _preferences(env):
    action = env["ir.actions.act_window"]._for_xml_id("base.action_res_users_my")
    return Fix(env._("Open my preferences"), dict(action, res_id=env.uid), ANYBODY)


# ---- what has paused subscriptions


def _accounts(sequences):
    env = sequences.env
    groups = env["email.sequence.subscription"]._read_group(
        [("pause_server_id", "!=", False), ("state", "=", "paused"), ("sequence_id", "in", sequences.ids)],
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
            _account_fixes(server),
        )
        for server, count in groups
    ]


def _account_fixes(server):
    """Where the server is fixed: by an administrator, or by its owner."""
    is_own = server.owner_user_id == server.env.user
    form = Fix.form(server.env._("Open the server"), server)
    return (form, _preferences(server.env)) if is_own else (form,)


def _templates(sequences):
    env = sequences.env
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
            (Fix.form(env._("Open the template"), template, TEMPLATE_EDITOR),),
        )
        for sequence, template, count in _failing_templates(sequences)
    ]


def _failing_templates(sequences):
    """``(sequence, template, count)``: how many wait for an email whose last try failed by its template."""
    env, templates = sequences.env, sequences.env["mail.template"]
    if not sequences:
        return []
    env["email.sequence.subscription"].flush_model()
    env["email.sequence.trace"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT s.sequence_id, t.template_id, count(*)
            FROM email_sequence_subscription s
            JOIN LATERAL (SELECT template_id, failure_type FROM email_sequence_trace
                          WHERE subscription_id = s.id AND step_id = s.next_step_id AND trace_status = 'error'
                          ORDER BY id DESC LIMIT 1) t ON t.failure_type = 'template'
            WHERE s.state = 'paused' AND s.pause_reason = %s AND s.sequence_id = ANY(%s)
              AND t.template_id IS NOT NULL
            GROUP BY 1, 2 ORDER BY 1, 2
            """,
            FAILURES["template"].pause_reason,
            sequences.ids,
        )
    )
    return [(sequences.browse(sequence), templates.browse(template), count) for sequence, template, count in rows]
