"""What the health of email sequences consists of: findings, each with its fix."""

from typing import NamedTuple


class Fix(NamedTuple):
    """Where a finding is fixed: the words of a button, and the action (xml id or values) that it opens."""

    label: str
    action: str | dict

    @classmethod
    def form(cls, label, record):
        """A button that opens the form of an Odoo record."""
        return cls(
            label,
            {
                "type": "ir.actions.act_window",
                "res_model": record._name,
                "res_id": record.id,
                "views": [(False, "form")],
                "target": "current",
            },
        )


class Finding(NamedTuple):
    """One thing that is wrong; only users who may fix it see ``detail`` (a server's words) and ``fix``.

    ``topic`` is "replies", which may go unseen, or "sending".
    """

    code: str
    sentence: str
    fix: Fix
    detail: str = ""
    topic: str = "replies"
