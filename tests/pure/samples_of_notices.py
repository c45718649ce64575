"""For each detector of mail about mail: mails that it catches, and mails near them that are something else."""

from incoming_mails import answer, mail, recipient, report

DAEMON = "MAILER-DAEMON@mx.example.com"
RESPONDER = {"top": "Auto-Submitted: auto-replied\n", "sender": "jo@example.com"}


def boxbe(action="failed"):
    return recipient(action, status="4.7.0", diagnostic="X-Boxbe-Notice; Sender not pre-approved")


def receipt_of_reading(report_type="disposition-notification"):
    return report("Disposition: manual-action/MDN-sent-manually; displayed", report_type=report_type)


def with_winmail(message):
    """The mail with the attachment that Exchange puts its own form into."""
    message.add_attachment(b"x", maintype="application", subtype="ms-tnef", filename="winmail.dat")
    return message


# detector: (kind, mails that it catches, mails that it leaves: each with what they are)
NOTICES = {
    "feedback_report": (
        "notice",
        [
            report("Feedback-Type: abuse", report_type="feedback-report"),
            report("Organization-Name: Acme", report_type="tlsrpt"),
        ],
        [(report("Feedback-Type: other", report_type="feedback-report", **RESPONDER), "autoreply")],
    ),
    "feedback_title": (
        "notice",
        [
            mail("Report Domain: example.net Submitter: example.com Report-ID: <1>"),
            mail("complaint about message from 192.0.2.1"),
        ],
        [
            (mail("Report on the domain example.net"), "human"),
            (mail("Complaint about your message"), "human"),
            (mail("Re: Abuse report", "It was not me."), "human"),
            (mail("Abuse report", "Offer.", Auto_Submitted="auto-replied"), "autoreply"),
        ],
    ),
    "sieve_reject": (
        "bounce",
        [mail("Automatically rejected mail", "Not here.", Auto_Submitted="auto-replied (rejected)")],
        [(mail("Rejected", "Your proposal was rejected by the board."), "human")],
    ),
    "responder_as_report": (
        "autoreply",
        [
            report(boxbe()),
            report(recipient("delivered", "2.0.0"), **RESPONDER),
        ],
        [(report(recipient()), "bounce"), (report(recipient("delivered", "2.0.0")), "notice")],
    ),
    "delivery_status": (
        "bounce",
        [
            report(recipient()),
            report(recipient("", "5.1.1")),
            report(recipient("error", "5.0.0")),
            report(recipient("failed", "4.4.7")),
        ],
        [
            (report(recipient("delayed", "4.4.1")), "notice"),
            (report(recipient("delivered", "2.0.0")), "notice"),
            (report(recipient("error", "4.0.0"), sender="jo@example.com", text="On its way."), "notice"),
        ],
    ),
    "disposition_notification": (
        "notice",
        [receipt_of_reading(), receipt_of_reading("global-disposition-notification")],
        [(mail("Read: this book", "You will like it."), "human")],
    ),
    "failed_recipients": (
        "bounce",
        [mail("Hello", "...", X_Failed_Recipients="ann@example.com")],
        [(mail("Warning: message delayed", "...", DAEMON, X_Failed_Recipients="ann@example.com"), "notice")],
    ),
    "mail_system_notice": (
        "notice",
        [
            mail("Delayed Mail", "It is on its way.", DAEMON),
            mail("Hello", "This is only a warning.", "postmaster@example.com"),
        ],
        [
            (mail("Delayed mail", "Sorry for my late answer."), "human"),
            (mail("Re: Offer", "Sorry, my answer was delayed.", "postmaster@example.com"), "human"),
            (mail("Re: Offer", "Your mail is on its way, it was delayed.", DAEMON), "notice"),
            (mail("Returned mail", "", DAEMON), "bounce"),
        ],
    ),
    "mail_system_failure": (
        "bounce",
        [
            mail("failure notice", "Sorry.", DAEMON),
            mail(
                "Re:Offer", "Error: invalid user\n550 no such user\nRCPT TO: ann@example.com", "post_master@example.com"
            ),
            mail("Hello", "550 user unknown", "Mail Delivery System <x@example.com>"),
            report("X-Removed: all", sender="", text="A message could not be delivered to: ann@example.com"),
        ],
        [
            (mail("Re: failure notice", "What went wrong?", "postmaster@example.com"), "human"),
            (mail("Re: Offer", "No such user stories yet.", "postmaster@example.com"), "human"),
            (mail("Certificates", "They run out on Monday.", "postmaster@example.com"), "human"),
            (mail("Your offer", "Hi Tom, it was rejected by the board.", "postmaster@example.com"), "human"),
        ],
    ),
    "failure_title": (
        "bounce",
        [
            mail("Undelivered mail", "Could not be delivered to: <ann@example.com>"),
            mail("Mail could not be delivered", "550 5.1.1 unknown user"),
            mail("Mail rejected", "It was rejected.", Auto_Submitted="no", Return_Path="<>"),
        ],
        [
            (mail("Undelivered parcel", "It was not delivered, write to me: jo@example.com"), "human"),
            (mail("Mail not received", "I got nothing, it was not delivered. My address is jo@example.com."), "human"),
            (mail("Message blocked", "It was blocked, I am jo@example.com."), "human"),
            (
                mail(
                    "Mail delivery warning", 'It could not be delivered to "ann@example.com" yet; still being retried.'
                ),
                "notice",
            ),
        ],
    ),
    "undelivered_text": (
        "bounce",
        [
            mail("Mail", "Your mail to <ann@example.com> could not be delivered."),
            mail("Hello", "Mailbox is full.", Return_Path="<>"),
        ],
        [
            (mail("Hello", "My mailbox was full, sorry."), "human"),
            (answer("The mailbox is full of apples.", Return_Path="<jo@example.com>"), "human"),
        ],
    ),
    "receipt_of_reading": (
        "notice",
        [
            mail("Read: Offer", "x", Return_Path="<>"),
            mail("Gelesen: Angebot", "x", Return_Path="<>"),
            with_winmail(mail("Read: Offer", "Your message was read on Monday.")),
        ],
        [
            (mail("Read: Offer", "You should."), "human"),
            (mail("Reading list", "x", Return_Path="<>"), "human"),
            (with_winmail(mail("Read: this book", "Did you?")), "human"),
        ],
    ),
}
