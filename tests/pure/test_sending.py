"""Whose fault it is that an email was not sent (semantics 6.2)."""

import pytest
from tools.sending.values import Outcome

OF_ACCOUNT = [
    "sender_missing", "account_missing", "account_own_missing", "account_archived", "account_filter", "account_login",
    "account_tls", "account_unreachable", "account_refused", "account_busy", "account_quota",
]  # fmt: skip
OF_ONE_EMAIL = [
    "recipient_refused", "other_recipients", "message_refused", "too_large", "disconnected", "template", "attachment",
    "composing", "no_access", "address", "unsubscribed", "interrupted",
]  # fmt: skip


@pytest.mark.parametrize("failure", OF_ACCOUNT)
def test_6_2_a_failure_of_the_account_concerns_all_its_emails_that_are_due(failure):
    assert Outcome("error", failure).is_of_account


@pytest.mark.parametrize("failure", ["", *OF_ONE_EMAIL])
def test_6_3_a_failure_of_one_email_concerns_no_other(failure):
    assert not Outcome("error", failure).is_of_account
