"""No person is taken for a machine by a machine's words: the signs of a person outweigh them (semantics 5.1)."""

from copy import deepcopy

import pytest
from detector_samples import SAMPLES
from incoming_mails import mail
from peoples_mails import peoples_mails
from tools.incoming.classifier import DETECTORS, Verdict, classify

PEOPLE = peoples_mails()
FORMAL = [detector.name for detector in DETECTORS if not detector.outweighed_by]
SIGNS = [(detector.name, sign.__name__) for detector in DETECTORS for sign in detector.outweighed_by]
MARKS = ("Return-Path", "Precedence", "X-Auto-Response-Suppress", "X-Loop", "Auto-Submitted")


@pytest.mark.parametrize("name", PEOPLE)
def test_5_1_a_machines_words_do_not_make_a_persons_email_automatic(name):
    assert classify(PEOPLE[name]).kind == "human"


def test_5_1_a_text_that_begins_with_the_readers_name_is_a_persons():
    message = mail("Out of office", "Sam, away until Friday.")
    assert classify(message).rule == "absence_title"
    message.replace_header("To", "Sam Seller <sam@example.net>")
    assert classify(message).kind == "human"


def test_5_1_a_machines_title_and_header_together_outweigh_a_question_to_somebody_by_name():
    text = "Hello Sam,\n\nI am away until Friday. Is it urgent? Call Bob."
    assert classify(mail("Automatic reply: Offer", text)).kind == "human"
    marked = mail("Automatic reply: Offer", text, X_Auto_Response_Suppress="All")
    assert classify(marked).rule == "automatic_title"


def changed(message, subject="{}", text="{}", **headers):
    """A copy of the mail; ``{}`` is its own subject and text, a header's "_" stands for "-"."""
    message = deepcopy(message)
    words = message["Subject"] or ""
    del message["Subject"]
    message["Subject"] = subject.format(words)
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    part = next(part for part in message.walk() if not part.is_multipart())
    part.set_payload(text.format(part.get_payload()))
    return message


# sign: what gives it to a mail
GIVING = {
    "has_reply_subject": {"subject": "Re: {}"},
    "came_through_list": {"List_Id": "<talk.example.org>"},
    "quotes_an_email": {"text": "{}\n\nOn Monday Tom Roe wrote:\n> Hello\n"},
    "is_from_mail_client": {"User_Agent": "Mozilla Thunderbird"},
    "asks": {"text": "{}\n\nIs that all right with you?\n"},
    "greets_by_name": {"text": "Hello Tom,\n\n{}"},
    "asks_to_stop": {"text": "{}\n\nPlease remove me from your list.\n"},
    "speaks_personally": {"text": "{}\n\nBut Tuesday works for me.\n"},
    "speaks_of_oneself": {"text": "{}\n\nThat is all that I know.\n"},
    "asks_by_name": {"text": "Hello Tom,\n\n{}\n\nIs that all right with you?\n"},
    "replies_personally": {"subject": "Re: {}", "text": "{}\n\nOn Monday Tom Roe wrote:\n> Hello\n"},
}
ALL_SIGNS = {
    "subject": "Re: {}",
    "text": "Hello Tom,\n\n{}\n\nIs that all right? Please remove me.\n\nOn Monday Tom Roe wrote:\n> Hello\n",
    "User_Agent": "Mozilla Thunderbird",
}


@pytest.mark.parametrize("name", FORMAL)
def test_5_1_a_detector_without_signs_goes_by_form_and_not_by_words(name):
    kind, caught, _ = SAMPLES[name]
    for message in caught:
        assert classify(changed(message, "x", "x")) == Verdict(kind, name)


@pytest.mark.parametrize("name", FORMAL)
def test_5_1_form_outweighs_all_signs_of_a_person(name):
    kind, caught, _ = SAMPLES[name]
    for message in caught:
        assert classify(changed(message, **ALL_SIGNS)) == Verdict(kind, name)


@pytest.mark.parametrize(("name", "sign"), SIGNS)
def test_5_1_each_sign_in_the_table_outweighs_its_detector(name, sign):
    assert any(classify(changed(message, **GIVING[sign])).rule != name for message in SAMPLES[name][1])


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in FORMAL])
def test_5_1_all_signs_together_outweigh_the_words_of_any_mail_without_a_machines_mark(name):
    for caught in SAMPLES[name][1]:
        if not caught["From"] or "mailer-daemon" in caught["From"].lower():
            continue  # no person writes so
        message = changed(caught, **ALL_SIGNS)
        for header in MARKS:
            del message[header]
        assert classify(message).kind == "human"
