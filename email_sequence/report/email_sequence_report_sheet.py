from odoo import api, models
from odoo.tools import formatLang

from ..models.subscriptions.states import STATES

RATES = ("contact_reply_rate", "mail_reply_rate", "open_rate")


class EmailSequenceReportSheet(models.AbstractModel):
    """The figures of one sequence on its own page, as its reports count them.

    ======== ================================================================================================
    figure   ``{"name", "label", "help", "text", "domain"}``: a field of the report, its definition, its value as
             people read it, and which rows of the report it counts
    stage    ``{"step_id", "label", "sent", "replied", "bounced", "unsubscribed_by", "standing": [part]}``: a step,
             the mails of it, and the contacts for whom it is the last step that was sent; the first stage is that of
             the contacts to whom nothing was sent yet
    part     ``{"standing", "label", "count", "domain", "colour"}``: so many of these contacts stand there like that
    key      ``{"label", "colour"}``: what the colour of a part means
    ======== ================================================================================================
    """

    _name = "email.sequence.report.sheet"
    _description = "Figures of One Email Sequence"

    @api.model
    def _figures(self, sequence, names):
        """``{name: figure}``, by one query."""
        report = self.env["email.sequence.report"]
        known = report.fields_get(names, ["string", "help"])
        specs = [f"{name}:{report._fields[name].aggregator}" for name in known]
        (values,) = report._read_group([("sequence_id", "=", sequence.id)], [], specs)
        return {
            name: {
                "name": name,
                "label": known[name]["string"],
                "help": known[name]["help"],
                "text": self._text(name, value),
                "domain": report.get_rows_counted(name),
            }
            for name, value in zip(known, values, strict=True)
        }

    @api.model
    def _text(self, name, value):
        """A figure as people read it; one that is the mean of nothing is a dash."""
        if self.env["email.sequence.report"]._fields[name].type == "integer":
            return formatLang(self.env, value or 0, digits=0)
        if value is None or value is False:
            return "–"  # noqa: RUF001
        number = formatLang(self.env, value, digits=1)
        return self.env._("%s %%", number) if name in RATES else number

    @api.model
    def _funnel(self, sequence):
        """The stages of the sequence in order, archived steps that were sent included, by two queries."""
        report, of_sequence = self.env["email.sequence.report"], ("sequence_id", "=", sequence.id)
        specs = ("sent", "replied", "bounced", "unsubscribed_by")
        mails = {
            step: dict(zip(specs, counts, strict=True))
            for step, *counts in report._read_group(
                [of_sequence, ("kind", "=", "mail")], ["step_id"], [f"{name}:sum" for name in specs]
            )
        }
        contacts = {}
        for step, standing, count in report._read_group(
            [of_sequence, ("kind", "=", "contact")], ["step_id", "standing"], ["__count"]
        ):
            contacts.setdefault(step, {})[standing] = count
        steps = (
            (sequence.step_ids | sequence.step_ids.concat(*mails, *contacts))
            .filtered("id")
            .sorted(lambda step: step._position())
        )
        nobody = dict.fromkeys(specs, 0)
        return [self._stage(step, mails.get(step, nobody), contacts.get(step, {})) for step in (steps.browse(), *steps)]

    def _legend(self, funnel):
        """The keys of the colours in the stages, in the order of the standings."""
        shown = {part["standing"] for stage in funnel for part in stage["standing"]}
        standings = self.env["email.sequence.report"]._fields["standing"]._description_selection(self.env)
        colours = self._colours()
        return [{"label": label, "colour": colours[standing]} for standing, label in standings if standing in shown]

    def _colours(self):
        """``{standing: class}``: a paused contact has the colour of the reason."""
        reasons = self.env["email.sequence.subscription"]._pause_reasons()
        return {known.code: known.colour for known in (*STATES.values(), *reasons)}

    def _stage(self, step, mails, contacts):
        colours = self._colours()
        standings = dict(self.env["email.sequence.report"]._fields["standing"]._description_selection(self.env))
        return {
            "step_id": step.id,
            "label": step.sudo().template_id.name if step else self.env._("Nothing sent yet"),
            **mails,
            "standing": [
                {
                    "standing": standing,
                    "label": label,
                    "count": contacts[standing],
                    "domain": [("kind", "=", "contact"), ("step_id", "=", step.id), ("standing", "=", standing)],
                    "colour": colours[standing],
                }
                for standing, label in standings.items()
                if standing in contacts
            ],
        }
