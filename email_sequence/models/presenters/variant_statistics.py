"""What came of the emails of each template of a step, and whether the difference is significant (semantics 12).

========= ====================================================================
sent      emails that were sent, including those that bounced
delivered emails that were sent and did not bounce
replied   delivered emails that a person replied to; autoresponders never count
bounced   emails that bounced
========= ====================================================================
"""

from odoo.tools import formatLang

from ...tools.reports.reply_rate import ENOUGH, Counted, interval, verdict
from ..sending.trace_statuses import SENT
from ..sequences.email_sequence_step_variant import LETTERS


def rows_of_step(step):
    """A row for each template of the step, in order, then for those that it had before, as data for the client.

    :return: ``[{"letter", "template", "weight", "share", "in_use", "sent", "delivered", "replied", "bounced", "rate",
        "low", "high"}]``; the last three are False if nothing was delivered, and a template that the step no longer has
        has no letter
    """
    counts = counts_by_template(step._origin)
    lots = [(template, weight) for template, weight in step._weighted_templates() if template]
    total = sum(weight for _template, weight in lots) or 1
    rows = [
        _row(template, counts.pop(template, {}), letter=letter, weight=weight, share=weight / total)
        for letter, (template, weight) in zip(LETTERS, lots, strict=False)
    ]
    return [*rows, *(_row(template, of_template) for template, of_template in counts.items())]


def verdict_sentence(env, rows):
    """What the rows of the step's templates say, with the size of the sample; False if there is only one template."""
    rows = [row for row in rows if row["letter"]]
    if len(rows) < 2:
        return False
    found = verdict([Counted(row["delivered"], row["replied"], row["in_use"]) for row in rows])
    delivered = ", ".join(f"{row['letter']} {formatLang(env, row['delivered'], digits=0)}" for row in rows)
    if found.kind == "too few to tell":
        return env._(
            "Too few to tell: %(enough)s delivered mails for each variant are needed; delivered so far: %(delivered)s.",
            enough=ENOUGH,
            delivered=delivered,
        )
    if found.kind == "no clear difference":
        return env._("No clear difference yet. Delivered so far: %(delivered)s.", delivered=delivered)
    ahead = rows[found.ahead]
    return env._(
        "Clear difference: %(letter)s, “%(template)s”, is answered most. Delivered so far: %(delivered)s.",
        letter=ahead["letter"],
        template=ahead["template"],
        delivered=delivered,
    )


def counts_by_template(step):
    """``{template: {"sent", "bounce", "replied"}}``, by the status of the emails that were sent."""
    counts = {}
    for template, status, count, replied in step.env["email.sequence.trace"]._read_group(
        [("step_id", "in", step.ids), ("template_id", "!=", False), ("trace_status", "in", SENT)],
        ["template_id", "trace_status"],
        ["__count", "reply_datetime:count"],
    ):
        of_template = counts.setdefault(template, {})
        of_template[status] = count
        if status == "sent":
            of_template["replied"] = replied
    return counts


def _row(template, counts, letter="", weight=0, share=0):
    delivered, replied, bounced = (counts.get(name, 0) for name in ("sent", "replied", "bounce"))
    low, high = interval(replied, delivered) if delivered else (False, False)
    return {
        "letter": letter,
        "template": template.sudo().name,
        "weight": weight,
        "share": share,
        "in_use": bool(weight),
        "sent": delivered + bounced,
        "delivered": delivered,
        "replied": replied,
        "bounced": bounced,
        "rate": replied / delivered if delivered else False,
        "low": low,
        "high": high,
    }
