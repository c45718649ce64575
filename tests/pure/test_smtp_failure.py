"""What a server's refusal means (specification section 6, RFC 5321 section 4.2.1)."""

import pytest
from tools.smtp_failure import REFUSED, refusal


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
        ("recipient", 421, "4.3.2 Closing", "deferred", "account_busy"),
        ("message", 554, "5.7.1 Message refused", "error", "message_refused"),
        ("message", 451, "4.7.0 Greylisted", "deferred", "message_refused"),
    ],
)
def test_6_1_the_reply_says_whose_fault_it_is_and_whether_to_try_again(refused, code, words, status, failure):
    outcome = refusal(refused, code, words)
    assert (outcome.status, outcome.failure, outcome.detail) == (status, failure, f"{code} {words}")


@pytest.mark.parametrize("refused", REFUSED)
@pytest.mark.parametrize("code", range(400, 600))
def test_6_1_no_refused_mail_may_have_left(refused, code):
    assert refusal(refused, code, "").status == ("deferred" if code < 500 else "error")


def test_6_1_words_in_bytes_and_on_several_lines_are_told_on_one():
    assert refusal("message", 554, b"5.7.1 Spam\nsee \xff").detail == "554 5.7.1 Spam see \N{REPLACEMENT CHARACTER}"
