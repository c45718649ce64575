"""Each email has exactly one envelope recipient: the subscription's address (semantics 3.4)."""

from email.utils import parseaddr
from unittest.mock import patch

from odoo.tests import tagged

from .common import EmailSequenceCase

ARCHIVE = "archive@seller.example"


@tagged("post_install", "-at_install")
class TestOneRecipient(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence()

    def subscribed(self, name, email):
        return self.subscribe(self.course, self.contact(name, email))

    def assertSentTo(self, subscription, address):
        (mail,) = self.dispatch()
        self.assertEqual(self.smtp.recipients, [[address]])
        self.assertEqual(subscription.trace_ids.trace_status, "sent")
        return mail

    def test_address_in_the_contacts_name_is_not_mailed(self):
        mail = self.assertSentTo(self.subscribed("ann@old.example", "ann@new.example"), "ann@new.example")
        self.assertEqual(parseaddr(mail["To"]), ("ann@old.example", "ann@new.example"))

    def test_one_address_of_several_is_mailed(self):
        self.assertSentTo(self.subscribed("Ann", "ann@new.example, ann@old.example"), "ann@new.example")

    def test_sender_named_after_an_address_sends_from_their_own(self):
        """Also through a server that is for the sender's address only, and answers come to the catchall address."""
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        self.seller.name = "boss@other.example"
        self.server.from_filter = self.seller.email
        mail = self.assertSentTo(self.subscribed("Ann", "ann@new.example"), "ann@new.example")
        self.assertEqual(parseaddr(mail["From"]), ("boss@other.example", "sam@seller.example"))
        self.assertEqual(parseaddr(mail["Reply-To"]), ("boss@other.example", "catchall@seller.example"))

    def test_domain_of_another_script_is_the_same_address_in_ascii(self):
        mail = self.assertSentTo(self.subscribed("Müller", "info@müller.example"), "info@xn--mller-kva.example")
        self.assertEqual(parseaddr(mail["To"])[1], "info@xn--mller-kva.example")

    def test_what_names_several_addresses_or_none_is_not_mailed(self):
        """As an address it can be neither chosen nor listed; it may have been written by other means."""
        for email in (
            "ann@new.example, bob@new.example",
            '"ann lee"@new.example',
            "ann@new.example <bob@old.example>",
            "ann@-ü.example",
        ):
            subscription = self.subscribed("Ann", "ann@new.example")
            subscription.email = email
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE email_sequence_address SET email = %s WHERE partner_id = %s",
                (email, subscription.partner_id.id),
            )
            self.assertFalse(self.dispatch())
            self.assertEqual(subscription.trace_ids.failure_type, "address", email)


@tagged("post_install", "-at_install")
class TestOtherApps(EmailSequenceCase):
    """Whatever other addons do to headers and recipients, a mail goes to its recipient alone, or not at all."""

    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence(delays=(0,)), self.ada)

    def patched(self, method, change):
        """Let an addon change what Odoo's mail server model returns."""
        servers = self.registry["ir.mail_server"]
        original = getattr(servers, method)
        return patch.object(servers, method, lambda *args, **kwargs: change(original(*args, **kwargs)))

    def copied_by(self, header):
        def copy(message):
            message[header] = ARCHIVE
            return message

        return self.patched("_build_email__", copy)

    def test_headers_that_another_app_adds_add_no_recipient(self):
        for header in ("Cc", "Bcc"):
            with self.subTest(header=header), self.copied_by(header):
                self.subscribe(self.sequence(header, delays=(0,)), self.ada)
                self.dispatch()
        self.assertEqual(self.smtp.recipients, [["ada@customer.example"]] * 3)

    def test_recipient_that_another_app_adds_stops_this_mail_only(self):
        other = self.subscribe(self.sequence("Other", delays=(0,)), self.bob)
        with self.patched(
            "_prepare_smtp_to_list", lambda found: [*found, ARCHIVE] if "ada@customer.example" in found else found
        ):
            self.dispatch()
        self.assertEqual(self.smtp.recipients, [["bob@customer.example"]])
        self.assertState(other, "finished")
        self.assertState(self.subscription, "paused", "send_error")
        self.assertFalse(self.subscription.pause_server_id)
        trace = self.subscription.trace_ids
        self.assertEqual((trace.trace_status, trace.failure_type), ("error", "other_recipients"))
        self.assertEqual(
            self.subscription.pause_note,
            "Another app changed who gets this email, so it was not sent. Exclude email sequences in that app, then "
            "resume. Other recipients: archive@seller.example",
        )
        self.subscription.with_user(self.seller).action_resume()
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertEqual(self.smtp.recipients[1:], [["ada@customer.example"]], "the step was not consumed")

    def test_recipient_that_another_app_replaces_stops_the_mail(self):
        with self.patched("_prepare_smtp_to_list", lambda _found: [ARCHIVE]):
            self.assertFalse(self.dispatch())
        self.assertEqual(self.subscription.trace_ids.failure_type, "other_recipients")

    def test_recipient_that_is_listed_twice_is_mailed_once(self):
        with self.patched("_prepare_smtp_to_list", lambda found: found * 2):
            self.dispatch()
        self.assertEqual(self.smtp.recipients, [["ada@customer.example"]])
