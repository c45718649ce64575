"""The server's part of opening each report, among a million subscriptions and three mails for each."""

import json
import os
from ast import literal_eval
from datetime import timedelta
from functools import partial
from pathlib import Path

from lxml import etree

from benchmarks import big_table, screens, subscribing, world
from benchmarks.figures import tell

SEQUENCES, STEPS, SENDERS, DAYS = 80, 3, 10, 365
REPORT = "email.sequence.report"
DASHBOARD = Path(__file__).parent.parent.joinpath(
    "email_sequence_dashboard", "data", "files", "email_sequences_dashboard.json"
)


def main(env) -> None:
    """Fill the tables with ``BENCH_ROWS`` subscriptions, and open every report as a manager."""
    rows = int(os.environ["BENCH_ROWS"])
    sequence = fill(env, rows)
    env = env(user=world.seller(env))
    of_one = [("sequence_id", "=", sequence.id)]
    for what, domain in (("the last 12 weeks", recent(env)), ("one sequence", of_one), ("the year", [])):
        for name, work in reports(env, domain):
            told(env, rows, what, name, work)
    for name, work in dashboard(env):
        told(env, rows, "the last 90 days", f"Dashboard: {name}", work)
    told(env, rows, "one sequence", "page Figures of its form", lambda: sequence.with_env(env).get_statistics())
    tell(part="plan", plan=plan(env, of_one))


def told(env, rows, what, name, work):
    tell(part="reports", rows=rows, mails=rows * STEPS, of=what, screen=name, at_first=what != "the year",
         **screens.taken(env, work))  # fmt: skip


def fill(env, rows):
    """Sequences with contacts and mails as they are after a year; one of them."""
    sequences = [world.sequence(env, world.account(env, 25), STEPS) for _number in range(SEQUENCES)]
    users = env["res.users"].create([{"name": f"Seller {n}", "login": world.unique("seller")} for n in range(SENDERS)])
    contacts = subscribing.fill(env, rows)
    env.flush_all()
    env.cr.execute(
        SUBSCRIPTIONS,
        {
            "sequences": [sequence.id for sequence in sequences],
            "company": env.company.id,
            "users": users.ids,
            "contacts": contacts,
            "days": DAYS,
        },
    )
    env.cr.execute(MAILS)
    env.cr.commit()
    big_table.vacuum(env)
    return sequences[0]


# Of ten contacts, five are finished, two active, two paused by this or that, and one is removed. Of sixteen mails, one
# is answered, and of forty, one came back; which, hangs on the contact and the step.
SUBSCRIPTIONS = """
    INSERT INTO email_sequence_subscription
        (sequence_id, company_id, partner_id, email, user_id, state, pause_reason, next_step_id, last_step_id,
         subscribed_datetime, scheduled_datetime, reply_datetime, create_date, write_date)
    SELECT q.id, %(company)s, c.id, c.email, (%(users)s)[1 + c.id %% cardinality(%(users)s)], c.state,
           CASE WHEN c.state = 'paused'
                THEN (ARRAY['reply', 'manual', 'bounce', 'send_error'])[1 + (c.id / 10) %% 4] END,
           CASE WHEN c.state IN ('active', 'paused') THEN p.last END, p.last,
           c.at, c.at + interval '30 days', replied.at, c.at, c.at
    FROM (
        SELECT id, email, now() AT TIME ZONE 'UTC' - (id %% %(days)s) * interval '1 day' AS at,
               (ARRAY['finished', 'active', 'paused', 'finished', 'removed',
                      'finished', 'active', 'paused', 'finished', 'finished'])[1 + id %% 10] AS state
        FROM res_partner WHERE id = ANY(%(contacts)s)
    ) c
    JOIN unnest(%(sequences)s) WITH ORDINALITY AS q (id, number) ON q.number = 1 + c.id %% cardinality(%(sequences)s)
    JOIN LATERAL (SELECT max(id) AS last FROM email_sequence_step WHERE sequence_id = q.id) p ON true
    LEFT JOIN LATERAL (
        SELECT min(c.at + step.sequence * interval '7 days' + (c.id %% 90) * interval '1 hour') AS at
        FROM email_sequence_step step WHERE step.sequence_id = q.id AND (c.id + step.id) %% 16 = 1
    ) replied ON true
"""

# Three mails for each, a week between them, day after day as dispatchers write them.
MAILS = """
    INSERT INTO email_sequence_trace
        (subscription_id, sequence_id, company_id, partner_id, step_id, template_id, user_id, email, date, tz,
         message_id, trace_status, handed_datetime, sent_datetime, reply_datetime, create_date, write_date)
    SELECT s.id, s.sequence_id, s.company_id, s.partner_id, p.id, p.template_id, s.user_id, s.email, sent.at,
           'Europe/Berlin', '<' || s.id || '.' || p.id || '.bench@seller.example>',
           CASE WHEN (s.partner_id + p.id) % 40 = 0 THEN 'bounce' ELSE 'sent' END, sent.at, sent.at,
           CASE WHEN (s.partner_id + p.id) % 16 = 1 THEN sent.at + (s.partner_id % 90) * interval '1 hour' END,
           sent.at, sent.at
    FROM email_sequence_subscription s
    JOIN email_sequence_step p ON p.sequence_id = s.sequence_id
    CROSS JOIN LATERAL (SELECT s.subscribed_datetime + p.sequence * interval '7 days' AS at) sent
    ORDER BY sent.at
"""


def recent(env):
    """What the filter *Last 12 weeks* of the reports says."""
    arch = etree.fromstring(env[REPORT].get_view(view_type="search")["arch"])
    return literal_eval(arch.find(".//filter[@name='recent']").get("domain"))


def reports(env, domain):
    """Each view of each report with the call that the web client makes for it: ``(name, function)``."""
    for xmlid in ("", "_funnel", "_template", "_time"):
        action = env.ref(f"email_sequence.email_sequence_report{xmlid}_action")
        rows = domain + literal_eval(action.domain or "[]")
        for view_id, kind in action.views:
            arch = etree.fromstring(env[REPORT].get_view(view_id or None, kind)["arch"])
            yield f"{action.name}: {kind}", {"pivot": pivot, "graph": graph, "list": listed}[kind](env, arch, rows)


def measures(env, arch):
    names = [node.get("name") for node in arch.iter("field") if node.get("type") == "measure"]
    return [f"{name}:{env[REPORT]._fields[name].aggregator}" for name in names]


def groups(arch, *types):
    nodes = [node for node in arch.iter("field") if node.get("type") in types]
    return [":".join(filter(None, (node.get("name"), node.get("interval")))) for node in nodes]


def pivot(env, arch, domain):
    rows, columns = groups(arch, "row"), groups(arch, "col")
    sets = [[*rows[:n], *columns[:m]] for n in range(len(rows) + 1) for m in range(len(columns) + 1)]
    return lambda: env[REPORT].formatted_read_grouping_sets(domain, sets, measures(env, arch))


def graph(env, arch, domain):
    return lambda: env[REPORT].formatted_read_group(domain, groups(arch, None), [*measures(env, arch), "__count"])


def listed(env, _arch, domain):
    return screens.lister(env, REPORT, "list", domain)


def dashboard(env):
    """Each source of data of the dashboard, in the periods of its filter: ``(name, function)``."""
    sheets = json.loads(DASHBOARD.read_text())
    for source in sheets["pivots"].values():
        names = [measure["id"] for measure in source["measures"]]
        sets = [[]] + [[row["fieldName"]] for row in source["rows"]]
        domain = source["domain"] + period(env, source)
        yield source["name"], partial(env[REPORT].formatted_read_grouping_sets, domain, sets, names)
    for figure in sheets["sheets"][0]["figures"]:
        source = figure["data"]
        if source["type"].startswith("odoo_"):
            field = source["metaData"]["measure"]
            measure = f"{field}:{env[REPORT]._fields[field].aggregator}"
            domain = source["searchParams"]["domain"] + period(env, source)
            groupby = source["metaData"]["groupBy"]
            yield source["title"]["text"], partial(env[REPORT].formatted_read_group, domain, groupby, [measure])


def period(env, source):
    """The last 90 days, or those before, as the source wants."""
    end = env.cr.now() + timedelta(days=90 * source["fieldMatching"]["period"]["offset"])
    return [("date", ">=", end - timedelta(days=90)), ("date", "<", end)]


def plan(env, domain):
    """How PostgreSQL counts the delivered mails of one sequence."""
    query = env[REPORT]._search([*domain, ("kind", "=", "mail"), ("delivered", "=", 1)]).select("COUNT(*)")
    env.cr.execute(f"EXPLAIN {query.code}", query.params)  # pylint: disable=sql-injection
    return [row[0] for row in env.cr.fetchall()]
