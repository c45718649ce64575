"""For random histories, every figure of the reports equals another way's count from the raw rows (semantics 12)."""

import os
from collections import Counter
from statistics import median

from odoo.tests import tagged
from odoo.tools import SQL

from ..models.subscriptions.pause_reasons import PAUSE_REASONS
from ..models.subscriptions.states import STATES
from .random_history import RandomHistory
from .test_email_sequence_report import ReportCase

SEEDS = [int(seed) for seed in os.environ.get("RECONCILIATION_SEEDS", "1 2").split()]
EVENTS = int(os.environ.get("RECONCILIATION_EVENTS", "120"))
DIMENSIONS = ("sequence_id", "user_id", "step_id", "template_id", "mail_server_id", "company_id", "partner_id")


@tagged("post_install", "-at_install")
class TestReconciliation(ReportCase):
    def test_every_figure_equals_the_count_from_the_raw_rows(self):
        sizes = Counter()
        for seed in SEEDS:
            with self.subTest(seed=seed):
                history = RandomHistory(self, seed)
                history.let_happen(EVENTS)
                sizes += self.reconcile([sequence.id for sequence in history.sequences])
                sizes["events"] += sum(history.happened.values())
        self.say(", ".join(f"{count:,} {what}" for what, count in sorted(sizes.items())))
        self.assertGreater(sizes["replied mails"], 5)
        self.assertGreater(sizes["figures"], 1000)

    def say(self, size):
        """Print the size, which ``scripts/test`` shows to whoever runs it."""
        print(f"\n== Reconciled: {size}")  # pylint: disable=print-used

    def reconcile(self, sequence_ids):
        """Compare each figure, of all and by each dimension; what there was to compare."""
        contacts, mails, answers = self.raw(sequence_ids)
        sizes = Counter(contacts=len(contacts), mails=len(mails), **{"replied mails": len(answers)})
        for dimension in (None, *DIMENSIONS, "week"):
            expected = self.expected(contacts, mails, answers, dimension)
            shown = self.shown(sequence_ids, dimension)
            for group, figures in expected.items():
                for name, value in figures.items():
                    found = shown[group].get(name)
                    self.assertAlmostEqual(
                        found or 0, value or 0, 6, f"{name} of {dimension} {group}: {found}, {value}"
                    )
                    sizes["figures"] += 1
            self.assertEqual(set(shown), set(expected), dimension)
        sizes["figures"] += self.reconcile_weeks(sequence_ids, contacts, mails, answers)
        self.reconcile_screens(sequence_ids)
        return sizes

    def reconcile_weeks(self, sequence_ids, contacts, mails, answers):
        """Compare what happened in each week, as digests and weekly summaries have it; how many figures these are."""
        expected = self.happened(contacts, mails, answers)
        for name, weeks in expected.items():
            domain, date = self.report._happened(name)
            rows = self.report._read_group(
                [("sequence_id", "in", sequence_ids), *domain, (date, "!=", False)], [f"{date}:week"], [f"{name}:sum"]
            )
            self.assertEqual({week: count for week, count in rows if count}, dict(weeks), name)
        return sum(map(len, expected.values()))

    def reconcile_screens(self, sequence_ids):
        """The figures of the sequences' cards, lists and forms, which take another way, are those of the reports."""
        for sequence in self.env["email.sequence"].browse(sequence_ids):
            of_sequence = self.shown([sequence.id], None)[None]
            self.assertEqual(sequence.subscription_count, of_sequence["subscribed"])
            self.assertEqual(sequence.replied_count, of_sequence["replied_contacts"])
            self.assertAlmostEqual(sequence.reply_rate, of_sequence["contact_reply_rate"] or 0)
            for state, name in (("active", "active_contacts"), ("paused", "paused"), ("finished", "finished")):
                self.assertEqual(sequence[f"{state}_count"], of_sequence[name])
            by_step = self.shown([sequence.id], "step_id")
            for step in sequence.step_ids.filtered(lambda step, by_step=by_step: step.id in by_step):
                for name in ("sent", "replied", "bounced"):
                    self.assertEqual(step[f"{name}_count"], by_step[step.id][name], f"{name} of step {step.id}")

    # ---- as the reports show it

    def shown(self, sequence_ids, dimension):
        """Every figure that the report has, so that none is without a count in plain Python."""
        figures = (field for field in self.report._fields.values() if field.type in ("integer", "float"))
        names = [field.name for field in figures if field.store and field.name != "id"]
        specs = [f"{name}:{self.report._fields[name].aggregator}" for name in names]
        groupby = [] if dimension is None else ["date:week" if dimension == "week" else dimension]
        rows = self.report._read_group([("sequence_id", "in", sequence_ids)], groupby, specs)
        key = len(groupby)
        return {self.key(row[:key]): dict(zip(names, row[key:], strict=True)) for row in rows}

    def key(self, group):
        return None if not group else getattr(group[0], "id", group[0]) or None

    # ---- as plain Python counts it

    def raw(self, sequence_ids):
        """The subscriptions, the mails, and ``{mail: when a person first answered it}`` from the incoming mails."""
        self.env.flush_all()
        contacts = self.rows("email_sequence_subscription", sequence_ids)
        mails = self.rows("email_sequence_trace", sequence_ids)
        self.env.cr.execute("SELECT trace_id, received_datetime FROM email_sequence_incoming WHERE kind = 'human'")
        answers = {}
        for trace_id, received in self.env.cr.fetchall():
            if trace_id in mails:
                answers[trace_id] = min(received, answers.get(trace_id, received))
        return contacts, mails, answers

    def rows(self, table, sequence_ids):
        self.env.cr.execute(SQL("SELECT * FROM %s WHERE sequence_id = ANY(%s)", SQL.identifier(table), sequence_ids))
        return {row["id"]: row for row in self.env.cr.dictfetchall()}

    def expected(self, contacts, mails, answers, dimension):
        groups = {}
        for row in contacts.values():
            groups.setdefault(self.group(row, dimension, "contact", mails), ([], []))[0].append(row)
        for row in mails.values():
            groups.setdefault(self.group(row, dimension, "mail", mails), ([], []))[1].append(row)
        return {
            group: {**self.of_contacts(theirs, mails, answers), **self.of_mails(its, answers)}
            for group, (theirs, its) in groups.items()
        }

    def group(self, row, dimension, kind, mails):
        if dimension is None:
            return None
        if dimension == "week":
            moment = row["subscribed_datetime"] if kind == "contact" else row["sent_datetime"] or row["date"]
            return self.week(moment)
        if kind == "contact" and dimension == "step_id":
            left = [m for m in mails.values() if m["subscription_id"] == row["id"] and m["sent_datetime"]]
            return max(left, key=lambda mail: mail["id"])["step_id"] if left else None
        return row.get(dimension)

    def week(self, moment):
        """The Sunday or Monday on which the week of the moment begins, as Odoo has it for the user's language."""
        first = int(self.env["res.lang"]._get_data(code=self.env.user.lang).week_start) - 1
        day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
        return day.fromordinal(day.toordinal() - (day.weekday() - first) % 7)

    def happened(self, contacts, mails, answers):
        """``{figure: {week: count}}``, by the day of the sending, the first answer, the notice, the unsubscribing."""
        first_answers = {}
        for mail, moment in sorted(answers.items(), key=lambda answer: answer[1]):
            first_answers.setdefault(mails[mail]["subscription_id"], moment)
        left = [mail for mail in mails.values() if mail["trace_status"] in ("sent", "bounce")]
        moments = {
            "sent": [mail["sent_datetime"] for mail in left],
            "replied_contacts": first_answers.values(),
            "bounced": [mail["bounce_datetime"] for mail in left if mail["trace_status"] == "bounce"],
            "unsubscribed": filter(None, (contact["unsubscribe_datetime"] for contact in contacts.values())),
        }
        return {name: Counter(map(self.week, of_figure)) for name, of_figure in moments.items()}

    def of_contacts(self, rows, mails, answers):
        who_replied = {mails[mail]["subscription_id"] for mail in answers}
        replied = sum(row["id"] in who_replied for row in rows)
        who_left = {mail["subscription_id"] for mail in mails.values() if mail["unsubscribe_datetime"]}
        return {
            "subscribed": len(rows),
            "active_contacts": sum(row["state"] == "active" for row in rows),
            **{state: sum(row["state"] == state for row in rows) for state in STATES if state != "active"},
            **{
                f"paused_{reason}": sum((row["state"], row["pause_reason"]) == ("paused", reason) for row in rows)
                for reason in PAUSE_REASONS
            },
            "replied_contacts": replied,
            "contact_reply_rate": 100 * replied / len(rows) if rows else None,
            "unsubscribed": sum(row["id"] in who_left or row["unsubscribe_datetime"] is not None for row in rows),
        }

    def of_mails(self, rows, answers):
        status = Counter(row["trace_status"] for row in rows)
        replied = [row for row in rows if row["id"] in answers and row["trace_status"] in ("sent", "bounce")]
        delivered = [row for row in replied if row["trace_status"] == "sent"]
        left = [row for row in rows if row["trace_status"] in ("sent", "bounce")]
        tracked = [row for row in left if row["tracks_opens"] and row["trace_status"] == "sent"]
        days = [(answers[row["id"]] - row["sent_datetime"]).total_seconds() / 86400 for row in replied]
        return {
            "sent": status["sent"] + status["bounce"],
            "delivered": status["sent"],
            "bounced": status["bounce"],
            "opened": sum(row["open_datetime"] is not None for row in left),
            "opened_unreliable": sum(bool(row["fetch_datetime"] and not row["open_datetime"]) for row in left),
            "open_rate": 100 * sum(row["open_datetime"] is not None for row in tracked) / len(tracked)
            if tracked
            else None,
            "replied": len(replied),
            "mail_reply_rate": 100 * len(delivered) / status["sent"] if status["sent"] else None,
            "days_to_reply": median(days) if days else None,
            "unsubscribed_by": sum(row["unsubscribe_datetime"] is not None for row in rows),
            "unknown": status["unknown"],
            "failed": status["error"],
        }
