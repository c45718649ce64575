"""What digest mails say of email sequences (semantics 12)."""

from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged

from odoo.addons.email_sequence.tests.common import EmailSequenceCase

NAMES = ("sent", "replied", "bounced", "unsubscribed")


@tagged("post_install", "-at_install")
class TestDigest(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        values = {"name": "Test digest", "company_id": self.env.company.id, "periodicity": "daily"}
        self.digest = self.env["digest.digest"].create(values | {f"kpi_email_sequence_{name}": True for name in NAMES})
        self.course = self.sequence()

    def figures(self, user=None, day=None):
        """``{figure: (its value of the last 24 hours, the change from the 24 hours before in %)}`` for the user."""
        kpis = self.digest._compute_kpis(self.env.company, user or self.seller)
        return {
            kpi["kpi_name"].removeprefix("kpi_email_sequence_"): (kpi["kpi_col1"]["value"], kpi["kpi_col1"]["margin"])
            for kpi in kpis
            if kpi["kpi_name"].startswith("kpi_email_sequence_")
        }

    def test_off_by_default(self):
        digests = self.env["digest.digest"].search([]) - self.digest
        digests |= digests.create({"name": "New digest"})
        self.assertFalse(any(digest[f"kpi_email_sequence_{name}"] for digest in digests for name in NAMES))

    def test_each_figure_counts_what_happened_in_the_period(self):
        self.subscribe(self.course, *self.contacts(4))
        self.dispatch()
        mails = [self.smtp.to(f"contact{number}@")[-1] for number in range(4)]
        self.travel(self.now + timedelta(hours=2))
        self.receive(self.mail_from(mails[0]["To"], answers=mails[0]))
        self.receive(self.notice_about(mails[1]))
        trace = self.env["email.sequence.trace"].search([("email", "=like", "contact2@%")])
        trace._unsubscribe_from_sequence()
        self.travel(self.now + timedelta(hours=2))
        self.assertEqual(
            {name: value for name, (value, _margin) in self.figures().items()},
            {"sent": 4, "replied": 1, "bounced": 1, "unsubscribed": 1},
        )

    def test_a_reply_counts_on_its_own_day_whenever_its_mail_was_sent(self):
        self.subscribe(self.course, self.ada)
        (mail,) = self.dispatch()
        self.travel(self.now + timedelta(days=5))
        self.receive(self.mail_from(mail["To"], answers=mail))
        self.travel(self.now + timedelta(hours=2))
        figures = self.figures()
        self.assertEqual((figures["sent"][0], figures["replied"][0]), (0, 1))

    def test_is_compared_with_the_period_before(self):
        first, *others = self.contacts(3)
        self.subscribe(self.course, first)
        self.dispatch()
        self.travel(datetime(2026, 3, 3, 9, 0))
        self.subscribe(self.course, *others)
        self.env["email.sequence.subscription"].search([("partner_id", "=", first.id)]).action_pause()
        self.dispatch()
        self.travel(datetime(2026, 3, 3, 11, 0))
        self.assertEqual(self.figures()["sent"], (2, 100))

    def test_of_the_companys_sequences_only(self):
        self.subscribe(self.course, self.ada)
        self.dispatch()
        self.travel(self.now + timedelta(hours=2))
        other = self.env["res.company"].create({"name": "Other"})
        self.seller.company_ids |= other
        self.digest.company_id = other
        kpis = self.digest._compute_kpis(other, self.seller)
        self.assertEqual({kpi["kpi_col1"]["value"] for kpi in kpis}, {0})

    def test_who_may_not_read_reports_gets_none(self):
        self.assertEqual(set(self.figures(self.seller)), set(NAMES))
        stranger = new_test_user(self.env, "stranger", "base.group_user")
        self.assertEqual(self.figures(stranger), {})

    def test_a_figure_leads_to_the_report(self):
        actions = self.digest._compute_kpis_actions(self.env.company, self.seller)
        for name in NAMES:
            action, _separator, menu = actions[f"kpi_email_sequence_{name}"].partition("?menu_id=")
            self.assertEqual(self.env.ref(action).res_model, "email.sequence.report")
            self.assertTrue(self.env["ir.ui.menu"].browse(int(menu)).exists())

    def test_the_mail_shows_them(self):
        self.subscribe(self.course, self.ada)
        self.dispatch()
        self.travel(self.now + timedelta(hours=2))
        self.digest._action_send_to_user(self.seller)
        mail = self.env["mail.mail"].sudo().search([("email_to", "=", self.seller.email_formatted)], limit=1)
        self.assertIn("Sequence Mails Sent", mail.body_html)
