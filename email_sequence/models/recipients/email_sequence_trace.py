from odoo import fields, models


class EmailSequenceTrace(models.Model):
    """What the image in a mail tells, where it has one: when it was first fetched, and by what, but never from where.

    A mail is *opened* where ``open_datetime`` is set, by a request that looks like a reader's own program. It is
    *opened, unreliable* where only ``fetch_datetime`` is.
    """

    _inherit = "email.sequence.trace"

    tracks_opens = fields.Boolean("Open is tracked", readonly=True, help="Whether the mail carries the image.")
    fetch_datetime = fields.Datetime(
        "Image fetched by a machine on",
        readonly=True,
        help="When a mail provider, a privacy protection or a scanner first fetched the image. Nobody need have seen "
        "the mail: without a date of opening, it is opened, unreliable.",
    )
    fetch_kind = fields.Selection(
        [
            ("proxy", "Image proxy of a mail provider"),
            ("privacy", "Mail Privacy Protection of Apple"),
            ("scanner", "Security scanner or another program"),
        ],
        "Fetched by",
        readonly=True,
    )
