"""Which incoming emails pause what (semantics 4.2 to 4.6 and 5.1); see also the other test_gateway_*."""

from datetime import timedelta

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import EmailSequenceCase


class GatewayCase(EmailSequenceCase):
    """Ada and Bob each got the first mail of a sequence."""

    def setUp(self):
        super().setUp()
        self.ada_subscription, self.bob_subscription = self.subscribe(self.sequence(delays=(0, 9)), self.ada, self.bob)
        self.dispatch()
        (self.ada_mail,) = self.smtp.to(self.ada.email)
        self.subscriptions = self.ada_subscription | self.bob_subscription

    def assertOnlyPaused(self, *paused, reason="reply"):
        self.assertEqual(
            self.subscriptions.filtered(lambda s: s.state == "paused"), self.subscriptions.browse().concat(*paused)
        )
        for subscription in paused:
            self.assertState(subscription, "paused", reason)

    def outcome(self, raw, model=None):
        """What Odoo makes of a mail: an exception's class, or what `message_process` returns."""
        self.travel(self.now + timedelta(seconds=1))  # Odoo makes ids of the time where a mail has none
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            try:
                return self.env(cr=cr)["mail.thread"].message_process(model, raw) and "a record"
            except Exception as error:
                cr.rollback()
                return type(error)

    def kept(self, partner, text):
        """The mails in the contact's chatter with this text."""
        domain = [("model", "=", "res.partner"), ("res_id", "=", partner.id), ("message_type", "=", "email")]
        return self.env["mail.message"].search(domain).filtered(lambda message: text in message.body)


@tagged("post_install", "-at_install")
class TestAnyMail(GatewayCase):
    """Any mail from any of the contact's addresses pauses all the contact's subscriptions (semantics 4.2)."""

    def test_help_pages_example(self):
        """Two sequences at one address; an unrelated mail from the other address pauses both."""
        self.ada.with_user(self.seller).email_sequence_address_ids = [Command.create({"email": "ada@other.example"})]
        second = self.subscribe(self.sequence("Second"), self.ada)
        self.subscriptions |= second
        self.receive(self.mail_from("Ada <Ada@Other.example>", "Something else.", subject="Hello"))
        self.assertOnlyPaused(self.ada_subscription, second)

    def test_answer_to_a_sequence_mail(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(self.ada_subscription.trace_ids.reply_datetime, self.now)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)

    def test_answer_with_a_machines_words_above_our_email(self):
        """Semantics 5.1: what a person says of machines and addresses makes no automatic reply or bounce of it."""
        quotation = "On Mon, 1 Jun 2026 at 10:00, Sam Seller wrote:\n> Would a call suit you?\n"
        for text in (
            "I know this is an automated message, but please stop.",
            "Yes please. This address is no longer used, write to ada@new.example.",
            "Your email to <ann@customer.example> could not be delivered, she left. I do her work.",
        ):
            with self.subTest(text):
                self.receive(self.mail_from("ada@customer.example", f"{text}\n\n{quotation}", answers=self.ada_mail))
                self.assertOnlyPaused(self.ada_subscription)
                self.assertEqual(self.ada_subscription.pause_incoming_id.kind, "human")
                self.assertTrue(self.ada_subscription.trace_ids.reply_datetime)
                self.ada_subscription.action_resume()

    def test_two_contacts_that_list_the_address_are_both_paused(self):
        self.bob.email = "bob@customer.example, ada@customer.example"
        self.receive(self.mail_from("ada@customer.example"))
        self.assertOnlyPaused(self.ada_subscription, self.bob_subscription)

    def test_pause_names_the_mail(self):
        """Semantics 4.6."""
        self.receive(
            self.mail_from("Ada <ada@customer.example>", subject="My visit", message_id="<m1@customer.example>")
        )
        mail = self.ada_subscription.pause_incoming_id
        self.assertEqual((mail.message_id, mail.subject, mail.kind), ("<m1@customer.example>", "My visit", "human"))
        self.assertEqual(self.ada_subscription.paused_datetime, self.now)

    def test_stranger_pauses_nothing(self):
        self.receive(self.mail_from("stranger@elsewhere.example"))
        self.assertOnlyPaused()
        self.assertFalse(self.env["email.sequence.incoming"].search([]))

    def test_contact_of_another_company_is_paused_too(self):
        company = self.env["res.company"].create({"name": "Another company"})
        self.manager.company_ids |= company
        sequence = self.sequence("Theirs", company_id=company.id)
        theirs = self.subscribe(sequence.with_company(company), self.ada, user=self.manager)
        self.receive(self.mail_from("ada@customer.example"))
        self.assertState(theirs, "paused", "reply")

    def test_archived_contact_is_paused_too(self):
        self.ada.active = False
        self.receive(self.mail_from("ada@customer.example"))
        self.assertOnlyPaused(self.ada_subscription)

    def test_several_senders_in_from(self):
        self.receive(self.mail_from("ada@customer.example, bob@customer.example"))
        self.assertOnlyPaused(self.ada_subscription, self.bob_subscription)


@tagged("post_install", "-at_install")
class TestAnswerAmongErrors(GatewayCase):
    """An answer holds also where an error had paused before (semantics 4.2, 6.2, 8)."""

    def test_whoever_answered_is_not_resumed_with_the_account(self):
        self.subscriptions.pause("send_error", "The login was refused.", server=self.server)
        self.receive(self.mail_from("ada@customer.example"))
        self.assertState(self.ada_subscription, "paused", "reply")
        self.bob_subscription.with_user(self.seller).action_resume_account()
        self.assertState(self.ada_subscription, "paused", "reply")
        self.assertState(self.bob_subscription, "active")

    def test_a_pause_by_a_user_or_a_bounce_stays_what_it_is(self):
        self.ada_subscription.action_pause()
        self.bob_subscription.pause("bounce")
        self.receive(self.mail_from("ada@customer.example"))
        self.receive(self.mail_from("bob@customer.example"))
        self.assertState(self.ada_subscription, "paused", "manual")
        self.assertState(self.bob_subscription, "paused", "bounce")

    def test_whatever_comes_back_proves_that_a_mail_of_unknown_outcome_left(self):
        for number, headers in enumerate(({}, {"Auto_Submitted": "auto-replied"})):
            subscription = (self.ada_subscription, self.bob_subscription)[number]
            mail = self.smtp.to(subscription.email)[0]
            first, second = subscription.sequence_id.step_ids.sorted()
            subscription.trace_ids.write({"trace_status": "unknown", "sent_datetime": False})
            subscription.write({"state": "paused", "pause_reason": "send_error", "next_step_id": first.id})
            self.receive(self.mail_from(subscription.email, answers=mail, **headers))
            with self.subTest(headers):
                self.assertEqual(subscription.trace_ids.trace_status, "sent")
                self.assertEqual(subscription.trace_ids.sent_datetime, subscription.trace_ids.handed_datetime)
                self.assertEqual(subscription.next_step_id, second)
                self.assertState(subscription, "paused", "send_error" if headers else "reply")


@tagged("post_install", "-at_install")
class TestAnswerFromAnywhere(GatewayCase):
    """A reply to a sequence mail from any address pauses the subscription it belongs to (semantics 4.3)."""

    def test_unknown_address_pauses_only_that_subscription(self):
        self.subscriptions |= self.subscribe(self.sequence("Second"), self.ada)
        self.receive(self.mail_from("ada@unknown.example", answers=self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(self.ada_subscription.trace_ids.reply_datetime, self.now)
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)

    def test_recognised_by_references_alone(self):
        raw = self.mail_from("ada@unknown.example", References=f"<else@where.example> {self.ada_mail['Message-Id']}")
        self.receive(raw)
        self.assertOnlyPaused(self.ada_subscription)

    def test_finished_subscription_notes_the_reply(self):
        self.ada_subscription.state = "finished"
        self.receive(self.mail_from("ada@unknown.example", answers=self.ada_mail))
        self.assertState(self.ada_subscription, "finished")
        self.assertEqual(self.ada_subscription.trace_ids.reply_datetime, self.now)

    def test_first_reply_counts(self):
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        first, self.now = self.now, self.now + timedelta(hours=1)
        self.travel(self.now)
        self.receive(self.mail_from("ada@customer.example", "And again.", answers=self.ada_mail))
        self.assertEqual(self.ada_subscription.trace_ids.reply_datetime, first)


@tagged("post_install", "-at_install")
class TestUnroutable(GatewayCase):
    """A subscriber's mail that Odoo cannot route still pauses, and is kept in the feed (semantics 4.4)."""

    def test_mail_to_an_address_without_a_route(self):
        self.receive(self.mail_from("ada@customer.example", "Where are you?", to="nobody@seller.example"))
        self.assertOnlyPaused(self.ada_subscription)
        (message,) = self.kept(self.ada, "Where are you?")
        self.assertEqual(message.author_id, self.ada)

    def test_two_subscribers_with_the_address_both_keep_it(self):
        self.bob.email = "bob@customer.example, ada@customer.example"
        self.receive(self.mail_from("ada@customer.example", "Where are you?", to="nobody@seller.example"))
        for partner in (self.ada, self.bob):
            self.assertEqual(len(self.kept(partner, "Where are you?")), 1)

    def test_unroutable_mail_of_a_stranger_is_refused_as_ever(self):
        raw = self.mail_from("stranger@elsewhere.example", to="nobody@seller.example")
        self.assertEqual(self.outcome(raw), ValueError)

    def test_mail_that_odoo_cannot_even_parse(self):
        def broken(*_args, **_kwargs):
            raise LookupError("unknown encoding")

        self.patch(self.registry["mail.thread"], "message_parse", broken)
        self.receive(self.mail_from("ada@customer.example", "Where are you?"))
        self.assertOnlyPaused(self.ada_subscription)
        self.sweep_later()
        (message,) = self.kept(self.ada, "Where are you?")
        self.assertEqual(message.attachment_ids.name, "mail.eml")

    def test_mail_with_a_route_goes_there_and_pauses(self):
        alias = self.env["mail.alias"].create(
            {"alias_name": "sales", "alias_model_id": self.env["ir.model"]._get_id("res.partner")}
        )
        self.receive(
            self.mail_from("ada@customer.example", subject="By alias", to=f"sales@{alias.alias_domain or 'x.example'}")
        )
        self.assertOnlyPaused(self.ada_subscription)

    def test_mail_without_a_message_id_is_kept_once(self):
        raw = self.mail_from("ada@customer.example", "No id", to="nobody@seller.example")
        lines = [line for line in raw.splitlines(keepends=True) if not line.lower().startswith(b"message-id")]
        self.receive(b"".join(lines))
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(len(self.kept(self.ada, "No id")), 1)


@tagged("post_install", "-at_install")
class TestNothingPaused(GatewayCase):
    """Our own mails, internal users' mails and duplicates never pause anything (semantics 4.5)."""

    def test_same_mail_again_after_resuming(self):
        raw = self.mail_from("ada@customer.example", answers=self.ada_mail)
        self.receive(raw)
        self.ada_subscription.with_user(self.seller).action_resume()
        self.receive(raw)
        self.assertOnlyPaused()
        self.assertEqual(len(self.kept(self.ada, "call me")), 1)

    def test_same_unroutable_mail_again_after_resuming(self):
        raw = self.mail_from("ada@customer.example", to="nobody@seller.example")
        self.receive(raw)
        self.ada_subscription.with_user(self.seller).action_resume()
        self.receive(raw)
        self.assertOnlyPaused()

    def test_another_mail_after_resuming_pauses_again(self):
        self.receive(self.mail_from("ada@customer.example", message_id="<one@customer.example>"))
        self.ada_subscription.action_resume()
        self.receive(self.mail_from("ada@customer.example", message_id="<two@customer.example>"))
        self.assertOnlyPaused(self.ada_subscription)

    def test_our_own_mail_in_a_mailbox(self):
        self.receive(self.ada_mail.as_bytes())
        self.assertOnlyPaused()

    def test_internal_users_answer(self):
        """A colleague answers to the copy of a sequence mail that a contact forwarded."""
        self.receive(self.mail_from("mia@seller.example", answers=self.ada_mail))
        self.assertOnlyPaused()
        self.assertFalse(self.ada_subscription.trace_ids.reply_datetime)

    def test_notification_of_odoo_that_comes_back(self):
        """Odoo's mails to a salesperson may leave with the contact's address, and be fetched from their mailbox."""
        message = self.ada.message_post(
            body="I wrote this in the portal",
            author_id=self.ada.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.receive(self.mail_from("ada@customer.example", message_id=message.message_id))
        self.assertOnlyPaused()

    def test_portal_user_who_is_the_contact_is_no_colleague(self):
        new_test_user(self.env, "pat", "base.group_portal", email="pat@customer.example")
        self.receive(self.mail_from("pat@customer.example", answers=self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription)


@tagged("post_install", "-at_install")
class TestAutoresponder(GatewayCase):
    """An autoresponder does not pause, is no reply in any report, and is noted in the feed (semantics 5.1)."""

    def assertNoted(self):
        self.assertOnlyPaused()
        self.assertFalse(self.ada_subscription.trace_ids.reply_datetime)
        self.assertIn("Automatic reply from ada@customer.example", self.feed(self.ada))

    def automatic(self, **headers):
        return self.mail_from(
            "ada@customer.example", "I am away.", answers=self.ada_mail, Auto_Submitted="auto-replied", **headers
        )

    def test_out_of_office(self):
        self.receive(self.automatic(subject="Out of office: Step 1 for Ada"))
        self.assertNoted()

    def test_vacation_answer_to_the_envelope_sender(self):
        """Odoo takes every mail to its bounce alias for a bounce."""
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        self.receive(self.automatic(to="bounce@seller.example"))
        self.assertNoted()

    def test_of_a_finished_subscription_changes_nothing(self):
        self.ada_subscription.state = "finished"
        self.receive(self.automatic())
        self.assertState(self.ada_subscription, "finished")
        self.assertIn("Automatic reply", self.feed(self.ada))
        self.assertNotIn("was not paused", self.feed(self.ada))

    def test_person_after_the_autoresponder_pauses(self):
        self.receive(self.automatic())
        self.receive(self.mail_from("ada@customer.example", answers=self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription)
