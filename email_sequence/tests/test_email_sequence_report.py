"""What each figure of the reports counts, against a count by hand (semantics 12)."""

from datetime import timedelta
from statistics import median

from odoo.tests import tagged

from .common import EmailSequenceCase, refused


class ReportCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.report = self.env["email.sequence.report"]

    def count(self, name, *domain, sequence=None):
        """A figure of the sequence, as the reports have it."""
        of_sequence = ("sequence_id", "=", (sequence or self.course).id)
        aggregator = self.report._fields[name].aggregator
        ((value,),) = self.report._read_group([of_sequence, *domain], [], [f"{name}:{aggregator}"])
        return value

    def by(self, groupby, name, *domain):
        """``{group: figure}`` of the sequence."""
        of_sequence = ("sequence_id", "=", self.course.id)
        aggregator = self.report._fields[name].aggregator
        return dict(self.report._read_group([of_sequence, *domain], [groupby], [f"{name}:{aggregator}"]))

    def answer(self, mail, **headers):
        self.receive(self.mail_from(mail["To"], answers=mail, **headers))


@tagged("post_install", "-at_install")
class TestDefinitions(ReportCase):
    """Ten contacts, and what became of each on the first, second and third day.

    ======= ============================================== ========= ==========================
    contact what happens                                   mails     stands as
    ======= ============================================== ========= ==========================
    0       answers the first mail six hours later         1         paused by a reply
    1       a responder answers the first mail             3         finished
    2       the first mail comes back                      1         paused by a bounce
    3       is paused by its seller after the first mail   1         paused by a user
    4       the server refuses the address                 none      paused by an error
    5       unsubscribes by the first mail                 1         paused by unsubscribing
    6       unsubscribes by the first mail, is removed     1         removed
    7       is removed after the first mail                1         removed
    8       answers the second mail 18 hours later, twice  2         paused by a reply
    9       gets all, and answers the last 30 hours later  3         finished
    ======= ============================================== ========= ==========================
    """

    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0, 1, 1))
        self.people = self.contacts(10)
        self.subscriptions = self.subscribe(self.course, *self.people)
        self.smtp.faults["contact4@customer.example"] = refused("contact4@customer.example")
        self.first_day()
        self.second_day()
        self.third_day()

    def first_day(self):
        self.dispatch()
        mails = {number: self.smtp.to(f"contact{number}@")[-1] for number in (0, 1, 2, 5, 6)}
        self.answer(mails[1], Auto_Submitted="auto-replied")
        self.receive(self.notice_about(mails[2]))
        self.subscriptions[3].action_pause()
        for number in (5, 6):
            self.subscriptions[number].trace_ids._unsubscribe_from_sequence()
        self.subscriptions[6:8].action_remove()
        self.travel(self.now + timedelta(hours=6))
        self.answer(mails[0])

    def second_day(self):
        self.next_day()
        sent = self.now
        mail = self.smtp.to("contact8@")[-1]
        self.travel(sent + timedelta(hours=18))
        self.answer(mail)
        self.answer(mail)

    def third_day(self):
        self.next_day()
        sent = self.now
        self.travel(sent + timedelta(hours=30))
        self.answer(self.smtp.to("contact9@")[-1])

    def next_day(self):
        """Let the mails of the next day leave, all at one moment."""
        waiting = self.subscriptions.filtered(lambda s: s.state == "active" and s.next_step_id)
        self.travel(max(waiting.mapped("scheduled_datetime")))
        self.dispatch()

    def test_subscribed_counts_whoever_ever_was(self):
        self.assertEqual(self.count("subscribed"), 10)

    def test_subscribed_counts_who_was_subscribed_twice_twice(self):
        self.subscribe(self.course, self.people[7], again=True)
        self.assertEqual(self.count("subscribed"), 11)

    def test_active_counts_who_waits_for_a_mail(self):
        self.assertEqual(self.count("active_contacts"), 0)
        self.subscriptions[3].action_resume()
        self.assertEqual(self.count("active_contacts"), 1)

    def test_paused_counts_who_is_paused_for_whatever_reason(self):
        self.assertEqual(self.count("paused"), 6)

    def test_paused_by_a_reply(self):
        self.assertEqual(self.count("paused_reply"), 2)

    def test_paused_by_a_user(self):
        self.assertEqual(self.count("paused_manual"), 1)

    def test_paused_by_an_error(self):
        self.assertEqual(self.count("paused_send_error"), 1)

    def test_paused_by_a_bounce(self):
        self.assertEqual(self.count("paused_bounce"), 1)

    def test_paused_by_unsubscribing(self):
        self.assertEqual(self.count("paused_unsubscribed"), 1)

    def test_finished_counts_who_got_every_step(self):
        self.assertEqual(self.count("finished"), 2)

    def test_removed_counts_who_was_taken_out(self):
        self.assertEqual(self.count("removed"), 2)

    def test_active_paused_finished_and_removed_are_all(self):
        states = ("active_contacts", "paused", "finished", "removed")
        self.assertEqual(sum(map(self.count, states)), self.count("subscribed"))

    def test_contacts_who_replied_are_people_and_each_counts_once(self):
        self.assertEqual(self.count("replied_contacts"), 3)

    def test_reply_rate_per_contact_is_of_all_that_were_ever_subscribed(self):
        self.assertAlmostEqual(self.count("contact_reply_rate"), 100 * 3 / 10)

    def test_unsubscribed_counts_contacts_also_those_removed_since(self):
        self.assertEqual(self.count("unsubscribed"), 2)

    def test_unsubscribed_counts_who_was_found_on_the_blacklist(self):
        self.env["mail.blacklist"]._add("contact3@customer.example")
        self.subscriptions[3].action_resume()
        self.next_day()
        self.assertState(self.subscriptions[3], "paused", "unsubscribed")
        self.assertEqual(self.count("unsubscribed"), 3)

    def test_sent_counts_what_a_server_took_also_what_came_back(self):
        self.assertEqual(self.count("sent"), 14)
        self.assertEqual(self.count("sent"), len(self.smtp.mails))

    def test_bounced_counts_mails_that_came_back(self):
        self.assertEqual(self.count("bounced"), 1)

    def test_delivered_is_sent_less_bounced(self):
        self.assertEqual(self.count("delivered"), 13)

    def test_replied_counts_mails_that_a_person_answered_once_each(self):
        self.assertEqual(self.count("replied"), 3)

    def test_reply_rate_per_delivered_mail(self):
        self.assertAlmostEqual(self.count("mail_reply_rate"), 100 * 3 / 13)

    def test_median_days_to_reply(self):
        self.assertAlmostEqual(self.count("days_to_reply"), median([6, 18, 30]) / 24)

    def test_led_to_unsubscribing_counts_the_mails_by_which_contacts_left(self):
        self.assertEqual(self.count("unsubscribed_by"), 2)

    def test_not_sent_counts_tries(self):
        self.assertEqual(self.count("failed"), 1)
        self.subscriptions[4].action_resume()
        self.next_day()
        self.assertEqual(self.count("failed"), 2)

    def test_perhaps_sent_counts_in_no_other_figure(self):
        before = {name: self.count(name) for name in ("sent", "delivered", "failed", "replied")}
        mail = self.subscriptions[9].trace_ids[:1]
        mail.copy({"step_id": False, "message_id": "<x@y>", "trace_status": "unknown", "reply_datetime": False})
        self.assertEqual(self.count("unknown"), 1)
        self.assertEqual({name: self.count(name) for name in before}, before)

    def test_an_answer_proves_that_a_mail_of_unknown_outcome_was_sent(self):
        mail = self.smtp.to("contact3@")[-1]
        trace = self.subscriptions[3].trace_ids
        trace.write({"trace_status": "unknown", "sent_datetime": False})
        self.answer(mail)
        self.assertEqual(trace.trace_status, "sent")
        self.assertEqual(trace.sent_datetime, trace.handed_datetime)
        self.assertEqual((self.count("unknown"), self.count("sent"), self.count("replied")), (0, 14, 4))

    def test_opened_counts_images_fetched_by_a_person(self):
        self.fetched(0, "person")
        self.fetched(3, "person", "proxy")
        self.assertEqual((self.count("opened"), self.count("opened_unreliable")), (2, 0))

    def test_opened_unreliable_counts_images_fetched_by_machines_only(self):
        self.fetched(0, "proxy")
        self.fetched(3, "person", "privacy")
        self.fetched(5, "scanner")
        self.assertEqual((self.count("opened"), self.count("opened_unreliable")), (1, 2))

    def test_open_rate_is_of_the_delivered_mails_that_carry_an_image(self):
        self.assertFalse(self.count("open_rate"))
        self.fetched(0, "person")
        self.fetched(2, "person")  # came back
        self.fetched(3)
        self.fetched(5, "scanner")
        self.assertAlmostEqual(self.count("open_rate"), 100 / 3)

    def fetched(self, number, *readers):
        """A mail carries an image, which was fetched by these."""
        trace = self.subscriptions[number].trace_ids.sorted("id")[:1]
        trace.tracks_opens = True
        trace.open_datetime = "person" in readers and self.now
        trace.fetch_datetime = bool(set(readers) - {"person"}) and self.now

    def test_an_autoresponder_is_in_no_figure(self):
        figures = ("replied", "replied_contacts", "opened", "contact_reply_rate", "mail_reply_rate", "days_to_reply")
        before = [self.count(name) for name in figures]
        self.answer(self.smtp.to("contact1@")[-1], Auto_Submitted="auto-replied")
        self.answer(self.smtp.to("contact9@")[0], Precedence="auto_reply", subject="Automatic reply: Step 1")
        self.assertEqual([self.count(name) for name in figures], before)

    def test_a_mail_reclassified_moves_from_one_figure_to_the_other(self):
        answered = self.subscriptions[0].trace_ids
        incoming = self.env["email.sequence.incoming"].search([("trace_id", "=", answered.id)])
        incoming.action_mark_automatic()
        self.assertEqual((self.count("replied"), self.count("replied_contacts")), (2, 2))
        incoming.action_mark_person()
        self.assertEqual((self.count("replied"), self.count("replied_contacts")), (3, 3))

    def test_a_contact_counts_on_the_day_of_subscribing_a_mail_on_that_of_sending(self):
        self.assertEqual(self.by("date:day", "subscribed", ("kind", "=", "contact")), {self.day(0): 10})
        sent = self.by("date:day", "sent", ("kind", "=", "mail"))
        self.assertEqual(list(sent.values()), [9, 3, 2])

    def day(self, number):
        return self.subscriptions[0].subscribed_datetime.replace(hour=0) + timedelta(days=number)

    def test_mails_count_for_the_step_contacts_for_the_last_one_sent(self):
        first, second, third = self.course.step_ids.sorted()
        self.assertEqual(
            self.by("step_id", "sent", ("kind", "=", "mail"), ("sent", "=", 1)), {first: 9, second: 3, third: 2}
        )
        nothing = first.browse()
        self.assertEqual(
            self.by("step_id", "subscribed", ("kind", "=", "contact")), {nothing: 1, first: 6, second: 1, third: 2}
        )

    def test_every_figure_is_that_of_its_rows(self):
        for name, field in self.report._fields.items():
            if field.type == "integer" and field.aggregator == "sum" and name != "id":
                with self.subTest(name):
                    rows = self.report.search_count(
                        [("sequence_id", "=", self.course.id), *self.report.get_rows_counted(name)]
                    )
                    self.assertEqual(rows, self.count(name) or 0)

    def test_every_mean_opens_the_rows_that_raise_it(self):
        means = {"contact_reply_rate": 3, "mail_reply_rate": 3, "days_to_reply": 3, "open_rate": 1}
        self.assertEqual(set(means), {name for name, field in self.report._fields.items() if field.aggregator == "avg"})
        self.fetched(0, "person")
        for name, count in means.items():
            with self.subTest(name):
                rows = [("sequence_id", "=", self.course.id), *self.report.get_rows_counted(name)]
                self.assertEqual(self.report.search_count(rows), count)

    def test_the_list_of_rows_can_be_exported(self):
        self.seller.group_ids += self.env.ref("base.group_allow_export")
        rows = self.report.with_user(self.seller).search([("sequence_id", "=", self.course.id)])
        exported = rows.export_data(["kind", "partner_id", "standing", "sent"])["datas"]
        self.assertEqual(len(exported), self.count("subscribed") + self.count("sent") + self.count("failed"))
        self.assertIn(["Contact", "Contact 0", "Paused by a reply", 0], exported)
        self.assertIn(["Mail", "Contact 0", "", 1], exported)

    def test_each_row_opens_what_it_stands_for(self):
        rows = self.report.search([("sequence_id", "=", self.course.id), ("partner_id", "=", self.people[9].id)])
        opened = {(action["res_model"], action["res_id"]) for action in (row.action_open() for row in rows)}
        subscription = self.subscriptions[9]
        self.assertEqual(
            opened,
            {(subscription._name, subscription.id), *((mail._name, mail.id) for mail in subscription.trace_ids)},
        )
