"""The statistics of one sequence on its own page, as its reports count them.

======== ================================================================================================
figure   ``{"name", "label", "help", "text", "domain"}``: a field of the report, its definition, its value as
         people read it, and which rows of the report it counts
stage    ``{"step_id", "label", "sent", "replied", "bounced", "unsubscribed_by", "breakdown": [part]}``: a step, its
         emails, and the contacts for whom it is the last step that was sent; the first stage is that of the
         contacts to whom nothing was sent yet
part     ``{"standing", "label", "count", "domain", "colour"}``: how many of these contacts have this status
key      ``{"label", "colour"}``: what a colour of the parts means
======== ================================================================================================
"""

from odoo.tools import formatLang

from ..models.subscriptions.states import STATES

RATES = ("contact_reply_rate", "mail_reply_rate", "open_rate")
STAGE_COUNTS = ("sent", "replied", "bounced", "unsubscribed_by")


def figures(sequence, names):
    """``{name: figure}``, by one query."""
    report = sequence.env["email.sequence.report"]
    known = report.fields_get(names, ["string", "help"])
    specs = [f"{name}:{report._fields[name].aggregator}" for name in known]
    (values,) = report._read_group([("sequence_id", "=", sequence.id)], [], specs)
    return {
        name: {
            "name": name,
            "label": known[name]["string"],
            "help": known[name]["help"],
            "text": _text(report, name, value),
            "domain": report.get_rows_counted(name),
        }
        for name, value in zip(known, values, strict=True)
    }


def funnel(sequence):
    """The stages of the sequence in order, including archived steps that were sent, by two queries."""
    report, of_sequence = sequence.env["email.sequence.report"], ("sequence_id", "=", sequence.id)
    emails = {
        step: dict(zip(STAGE_COUNTS, counts, strict=True))
        for step, *counts in report._read_group(
            [of_sequence, ("kind", "=", "mail")], ["step_id"], [f"{name}:sum" for name in STAGE_COUNTS]
        )
    }
    contacts = {}
    for step, standing, count in report._read_group(
        [of_sequence, ("kind", "=", "contact")], ["step_id", "standing"], ["__count"]
    ):
        contacts.setdefault(step, {})[standing] = count
    steps = (
        (sequence.step_ids | sequence.step_ids.concat(*emails, *contacts))
        .filtered("id")
        .sorted(lambda step: step._position())
    )
    nothing = dict.fromkeys(STAGE_COUNTS, 0)
    return [_stage(step, emails.get(step, nothing), contacts.get(step, {})) for step in (steps.browse(), *steps)]


def legend(env, stages):
    """The keys of the colours in the stages, in the order of the statuses."""
    shown = {part["standing"] for stage in stages for part in stage["breakdown"]}
    colours = _colours(env)
    return [
        {"label": label, "colour": colours[standing]}
        for standing, label in _standings(env).items()
        if standing in shown
    ]


def _standings(env):
    """``{status of a contact: label}``."""
    return dict(env["email.sequence.report"]._fields["standing"]._description_selection(env))


def _colours(env):
    """``{status of a contact: CSS class}``: a paused contact has the colour of the reason."""
    reasons = env["email.sequence.subscription"]._pause_reasons()
    return {known.code: known.colour for known in (*STATES.values(), *reasons)}


def _text(report, name, value):
    """A figure as people read it; one that is the mean of nothing is a dash."""
    if report._fields[name].type == "integer":
        return formatLang(report.env, value or 0, digits=0)
    if value is None or value is False:
        return "–"  # noqa: RUF001
    number = formatLang(report.env, value, digits=1)
    return report.env._("%s %%", number) if name in RATES else number


def _stage(step, emails, contacts):
    colours = _colours(step.env)
    return {
        "step_id": step.id,
        "label": step.sudo().template_id.name if step else step.env._("Nothing sent yet"),
        **emails,
        "breakdown": [
            {
                "standing": standing,
                "label": label,
                "count": contacts[standing],
                "domain": [("kind", "=", "contact"), ("step_id", "=", step.id), ("standing", "=", standing)],
                "colour": colours[standing],
            }
            for standing, label in _standings(step.env).items()
            if standing in contacts
        ],
    }
