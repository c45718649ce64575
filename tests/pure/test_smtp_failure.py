"""What a server's refusal means (semantics 6, RFC 5321 section 4.2.1)."""

import pytest
from tools.sending.smtp_failure import REFUSED, refusal


@pytest.mark.parametrize(
    ("refused", "code", "words", "status", "failure"),
    [
        ("connection", 554, "No SMTP service here", "error", "account_unreachable"),
        ("connection", 421, "4.3.2 Too busy", "deferred", "account_busy"),
        ("connection", 450, "4.3.2 Try later", "deferred", "account_busy"),
        ("login", 535, "5.7.8 Username and Password not accepted", "error", "account_login"),
        ("login", 454, "4.7.0 Temporary authentication failure", "deferred", "account_busy"),
        ("sender", 550, "5.7.60 Client does not have permissions to send as this sender", "error", "account_refused"),
        ("sender", 421, "4.3.2 Service shutting down", "deferred", "account_busy"),
        ("sender", 550, "5.4.5 Daily user sending limit exceeded", "error", "account_quota"),
        ("message", 550, "5.4.5 Daily user sending limit exceeded", "error", "account_quota"),
        ("message", 421, "4.4.5 Server busy, try again later", "deferred", "account_quota"),
        ("message", 554, "5.2.2 Submission quota exceeded", "error", "account_quota"),
        ("sender", 451, "4.7.1 Too many messages, slow down", "deferred", "account_quota"),
        ("recipient", 550, "5.1.1 No such user", "error", "recipient_refused"),
        ("recipient", 450, "4.2.1 Mailbox busy", "deferred", "recipient_refused"),
        ("recipient", 452, "4.2.2 Mailbox full", "deferred", "recipient_refused"),
        ("recipient", 452, "4.2.2 The mailbox has too many messages", "deferred", "recipient_refused"),
        ("recipient", 450, "4.2.1 This user receives too many messages now", "deferred", "recipient_refused"),
        ("recipient", 552, "5.2.2 Mailbox full: too many messages", "error", "recipient_refused"),
        ("recipient", 450, "4.7.1 Too many messages, slow down", "deferred", "account_quota"),
        ("recipient", 421, "4.3.2 Closing", "deferred", "account_busy"),
        ("message", 554, "5.7.1 Message refused", "error", "message_refused"),
        ("message", 451, "4.7.0 Greylisted", "deferred", "message_refused"),
        ("sender", 555, "5.5.4 Unsupported option: SIZE", "error", "account_refused"),
        ("sender", 530, "5.7.0 Authentication required", "error", "account_refused"),
    ],
)
def test_6_1_the_reply_says_whose_fault_it_is_and_whether_to_try_again(refused, code, words, status, failure):
    outcome = refusal(refused, code, words)
    assert (outcome.status, outcome.failure, outcome.detail) == (status, failure, f"{code} {words}")


@pytest.mark.parametrize(
    ("refused", "code", "words", "status", "failure"),
    [
        # Postfix, Sendmail, Exchange; Gmail; qmail; Courier; aiosmtpd and Exim; hMailServer
        ("sender", 552, "5.3.4 Message size exceeds fixed limit", "error", "too_large"),
        ("message", 552, "5.3.4 Error: message file too big", "error", "too_large"),
        ("sender", 552, "5.2.3 Your message exceeded Google's message size limits.", "error", "too_large"),
        ("message", 552, "sorry, that message size exceeds my databytes limit (#5.3.4)", "error", "too_large"),
        ("sender", 523, "Message length (9 bytes) exceeds administrative limit.", "error", "too_large"),
        ("sender", 552, "Error: message size exceeds fixed maximum message size", "error", "too_large"),
        ("message", 552, "Error: Too much mail data", "error", "too_large"),
        ("message", 554, "Rejected - Message size exceeds fixed maximum message size.", "error", "too_large"),
        ("message", 554, "5.3.4 Message too big for system", "error", "too_large"),
        ("recipient", 552, "5.2.3 Message is larger than this mailbox takes", "error", "too_large"),
        ("sender", 552, "", "error", "too_large"),  # RFC 1870 section 6.1
        ("message", 452, "4.3.4 Message too big for now", "deferred", "too_large"),
        # what is not about the size of the mail
        ("sender", 452, "4.3.1 Insufficient system storage", "deferred", "account_busy"),
        ("sender", 552, "5.2.2 The sender's mailbox is full", "error", "account_refused"),
        ("recipient", 552, "5.2.2 Mailbox full", "error", "recipient_refused"),
        ("recipient", 552, "Requested mail action aborted: exceeded storage allocation", "error", "recipient_refused"),
        ("recipient", 552, "5.2.2 Mailbox size limit exceeded, message too large", "error", "recipient_refused"),
        ("message", 552, "5.7.0 This message was blocked because of its content", "error", "message_refused"),
        ("message", 550, "5.7.1 Rejected by 10.5.3.4", "error", "message_refused"),
    ],
)
def test_6_3_a_mail_that_is_too_large_is_not_the_fault_of_its_account(refused, code, words, status, failure):
    outcome = refusal(refused, code, words)
    assert (outcome.status, outcome.failure) == (status, failure)
    assert outcome.is_of_account == failure.startswith("account_")


@pytest.mark.parametrize(
    ("refused", "reply"),
    [
        ("message", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
        ("message", "554 5.2.252 SendAsDenied; sam@x.test not allowed to send as sue@x.test"),
        ("message", "550 5.1.8 Access denied, bad outbound sender AS(42004)"),
        ("message", "535 5.7.8 Authentication credentials invalid"),
        ("recipient", "530 5.7.0 Must issue a STARTTLS command first"),
        # Postfix tells at the recipient what it has against the sender.
        ("recipient", "553 5.7.1 <sam@x.test>: Sender address rejected: not owned by user sue"),
        ("recipient", "554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied"),
        ("recipient", "450 4.1.8 <sam@x.test>: Sender address rejected: Domain not found"),
    ],
)
def test_6_2_a_reply_about_the_sender_is_the_accounts_whatever_was_said_last(refused, reply):
    code, _space, words = reply.partition(" ")
    outcome = refusal(refused, int(code), words)
    expected = ("error", "account_refused") if code.startswith("5") else ("deferred", "account_busy")
    assert (outcome.status, outcome.failure) == expected


@pytest.mark.parametrize(
    ("refused", "reply", "failure"),
    [
        ("recipient", "550 5.7.1 Rejected by policy", "recipient_refused"),
        # Postfix asked another server about the recipient, and quotes it.
        (
            "recipient",
            "550 5.1.1 <a@y.test>: host y.test said: <s@x.test>: Sender address rejected",
            "recipient_refused",
        ),
        ("sender", "550 5.6.7 Addresses of this script are not permitted", "message_refused"),
    ],
)
def test_6_3_a_reply_about_one_mail_is_not_the_accounts(refused, reply, failure):
    code, _space, words = reply.partition(" ")
    assert refusal(refused, int(code), words).failure == failure


@pytest.mark.parametrize("refused", REFUSED)
@pytest.mark.parametrize("code", range(400, 600))
def test_6_1_no_refused_mail_may_have_left(refused, code):
    assert refusal(refused, code, "").status == ("deferred" if code < 500 else "error")


def test_6_1_words_in_bytes_and_on_several_lines_are_told_on_one():
    assert refusal("message", 554, b"5.7.1 Spam\nsee \xff").detail == "554 5.7.1 Spam see \N{REPLACEMENT CHARACTER}"
