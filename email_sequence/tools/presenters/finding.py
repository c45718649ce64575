"""What the health of email sequences consists of: findings, and the table that says of each kind whom it concerns.

The topic, whom a finding concerns, and whom to ask about it come from the table. A bridge adds its own kinds by
:func:`add_finding_kind`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

ADMINISTRATOR = "base.group_system"  # who may open mail servers, scheduled actions and settings
MANAGER = "email_sequence.group_manager"
TEMPLATE_EDITOR = "mail.group_mail_template_editor"
ANYBODY = ""


class Fix(NamedTuple):
    """Where a finding is fixed: the words of a button, the action (xml id or values) that it opens, and for whom.

    ``group`` is the xml id of the group of those who may fix it there, :data:`ANYBODY` if every reader may.
    """

    label: str
    action: str | dict
    group: str = ADMINISTRATOR

    @classmethod
    def form(cls, label, record, group=ADMINISTRATOR):
        """A button that opens the form of an Odoo record."""
        action = {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
            "target": "current",
        }
        return cls(label, action, group)


class Finding(NamedTuple):
    """One thing that is wrong. ``fixes`` are offered to who may use them: a reader gets the first that is theirs.

    Readers without one are told whom to ask, and do not see ``detail``, which are a server's words.
    """

    code: str
    sentence: str
    fixes: tuple[Fix, ...]
    detail: str = ""


@dataclass(frozen=True)
class FindingKind:
    """A kind of finding.

    ``topic`` is "replies", which may go unseen, or "sending". ``concerns_all`` says that it keeps every sequence from
    working; else it concerns certain ones, and is not said of others. ``ask`` is called with an environment, and says
    in its language whom readers ask who cannot fix it themselves.
    """

    code: str
    topic: str
    concerns_all: bool
    ask: Callable


def ask_administrator(env):
    return env._("Please ask an administrator of Odoo to fix this.")


def _ask_manager(env):
    return env._("Please ask a manager of email sequences to correct the template.")


def _ask_either(env):
    return env._("Please ask an administrator of Odoo to fix this, or a manager of email sequences for another sender.")


FINDING_KINDS = {
    kind.code: kind
    for kind in (
        FindingKind("no_server", "replies", True, ask_administrator),
        FindingKind("server_given_up", "replies", True, ask_administrator),
        FindingKind("server_failing", "replies", True, ask_administrator),
        FindingKind("fetch_off", "replies", True, ask_administrator),
        FindingKind("fetch_late", "replies", True, ask_administrator),
        FindingKind("no_catchall", "replies", False, ask_administrator),
        FindingKind("dispatch_off", "sending", True, ask_administrator),
        FindingKind("dispatch_late", "sending", True, ask_administrator),
        FindingKind("dispatch_refused", "sending", True, ask_administrator),
        FindingKind("no_outgoing", "sending", True, ask_administrator),
        FindingKind("sender", "sending", False, _ask_either),
        FindingKind("account", "sending", False, ask_administrator),
        FindingKind("template", "sending", False, _ask_manager),
    )
}


def add_finding_kind(kind: FindingKind) -> FindingKind:
    """Add a bridge's kind of finding to the table, when its module is imported; returns the kind.

    :raise ValueError: another kind has this code
    """
    if FINDING_KINDS.setdefault(kind.code, kind) != kind:
        raise ValueError(f"A kind of finding {kind.code!r} exists already.")
    return kind
