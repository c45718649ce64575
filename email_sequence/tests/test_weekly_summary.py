"""The weekly summary: to whom, when, once, and with which figures (semantics 12)."""

from datetime import datetime, timedelta

from lxml import html

from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase

NEXT_MONDAY = datetime(2026, 3, 9, 8, 0)  # naive UTC; 9 o'clock in Brussels


class SummaryCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.env.company.email_sequence_weekly_summary = True
        (self.seller | self.manager).tz = "Europe/Brussels"
        self.course = self.sequence(delays=(0, 10))

    def summaries(self):
        """The mails that the scheduled action makes now."""
        mails = self.env["mail.mail"].sudo()
        before = mails.search([])
        with self.committing_env() as env:
            env["email.sequence.summary"]._cron_send()
        self.env.invalidate_all()
        return mails.search([]) - before

    def text(self, mail):
        return " ".join(html.fromstring(mail.body_html).text_content().split())

    def a_mail_this_week(self):
        subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        return subscription


@tagged("post_install", "-at_install")
class TestToWhom(SummaryCase):
    def test_off_by_default(self):
        self.assertFalse(self.env["res.company"].create({"name": "New"}).email_sequence_weekly_summary)
        self.env.company.email_sequence_weekly_summary = False
        self.a_mail_this_week()
        self.travel(NEXT_MONDAY)
        self.assertFalse(self.summaries())

    def test_a_sender_and_nobody_to_whom_nothing_happened(self):
        self.a_mail_this_week()
        self.travel(NEXT_MONDAY)
        mail = self.summaries()
        self.assertEqual((len(mail), mail.email_to), (1, self.seller.email_formatted))

    def test_not_who_switched_it_off_in_the_preferences(self):
        self.a_mail_this_week()
        self.seller.with_user(self.seller).email_sequence_summary = False
        self.travel(NEXT_MONDAY)
        self.assertFalse(self.summaries())

    def test_not_who_lost_the_rights(self):
        self.a_mail_this_week()
        self.seller.group_ids -= self.env.ref("email_sequence.group_user")
        self.travel(NEXT_MONDAY)
        self.assertFalse(self.summaries())

    def test_nothing_of_a_company_that_the_user_left(self):
        other = self.env["res.company"].create({"name": "Other", "email_sequence_weekly_summary": True})
        self.a_mail_this_week()
        self.seller.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.travel(NEXT_MONDAY)
        self.assertFalse(self.summaries())

    def test_nothing_of_a_company_that_does_not_want_it(self):
        other = self.env["res.company"].create({"name": "Other", "email_sequence_weekly_summary": True})
        self.a_mail_this_week()
        self.env.company.email_sequence_weekly_summary = False
        self.seller.company_ids |= other
        self.travel(NEXT_MONDAY)
        self.assertFalse(self.summaries())


@tagged("post_install", "-at_install")
class TestWhen(SummaryCase):
    def test_on_monday_from_7_by_the_clock_of_the_reader_and_once(self):
        self.a_mail_this_week()
        self.travel(datetime(2026, 3, 9, 5, 59))
        self.assertFalse(self.summaries())
        self.travel(datetime(2026, 3, 9, 6, 0))
        self.assertEqual(len(self.summaries()), 1)
        self.travel(datetime(2026, 3, 10, 6, 0))
        self.assertFalse(self.summaries())

    def test_not_days_late(self):
        self.a_mail_this_week()
        self.travel(datetime(2026, 3, 10, 23, 0))  # Wednesday, midnight in Brussels
        self.assertFalse(self.summaries())

    def test_a_week_later_again(self):
        self.a_mail_this_week()
        self.travel(NEXT_MONDAY)
        self.summaries()
        self.travel(NEXT_MONDAY + timedelta(days=3))
        self.dispatch()
        self.travel(NEXT_MONDAY + timedelta(days=7))
        self.assertEqual(len(self.summaries()), 1)


@tagged("post_install", "-at_install")
class TestWhat(SummaryCase):
    def test_counts_the_week_and_the_one_before(self):
        people = self.contacts(4)
        self.subscribe(self.course, *people)
        self.dispatch()
        first, second, third = (self.smtp.to(f"contact{n}@")[-1] for n in range(3))
        self.receive(self.mail_from(first["To"], answers=first))
        self.receive(self.notice_about(second))
        self.travel(NEXT_MONDAY - timedelta(hours=10))  # Sunday, 23 o'clock
        self.subscribe(self.course, self.bob)
        self.dispatch()
        self.travel(NEXT_MONDAY)
        self.assertRegex(
            self.text(self.summaries()), r"Mails sent 5 week before: 0 .*replied 1 week before: 0 .*back 1 "
        )
        self.receive(self.mail_from(third["To"], answers=third))  # the second week
        self.travel(NEXT_MONDAY + timedelta(days=7))
        said = self.text(self.summaries())
        self.assertRegex(said, r"Mails sent 0 week before: 5 .*replied 1 week before: 1 .*back 0 week before: 1 ")
        self.assertIn("9 March to 15 March", said)

    def test_counts_who_unsubscribed(self):
        subscription = self.a_mail_this_week()
        subscription.trace_ids._unsubscribe_from_sequence()
        self.travel(NEXT_MONDAY)
        self.assertIn("Contacts who unsubscribed 1 week before: 0", self.text(self.summaries()))

    def test_counts_as_the_reports(self):
        self.subscribe(self.course, *self.contacts(7))
        self.dispatch()
        self.travel(NEXT_MONDAY)
        ((sent,),) = self.env["email.sequence.report"]._read_group(
            [("user_id", "=", self.seller.id), ("date", "<", datetime(2026, 3, 8, 23, 0))], [], ["sent:sum"]
        )
        self.assertIn(f"Mails sent {sent} ", self.text(self.summaries()))

    def test_names_who_replied_with_a_link_and_the_sequence(self):
        self.a_mail_this_week()
        mail = self.smtp.to("ada@")[-1]
        self.receive(self.mail_from(mail["To"], answers=mail))
        self.travel(NEXT_MONDAY)
        body = html.fromstring(self.summaries().body_html)
        (link,) = body.xpath("//a[normalize-space()='Ada']/@href")
        self.assertTrue(link.endswith(f"/odoo/res.partner/{self.ada.id}"))
        self.assertIn("Ada · Test sequence", " ".join(body.text_content().split()))

    def test_names_ten_and_counts_the_others(self):
        people = self.contacts(12)
        self.subscribe(self.course, *people)
        self.dispatch()
        for mail in list(self.smtp.mails):
            self.receive(self.mail_from(mail["To"], answers=mail))
        self.travel(NEXT_MONDAY)
        mail = self.summaries()
        self.assertEqual(len(html.fromstring(mail.body_html).xpath("//a[contains(@href, '/res.partner/')]")), 10)
        self.assertIn("and 2 more", self.text(mail))

    def test_says_what_waits_for_somebody_and_what_is_planned(self):
        people = self.contacts(3)
        self.subscribe(self.course, *people)
        self.dispatch()
        self.receive(self.notice_about(self.smtp.to("contact0@")[-1]))
        self.travel(NEXT_MONDAY)
        said = self.text(self.summaries())
        self.assertIn("because a mail came back: 1", said)
        self.assertIn("Contacts who get a mail this week, unless they reply: 2", said)

    def test_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.seller.lang = "fr_FR"
        template = self.env.ref("email_sequence.weekly_summary")
        template.update_field_translations("arch_db", {"fr_FR": {"Your email sequences": "Vos séquences"}})
        self.a_mail_this_week()
        self.travel(NEXT_MONDAY)
        said = self.text(self.summaries())
        self.assertIn("Vos séquences", said)
        self.assertIn("2 mars", said)

    def test_asks_no_responder_for_an_answer(self):
        self.a_mail_this_week()
        self.travel(NEXT_MONDAY)
        headers = self.summaries().headers
        self.assertIn("'Auto-Submitted': 'auto-generated'", headers)
        self.assertIn("'X-Auto-Response-Suppress': 'All'", headers)

    def test_queries_do_not_grow_with_the_senders(self):
        queries, mails = [], []
        for number in (2, 10):
            sellers = [
                new_test_user(self.env, f"seller{number}.{n}", "base.group_user,email_sequence.group_user", tz="UTC")
                for n in range(number)
            ]
            for seller, contact in zip(sellers, self.contacts(number, f"of{number}.example"), strict=True):
                self.subscribe(self.course, contact, user=seller)
            self.dispatch()
            self.travel(self.now + timedelta(days=14 - self.now.weekday() if self.now.weekday() else 7))
            with self.committing_env() as env:
                before = env.cr.sql_log_count
                env["email.sequence.summary"]._cron_send()
                env.flush_all()
                queries.append(env.cr.sql_log_count - before)
            self.env.invalidate_all()
            mails.append(self.env["mail.mail"].sudo().search_count([("subject", "like", "Your email sequences")]))
        self.assertGreaterEqual(mails[1] - mails[0], 10)
        self.assertLessEqual(queries[1], queries[0])
