"""Every detector: what it must catch, and what stands near and is something else."""

import pytest
from incoming_mails import answer, mail, recipient, report
from tools.incoming import DETECTORS, Verdict, classify

DAEMON = "MAILER-DAEMON@mx.example.com"
RESPONDER = {"top": "Auto-Submitted: auto-replied\n", "sender": "jo@example.com"}
AWAY = "I am out of the office until 3 May. In urgent cases call Bob."


def boxbe(action="failed"):
    return recipient(action, status="4.7.0", diagnostic="X-Boxbe-Notice; Sender not pre-approved")


def receipt_of_reading(report_type="disposition-notification"):
    return report("Disposition: manual-action/MDN-sent-manually; displayed", report_type=report_type)


# detector: (kind, mails that it catches, mails that it leaves: each with what they are)
SAMPLES = {
    "feedback_report": (
        "notice",
        [
            report("Feedback-Type: abuse", report_type="feedback-report"),
            mail("Report Domain: example.net Submitter: example.com Report-ID: <1>"),
            mail("complaint about message from 192.0.2.1"),
        ],
        [
            (report("Feedback-Type: other", report_type="feedback-report", **RESPONDER), "autoreply"),
            (mail("Report on the domain example.net"), "human"),
            (mail("Complaint about your message"), "human"),
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
        [(mail("Delayed mail", "Sorry for my late answer."), "human"), (mail("Returned mail", "", DAEMON), "bounce")],
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
        [mail("Read: Offer", "x", Return_Path="<>"), mail("Gelesen: Angebot", "x", Return_Path="<>")],
        [(mail("Read: Offer", "You should."), "human"), (mail("Reading list", "x", Return_Path="<>"), "human")],
    ),
    "auto_submitted": (
        "autoreply",
        [
            mail(Auto_Submitted="auto-replied"),
            mail(Auto_Submitted="auto-generated; owner-email=x"),
            mail(Auto_Submitted="auto-replied", X_Mailer="Zendesk Mailer"),
        ],
        [
            (mail(Auto_Submitted="no"), "human"),
            (mail(Auto_Submitted=""), "human"),
            (mail(text="Yes, gladly.", Auto_Submitted="auto-generated", X_Mailer="Zendesk Mailer"), "human"),
        ],
    ),
    "responder_header": (
        "autoreply",
        [mail(X_Autoreply="yes"), mail(X_Autorespond="Hello"), mail(Preference="auto_reply"), mail(Autorespond="1")],
        [
            (mail(X_Autoreply="no"), "human"),
            (mail(X_Autogenerated="Redirect"), "human"),
            (mail(X_Auto_Response_Suppress="All"), "human"),
        ],
    ),
    "junk_answer": (
        "autoreply",
        [answer("Got it.", Precedence="junk"), answer("Got it.", X_Precedence="junk")],
        [
            (answer("Got it.", Precedence="bulk"), "human"),
            (mail("Hello", "Got it.", Precedence="junk"), "human"),
            (answer("Got it.", Precedence="junk", List_Id="<talk.example.org>"), "human"),
        ],
    ),
    "own_loop_mark": (
        "autoreply",
        [answer("Got it.", X_Loop="jo@example.com")],
        [(answer("Got it.", X_Loop="tom@example.net"), "human"), (mail("Hi", "Hi.", X_Loop="jo@example.com"), "human")],
    ),
    "null_return_path_answer": (
        "autoreply",
        [
            answer("Got it.", Return_Path="<>"),
            mail("Tellus: Offer", "Got it.", Return_Path="<>", X_Auto_Response_Suppress="All"),
        ],
        [
            (mail("Hello", "Got it.", Return_Path="<>"), "human"),
            (answer("Got it.", Return_Path="<>", List_Id="<talk.example.org>"), "human"),
        ],
    ),
    "automatic_title": (
        "autoreply",
        [
            mail("Automatic reply: Offer"),
            mail("Auto-Reply to: Offer"),
            mail("[Auto-Reply] Offer"),
            mail("Offer [Auto Reply]"),
            mail("Antwort automatisch"),
            mail("Automatische Antwort auf Ihre Nachricht"),
            mail("自動返信 見積"),
        ],
        [
            (mail("Automatic reply does not work"), "human"),
            (mail("Auto-reply settings"), "human"),
            (mail("Auto: BMW"), "human"),
            (mail("Automatic response times of the API"), "human"),
            (mail("Automatische Antworten einrichten"), "human"),
            (mail("Re: Automatic reply: Offer"), "human"),
        ],
    ),
    "absence_title": (
        "autoreply",
        [
            mail("Out of office"),
            mail("Away until 3 May"),
            mail("Abwesend: Angebot"),
            mail("Absence de bureau Re: Offre"),
        ],
        [
            (mail("Out of office template", "Do you have one?"), "human"),
            (mail("Away game on Saturday"), "human"),
            (mail("Away from keyboard"), "human"),
            (mail("Out of office", "Hi Tom, I am out until Friday. Can we move our call?"), "human"),
            (mail("RE: Out of office", "I am back."), "human"),
        ],
    ),
    "absence_in_subject": (
        "autoreply",
        [mail("Jo Doe is out of the office (back on Monday)"), mail("Jo Doe is no longer with Acme")],
        [(mail("Re: Jo Doe is out of the office"), "human"), (mail("The office is on fire"), "human")],
    ),
    "absence_topic": (
        "autoreply",
        [mail("Urlaub", AWAY), mail("Vacation", AWAY), mail("Ferie", "Sono in ferie."), mail("Vakantie 1-5 mei", AWAY)],
        [
            (mail("Vacation", "Can you take over while I am out of the office?"), "human"),
            (mail("Urlaub", "Hallo Tom, ich bin im Urlaub, bitte vertritt mich."), "human"),
            (mail("Vacation days", "I have ten left."), "human"),
        ],
    ),
    "receipt_title": (
        "autoreply",
        [mail("[Request received] Offer"), mail("Ticket opened: Offer"), mail("Eingangsbestätigung")],
        [
            (mail("Ticket created by email with attachment"), "human"),
            (mail("Tickets for Saturday"), "human"),
            (mail("Acknowledgement of debt"), "human"),
            (mail("Re: [Request received] Offer"), "human"),
        ],
    ),
    "polite_title": (
        "autoreply",
        [
            mail("Thank you for your e-mail", "I will answer as soon as possible."),
            mail("Vielen Dank für Ihre Anfrage", "Wir melden uns so bald wie möglich."),
            mail("Thank you for your message", AWAY),
        ],
        [
            (mail("Thank you for your email", "We would like to see a demo."), "human"),
            (mail("Danke für deine Mail", "Ja, passt!"), "human"),
            (mail("Thanks for your mail", "Hi Tom, I will answer as soon as possible."), "human"),
        ],
    ),
    "challenge": (
        "autoreply",
        [
            answer("Please verify that you are a human being."),
            answer("Follow the link to get your address added to her list."),
        ],
        [(answer("Please verify that you are in Berlin on Monday."), "human")],
    ),
    "automatic_statement": (
        "autoreply",
        [
            answer("This is an automated response."),
            answer("This email inbox jo@example.com is no longer in use."),
            answer("Your support request 12 has been received."),
            answer("Diese E-Mail-Adresse wird nicht mehr gelesen."),
        ],
        [
            (answer("This is an automated world."), "human"),
            (answer("The ticket has been created by my colleague."), "human"),
            (answer("Our account is no longer active."), "human"),
            (answer("Yes.\n-- \nThis is an automated response."), "human"),
        ],
    ),
    "receipt_in_text": (
        "autoreply",
        [
            answer("We have received your message. Our team will respond within 24 hours."),
            answer("Wir haben Ihre Nachricht erhalten und werden uns schnellstmöglich bei Ihnen melden."),
            answer("Votre message a bien été reçu. Nous vous répondrons dans les meilleurs délais."),
        ],
        [
            (answer("We have received your proposal and discuss it within 24 hours."), "human"),
            (answer("We have received your message. What about Tuesday?"), "human"),
            (answer("I have received your message and I'd like to talk, I will be in touch."), "human"),
        ],
    ),
    "absence_in_text": (
        "autoreply",
        [
            answer(AWAY),
            answer("I am out of the office."),
            answer("Ich bin bis 3.1. nicht im Haus."),
            answer("I am out of the office and so is everybody else, thanks to the fine weather.", Precedence="bulk"),
        ],
        [
            (answer("I am on vacation, please contact Ann."), "human"),
            (answer("I am away on Tuesday; Wednesday at 10 is fine."), "human"),
            (answer(f"Hi Tom,\n\n{AWAY}"), "human"),
            (answer(f"{AWAY} Shall we talk then?"), "human"),
            (answer(f"{AWAY} But I'd like to see your offer, call me next week."), "human"),
        ],
    ),
    "departure_in_text": (
        "autoreply",
        [
            answer("Jo Doe is no longer with the company."),
            answer("Ann is no longer with the company.", X_Auto_Response_Suppress="All"),
        ],
        [
            (answer("Ann is no longer with the company, talk to me."), "human"),
            (answer("Ann is no longer with the company, but Jo can help."), "human"),
            (answer("Jo Doe is no longer with the company? Really?"), "human"),
        ],
    ),
    "own_departure": (
        "autoreply",
        [
            answer("I have left the company. Please contact Ann."),
            answer("Ich bin nicht mehr bei Acme tätig. Bitte wenden Sie sich an Frau Lee."),
        ],
        [
            (answer("I'm no longer with the sales team. Talk to Ann."), "human"),
            (answer("Ich bin nicht mehr für den Einkauf zuständig, bitte kontaktieren Sie Herrn Kurz."), "human"),
            (answer("I have left the company. Please contact Ann, or shall I?"), "human"),
        ],
    ),
    "mailer_daemon": (
        "bounce",
        [mail("?", "???", DAEMON)],
        [(mail("?", "???", "MAILER-DAEMON fan <jo@example.com>"), "human")],
    ),
}
CAUGHT = [(name, kind, number) for name, (kind, caught, _) in SAMPLES.items() for number in range(len(caught))]
LEFT = [(name, number) for name, (_, _, left) in SAMPLES.items() for number in range(len(left))]


def test_every_detector_has_mails_that_it_catches_and_mails_that_it_leaves():
    assert list(SAMPLES) == [detect.__name__ for detect in DETECTORS]
    assert all(caught and left for _, caught, left in SAMPLES.values())


@pytest.mark.parametrize(("name", "kind", "number"), CAUGHT)
def test_5_1_a_detector_catches(name, kind, number):
    assert classify(SAMPLES[name][1][number]) == Verdict(kind, name)


@pytest.mark.parametrize(("name", "number"), LEFT)
def test_5_1_a_detector_leaves(name, number):
    message, kind = SAMPLES[name][2][number]
    assert classify(message).kind == kind
