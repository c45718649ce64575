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
class Mail:
    """A step mail, ready to be handed to the server; ``log`` holds the values of its record in the chatter.

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
    """What became of one mail.

    ``status`` is ``sent``, ``error`` (it surely did not leave), ``deferred`` (nor did this one, but another try may
    succeed), ``unknown`` (it may have left) or ``released`` (it was not handed over, its step is planned as before).
    ``failure`` is a ``failure_type`` of the trace, ``detail`` the technical words of the server or the template,
    ``mail`` the :class:`Mail` that was sent, ``server_id`` the server to blame where no mail was composed for it.
    """

    status: str
    failure: str = ""
    detail: str = ""
    mail: Mail | None = None
    server_id: int = 0

    @property
    def is_of_account(self) -> bool:
        """Whether the sender's account is to blame, and not this contact, address or template (spec section 6.2)."""
        return bool(self.failure) and FAILURES[self.failure].blames == "account"
