"""Why an email was not sent: each failure once, with its words and who is to blame (semantics 6.1).

The selection of ``failure_type``, the sentences and what an account's error does come from here. A bridge adds its own
by :func:`add_failure`.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Failure:
    """A type of failure.

    ``blames`` is what has to be corrected: the sender's ``account``, which then stops all its emails (semantics 6.2),
    the ``recipient``, the ``template``, the rights of the ``sender``, another ``app``; or ``nobody``, and a person has
    to look. ``sentence`` is called with an environment, and says in its language what happened and what to do.
    ``pause_reason`` is the reason for which it pauses the subscription.
    """

    code: str
    label: str
    blames: str
    sentence: Callable
    pause_reason: str = "send_error"

    @property
    def choice(self) -> tuple[str, str]:
        """The value of the selection ``failure_type``."""
        return (self.code, self.label)

    def words(self, env, detail: str = "") -> str:
        """The sentence, and after it the technical words of the server or the template; these may be empty."""
        return " ".join(filter(None, (self.sentence(env), detail)))


FAILURES = {
    failure.code: failure
    for failure in (
        Failure(
            "sender_missing",
            "The sender cannot send",
            "account",
            lambda env: env._("The sender is archived or has no email address. Choose another sender."),
        ),
        Failure(
            "account_missing",
            "Outgoing mail server deleted",
            "account",
            lambda env: env._("The outgoing mail server of this sequence was deleted. Choose another one."),
        ),
        Failure(
            "account_own_missing",
            "Sender's own server deleted",
            "account",
            lambda env: env._(
                "The sender's own outgoing mail server was deleted. Connect the account again in the "
                "preferences, or resume to send through the other servers."
            ),
        ),
        Failure(
            "account_archived",
            "Outgoing mail server archived",
            "account",
            lambda env: env._("The outgoing mail server is archived. Restore it or choose another one."),
        ),
        Failure(
            "account_filter",
            "Server not for this sender",
            "account",
            lambda env: env._(
                "The outgoing mail server is not for this sender's address. Add the address to its From Filter "
                "or choose another server, then resume."
            ),
        ),
        Failure(
            "account_login",
            "Login refused",
            "account",
            lambda env: env._(
                "The outgoing mail server refused the login. Check its user name and password, then resume."
            ),
        ),
        Failure(
            "account_tls",
            "Encryption failed",
            "account",
            lambda env: env._(
                "The encrypted connection to the outgoing mail server failed. Check its connection encryption "
                "and its certificate, then resume."
            ),
        ),
        Failure(
            "account_unreachable",
            "Server unreachable",
            "account",
            lambda env: env._(
                "The outgoing mail server cannot be reached. Check its address and the connection, then resume."
            ),
        ),
        Failure(
            "account_refused",
            "Sender refused by the server",
            "account",
            lambda env: env._(
                "The outgoing mail server does not let this sender send. Check the account, then resume."
            ),
        ),
        Failure(
            "account_busy",
            "Server busy",
            "account",
            lambda env: env._(
                "The outgoing mail server put the mail off several times. Resume when it takes mails again."
            ),
        ),
        Failure(
            "account_quota",
            "Quota of the account used up",
            "account",
            lambda env: env._(
                "The provider lets this account send no more for now. Set a limit on the outgoing mail server, "
                "and resume tomorrow."
            ),
        ),
        Failure(
            "recipient_refused",
            "Recipient refused",
            "recipient",
            lambda env: env._("The server refused the recipient. Check the address, then resume."),
        ),
        Failure(
            "other_recipients",
            "Recipients changed by another app",
            "app",
            lambda env: env._(
                "Another app changed who gets this email, so it was not sent. Exclude email sequences in that "
                "app, then resume. Other recipients:"
            ),
        ),
        Failure(
            "message_refused",
            "Message refused",
            "template",
            lambda env: env._("The server refused the message. Check the template, then resume."),
        ),
        Failure(
            "too_large",
            "Email too large",
            "template",
            lambda env: env._(
                "The email is larger than the mail server accepts. Make its attachments or images smaller, then resume."
            ),
        ),
        Failure(
            "disconnected",
            "Connection lost before the mail",
            "recipient",
            lambda env: env._(
                "The server ended the connection several times before it took the mail. Check the address, then resume."
            ),
        ),
        Failure(
            "template",
            "Template does not render",
            "template",
            lambda env: env._(
                "The email template does not render: a placeholder fails for this contact. Correct it, then resume."
            ),
        ),
        Failure(
            "attachment",
            "Attachment or report missing",
            "template",
            lambda env: env._(
                "An attachment or report of the email template cannot be read or created. Fix or replace it, "
                "then resume."
            ),
        ),
        Failure(
            "composing",
            "Email cannot be composed",
            "template",
            lambda env: env._(
                "The email could not be composed for this contact. Check the email template and the contact, "
                "then resume."
            ),
        ),
        Failure(
            "no_access",
            "Sender cannot see the contact",
            "sender",
            lambda env: env._(
                "The sender is not allowed to see this contact. Give the sender access or choose another sender, "
                "then resume."
            ),
        ),
        Failure(
            "address",
            "No valid address",
            "recipient",
            lambda env: env._("The contact's address is not valid any more. Correct it, then resume."),
        ),
        Failure(
            "unsubscribed",
            "Unsubscribed or blacklisted",
            "recipient",
            lambda env: env._("The address is blacklisted, so nothing was sent."),
            pause_reason="unsubscribed",
        ),
        Failure(
            "interrupted",
            "Interrupted while sending",
            "nobody",
            lambda env: env._(
                "Sending was interrupted, so this mail may or may not have left. Look into the sender's Sent "
                "folder: resume to go on with the step after it, or send it again."
            ),
        ),
    )
}


def add_failure(failure: Failure) -> Failure:
    """Add a bridge's failure to the table, when its module is imported; returns the failure.

    In which databases it exists is said by the bridge's ``selection_add`` of ``failure_type``.

    :raise ValueError: another failure has this code
    """
    if FAILURES.setdefault(failure.code, failure) != failure:
        raise ValueError(f"A failure {failure.code!r} exists already.")
    return failure
