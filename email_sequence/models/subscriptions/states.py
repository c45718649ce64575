"""The states of a subscription, each said once: what it is called, how it looks, and whether it goes on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """A state of a subscription.

    ``tone`` is the decoration of its badge in lists, ``colour_index`` and ``icon`` are those of its chip on a contact,
    ``colour`` is the class of its part of a bar in *Figures*; of what is paused, the reason has it. ``is_live`` says
    that more may be sent.
    """

    code: str
    label: str
    tone: str
    colour: str
    colour_index: int
    icon: str
    is_live: bool = False

    @property
    def choice(self):
        """The value of the selection ``state``."""
        return (self.code, self.label)


STATES = {
    state.code: state
    for state in (
        State("active", "Active", "success", "bg-info", 10, "fa-play", is_live=True),
        State("paused", "Paused", "warning", "", 3, "fa-pause", is_live=True),
        State("finished", "Finished", "info", "bg-primary", 0, "fa-check"),
        State("removed", "Removed", "", "bg-400", 0, "fa-times"),
    )
}
LIVE = tuple(code for code, state in STATES.items() if state.is_live)
