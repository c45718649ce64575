from odoo import api, fields, models
from odoo.tools import SQL

from ..models.subscriptions.pause_reasons import PAUSE_REASONS
from ..models.subscriptions.states import STATES
from .email_sequence_report_rows import CONTACT, MAIL, paused_by

# Of an array of the few rows that have a value: PERCENTILE_CONT over all of them would sort every row of the report.
MEDIAN = """
    (SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY value)
     FROM UNNEST(ARRAY_AGG(%s) FILTER (WHERE %s IS NOT NULL)) AS value)
"""
ROWS_OF_MEANS = {
    "open_rate": "opened",
    "contact_reply_rate": "replied_contacts",
    "mail_reply_rate": "replied",
    "days_to_reply": "replied",
}
# What a figure counts by the day on which it happened: which rows, and by which date.
HAPPENED = {
    "sent": ("mail", "date"),
    "replied_contacts": ("contact", "reply_date"),
    "bounced": ("mail", "bounce_date"),
    "unsubscribed": ("contact", "unsubscribe_date"),
}


class EmailSequenceReport(models.Model):
    """Who was subscribed, and which emails were sent: a row for each contact in a sequence, and one for each email.

    Each figure is a column that is 1 on the rows that it counts, or a percentage on the rows of which it is the mean.
    ``email_sequence_report_rows`` defines it in SQL, the help of the field says what it means. A contact counts on the
    day on which it was subscribed, an email on the day on which it was sent, so what came of them later is found under
    that day.

    Negative ids are those of subscriptions, the others those of traces, so that the indexes of both can be used.
    """

    _name = "email.sequence.report"
    _description = "Email Sequence Report"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _depends = {
        "email.sequence.subscription": [
            "sequence_id", "company_id", "partner_id", "user_id", "state", "pause_reason", "last_step_id",
            "subscribed_datetime", "reply_datetime", "unsubscribe_datetime",
        ],
        "email.sequence.trace": [
            "subscription_id", "sequence_id", "company_id", "partner_id", "user_id", "step_id", "template_id",
            "mail_server_id", "date", "tz", "trace_status", "sent_datetime", "tracks_opens", "open_datetime",
            "fetch_datetime", "reply_datetime", "bounce_datetime", "unsubscribe_datetime",
        ],
    }  # fmt: skip

    kind = fields.Selection([("contact", "Contact"), ("mail", "Mail")], "Row of", readonly=True)
    date = fields.Datetime(
        readonly=True, help="When the contact was subscribed; when the mail was sent, or was tried where it was not."
    )
    company_id = fields.Many2one("res.company", readonly=True)
    sequence_id = fields.Many2one("email.sequence", "Email sequence", readonly=True)
    subscription_id = fields.Many2one("email.sequence.subscription", readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", readonly=True)
    user_id = fields.Many2one("res.users", "Sender", readonly=True)
    step_id = fields.Many2one(
        "email.sequence.step", readonly=True, help="Of a mail: its step. Of a contact: the last step that was sent."
    )
    template_id = fields.Many2one(
        "mail.template", "Email template", readonly=True, help="Of a mail: the template that it was made of."
    )
    mail_server_id = fields.Many2one(
        "ir.mail_server", "Account", readonly=True, help="Of a mail: the outgoing mail server."
    )
    standing = fields.Selection(
        [
            STATES["active"].choice,
            *((reason.code, reason.standing) for reason in PAUSE_REASONS.values()),
            *(STATES[code].choice for code in ("finished", "removed")),
        ],
        "Where they stand",
        readonly=True,
        help="Of a contact: its state now, and why it is paused.",
    )
    reply_date = fields.Datetime("Replied on", readonly=True, help="When a person answered first.")
    bounce_date = fields.Datetime("Came back on", readonly=True, help="Of a mail: when the notice of it arrived.")
    unsubscribe_date = fields.Datetime("Unsubscribed on", readonly=True, help="When the contact unsubscribed first.")
    weekday = fields.Selection(
        [
            ("1", "Monday"),
            ("2", "Tuesday"),
            ("3", "Wednesday"),
            ("4", "Thursday"),
            ("5", "Friday"),
            ("6", "Saturday"),
            ("7", "Sunday"),
        ],
        "Weekday of sending",
        readonly=True,
        help="Of a mail: by the clock that its sending window was read by.",
    )
    hour = fields.Selection(
        [(f"{hour:02}", f"{hour:02}:00") for hour in range(24)],
        "Hour of sending",
        readonly=True,
        help="Of a mail: by the clock that its sending window was read by; 09:00 is from 9 to 10.",
    )

    subscribed = fields.Integer(
        readonly=True,
        help="Contacts that were ever subscribed, also those removed since. Who was subscribed twice counts twice.",
    )
    active_contacts = fields.Integer("Active", readonly=True, help="Subscribed contacts who wait for their next mail.")
    paused = fields.Integer(readonly=True, help="Subscribed contacts who are paused now, whatever paused them.")
    vars().update(
        {
            reason.figure: fields.Integer(reason.figure_label or reason.standing, readonly=True, help=reason.help)
            for reason in PAUSE_REASONS.values()
        }
    )
    finished = fields.Integer(readonly=True, help="Subscribed contacts to whom every step was sent.")
    removed = fields.Integer(readonly=True, help="Subscribed contacts who were taken out by a user.")
    replied_contacts = fields.Integer(
        "Contacts who replied",
        readonly=True,
        help="Subscribed contacts of whom a person answered at least one mail. Autoresponders never count.",
    )
    contact_reply_rate = fields.Float(
        "Reply rate per contact (%)",
        readonly=True,
        aggregator="avg",
        digits=(3, 1),
        help="Contacts who replied, out of 100 that were ever subscribed.",
    )
    unsubscribed = fields.Integer(
        readonly=True,
        help="Subscribed contacts who unsubscribed, from this sequence or from everything, whatever they are now.",
    )
    sent = fields.Integer(
        readonly=True, help="Mails that a mail server took for delivery, also those that came back later."
    )
    delivered = fields.Integer(readonly=True, help="Sent mails that did not come back: sent less bounced.")
    bounced = fields.Integer(readonly=True, help="Sent mails that came back for good.")
    opened = fields.Integer(
        readonly=True,
        help="Sent mails whose image was fetched by what looks like the reader's own mail program. Many programs fetch "
        "no images, so this is too low; only mails of sequences that track opens have one.",
    )
    opened_unreliable = fields.Integer(
        "Opened, unreliable",
        readonly=True,
        help="Sent mails whose image was fetched by machines only: a proxy of a mail provider, Apple's privacy "
        "protection, a security scanner. Nobody need have seen them.",
    )
    open_rate = fields.Float(
        "Open rate per tracked mail (%)",
        readonly=True,
        aggregator="avg",
        digits=(3, 1),
        help="Opened mails out of 100 delivered ones that carry an image. As unreliable as the opens.",
    )
    replied = fields.Integer(readonly=True, help="Sent mails that a person answered. Autoresponders never count.")
    mail_reply_rate = fields.Float(
        "Reply rate per delivered mail (%)",
        readonly=True,
        aggregator="avg",
        digits=(3, 1),
        help="Delivered mails that a person answered, out of 100 delivered.",
    )
    days_to_reply = fields.Float(
        "Median days to reply",
        readonly=True,
        aggregator="avg",  # Odoo's client knows no median: see _read_group_select
        digits=(4, 1),
        help="Half of the replied mails were answered within so many days of 24 hours after they were sent.",
    )
    unsubscribed_by = fields.Integer(
        "Led to unsubscribing", readonly=True, help="Sent mails by which their contacts unsubscribed."
    )
    unknown = fields.Integer(
        "Perhaps sent", readonly=True, help="Mails that may or may not have left. They are in no other figure."
    )
    failed = fields.Integer(
        "Not sent", readonly=True, help="Tries that surely did not leave. A step that was tried twice counts twice."
    )

    @property
    def _table_query(self):
        contacts, mails = self._contacts(), self._mails()
        return SQL("%s UNION ALL %s", contacts.select(mails), mails.select(contacts))

    @api.model
    def _contacts(self):
        """The :class:`Rows` of the contacts, to which other addons may add."""
        reasons = self.env["email.sequence.subscription"]._pause_reasons()
        return CONTACT._replace(counts={**CONTACT.counts, **{reason.figure: paused_by(reason) for reason in reasons}})

    @api.model
    def _mails(self):
        """The :class:`Rows` of the emails, to which addons may add."""
        return MAIL

    def _read_group_select(self, aggregate_spec, query):
        """The mean of the days to reply is their median."""
        if aggregate_spec != "days_to_reply:avg":
            return super()._read_group_select(aggregate_spec, query)
        column = self._field_to_sql(self._table, "days_to_reply", query)
        return SQL(MEDIAN, column, column)

    @api.model
    @api.readonly
    def get_rows_counted(self, name):
        """The domain of the rows that a figure counts; for a mean, the rows that raise it."""
        return [(ROWS_OF_MEANS.get(name, name), "=", 1)]

    @api.model
    def _happened(self, name):
        """How to count what happened in a period, whenever the email was sent: ``(domain of the rows, date field)``."""
        kind, date = HAPPENED[name]
        return [("kind", "=", kind)], date

    def action_open(self):
        """Open the email or the subscription that is the row."""
        self.ensure_one()
        model = "email.sequence.trace" if self.id > 0 else "email.sequence.subscription"
        return self.env[model].browse(abs(self.id))._get_records_action()

    def action_view_contacts(self):
        """Open the contacts of the rows as a list."""
        return self.partner_id._get_records_action(name=self.env._("Contacts"))
