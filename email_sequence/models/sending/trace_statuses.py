"""The statuses of a trace, each said once: what became of an email, and how that looks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TraceStatus:
    """A status of a trace.

    ``tone`` is the decoration of its badge in lists, ``icon`` and ``colour`` are its looks in the timeline.
    ``has_departed`` says that the email was sent, or may have been; ``is_sent`` that a server accepted it;
    ``needs_a_look`` that it did not simply arrive.
    """

    code: str
    label: str
    tone: str
    icon: str
    colour: str
    has_departed: bool = False
    is_sent: bool = False
    needs_a_look: bool = False

    @property
    def choice(self):
        """The value of the selection ``trace_status``."""
        return (self.code, self.label)


TRACE_STATUSES = {
    status.code: status
    for status in (
        TraceStatus("sending", "Being sent", "", "fa-spinner", "text-bg-info"),
        TraceStatus("sent", "Sent", "success", "fa-paper-plane", "text-bg-success", has_departed=True, is_sent=True),
        TraceStatus("error", "Not sent", "danger", "fa-times", "text-bg-danger", needs_a_look=True),
        TraceStatus(
            "unknown",
            "Perhaps sent",
            "warning",
            "fa-question",
            "text-bg-warning",
            has_departed=True,
            needs_a_look=True,
        ),
        TraceStatus(
            "bounce",
            "Came back",
            "danger",
            "fa-undo",
            "text-bg-danger",
            has_departed=True,
            is_sent=True,
            needs_a_look=True,
        ),
    )
}
DEPARTED = tuple(code for code, status in TRACE_STATUSES.items() if status.has_departed)
SENT = tuple(code for code, status in TRACE_STATUSES.items() if status.is_sent)
