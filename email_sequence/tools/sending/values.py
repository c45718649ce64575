"""The values that the outgoing path passes from composing over handing over to recording; nothing but values."""

from dataclasses import dataclass, field
from email.message import EmailMessage

from .failures import FAILURES


@dataclass(frozen=True)
class Account:
    """The sender's own account: the outgoing server's id (0: Odoo's configuration file) and the From address."""

    server_id: int
    email_from: str


@dataclass(frozen=True)
class Email:
    """A step's email, ready to be handed over; ``log`` holds the values of its record in the chatter.

    ``recipient`` is the one address that it is for (semantics 3.4), as the server gets it: its domain is in ASCII.
    ``is_plain`` says that nothing but escaped text was added to a template that was cleaned when it was saved.
    """

    trace_id: int
    account: Account
    recipient: str
    subject: str
    message: EmailMessage = field(repr=False)
    log: dict = field(repr=False)
    is_plain: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one claimed step.

    ``status`` is ``sent``, ``error`` (it certainly was not sent), ``deferred`` (nor was this one, but another try may
    succeed), ``unknown`` (it may have been sent) or ``released`` (it was not handed over, its step is planned as
    before). ``failure`` is a ``failure_type`` of the trace, ``detail`` the technical words of the server or the
    template, ``email`` the :class:`Email` that was sent (none if the step is of another kind), ``server_id`` the server
    to blame if no email was composed for it.
    """

    status: str
    failure: str = ""
    detail: str = ""
    email: Email | None = None
    server_id: int = 0

    @property
    def is_of_account(self) -> bool:
        """Whether the sender's account is to blame, and not this contact, address or template (semantics 6.2)."""
        return bool(self.failure) and FAILURES[self.failure].blames == "account"
