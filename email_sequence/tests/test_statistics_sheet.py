"""The statistics page of a sequence, and the way from it to the reports (semantics 12)."""

from ast import literal_eval

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_email_sequence_report import ReportCase


@tagged("post_install", "-at_install")
class TestSheet(ReportCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0, 1))
        self.subscription, self.bobs = self.subscribe(self.course, self.ada, self.bob)
        mail, _other = self.dispatch()
        self.answer(mail)

    def page(self, user=None):
        return self.call_as(user or self.seller, self.course, "get_statistics")

    def figures(self):
        page = self.page()
        return {figure["name"]: figure for figure in page["contacts"] + page["mails"]}

    def test_each_figure_is_that_of_the_reports_with_its_definition(self):
        figures = self.figures()
        for name, text in (("subscribed", "2"), ("paused_reply", "1"), ("sent", "2"), ("replied", "1")):
            with self.subTest(name):
                self.assertEqual(figures[name]["text"], text)
                self.assertEqual(figures[name]["help"], self.report._fields[name].help)
        self.assertEqual(figures["contact_reply_rate"]["text"], "50.0 %")
        self.assertEqual(figures["days_to_reply"]["text"], "0.0")

    def test_the_mean_of_nothing_is_a_dash(self):
        self.course = self.sequence("Nobody yet")
        figures = self.figures()
        self.assertEqual(figures["sent"]["text"], "0")
        for name in ("contact_reply_rate", "mail_reply_rate", "days_to_reply", "open_rate"):
            self.assertEqual(figures[name]["text"], "–")  # noqa: RUF001

    def test_every_figure_opens_the_rows_that_it_counts(self):
        for name, figure in self.figures().items():
            action = self.course.action_view_report("overview", figure["domain"], figure["label"])
            rows = self.report.search_count(action["domain"])
            with self.subTest(name):
                self.assertEqual(action["views"][0][1], "list")
                self.assertEqual(action["display_name"], figure["label"])
                if self.report._fields[name].type == "integer":
                    self.assertEqual(rows, int(figure["text"]))

    def test_the_funnel_says_who_is_where_and_why(self):
        nothing, first, second = self.page()["funnel"]
        self.assertEqual((nothing["breakdown"], second["breakdown"], second["sent"]), ([], [], 0))
        self.assertEqual((first["sent"], first["replied"], first["bounced"]), (2, 1, 0))
        self.assertEqual(
            [(part["label"], part["count"]) for part in first["breakdown"]], [("Active", 1), ("Paused by a reply", 1)]
        )

    def test_each_part_of_the_funnel_opens_its_contacts(self):
        for stage in self.page()["funnel"]:
            for part in stage["breakdown"]:
                domain = self.course.action_view_report("funnel", part["domain"])["domain"]
                self.assertEqual(self.report.search_count(domain), part["count"])

    def test_the_funnel_keeps_a_step_that_was_archived(self):
        self.course.step_ids.sorted()[:1].unlink()
        labels = [stage["label"] for stage in self.page()["funnel"]]
        self.assertEqual(labels, ["Nothing sent yet", "Step 1 for {{ object.name }}", "Step 2 for {{ object.name }}"])

    def test_its_queries_do_not_grow_with_what_they_count(self):
        self.page()
        few = self.queries()
        self.subscribe(self.course, *self.contacts(20))
        self.dispatch()
        self.assertLessEqual(self.queries(), few)

    def queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.page()
        return self.env.cr.sql_log_count - before

    def test_reports_of_a_sequence_are_of_it_only(self):
        other = self.sequence("Other")
        for report in ("overview", "funnel", "template", "time"):
            with self.subTest(report):
                action = (self.course | other).action_view_report(report)
                self.assertIn(("sequence_id", "in", (self.course | other).ids), action["domain"])
                stored = self.env[action["type"]].browse(action["id"])
                for term in literal_eval(stored.domain or "[]"):
                    self.assertIn(term, action["domain"])

    def test_sequences_are_compared_over_the_same_weeks(self):
        other = self.sequence("Other")
        action = (self.course | other).action_compare()
        self.assertIn(("sequence_id", "in", (self.course | other).ids), action["domain"])
        self.assertEqual(action["context"]["pivot_row_groupby"], ["date:week"])
        self.assertEqual(action["context"]["pivot_column_groupby"], ["sequence_id"])
        self.assertLessEqual(set(action["context"]["pivot_measures"]), set(self.report._fields))

    def test_who_may_not_see_sequences_is_refused(self):
        employee = new_test_user(self.env, "emma", "base.group_user")
        with self.assertRaises(AccessError):
            self.page(employee)
