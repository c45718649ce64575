from ast import literal_eval
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import EmailSequenceCase

SEQUENCES, QUERIES = 80, 8  # of 12, which leaves four to Odoo: user, company, rules


@tagged("post_install", "-at_install")
class TestFigures(EmailSequenceCase):
    """Where a sequence's contacts are, and who answered (semantics 12)."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0, 1))
        self.people = self.contacts(5)
        self.subscriptions = self.subscribe(self.course, *self.people)

    def shown(self):
        self.env.invalidate_all()
        seen = self.course.with_user(self.seller)
        return [(bar["label"], bar["count"]) for bar in seen.breakdown]

    def test_breakdown_counts_who_waits_for_each_step_and_who_is_through(self):
        self.dispatch()
        self.subscriptions[0].action_pause()
        self.subscriptions[1].action_remove()
        self.subscribe(self.course, self.ada).scheduled_datetime = self.now.replace(year=2030)
        self.travel(max(self.subscriptions[2:].mapped("scheduled_datetime")))
        self.dispatch()
        self.assertEqual(
            self.shown(),
            [("Step 1 for {{ object.name }}", 1), ("Step 2 for {{ object.name }}", 1), ("Finished", 3)],
        )
        self.assertEqual((self.course.active_count, self.course.paused_count, self.course.finished_count), (1, 1, 3))
        self.assertEqual(self.course.subscription_count, 6)

    def test_replied_counts_contacts_not_mails_and_keeps_who_was_removed(self):
        first, second, *_others = self.dispatch()
        for answer in (first, first, second):
            self.receive(self.mail_from(answer["To"], answers=answer))
        self.subscriptions.filtered(lambda s: s.state == "paused")[0].action_remove()
        self.env.invalidate_all()
        self.assertEqual((self.course.replied_count, self.course.reply_rate), (2, 40))

    def test_an_autoresponder_is_no_reply(self):
        mail, *_others = self.dispatch()
        self.receive(self.mail_from(mail["To"], answers=mail, Auto_Submitted="auto-replied"))
        self.env.invalidate_all()
        self.assertFalse(self.course.replied_count)

    def test_cards_of_many_sequences_cost_as_few_queries_as_one(self):
        self.env["email.sequence"].create(
            [
                {"name": f"Sequence {n}", "step_ids": [(0, 0, {"template_id": self.template().id, "delay_days": 1})]}
                for n in range(SEQUENCES)
            ]
        )
        sequences = self.env["email.sequence"].with_user(self.seller)
        names = ("name", "state", "step_count", "schedule_id", "active_count", "paused_count", "reply_rate",
                 "breakdown", "company_id")  # fmt: skip
        specification = {name: {"fields": {"display_name": {}}} if name.endswith("_id") else {} for name in names}
        self.env.cr.flush()
        sequences.web_search_read([], specification, limit=SEQUENCES)  # what Odoo caches once: access rules, groups
        self.env.invalidate_all()
        with self.statements() as statements:
            found = sequences.web_search_read([], specification, limit=SEQUENCES)
        ours = [words for words in statements if "email_sequence" in words or "mail_template" in words]
        self.assertLessEqual(len(ours), QUERIES, "\n".join(ours))
        self.assertEqual(len(found["records"]), SEQUENCES)

    @contextmanager
    def statements(self):
        """The SQL statements of the block."""
        said, execute = [], Cursor.execute

        def listen(cursor, query, *args, **kwargs):
            said.append(" ".join(str(getattr(query, "code", query)).split())[:200])
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listen):
            yield said

    def test_every_figure_opens_its_list(self):
        first, *_others = self.dispatch()
        self.receive(self.mail_from(first["To"], answers=first))
        for search_filter, count in (("active", 4), ("paused", 1), ("answered", 1), ("live", 5)):
            with self.subTest(search_filter=search_filter):
                action = self.course.with_context(email_sequence_filter=search_filter).action_view_subscriptions()
                self.assertEqual(action["context"], {f"search_default_{search_filter}": 1})
                listed = self.subscriptions.search(action["domain"] + self.domain_of(search_filter))
                self.assertEqual(len(listed), count)

    def domain_of(self, search_filter):
        view = self.env.ref("email_sequence.email_sequence_subscription_view_search")
        (node,) = view._get_combined_arch().xpath(f"//filter[@name='{search_filter}']")
        return literal_eval(node.get("domain"))

    def test_each_step_counts_its_own_mails(self):
        first, second, third, *_others = self.dispatch()
        self.receive(self.mail_from(first["To"], answers=first))
        self.receive(self.notice_about(second))
        self.receive(self.mail_from(third["To"], answers=third, Auto_Submitted="auto-replied"))
        self.env.invalidate_all()
        one, two = self.course.with_user(self.seller).step_ids.sorted()
        counts = [(s.waiting_count, s.sent_count, s.replied_count, s.bounced_count) for s in (one, two)]
        self.assertEqual(counts, [(0, 5, 1, 1), (5, 0, 0, 0)])

    def test_delays_in_words(self):
        course = self.sequence("Words", delays=(0, 1, 3), activated=False)
        self.assertEqual(course.step_ids.sorted().mapped("delay_words"),
                         ["at once", "1 day after the previous", "3 days after the previous"])  # fmt: skip
        course.step_ids.sorted()[0].delay_days = 2
        self.assertEqual(course.step_ids.sorted()[0].delay_words, "2 days after subscribing")
