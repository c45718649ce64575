from odoo import api, models
from odoo.tools import formatLang

from ...tools.reports.reply_rate import ENOUGH, Counted, interval, verdict
from ..sending.trace_statuses import SENT
from ..sequences.email_sequence_step_variant import LETTERS


class EmailSequenceVariantFigures(models.AbstractModel):
    """What came of the mails of each template of a step, and whether that tells anything (semantics 12).

    ========= ==================================================================
    sent      mails that left, also those that came back
    delivered mails that left and did not come back
    replied   delivered mails that a person answered; autoresponders never count
    bounced   mails that came back
    ========= ==================================================================
    """

    _name = "email.sequence.variant.figures"
    _description = "Figures per Variant"

    @api.model
    def _of_step(self, step):
        """A row for each template of the step, in order, and for those that it had before, as data for the client.

        :return: ``[{"letter", "template", "weight", "share", "in_use", "sent", "delivered", "replied", "bounced",
            "rate", "low", "high"}]``; the last three are False where nothing was delivered, and a template that the
            step no longer has has no letter
        """
        counts = self._counts(step._origin)
        lots = [(template, weight) for template, weight in step._lots() if template]
        total = sum(weight for _template, weight in lots) or 1
        rows = [
            self._row(template, counts.pop(template, {}), letter=letter, weight=weight, share=weight / total)
            for letter, (template, weight) in zip(LETTERS, lots, strict=False)
        ]
        return [*rows, *(self._row(template, came_of_it) for template, came_of_it in counts.items())]

    def _counts(self, step):
        """``{template: {"sent", "bounce", "replied"}}``, by the status of the mails that left."""
        counts = {}
        for template, status, mails, replied in self.env["email.sequence.trace"]._read_group(
            [("step_id", "in", step.ids), ("template_id", "!=", False), ("trace_status", "in", SENT)],
            ["template_id", "trace_status"],
            ["__count", "reply_datetime:count"],
        ):
            of_template = counts.setdefault(template, {})
            of_template[status] = mails
            if status == "sent":
                of_template["replied"] = replied
        return counts

    def _row(self, template, came_of_it, letter="", weight=0, share=0):
        delivered, replied = came_of_it.get("sent", 0), came_of_it.get("replied", 0)
        low, high = interval(replied, delivered) if delivered else (False, False)
        return {
            "letter": letter,
            "template": template.sudo().name,
            "weight": weight,
            "share": share,
            "in_use": bool(weight),
            "sent": delivered + came_of_it.get("bounce", 0),
            "delivered": delivered,
            "replied": replied,
            "bounced": came_of_it.get("bounce", 0),
            "rate": replied / delivered if delivered else False,
            "low": low,
            "high": high,
        }

    @api.model
    def _verdict_sentence(self, rows):
        """What the rows of the step's templates tell, with the size of the sample; False where there is only one."""
        rows = [row for row in rows if row["letter"]]
        if len(rows) < 2:
            return False
        found = verdict([Counted(row["delivered"], row["replied"], row["in_use"]) for row in rows])
        delivered = ", ".join(f"{row['letter']} {formatLang(self.env, row['delivered'], digits=0)}" for row in rows)
        if found.kind == "too few to tell":
            return self.env._(
                "Too few to tell: %(enough)s delivered mails for each variant are needed; delivered so far: "
                "%(delivered)s.",
                enough=ENOUGH,
                delivered=delivered,
            )
        if found.kind == "no clear difference":
            return self.env._("No clear difference yet. Delivered so far: %(delivered)s.", delivered=delivered)
        ahead = rows[found.ahead]
        return self.env._(
            "Clear difference: %(letter)s, “%(template)s”, is answered most. Delivered so far: %(delivered)s.",
            letter=ahead["letter"],
            template=ahead["template"],
            delivered=delivered,
        )
