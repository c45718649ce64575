"""What a sequence sends to a contact, and when, before anything is sent: `email.sequence.preview`."""

from datetime import datetime, timedelta
from email.utils import parseaddr

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import MONDAY_MORNING, EmailSequenceCase, refused

BROKEN_FOR_ADA = """<p t-if="object.name == 'Ada'" t-out="object.name.no_such_thing()"/>"""
WRITTEN = ("email.sequence.trace", "mail.message", "mail.mail", "ir.attachment", "email.sequence.subscription")


class PreviewCase(EmailSequenceCase):
    """A preview renders in a transaction of its own, which a test sees in the registry's test mode only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact("AAA", "aaa@customer.example")  # Odoo renders a template for the first contact when it is saved

    def preview(self, sequence, partner=None, user=None):
        return self._made(user, {"sequence_id": sequence.id, "partner_id": (partner or self.ada).id})

    def preview_of(self, subscription, user=None):
        return self._made(user, {}, default_subscription_id=subscription.id)

    def _made(self, user, values, **context):
        with self.enter_registry_test_mode(), self.env.cr.savepoint():
            Preview = self.env["email.sequence.preview"].with_user(user or self.seller)
            preview = Preview.with_context(**context).create(values)
            preview.step_ids.mapped("moment")
        return preview


@tagged("post_install", "-at_install")
class TestMails(PreviewCase):
    def test_9_each_step_is_rendered_and_replies_continue_the_thread(self):
        sequence = self.sequence(delays=(0, 1, 1, 1))
        sequence.step_ids[2].new_thread = True
        steps = self.preview(sequence).step_ids
        self.assertEqual(
            [(step.subject, step.starts_thread) for step in steps],
            [
                ("Step 1 for Ada", True),
                ("Re: Step 1 for Ada", False),
                ("Step 3 for Ada", True),
                ("Re: Step 3 for Ada", False),
            ],
        )
        self.assertIn("Dear Ada", steps[0].body)

    def test_9_never_re_re(self):
        sequence = self.sequence()
        sequence.step_ids[0].template_id.subject = "RE: your visit"
        self.assertEqual(self.preview(sequence).step_ids.mapped("subject"), ["RE: your visit"] * 2)

    def test_is_what_is_sent_then(self):
        """The same mailer makes both."""
        sequence = self.sequence(delays=(0, 1))
        first, second = self.preview(sequence).step_ids
        subscription = self.subscribe(sequence, self.ada)
        (first_mail,) = self.dispatch()
        self.travel_to_next_mail(subscription)
        (second_mail,) = self.dispatch()
        self.assertEqual([first.subject, second.subject], [first_mail["Subject"], second_mail["Subject"]])
        self.assertIn(str(first.body), first_mail.get_body(("html",)).get_content())

    def test_12_of_an_a_b_test_each_contact_sees_the_variant_that_it_gets(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.variant_ids = [(0, 0, {"template_id": self.template("Another").id})]
        contacts = self.contacts(12)
        previews = {contact.email: self.preview(sequence, contact).step_ids for contact in contacts}
        self.assertEqual(
            {(mail.variant, mail.subject[:4]) for mail in previews.values()}, {("A", "Step"), ("B", "Anot")}
        )
        self.subscribe(sequence, *contacts)
        for mail in self.dispatch():
            self.assertEqual(mail["Subject"], previews[parseaddr(mail["To"])[1]].subject)

    def test_12_without_an_a_b_test_there_is_no_variant(self):
        self.assertFalse(any(self.preview(self.sequence()).step_ids.mapped("variant")))

    def test_12_a_contact_that_got_a_variant_sees_it_again(self):
        sequence = self.sequence(delays=(0,))
        step = sequence.step_ids
        step.variant_ids = [(0, 0, {"template_id": self.template("Another").id, "weight": 0})]
        subscription = self.subscribe(sequence, self.ada)
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        self.dispatch()
        step.write({"weight": 0, "variant_ids": [(1, step.variant_ids.id, {"weight": 1})]})
        self.assertEqual(self.preview_of(subscription).step_ids.variant, "A")
        self.assertEqual(self.preview(sequence, self.bob).step_ids.variant, "B")

    def test_one_step_is_shown_as_the_reply_that_it_will_be(self):
        second = self.sequence().step_ids[1]
        preview = self._made(None, {"partner_id": self.ada.id}, default_step_id=second.id)
        self.assertEqual(preview.sequence_id, second.sequence_id)
        self.assertEqual(preview.step_ids.mapped("subject"), ["Re: Step 1 for Ada"])

    def test_1_2_change_of_a_template_is_seen_at_once(self):
        sequence = self.sequence(delays=(0,))
        self.preview(sequence)
        sequence.step_ids.template_id.subject = "New"
        self.assertEqual(self.preview(sequence).step_ids.subject, "New")

    def test_3_4_renders_as_the_sender(self):
        sequence = self.sequence(delays=(0,), sender_rule="fixed_user", sender_id=self.manager.id)
        sequence.step_ids.template_id.subject = "{{ user.name }}"
        preview = self.preview(sequence)
        self.assertEqual(preview.step_ids.subject, "Mia Manager")
        self.assertEqual(preview.email_from, '"Mia Manager" <mia@seller.example>')

    def test_3_4_names_the_account(self):
        own = self.env["ir.mail_server"].create({"name": "Own", "smtp_host": "own.example"})
        preview = self.preview(self.sequence(mail_server_id=own.id))
        self.assertEqual((preview.account, preview.email_to), ("Own", "ada@customer.example"))

    def test_6_1_account_that_is_gone_is_said_as_a_sentence(self):
        sequence = self.sequence(mail_server_id=self.server.id)
        self.server.unlink()
        preview = self.preview(sequence)
        self.assertIn("was deleted", preview.account_failure)
        self.assertFalse(preview.email_from)
        self.assertEqual(preview.step_ids[0].subject, "Step 1 for Ada")

    def test_names_of_attachments(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id.attachment_ids = [
            (0, 0, {"name": "offer.txt", "raw": b"Half the price"}),
            (0, 0, {"name": "terms.txt", "raw": b"Today only"}),
        ]
        names = self.preview(sequence).step_ids.attachment_names
        self.assertEqual(set(names.split(", ")), {"offer.txt", "terms.txt"})

    def test_body_is_sanitised(self):
        self.ada.name = "<script>alert(1)</script>"
        body = self.preview(self.sequence(delays=(0,))).step_ids.body
        self.assertNotIn("<script", body)
        self.assertIn("alert(1)", body)


@tagged("post_install", "-at_install")
class TestFailure(PreviewCase):
    def broken(self):
        sequence = self.sequence(delays=(0, 1))
        sequence.step_ids[0].template_id.body_html = BROKEN_FOR_ADA
        return sequence

    def test_template_that_does_not_render_is_told_on_its_step_alone(self):
        first, second = self.preview(self.broken()).step_ids
        self.assertEqual((first.state, second.state), ("failed", "coming"))
        self.assertIn("a placeholder fails for this contact", first.failure)
        self.assertIn("no_such_thing", first.failure)
        self.assertFalse(first.body)
        self.assertIn("Dear Ada", second.body)

    def test_unsaved_dialog_survives_it(self):
        """A template that fails rolls a savepoint back, which would empty the caches of its transaction."""
        Preview = self.env["email.sequence.preview"].with_user(self.seller)
        with self.enter_registry_test_mode():
            form = Form(Preview.with_context(default_sequence_id=self.broken().id))
            form.partner_id = self.ada
            self.assertEqual(form.sequence_id.name, "Test sequence")
            self.assertEqual([step["state"] for step in form.step_ids._records], ["failed", "coming"])

    def test_nothing_is_written_whatever_a_template_does(self):
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id.body_html = "<p t-out=\"object.write({'comment': 'Seen'})\"/>"
        counts = {model: self.env[model].search_count([]) for model in WRITTEN}
        preview = self.preview(sequence)
        self.env.invalidate_all()
        self.assertEqual(preview.step_ids.state, "coming", "the template did render")
        self.assertFalse(self.ada.comment)
        self.assertEqual({model: self.env[model].search_count([]) for model in WRITTEN}, counts)

    def test_report_that_keeps_its_document_keeps_none(self):
        report = self.env["ir.actions.report"].create(
            {
                "name": "Card",
                "model": "res.partner",
                "report_type": "qweb-text",
                "report_name": "email_sequence.test_card",
                "print_report_name": "'Card of ' + object.name",
            }
        )
        self.env["ir.ui.view"].create(
            {"type": "qweb", "key": "email_sequence.test_card", "name": "Card", "arch": "<t t-out='docs.name'/>"}
        )
        sequence = self.sequence(delays=(0,))
        sequence.step_ids.template_id.report_template_ids = report
        before = self.env["ir.attachment"].search_count([])
        self.assertEqual(self.preview(sequence).step_ids.attachment_names, "Card of Ada.text")
        self.assertEqual(self.env["ir.attachment"].search_count([]), before)

    def test_sequence_without_a_step_has_no_preview(self):
        with self.assertRaisesRegex(UserError, "has no step yet"):
            self.preview(self.sequence(delays=(), activated=False))


@tagged("post_install", "-at_install")
class TestWhen(PreviewCase):
    """The days are counted by hand: MONDAY_MORNING is Monday 2 March 2026, 9:00 UTC."""

    def moments(self, preview):
        return preview.step_ids.mapped("moment")

    def test_2_1_first_step_at_once_and_the_others_from_it(self):
        preview = self.preview(self.sequence(delays=(0, 2, 2), schedule=self.office))
        self.assertEqual(
            self.moments(preview),
            [
                "Within a few minutes",
                "Wednesday 4 March, at a random time between 09:00 and 16:00 (UTC)",
                "Friday 6 March, at a random time between 09:00 and 16:00 (UTC)",
            ],
        )
        last = preview.step_ids[2]
        self.assertEqual((last.earliest, last.latest), (datetime(2026, 3, 6, 9), datetime(2026, 3, 6, 15, 59, 59)))

    def test_2_2_outside_the_window_on_the_next_open_day(self):
        self.travel(datetime(2026, 3, 6, 16, 0))  # Friday, just closed
        (moment,) = self.moments(self.preview(self.sequence(delays=(0,), schedule=self.office)))
        self.assertEqual(moment, "Monday 9 March, at a random time between 09:00 and 16:00 (UTC)")

    def test_any_time_is_said_without_hours(self):
        moments = self.moments(self.preview(self.sequence(delays=(1,))))
        self.assertEqual(moments, ["Tuesday 3 March, at a random time (UTC)"])

    def test_by_the_clock_of_the_sequence(self):
        sequence = self.sequence(delays=(1,), schedule=self.office, tz="America/New_York")
        preview = self.preview(sequence)
        self.assertEqual(
            self.moments(preview), ["Tuesday 3 March, at a random time between 09:00 and 16:00 (America/New_York)"]
        )
        self.assertEqual(preview.step_ids.earliest, datetime(2026, 3, 3, 14))

    def test_1_5_by_the_clock_of_the_contact_where_the_sequence_says_so(self):
        self.ada.country_id = self.env.ref("base.jp")
        preview = self.preview(self.sequence(delays=(2,), schedule=self.office, use_contact_tz=True))
        self.assertIn("(Asia/Tokyo)", preview.step_ids.moment)
        self.assertEqual(preview.step_ids.earliest, datetime(2026, 3, 4, 0))

    def test_deactivated_sequence_says_so(self):
        sequence = self.sequence()
        self.assertTrue(self.preview(sequence).is_running)
        sequence.action_deactivate()
        self.assertFalse(self.preview(sequence).is_running)

    def test_without_a_window_nothing_ever_leaves(self):
        sequence = self.sequence(delays=(0, 1), schedule=self.schedule("Empty", []), activated=False)
        self.assertEqual(self.moments(self.preview(sequence)), ["Never: the sending schedule has no open window"] * 2)


@tagged("post_install", "-at_install")
class TestOfSubscription(PreviewCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0, 2, 2), schedule=self.office)
        self.subscription = self.subscribe(self.course, self.ada)

    def test_shows_what_was_sent_and_what_is_planned(self):
        self.dispatch()
        planned = self.subscription.scheduled_datetime
        sent, second, third = self.preview_of(self.subscription).step_ids
        self.assertEqual(
            (sent.state, sent.subject, sent.moment), ("sent", "Step 1 for Ada", "Sent on Monday 2 March, 09:00")
        )
        self.assertIn("Dear Ada", sent.body)
        self.assertEqual((second.subject, second.earliest, second.latest), ("Re: Step 1 for Ada", planned, planned))
        self.assertEqual((third.earliest, third.latest), (datetime(2026, 3, 6, 9), datetime(2026, 3, 6, 15, 59, 59)))

    def test_9_subject_of_the_thread_is_the_one_that_was_sent(self):
        self.dispatch()
        self.course.step_ids[0].template_id.subject = "Changed"
        _sent, second, _third = self.preview_of(self.subscription).step_ids
        self.assertEqual(second.subject, "Re: Step 1 for Ada")

    def test_4_7_paused_one_is_shown_as_if_resumed_now(self):
        self.subscription.action_pause()
        self.travel(MONDAY_MORNING + timedelta(days=1, hours=2))
        first, second, _third = self.preview_of(self.subscription).step_ids
        self.assertEqual((first.earliest, first.latest), (self.now, datetime(2026, 3, 3, 15, 59, 59)))
        self.assertEqual(second.earliest, datetime(2026, 3, 5, 9))

    def test_8_mail_with_an_unknown_outcome_is_not_shown_as_still_to_leave(self):
        self.smtp.faults[self.ada.email] = TimeoutError("timed out")
        self.dispatch()
        perhaps, second, _third = self.preview_of(self.subscription).step_ids
        self.assertEqual((perhaps.state, perhaps.moment), ("sent", "Perhaps sent on Monday 2 March, 09:00"))
        self.assertEqual((second.state, second.subject), ("coming", "Re: Step 1 for Ada"))

    def test_finished_one_shows_what_was_sent_only(self):
        for _step in self.subscription.sequence_id.step_ids:
            self.travel_to_next_mail(self.subscription)
            self.dispatch()
        self.assertEqual(self.preview_of(self.subscription).step_ids.mapped("state"), ["sent"] * 3)

    def test_mails_leave_from_its_own_sender(self):
        preview = self.preview_of(self.subscription, user=self.manager)
        self.assertIn("sam@seller.example", preview.email_from)


@tagged("post_install", "-at_install")
class TestRights(PreviewCase):
    def test_13_salesperson_sees_the_sequences_and_contacts_that_they_may_read(self):
        self.assertEqual(len(self.preview(self.sequence(), user=self.seller).step_ids), 2)

    def test_13_sequence_of_another_company_is_not_shown(self):
        company = self.env["res.company"].create({"name": "Another company"})
        sequence = self.sequence()
        sequence.company_id = company
        with self.assertRaises(AccessError):
            self.preview(sequence)

    def test_13_contact_who_may_not_be_read_is_not_shown(self):
        self.ada.company_id = self.env["res.company"].create({"name": "Another company"})
        with self.assertRaises(AccessError):
            self.preview(self.sequence())

    def test_13_preview_of_somebody_else_cannot_be_read(self):
        preview = self.preview(self.sequence(), user=self.manager)
        with self.assertRaises(AccessError):
            preview.with_user(self.seller).step_ids.mapped("subject")

    def test_13_without_the_group_there_is_no_preview(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.preview(self.sequence(), user=nobody)

    def test_opens_with_a_contact_who_is_no_user_and_has_an_address(self):
        Preview = self.env["email.sequence.preview"].with_user(self.seller)
        with self.enter_registry_test_mode():
            form = Form(Preview.with_context(default_sequence_id=self.sequence().id))
        self.assertTrue(form.partner_id.email)
        self.assertTrue(form.partner_id.partner_share)
        self.assertNotIn(form.partner_id, self.env["res.company"].search([]).partner_id)
