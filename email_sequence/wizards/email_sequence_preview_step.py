from odoo import fields, models


class EmailSequencePreviewStep(models.TransientModel):
    """One email of a preview, as the contact gets it."""

    _name = "email.sequence.preview.step"
    _description = "Mail in the Preview of an Email Sequence"
    _rec_name = "subject"

    preview_id = fields.Many2one("email.sequence.preview", required=True, index=True, ondelete="cascade")
    state = fields.Selection(
        [("sent", "Sent"), ("coming", "Still to leave"), ("failed", "Cannot be sent")], required=True
    )
    subject = fields.Char()
    variant = fields.Char(help="The letter of the template that falls to the contact, in an A/B test.")
    body = fields.Html()
    attachment_names = fields.Char("Attachments")
    starts_thread = fields.Boolean("New thread")
    failure = fields.Char("What went wrong")
    earliest = fields.Datetime("Not before")
    latest = fields.Datetime("Not after")
    moment = fields.Char("When")
