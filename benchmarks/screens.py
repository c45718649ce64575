"""The server's part of opening each screen, among a million subscriptions: milliseconds and queries."""

import os
import time
from ast import literal_eval
from statistics import median

from lxml import etree

from benchmarks import big_table, subscribing, world
from benchmarks.figures import tell

SEQUENCES, TIMES, PAGE, COUNTED_TO, SELECTED = 80, 5, 80, 10_001, 100_000
SUBSCRIPTION = "email.sequence.subscription"
NAMES_ONLY = {"fields": {"display_name": {}}}


def main(env) -> None:
    """Fill the tables with ``BENCH_ROWS`` subscriptions in 80 sequences, and open every screen as their seller."""
    rows = int(os.environ["BENCH_ROWS"])
    sequence, contacts = fill(env, rows)
    env = env(user=world.seller(env))
    for screen, work in screens(env, sequence, contacts):
        tell(part="screens", rows=rows, screen=screen, **taken(env, work))
    tell(part="contact", **overhead(env, contacts[-1]))


def fill(env, rows):
    """One of the sequences, and the ids of all contacts."""
    sequences = [world.sequence(env, world.account(env, 25)) for _number in range(SEQUENCES)]
    contacts = subscribing.fill(env, rows)
    share = rows // SEQUENCES
    for number, sequence in enumerate(sequences):
        subscribing.insert(env, sequence, contacts[number * share : (number + 1) * share])
        big_table.add_sent_mails(env, sequence)
    spread_states(env)
    env.cr.commit()
    big_table.vacuum(env)
    return sequences[0], contacts


def spread_states(env) -> None:
    """Of ten subscriptions, five are finished, two active, two paused by this or that, and one is removed."""
    env.cr.execute(
        """
        UPDATE email_sequence_subscription SET
            state = (ARRAY['finished', 'active', 'paused', 'finished', 'removed',
                           'finished', 'active', 'paused', 'finished', 'finished'])[1 + id % 10],
            pause_reason = CASE WHEN id % 10 IN (2, 7)
                THEN (ARRAY['reply', 'manual', 'bounce', 'send_error'])[1 + (id / 10) % 4] END,
            next_step_id = CASE WHEN id % 10 IN (1, 2, 6, 7) THEN next_step_id END,
            subscribed_datetime = subscribed_datetime - (id % 365) * interval '1 day'
        """
    )
    env.cr.execute("UPDATE email_sequence_trace SET reply_datetime = sent_datetime WHERE subscription_id % 40 = 2")


def taken(env, work) -> dict:
    """The median milliseconds of a call that begins with empty caches of records, and its queries."""
    milliseconds = []
    for _time in range(TIMES):
        env.invalidate_all()
        queries, started = env.cr.sql_log_count, time.perf_counter()
        work()
        milliseconds.append(1000 * (time.perf_counter() - started))
        queries = env.cr.sql_log_count - queries
        env.cr.rollback()
    return {"milliseconds": median(milliseconds), "queries": queries}


def screens(env, sequence, contacts):
    """Each screen with the calls that the web client makes for it: ``(name, function)``."""
    yield "sequences: cards", lister(env, "email.sequence", "kanban")
    yield "sequences: list", lister(env, "email.sequence", "list")
    yield "a sequence", lambda: sequence.with_env(env).web_read(specification(env, "email.sequence", "form"))
    for name, domain in filters(env, SUBSCRIPTION):
        yield f"subscriptions: {name}", lister(env, SUBSCRIPTION, "list", domain)
    live = [("state", "in", ("active", "paused"))]
    for name, group_by in groups(env, SUBSCRIPTION):
        yield f"subscriptions by {name}", grouper(env, SUBSCRIPTION, live, group_by)
    yield (
        "subscriptions of a sequence: cards by step",
        grouper(env, SUBSCRIPTION, [("sequence_id", "=", sequence.id), *live], "next_step_id", unfold=True),
    )
    yield "subscriptions: calendar of a week", week(env)
    yield (
        "a subscription",
        lambda: env[SUBSCRIPTION].search([], limit=1, offset=500).web_read(specification(env, SUBSCRIPTION, "form")),
    )
    yield "mails", lister(env, "email.sequence.trace", "list")
    yield (
        "contacts in a sequence",
        lister(env, "res.partner", "list", [("email_sequence_subscription_ids.state", "in", ("active", "paused"))]),
    )
    yield (
        "contacts with a paused one",
        lister(env, "res.partner", "list", [("email_sequence_subscription_ids.state", "=", "paused")]),
    )
    yield f"dialog on {SELECTED:,} contacts: opened", dialog(env, contacts[:SELECTED])
    yield f"dialog on {SELECTED:,} contacts: sequence chosen", dialog(env, contacts[:SELECTED], sequence)


def lister(env, model, view, domain=()):
    spec = specification(env, model, view)
    return lambda: env[model].web_search_read(list(domain), spec, limit=PAGE, count_limit=COUNTED_TO)


def grouper(env, model, domain, group_by, unfold=False):
    spec = specification(env, model, "kanban")
    return lambda: env[model].web_read_group(
        domain, [group_by], ["__count"], limit=PAGE, auto_unfold=unfold, unfold_read_specification=spec
    )


def week(env):
    env.cr.execute("SELECT now()::timestamp, (now() + interval '7 days')::timestamp")
    start, stop = env.cr.fetchone()
    domain = [("scheduled_datetime", "<=", stop), ("scheduled_datetime", ">=", start), ("state", "=", "active")]
    names = ["partner_id", "email", "sequence_id", "next_step_id", "user_id", "scheduled_datetime"]
    return lambda: env[SUBSCRIPTION].search_read(domain, names, limit=500, order="scheduled_datetime")


def dialog(env, ids, sequence=None):
    """The dialog's own calls, when it opens and when a sequence is chosen."""
    wizard = env["email.sequence.subscribe"].with_context(active_model="res.partner", active_ids=ids)
    spec = specification(env, wizard._name, "form")
    chosen = {"sequence_id": sequence.id} if sequence else {}
    return lambda: wizard.onchange(chosen, list(chosen), spec)


def overhead(env, contact) -> dict:
    """What our fields add to the page of a contact."""
    spec = specification(env, "res.partner", "form")
    plain = {name: value for name, value in spec.items() if not name.startswith("email_sequence")}
    partner = env["res.partner"].browse(contact)
    ours, theirs = (taken(env, lambda what=what: partner.web_read(what)) for what in (spec, plain))
    return {"ours": ours, "theirs": theirs}


# ---- what the web client asks for


def specification(env, model, view) -> dict:
    """The fields of a view, without those of views inside of it."""
    arch = etree.fromstring(env[model].get_view(view_type=view)["arch"])
    nodes = [node for node in arch.iter("field") if not list(node.iterancestors("field"))]
    return {
        node.get("name"): NAMES_ONLY if env[model]._fields[node.get("name")].type == "many2one" else {}
        for node in nodes
    }


def filters(env, model):
    arch = etree.fromstring(env[model].get_view(view_type="search")["arch"])
    yield "all", []
    for node in arch.iter("filter"):
        if node.get("domain"):
            yield node.get("string"), literal_eval(node.get("domain").replace(" uid)", f" {env.uid})"))


def groups(env, model):
    arch = etree.fromstring(env[model].get_view(view_type="search")["arch"])
    for node in arch.iter("filter"):
        if "group_by" in node.get("context", ""):
            yield node.get("string"), literal_eval(node.get("context"))["group_by"]
