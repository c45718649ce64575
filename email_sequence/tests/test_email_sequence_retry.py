import smtplib
from datetime import datetime, timedelta

from odoo.tests import tagged

from .common import MONDAY_MORNING, EmailSequenceCase, refused

MINUTE = timedelta(minutes=1)


class RetryCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence(schedule=self.office, mail_server_id=self.server.id)
        self.travel(MONDAY_MORNING + timedelta(hours=1))
        self.bad, self.good = self.subscribe(self.course, self.ada, self.bob)
        self.bad.scheduled_datetime = self.good.scheduled_datetime = self.now
        self.put_off()

    def put_off(self, code=450, words=b"4.2.1 Mailbox busy"):
        self.smtp.faults[self.ada.email] = refused(self.ada.email, code, words)

    def tries(self):
        return self.bad.trace_ids.sorted("id")


@tagged("post_install", "-at_install")
class TestPutOff(RetryCase):
    """What a server puts off is tried again in the same window, before it pauses (semantics 6)."""

    def test_6_1_tried_again_after_two_five_and_fifteen_minutes_and_then_paused(self):
        moments = [self.now]
        for minutes in (2, 5, 15):
            self.dispatch()
            self.assertState(self.bad, "active")
            self.assertEqual(self.bad.scheduled_datetime, self.now + minutes * MINUTE)
            self.travel(self.bad.scheduled_datetime)
            moments.append(self.now)
        self.dispatch()
        self.assertState(self.bad, "paused", "send_error")
        self.assertIn("450 4.2.1 Mailbox busy", self.bad.pause_note)
        self.assertEqual(self.tries().mapped("trace_status"), ["error"] * 4)
        self.assertEqual(self.tries().mapped("retry_datetime"), [*moments[1:], False])
        self.assertEqual(self.bad.next_step_id, self.course.step_ids[0], "the step is not consumed")

    def test_6_1_leaves_once_when_the_server_takes_it(self):
        self.dispatch()
        self.smtp.faults.clear()
        self.travel(self.bad.scheduled_datetime)
        (mail,) = self.dispatch()
        self.assertIn("Ada", mail["To"])
        self.assertEqual(self.tries().mapped("trace_status"), ["error", "sent"])
        self.assertFalse(self.dispatch())

    def test_6_3_the_others_of_the_batch_leave(self):
        (mail,) = self.dispatch()
        self.assertIn("Bob", mail["To"])

    def test_6_1_is_not_tried_again_after_the_window(self):
        self.travel(datetime(2026, 3, 2, 15, 59))
        self.dispatch()
        self.assertState(self.bad, "paused", "send_error")

    def test_6_1_a_managers_order_is_tried_again_also_outside_of_a_window(self):
        self.travel(datetime(2026, 3, 2, 20, 0))
        self.bad.with_user(self.manager).action_send_now()
        self.dispatch()
        self.assertState(self.bad, "active")
        self.assertTrue(self.bad.send_at_once)
        self.smtp.faults.clear()
        self.travel(self.bad.scheduled_datetime)
        self.assertEqual(len(self.dispatch()), 1)

    def test_6_1_screen_says_so(self):
        self.dispatch()
        self.assertEqual(
            self.bad.with_user(self.seller).next_sentence,
            "The mail server put “Step 1 for {{ object.name }}” off (450 4.2.1 Mailbox busy), so it is tried again on "
            "Monday 2 March 10:02 (UTC).",
        )
        self.smtp.faults.clear()
        self.travel(self.bad.scheduled_datetime)
        self.dispatch()
        self.assertNotIn("put", self.bad.next_sentence)

    def test_6_1_after_resuming_it_is_tried_as_often_again(self):
        for _try in range(4):
            self.travel(self.bad.scheduled_datetime)
            self.dispatch()
        self.assertState(self.bad, "paused", "send_error")
        self.bad.action_resume()
        self.travel(self.bad.scheduled_datetime)
        self.dispatch()
        self.assertState(self.bad, "active")

    def test_4_2_a_pause_while_it_waits_holds(self):
        self.dispatch()
        self.bad.action_pause()
        self.travel(self.now + timedelta(minutes=3))
        self.smtp.faults.clear()
        self.assertFalse(self.dispatch())

    def test_4_2_a_pause_while_it_is_refused_holds(self):
        def pause(_mail):
            with self.meanwhile() as env:
                env["email.sequence.subscription"].browse(self.bad.id).action_pause()

        self.smtp.on_mail = pause
        self.dispatch()
        self.assertState(self.bad, "paused", "manual")
        self.assertEqual(self.tries().trace_status, "error")


@tagged("post_install", "-at_install")
class TestBusyAccount(RetryCase):
    """A server that takes nothing for the moment puts off all that is due there, and pauses nobody yet."""

    def assertBothPutOff(self):
        self.assertFalse(self.dispatch())
        for subscription in (self.bad, self.good):
            self.assertState(subscription, "active")
            self.assertEqual(subscription.scheduled_datetime, self.now + 2 * MINUTE)

    def test_6_2_sender_put_off(self):
        self.smtp.faults[self.ada.email] = smtplib.SMTPSenderRefused(421, b"4.3.2 Closing", "sam@seller.example")
        self.assertBothPutOff()
        self.assertEqual(self.smtp.connections, 1)

    def test_6_2_login_put_off(self):
        self.smtp.login_fault = smtplib.SMTPAuthenticationError(454, b"4.7.0 Temporary authentication failure")
        self.assertBothPutOff()

    def test_6_2_connection_put_off(self):
        self.smtp.login_fault = smtplib.SMTPConnectError(421, b"4.3.2 Too many connections")
        self.assertBothPutOff()

    def break_before_the_content(self, *contacts):
        self.smtp.breaks_before_data = True
        error = smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
        self.smtp.faults = dict.fromkeys((contact.email for contact in contacts), error)

    def test_8_connection_that_breaks_before_the_content_puts_off_one(self):
        """It surely did not leave, so it is tried again; after the content was begun, it never is by itself."""
        self.break_before_the_content(self.ada)
        self.assertEqual([mail["To"] for mail in self.dispatch()], [self.bob.email_formatted])
        self.assertState(self.bad, "active")
        self.assertEqual(self.bad.scheduled_datetime, self.now + 2 * MINUTE)
        self.assertEqual(self.bad.trace_ids.failure_type, "disconnected")

    def test_6_2_server_that_hangs_up_on_three_in_a_row_is_asked_no_more(self):
        crowd = [self.contact(f"Zoe {n}", f"zoe{n}@customer.example") for n in range(3)]
        late = self.subscribe(self.course, *crowd)
        self.break_before_the_content(self.ada, self.bob, *crowd)
        self.assertFalse(self.dispatch())
        self.assertEqual(self.smtp.connections, 3)
        self.assertEqual(late.mapped("state"), ["active"] * 3)
        self.assertEqual(late[-1].trace_ids.failure_type, "account_unreachable")

    def test_6_2_all_pause_in_the_end_and_the_sender_is_told_once(self):
        self.smtp.login_fault = smtplib.SMTPConnectError(421, b"4.3.2 Too many connections")
        for _try in range(4):
            self.travel(self.bad.scheduled_datetime)
            self.dispatch()
        for subscription in (self.bad, self.good):
            self.assertState(subscription, "paused", "send_error")
            self.assertIn("Resume when it takes mails again", subscription.pause_note)
        notices = [("message_type", "=", "user_notification"), ("partner_ids", "in", self.seller.partner_id.ids)]
        self.assertEqual(self.env["mail.message"].search_count(notices), 1)


@tagged("post_install", "-at_install")
class TestPlaceholder(EmailSequenceCase):
    def test_6_1_failing_placeholder_is_named(self):
        for part, source in (("subject", "Hi {{ object.function.upper() }}"), ("body_html", "<p t-out='%s'/>")):
            with self.subTest(part=part):
                course = self.sequence(f"With a bad {part}")
                self.contact("Aaa", "aaa@customer.example", function="x")  # templates are tried with the first contact
                course.step_ids[0].template_id[part] = source.replace("%s", "object.function.upper()")
                subscription = self.subscribe(course, self.ada)
                self.dispatch()
                self.assertState(subscription, "paused", "send_error")
                cause = "object.function.upper(): 'bool' object has no attribute 'upper'"
                sentence = "a placeholder fails for this contact. Correct it, then resume."
                self.assertEqual(subscription.pause_note, f"The email template does not render: {sentence} {cause}")
