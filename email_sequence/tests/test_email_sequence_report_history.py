"""Reports say what they count, stay true when what they tell of changes, and show what their reader may see."""

from pathlib import Path

from odoo.tests import new_test_user, tagged

from .test_email_sequence_report import ReportCase


@tagged("post_install", "-at_install")
class TestWords(ReportCase):
    """The definition of each figure stands on the screen and in the README, in the same words."""

    def figures(self):
        return [
            field for field in self.report._fields.values() if field.type in ("integer", "float") and field.name != "id"
        ]

    def test_each_figure_has_a_definition(self):
        for field in self.figures():
            with self.subTest(field.name):
                self.assertTrue(field.help and field.help.endswith("."))

    def test_readme_has_the_definitions_of_the_screens(self):
        readme = " ".join(Path(__file__).parents[1].joinpath("README.rst").read_text(encoding="utf-8").split())
        for field in self.figures():
            with self.subTest(field.name):
                definition = f"{field.string} {field.help}"
                self.assertTrue(definition in readme, f"not in readme/USAGE.rst and README.rst: {definition}")


@tagged("post_install", "-at_install")
class TestHistory(ReportCase):
    """Figures stay true when what they tell of is changed or deleted."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0, 1))
        self.subscription = self.subscribe(self.course, self.ada)
        self.bobs = self.subscribe(self.course, self.bob)
        (mail, _other) = self.dispatch()
        self.answer(mail)
        self.figures = self.all_figures()

    def all_figures(self):
        self.env.invalidate_all()
        names = ("subscribed", "replied_contacts", "sent", "delivered", "replied", "mail_reply_rate", "days_to_reply")
        return [self.count(name) for name in names]

    def test_a_removed_subscription_stays_counted(self):
        self.subscription.action_remove()
        self.assertEqual(self.all_figures(), self.figures)
        self.assertEqual(self.count("removed"), 1)

    def test_a_deleted_contact_stays_counted(self):
        self.ada.unlink()
        self.assertEqual(self.all_figures(), self.figures)

    def test_merged_contacts_stay_counted(self):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (self.ada | self.bob).ids, self.bob, extra_checks=False
        )
        self.assertEqual(self.all_figures(), self.figures)
        mails = self.by("partner_id", "sent", ("sent", "=", 1))
        self.assertEqual(mails, {self.bob: 2})

    def test_an_archived_step_keeps_its_mails(self):
        step = self.course.step_ids.sorted()[:1]
        step.unlink()
        self.assertFalse(step.active)
        self.assertEqual(self.all_figures(), self.figures)
        self.assertEqual(self.by("step_id", "sent", ("sent", "=", 1)), {step: 2})

    def test_a_mail_stays_with_the_template_that_it_was_made_of(self):
        step = self.course.step_ids.sorted()[:1]
        before, after = step.template_id, self.template("Another")
        step.template_id = after
        self.assertEqual(self.by("template_id", "sent", ("sent", "=", 1)), {before: 2})

    def test_a_template_that_is_deleted_keeps_its_name_in_the_reports(self):
        step = self.course.step_ids.sorted()[:1]
        before, unused = step.template_id, self.template("Unused")
        step.template_id = self.template("Another")
        (before | unused).unlink()
        self.assertEqual(self.by("template_id", "sent", ("sent", "=", 1)), {before: 2})
        self.assertFalse(before.active)
        self.assertFalse(unused.exists())

    def test_weekday_and_hour_are_read_by_the_clock_of_the_window_at_that_time(self):
        self.assertEqual(self.by("weekday", "sent", ("sent", "=", 1)), {"1": 2})
        self.assertEqual(self.by("hour", "sent", ("sent", "=", 1)), {"09": 2})
        self.course.tz = "Asia/Tokyo"
        self.assertEqual(self.by("hour", "sent", ("sent", "=", 1)), {"09": 2})
        self.subscribe(self.course, self.contact("Cleo", "cleo@customer.example"))
        self.dispatch()
        self.assertEqual(self.by("hour", "sent", ("sent", "=", 1)), {"09": 2, "18": 1})


@tagged("post_install", "-at_install")
class TestAccess(ReportCase):
    """Reports show what their reader may see (semantics 13)."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence()
        self.subscribe(self.course, self.ada)
        self.dispatch()

    def seen_by(self, user, companies):
        report = self.report.with_user(user).with_context(allowed_company_ids=companies.ids)
        return report.search_count([("sequence_id", "=", self.course.id)])

    def test_a_salesperson_sees_the_figures_of_their_company(self):
        self.assertEqual(self.seen_by(self.seller, self.env.company), 2)

    def test_another_companys_user_sees_nothing(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = new_test_user(
            self.env, "otto", "base.group_user,email_sequence.group_user", company_id=other.id, company_ids=other.ids
        )
        self.assertEqual(self.seen_by(stranger, other), 0)

    def test_an_employee_without_sequences_is_refused(self):
        employee = new_test_user(self.env, "emma", "base.group_user")
        self.assertFalse(self.report.with_user(employee).has_access("read"))
