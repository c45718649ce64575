"""Why a subscription is paused: each reason once, with its words, its looks and what outranks it (semantics 4.6).

The selection of ``pause_reason``, the sentences, the columns and figures of the reports, the colours of bars and the
lines of the weekly summary come from here. A bridge adds its own by :func:`add_pause_reason`.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class PauseReason:
    """A reason for which subscriptions are paused.

    ``label`` is what paused it, in lists; ``standing`` says the same of a contact, in reports and filters.
    ``figure_label`` and ``help`` name and define the figure that counts it, ``colour`` is its class in a bar.

    ``why`` is called with the subscription, in its reader's language, and says why that one is paused.
    ``needs_somebody`` is called with an environment and a count, and is the line of the weekly summary; a reason that
    has none needs nobody. ``left_out`` is called likewise, and says how many of several stay paused: a reason that has
    it is resumed one by one, after a question (semantics 4.7). ``gives_way_to`` names the reasons that take its place.
    ``is_error`` says that a person has to correct something, and then resumes all that it paused.
    """

    code: str
    label: str
    standing: str
    help: str
    colour: str
    why: Callable
    figure_label: str = ""
    needs_somebody: Callable | None = None
    left_out: Callable | None = None
    gives_way_to: tuple[str, ...] = ("unsubscribed",)
    is_error: bool = False

    @property
    def choice(self):
        """The value of the selection ``pause_reason``."""
        return (self.code, self.label)

    @property
    def figure(self):
        """The field of the report that counts it."""
        return f"paused_{self.code}"


def _who_replied(subscription):
    # sudo: who sees the subscription sees who paused it; the mail itself may concern other companies, too.
    return subscription.pause_incoming_id.sudo().email_from or subscription.email


def _why_archived(subscription):
    if subscription.partner_id.sudo().active:  # sudo: who sees the subscription may see as much of its contact
        return subscription.env._("the contact was archived.")
    return subscription.env._("the contact was archived. Unarchive it, then resume.")


def bounce_sentence(env, address, diagnostic=""):
    """Why a bounce paused a subscription, with the server's words where they are known (semantics 5.4)."""
    if diagnostic:
        return env._("mails to %(address)s come back: %(diagnostic)s", address=address, diagnostic=diagnostic)
    return env._("mails to %s come back.", address)


STRONGER = ("reply", "bounce", "unsubscribed")  # than what is resumed together with many others

PAUSE_REASONS = {
    reason.code: reason
    for reason in (
        PauseReason(
            "reply",
            "A reply",
            "Paused by a reply",
            "Those paused because they wrote back.",
            "bg-success",
            why=lambda s: s.env._("%s wrote back.", _who_replied(s)),
        ),
        PauseReason(
            "manual",
            "A user",
            "Paused by a user",
            "Those paused by a user.",
            "bg-warning",
            why=lambda s: "",  # the sentence says who it was instead
        ),
        PauseReason(
            "send_error",
            "A sending error",
            "Paused by an error",
            "Those paused because a mail could not be sent.",
            "bg-danger",
            why=lambda s: s.env._("the mail could not be sent."),
            needs_somebody=lambda env, count: env._("Contacts paused because a mail could not be sent: %s", count),
            gives_way_to=STRONGER,
            is_error=True,
        ),
        PauseReason(
            "bounce",
            "A bounce",
            "Paused by a bounce",
            "Those paused because a mail came back.",
            "bg-danger",
            why=lambda s: bounce_sentence(s.env, s.email),
            needs_somebody=lambda env, count: env._("Contacts paused because a mail came back: %s", count),
        ),
        PauseReason(
            "unsubscribed",
            "Unsubscribing",
            "Unsubscribed",
            "Those paused because they unsubscribed.",
            "bg-secondary",
            why=lambda s: s.env._("%s unsubscribed.", s.email),
            figure_label="Paused by unsubscribing",
            gives_way_to=(),
            left_out=lambda env, count: env._("%s unsubscribed", count),
        ),
        PauseReason(
            "archived",
            "Archiving",
            "Contact archived",
            "Those paused because the contact was archived.",
            "bg-600",
            why=_why_archived,
            figure_label="Paused by archiving",
            gives_way_to=STRONGER,
        ),
    )
}
UNKNOWN = PauseReason("", "", "", "", "bg-warning", why=lambda s: "", gives_way_to=tuple(PAUSE_REASONS))


def add_pause_reason(reason):
    """Add a bridge's reason to the table, when its module is imported; returns the reason.

    In which databases it exists is said by the bridge's ``selection_add`` of ``pause_reason``.

    :raise ValueError: another reason has this code
    """
    if PAUSE_REASONS.setdefault(reason.code, reason) != reason:
        raise ValueError(f"A pause reason {reason.code!r} exists already.")
    return reason
