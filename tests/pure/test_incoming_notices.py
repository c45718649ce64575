"""Mail about mail: failures, delays, receipts and reports, and what can be read from them."""

import pytest
from incoming_mails import answer, mail, parsed, recipient, report
from tools.incoming import delivery_reports
from tools.incoming.classifier import Verdict, classify
from tools.incoming.parsed_email import from_addresses
from tools.mail_headers import raw_headers

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example.com>"
QMAIL = """\
From: MAILER-DAEMON@mx.example.com
Subject: failure notice

Hi. This is the qmail-send program at mx.example.com.
I could not deliver your message to these addresses.

<Ann@Example.com>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 <ann@example.com>... User unknown

--- Below this line is a copy of the message.

Message-ID: <ours@example.net>
Subject: Quick question
"""
EXCHANGE_RECEIPT = """\
From: jo@example.com
Return-Path: <>
Subject: {}
Content-Type: application/ms-tnef; name=winmail.dat

x
"""


class TestDeliveryReports:
    @pytest.mark.parametrize(
        ("action", "status", "kind"),
        [
            ("failed", "5.1.1", "bounce"),
            ("failed", "4.4.7", "bounce"),
            ("Failed (user unknown)", "5.1.1", "bounce"),
            ("failure", "550", "bounce"),
            ("", "5.2.2", "bounce"),
            ("delayed", "4.4.1", "notice"),
            ("delivered", "2.0.0", "notice"),
            ("relayed", "2.0.0", "notice"),
            ("expanded", "2.0.0", "notice"),
        ],
    )
    def test_are_failures_by_the_action_of_a_recipient(self, action, status, kind):
        assert classify(report(recipient(action, status))) == Verdict(kind, "delivery_status")

    def test_with_one_failed_recipient_among_delayed_ones_are_failures(self):
        assert classify(report(recipient("delayed", "4.4.1"), recipient())).kind == "bounce"

    @pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
    def test_with_an_action_that_is_no_failure_are_none_whatever_the_status(self, action):
        """The action says what became of the email (RFC 3464 section 2.3.3): a delay with status 5 is a delay."""
        message = report(recipient(action, "5.4.7"))
        assert classify(message) == Verdict("notice", "delivery_status")
        assert delivery_reports.bounced_addresses(message) == ()

    def test_of_failure_are_failures_though_they_say_auto_replied(self):
        assert classify(report(recipient(), top="Auto-Submitted: auto-replied\n")).kind == "bounce"

    def test_from_a_persons_responder_are_autoreplies(self):
        top = "Auto-Submitted: auto-replied\n"
        message = report(recipient("delivered", "2.0.0", diagnostic=""), top=top, text="Back on Monday.")
        message.replace_header("From", "jo@example.com")
        assert classify(message) == Verdict("autoreply", "responder_as_report")

    def test_by_which_boxbe_asks_for_confirmation_are_autoreplies(self):
        message = report(recipient(status="4.7.0", diagnostic="X-Boxbe-Notice; Sender not pre-approved"))
        assert classify(message) == Verdict("autoreply", "responder_as_report")

    def test_of_internationalised_mail_are_read(self):
        message = report(recipient(), report_type="global-delivery-status")
        assert classify(message).rule == "delivery_status"
        assert delivery_reports.bounced_addresses(message) == ("ann@example.com",)


class TestFailureNoticesInText:
    @pytest.mark.parametrize(
        ("subject", "sender", "text"),
        [
            ("Undelivered Mail Returned to Sender", DAEMON, "I'm sorry to inform you of this."),
            ("Returned mail: User unknown", DAEMON, "----- Transcript of session follows -----"),
            ("Mail", "no-reply@example.com", "Your mail of Monday\ncould not be delivered to: <ann@example.com>"),
            ("Undeliverable: Offer", "System Administrator <admin@example.com>", "did not reach the recipient"),
            ("Unzustellbar: Angebot", "postmaster@example.com", "Diese Nachricht konnte nicht zugestellt werden."),
            ("Non remis : Offre", "postmaster@example.com", "Échec de la remise pour ces destinataires"),
            ("Недоставленное сообщение", "mailer-daemon@example.com", "не может быть доставлено"),
            ("Delivery Status Notification (Failure)", "it@example.com", "No such user: ann@example.com, mailbox full"),
            ("?", "mailer-daemon@example.com", "???"),
        ],
    )
    def test_are_failures(self, subject, sender, text):
        assert classify(mail(subject, text, sender)).kind == "bounce"

    def test_with_failed_recipients_named_by_exim_are_failures(self):
        message = mail("Hello", "...", X_Failed_Recipients="ann@example.com")
        assert classify(message) == Verdict("bounce", "failed_recipients")

    def test_without_a_title_are_failures_if_nobody_sent_them(self):
        assert classify(mail("Hello", "Mailbox is full.", Return_Path="<>")) == Verdict("bounce", "undelivered_text")

    def test_of_a_recipients_sieve_reject_are_failures(self):
        message = mail("Automatically rejected mail", "Quota exceeded", Auto_Submitted="auto-replied (rejected)")
        assert classify(message) == Verdict("bounce", "sieve_reject")

    @pytest.mark.parametrize(
        ("subject", "text"),
        [
            ("Delayed Mail (still being retried)", "Your mail is on its way."),
            ("Warning: message 1aBcDe-000000-00 delayed 24 hours", "It has not yet been delivered."),
            ("Hello", "THIS IS A WARNING MESSAGE ONLY.\nYOU DO NOT NEED TO RESEND YOUR MESSAGE."),
            ("Successful Mail Delivery Report", "Your message was successfully delivered."),
        ],
    )
    def test_of_a_delay_or_a_delivery_are_news(self, subject, text):
        assert classify(mail(subject, text, DAEMON)) == Verdict("notice", "mail_system_notice")

    @pytest.mark.parametrize(
        ("subject", "text"),
        [
            ("Fwd: Returned mail: see transcript for details", "550 5.1.1 user unknown"),
            ("Re: Undeliverable: Offer", "Try my other address, jo@example.org"),
            ("Delivery problem", "Hello, my order has not been delivered."),
            ("Undelivered parcel", "The package was not delivered yesterday."),
            ("Error in invoice", "The invoice was rejected by our system."),
            ("Question", "I got this: 'your message could not be delivered to bob@example.org'. What now?"),
        ],
    )
    def test_that_people_talk_about_are_peoples_mails(self, subject, text):
        assert classify(mail(subject, text)).kind == "human"


class TestReceiptsAndReports:
    @pytest.mark.parametrize(
        "subject",
        ["Read: Offer", "Not read: Offer", "Gelesen: Angebot", "Lu : Offre", "Leído: Oferta", "開封済み: 見積"],
    )
    def test_of_reading_are_news(self, subject):
        assert classify(parsed(EXCHANGE_RECEIPT.format(subject))) == Verdict("notice", "receipt_of_reading")

    def test_of_reading_have_a_machines_envelope(self):
        assert classify(answer("Please.", Return_Path="<jo@example.com>")).kind == "human"
        assert classify(mail("Read: this book", "You will like it.")).kind == "human"

    @pytest.mark.parametrize("disposition", ["displayed", "deleted", "dispatched"])
    def test_of_disposition_are_news(self, disposition):
        block = f"Final-Recipient: rfc822; ann@example.com\nDisposition: manual-action/MDN-sent-manually; {disposition}"
        message = report(block, report_type="disposition-notification")
        assert classify(message) == Verdict("notice", "disposition_notification")

    @pytest.mark.parametrize(
        ("message", "rule"),
        [
            (report("Feedback-Type: abuse\nVersion: 1", report_type="feedback-report"), "feedback_report"),
            (
                mail(
                    "Report Domain: example.net Submitter: example.com Report-ID: <1>", "", "noreply-dmarc@example.com"
                ),
                "feedback_title",
            ),
            (mail("complaint about message from 192.0.2.1", "", "staff@example.com"), "feedback_title"),
        ],
    )
    def test_about_many_mails_are_news(self, message, rule):
        assert classify(message) == Verdict("notice", rule)


class TestBouncedAddresses:
    def test_are_the_failed_recipients_of_the_report_in_lower_case(self):
        message = report(
            recipient("delayed", "4.4.1", "late@example.com"),
            recipient(address="Ann@Example.COM") + "\nOriginal-Recipient: rfc822;alias@example.com",
            recipient(address="<bob@example.com> (Bob)"),
        )
        assert delivery_reports.bounced_addresses(message) == (
            "ann@example.com",
            "alias@example.com",
            "bob@example.com",
        )

    def test_are_those_that_exim_lists(self):
        message = mail("x", X_Failed_Recipients="Ann@example.com, bob@example.com")
        assert delivery_reports.bounced_addresses(message) == ("ann@example.com", "bob@example.com")

    def test_are_those_of_qmails_paragraphs(self):
        assert delivery_reports.bounced_addresses(parsed(QMAIL)) == ("ann@example.com",)

    @pytest.mark.parametrize("message", [mail(text="hello"), report(recipient("delivered", "2.0.0"))])
    def test_are_none_where_nothing_failed(self, message):
        assert delivery_reports.bounced_addresses(message) == ()


class TestQuotedMessageIds:
    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            (report(recipient()), ("ours@example.net",)),
            (
                report(
                    recipient(), original="Message-ID: <new@relay>\nX-Microsoft-Original-Message-ID: <ours@example.net>"
                ),
                ("new@relay", "ours@example.net"),
            ),
            (
                report(recipient(), original="Message-ID: <new@relay>\nX-Email-Sequence-Id: <ours@example.net>"),
                ("new@relay", "ours@example.net"),
            ),
            (
                report("Original-Message-ID: <seen@example.net>", report_type="disposition-notification"),
                ("ours@example.net", "seen@example.net"),
            ),
            (parsed(QMAIL), ("ours@example.net",)),
            (mail(text="> Message-ID: <quoted@example.net>"), ()),
        ],
    )
    def test_are_those_of_the_mail_that_is_reported(self, message, expected):
        assert delivery_reports.quoted_message_ids(message) == expected

    def test_are_found_in_an_attached_mail(self):
        message = mail("Undeliverable: Offer", "It did not arrive.")
        message.add_attachment(mail("Offer", Message_ID="<ours@example.net>"))
        assert delivery_reports.quoted_message_ids(parsed(message.as_bytes())) == ("ours@example.net",)


class TestDiagnostic:
    @pytest.mark.parametrize(
        ("message", "expected"),
        [
            (report(recipient(diagnostic="smtp; 550 5.1.1 user unknown")), "550 5.1.1 user unknown"),
            (report(recipient(diagnostic="smtp; user\n unknown")), "5.1.1 user unknown"),
            (report(recipient(diagnostic="")), "5.1.1"),
            (
                report(recipient("delayed", "4.4.1"), recipient("failed", "5.2.2", diagnostic="smtp; full")),
                "5.2.2 full",
            ),
            (parsed(QMAIL), "550 5.1.1 <ann@example.com>... User unknown"),
            (mail(text="Hello"), ""),
        ],
    )
    def test_is_what_the_server_said(self, message, expected):
        assert delivery_reports.diagnostic(message) == expected

    def test_is_short(self):
        assert len(delivery_reports.diagnostic(report(recipient(diagnostic="smtp; " + "x" * 5_000)))) == 200


class TestSenderAddresses:
    @pytest.mark.parametrize(
        ("sender", "expected"),
        [
            ("Jo <Jo@Example.COM>", ("jo@example.com",)),
            ("jo@example.com", ("jo@example.com",)),
            ("jo@example.com (Jo (Joe) Doe)", ("jo@example.com",)),
            ("Jo+Tag@example.com", ("jo+tag@example.com",)),
            ('"boss@corp.example" <jo@example.com>', ("jo@example.com",)),
            ("boss@corp.example <jo@example.com>", ("jo@example.com",)),
            ('"Boss <boss@corp.example>" <jo@example.com>', ("jo@example.com",)),
            ("=?utf-8?q?Boss_=3Cboss=40corp.example=3E?= <jo@example.com>", ("jo@example.com",)),
            ("=?utf-8?q?Jo_=3Cjo=40example.com=3E?=", ("jo@example.com",)),
            ("Jo <jo@example.com>, Ann <ann@example.com>", ("jo@example.com", "ann@example.com")),
            ("Jo <jo@bücher.example>", ("jo@bücher.example", "jo@xn--bcher-kva.example")),
            ("Jo <jo@XN--BCHER-KVA.example>", ("jo@xn--bcher-kva.example", "jo@bücher.example")),
            ("Jo <JÖ@example.com>", ("JÖ@example.com",)),
            ('"Jo <jo@example.com>', ("jo@example.com",)),
            ("<>", ()),
            ("MAILER-DAEMON", ()),
            ("", ()),
        ],
    )
    def test_are_normalised_as_odoo_does_and_no_names(self, sender, expected):
        assert from_addresses(raw_headers(parsed(f"From: {sender}\n\ntext"))) == expected
