"""Every person's email is told to the senders at once, whatever the state of the subscription (semantics 4.9)."""

from datetime import timedelta
from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase
from .test_notices_soon import sent_soon

FULL = """Your message could not be delivered to the following recipient:

sam@home.example: 552 5.2.2 mailbox full
"""


class NoticeCase(EmailSequenceCase):
    """Ada got the only email of a sequence of Sam's, so her subscription is finished."""

    def setUp(self):
        super().setUp()
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        self.subscription = self.subscribe(self.sequence(delays=(0,)), self.ada)
        (self.mail,) = self.dispatch()
        self.assertState(self.subscription, "finished")

    def notices(self, user=None):
        """What the user was told of emails, oldest first."""
        domain = [
            ("message_type", "=", "user_notification"),
            ("email_sequence_incoming_id", "!=", False),
            ("partner_ids", "in", (user or self.seller).partner_id.ids),
        ]
        return self.env["mail.message"].search(domain, order="id")

    def sent(self, notice):
        """The emails of a notice, as they arrive in the mailbox of the seller."""
        before = len(self.smtp.mails)
        with self.mail_server():
            self.env["mail.mail"].search([("mail_message_id", "=", notice.id)]).send()
        return self.smtp.mails[before:]

    def reply(self, sender="Ada <ada@customer.example>", text="Yes, I want to buy.", **headers):
        headers.setdefault("answers", self.mail)
        self.receive(self.mail_from(sender, text, **headers))


@tagged("post_install", "-at_install")
class TestReplyNotices(NoticeCase):
    def test_reply_to_the_last_email_is_told_with_its_text_as_from_the_contact(self):
        self.reply()
        notice = self.notices()
        self.assertEqual(notice.subject, "Ada replied: Re: Step 1 for Ada")
        self.assertIn("Yes, I want to buy.", notice.body)
        self.assertEqual(notice.author_id, self.ada)
        self.assertIn("ada@customer.example", notice.email_from)
        self.assertEqual((notice.model, notice.res_id), ("res.partner", self.ada.id))
        self.assertEqual(notice.notification_ids.notification_type, "inbox")

    def test_paused_and_removed_subscriptions_count_too(self):
        for change in ("action_pause", "action_remove"):
            with self.subTest(change):
                subscription = self.subscribe(self.sequence(change), self.bob)
                getattr(subscription, change)()
                before = len(self.notices())
                self.reply("bob@customer.example", answers=None, subject="Hello")
                self.assertEqual(self.notices()[before:].mapped("subject"), ["Bob wrote: Hello"])

    def test_several_sequences_are_told_once_to_each_sender(self):
        self.subscribe(self.sequence("Second"), self.ada)
        self.subscribe(self.sequence("Third"), self.ada, user=self.manager)
        self.reply()
        self.assertEqual([len(self.notices(user)) for user in (self.seller, self.manager)], [1, 1])

    def test_pause_by_the_reply_is_said_in_the_feed_and_notifies_nobody_again(self):
        second = self.subscribe(self.sequence("Second"), self.ada)
        self.reply()
        self.assertState(second, "paused", "reply")
        self.assertIn("wrote back", second.pause_message_id.body)
        self.assertFalse(second.pause_message_id.notified_partner_ids)

    def test_told_whatever_the_company_wants_of_other_pauses(self):
        for choice in ("none", "activity"):
            with self.subTest(choice):
                self.env.company.email_sequence_notice = choice
                before = len(self.notices())
                self.reply()
                self.assertEqual(len(self.notices()), before + 1)
        activity = self.env["mail.activity"].search([("res_model", "=", "res.partner"), ("res_id", "=", self.ada.id)])
        self.assertEqual((activity.user_id, activity.summary), (self.seller, "Ada replied: Re: Step 1 for Ada"))

    def test_email_is_sent_at_once_also_by_a_scheduled_action(self):
        """Scheduled actions tell Odoo to leave emails to its queue, which is looked at hourly."""
        self.seller.notification_type = "email"
        with sent_soon(self.env) as mails, self.committing_env() as env:
            thread = env["mail.thread"].with_context(mail_notify_force_send=False)
            thread.message_process(None, self.mail_from("ada@customer.example", answers=self.mail))
        (mail,) = mails
        self.assertEqual(mail.mail_message_id, self.notices())
        self.assertEqual(mail.recipient_ids, self.seller.partner_id)
        self.assertIn("catchall@seller.example", mail.reply_to)

    def test_email_that_odoo_cannot_route(self):
        self.reply("ada@customer.example", to="sam@elsewhere.example", answers=None, subject="Something else")
        self.assertEqual(self.notices().subject, "Ada wrote: Something else")
        self.assertIn("Yes, I want to buy.", self.notices().body)

    def test_email_that_odoo_rolled_back_is_told_at_once(self):
        failure = patch.object(type(self.env["mail.thread"]), "message_route", side_effect=RuntimeError)
        with failure:
            self.reply()
        self.assertIn("Yes, I want to buy.", self.notices().body)
        self.sweep_later()
        self.assertEqual(len(self.notices()), 1)

    def test_unknown_address_that_answers(self):
        self.reply("Ann Assistant <ann@elsewhere.example>")
        notice = self.notices()
        self.assertEqual(notice.subject, "Ann Assistant replied: Re: Step 1 for Ada")
        self.assertFalse(notice.author_id)
        self.assertIn("ann@elsewhere.example", notice.email_from)

    def test_automatic_replies_are_not_told(self):
        self.reply(Auto_Submitted="auto-replied")
        self.assertFalse(self.notices())

    def test_automatic_reply_that_a_user_calls_a_persons(self):
        self.subscribe(self.sequence("Second"), self.ada, user=self.manager)
        self.reply(Auto_Submitted="auto-replied")
        self.env["email.sequence.incoming"].search([]).with_user(self.manager).action_mark_person()
        self.assertEqual([len(self.notices(user)) for user in (self.seller, self.manager)], [1, 0])

    def test_follower_whom_odoo_notifies_is_not_told_twice(self):
        self.ada.message_subscribe(self.seller.partner_id.ids)
        self.reply()
        self.assertFalse(self.notices())
        kept = self.env["email.sequence.incoming"].search([])._kept_messages()
        self.assertEqual(kept.notified_partner_ids, self.seller.partner_id)

    def test_sender_who_has_the_email_in_the_own_mailbox_gets_no_copy_by_email(self):
        self.reply(to="Catchall <catchall@seller.example>, sam@seller.example")
        self.assertEqual(len(self.notices()), 1)
        self.seller.notification_type = "email"
        self.reply(to="Catchall <catchall@seller.example>, sam@seller.example")
        self.assertEqual(len(self.notices()), 1)

    def test_sender_is_not_told_of_an_email_of_their_own(self):
        seller = self.seller.partner_id
        self.subscribe(self.sequence("Second"), seller)
        self.subscribe(self.sequence("Third"), seller, user=self.manager)
        self.reply("sam@seller.example", answers=None)
        self.assertEqual([len(self.notices(user)) for user in (self.seller, self.manager)], [0, 1])

    def test_archived_sender(self):
        """The contact's salesperson hears of it; without one, the managers of the company do."""
        self.seller.active = False
        self.reply()
        self.assertEqual(len(self.notices(self.manager)), 1)
        other = new_test_user(self.env, "sue", "base.group_user,email_sequence.group_user", email="sue@seller.example")
        self.ada.user_id = other
        self.reply()
        self.assertEqual([len(self.notices(user)) for user in (self.manager, other)], [1, 1])

    def test_sender_of_a_colleague_who_pauses_too(self):
        company = self.env["res.partner"].create({"name": "Company", "is_company": True})
        (self.ada | self.bob).parent_id = company
        second = self.subscribe(self.sequence("Second", pause_colleagues=True), self.bob, user=self.manager)
        self.reply()
        self.assertState(second, "paused", "reply")
        self.assertEqual(self.notices(self.manager).author_id, self.ada)

    def test_deleted_contact(self):
        self.ada.unlink()
        self.reply()
        domain = [("message_type", "=", "user_notification"), ("partner_ids", "in", self.seller.partner_id.ids)]
        self.assertIn("ada@customer.example", self.env["mail.message"].search(domain, limit=1).reply_to)

    def test_name_that_looks_like_an_address_of_ours(self):
        self.reply("=?utf-8?q?sam=40seller.example?= <ann@elsewhere.example>")
        notice = self.notices()
        self.assertEqual(notice.email_from, '"sam@seller.example" <ann@elsewhere.example>')
        self.assertFalse(notice.author_id)

    def test_email_without_an_address_of_its_writer(self):
        self.seller.notification_type = "email"
        self.reply("<>")
        (mail,) = self.sent(self.notices())
        self.assertIn("sam@seller.example", mail["To"])

    def test_notice_asks_machines_not_to_answer_it(self):
        self.seller.notification_type = "email"
        self.reply()
        (mail,) = self.sent(self.notices())
        self.assertIn("OOF", mail["X-Auto-Response-Suppress"])

    def test_words_are_text(self):
        self.ada.name = "<b>Ada</b>"
        self.reply(text="<script>alert(1)</script>", subject="Re: <img src=x>")
        self.assertNotIn("<script", self.notices().body)


@tagged("post_install", "-at_install")
class TestAnswerToANotice(NoticeCase):
    """What a sender answers to the notice goes to the contact, and is logged in its chatter (semantics 4.9)."""

    def setUp(self):
        super().setUp()
        self.seller.notification_type = "email"

    def answer(self, sender="Sam Seller <sam@seller.example>", text="I call at ten.", **headers):
        """An answer to the last notice, as a mail program writes it; returns what it became."""
        notice = self.notices()[-1]
        before = self.env["mail.message"].search([("model", "=", "res.partner")], order="id desc", limit=1)
        subject = f"Re: {notice.subject}"
        answers = {"Subject": subject, "Message-Id": notice.message_id}
        self.receive(self.mail_from(sender, text, answers=answers, subject=subject, **headers))
        domain = [("model", "=", "res.partner"), ("id", ">", before.id), ("body", "ilike", text)]
        return self.env["mail.message"].search(domain)

    def test_goes_to_the_contact_and_into_the_chatter(self):
        self.reply()
        logged = self.answer()
        self.assertEqual((logged.res_id, logged.author_id), (self.ada.id, self.seller.partner_id))
        self.assertEqual(logged.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertEqual(logged.subject, "Re: Step 1 for Ada")
        self.assertEqual(logged.notified_partner_ids, self.ada)
        self.assertEqual(self.env["email.sequence.incoming"].search([]).mapped("reply_state"), ["handled"])
        self.assertEqual(self.env["email.sequence.incoming"].search([]).handled_user_id, self.seller)

    def test_goes_to_the_address_that_the_contact_wrote_from(self):
        self.ada.email_sequence_address_ids = [(0, 0, {"email": "ada@home.example"})]
        for sender in ("Ada <ada@home.example>", "Ann Assistant <ann@elsewhere.example>"):
            with self.subTest(sender):
                self.ada.message_unsubscribe(self.seller.partner_id.ids)  # who answers by email follows from then on
                self.reply(sender)
                logged = self.answer(text=f"To you, {sender[:3]}.")
                self.assertEqual(logged.res_id, self.ada.id)
                self.assertFalse(logged.notified_partner_ids)
                self.assertEqual(logged.notification_ids.mail_email_address, sender[sender.index("<") + 1 : -1])

    def test_of_a_stranger_or_a_machine_goes_to_nobody(self):
        self.reply()
        for sender, headers in (
            ("Eve <eve@elsewhere.example>", {}),
            ("=?utf-8?q?sam=40seller.example?= <eve@elsewhere.example>", {}),
            ("Sam Seller <sam@seller.example>", {"Auto_Submitted": "auto-replied"}),
        ):
            with self.subTest(sender):
                logged = self.answer(sender, text=f"I am {sender.split()[0]}.", **headers)
                self.assertFalse(logged.notified_partner_ids | logged.notification_ids.res_partner_id)
                self.assertTrue(logged.is_internal)
        self.assertEqual(self.env["email.sequence.incoming"].search([]).mapped("reply_state"), ["unread"])

    def test_of_a_stranger_is_no_reply_to_our_email(self):
        """The seller's other mailbox, or what answers there, names all that the notice refers to."""
        second = self.subscribe(self.sequence("Second"), self.ada, user=self.manager)
        self.reply()
        second.action_resume()
        (notice,) = self.sent(self.notices())
        headers = {"answers": notice, "subject": f"Re: {notice['Subject']}"}
        for text, header in (("I am Sam, from home.", {}), ("I am away.", {"Auto_Submitted": "auto-replied"})):
            raw = self.mail_from("Sam <sam@home.example>", text, **headers, **header)
            self.receive(raw.replace(b"References: ", b"References: " + notice["References"].encode() + b" "))
        failure = self.mail_from("MAILER-DAEMON@home.example", FULL, to="bounce@seller.example", **headers)
        self.receive(failure.replace(b"References: ", b"References: " + notice["References"].encode() + b" "))
        self.assertEqual(len(self.env["email.sequence.incoming"].search([])), 1)
        self.assertEqual(self.mail_trace().trace_status, "sent")
        self.assertState(second, "active")

    def mail_trace(self):
        return self.env["email.sequence.trace"].search([("message_id", "=", self.mail["Message-Id"])])

    def test_pauses_nothing_and_is_no_reply_itself(self):
        second = self.subscribe(self.sequence("Second"), self.bob)
        self.reply()
        self.answer()
        self.assertState(second, "active")
        self.assertEqual(len(self.env["email.sequence.incoming"].search([])), 1)
        self.travel(self.now + timedelta(minutes=5))
        self.sweep()
        self.assertEqual(len(self.env["email.sequence.incoming"].search([])), 1)
