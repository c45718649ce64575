from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..models.presenters.forecast import spans
from ..models.presenters.preview import Preview
from ..models.sending.trace_statuses import DEPARTED
from ..models.subscriptions.progression import passed_steps, steps_after
from ..models.subscriptions.states import LIVE
from ..models.timing.time_zone import zone_of

A_MINUTE = timedelta(minutes=1)


class EmailSequencePreview(models.TransientModel):
    """What a sequence sends to a contact, from which account and when; it can send all of it to the user as a test.

    For a subscription it shows what was sent, and what is still to be sent.
    """

    _name = "email.sequence.preview"
    _description = "Preview of an Email Sequence"

    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, index=True, ondelete="cascade")
    subscription_id = fields.Many2one("email.sequence.subscription", index="btree_not_null", ondelete="cascade")
    step_id = fields.Many2one(
        "email.sequence.step",
        "Only this step",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: all steps of the sequence.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Contact",
        required=True,
        index=True,
        ondelete="cascade",
        domain="[('email', '!=', False)]",
        default=lambda self: self._default_partner_id(),
    )
    email_to = fields.Char("To", compute="_compute_account")
    email_from = fields.Char("From", compute="_compute_account")
    account = fields.Char("Outgoing mail server", compute="_compute_account")
    account_failure = fields.Char(compute="_compute_account")
    is_running = fields.Boolean(compute="_compute_account")
    test_address = fields.Char(compute="_compute_account", help="Where test mails go: the user's own address.")
    step_ids = fields.One2many(
        "email.sequence.preview.step",
        "preview_id",
        string="Mails",
        compute="_compute_step_ids",
        store=True,
        compute_sudo=False,
    )

    @api.model
    def default_get(self, fields):
        """Opened from a subscription or a step, it is about the same sequence, and the same contact."""
        values = super().default_get(fields)
        if step := self.env["email.sequence.step"].browse(values.get("step_id")):
            values.update(sequence_id=step.sequence_id.id)
        subscription = self.env["email.sequence.subscription"].browse(values.get("subscription_id"))
        if subscription:
            values.update(sequence_id=subscription.sequence_id.id, partner_id=subscription.partner_id.id)
        return values

    def _default_partner_id(self):
        """A contact with an address: no company of this database, and preferably no user."""
        companies = self.env["res.company"].sudo().search([("partner_id.email", "!=", False)]).partner_id
        contacts = [("email", "!=", False), ("id", "not in", companies.ids)]
        return self.env["res.partner"].search(contacts, order="partner_share desc, id", limit=1)

    @api.depends("sequence_id", "partner_id", "subscription_id")
    def _compute_account(self):
        for preview in self:
            email_from, account, failure = Preview(self.env).account(preview.sequence_id, preview._sender())
            preview.email_from = email_from
            preview.account = account
            preview.account_failure = failure
            preview.email_to = preview._subscription().email or preview.partner_id.email_normalized
            preview.is_running = bool(preview.sequence_id._running())
            preview.test_address = self.env.user.email

    @api.depends("sequence_id", "partner_id", "subscription_id")
    def _compute_step_ids(self):
        for preview in self:
            lines = []
            if preview.sequence_id and preview.partner_id:
                preview._check_may_preview()
                lines = [*preview._sent_lines(), *preview._coming_lines()]
            preview.step_ids = [fields.Command.clear(), *map(fields.Command.create, lines)]

    def action_send(self):
        """Send all steps to the user's own address at once, marked as tests."""
        self.ensure_one()
        self._check_may_preview()
        sent = Preview(self.env).send_tests(self.sequence_id, self.partner_id, self._sender())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Test mails sent to %(address)s: %(count)s.", address=self.test_address, count=sent
                ),
            },
        }

    def _check_may_preview(self):
        """Who may read the sequence and the contact may see what it would get."""
        self.sequence_id.check_access("read")
        self.partner_id.check_access("read")
        if not self.sequence_id.step_ids:
            raise UserError(
                self.env._('"%s" has no step yet. Add one to see what it would send.', self.sequence_id.name)
            )

    def _subscription(self):
        """The subscription, unless another contact is chosen."""
        subscription = self.subscription_id
        return subscription if subscription.partner_id == self.partner_id else subscription.browse()

    def _sender(self):
        return self._subscription().user_id or self.sequence_id._sender_for(self.partner_id)

    # ---- the emails

    def _sent_lines(self):
        traces = self._subscription().trace_ids.filtered(lambda trace: trace.trace_status in DEPARTED)
        return [
            {
                "subject": trace.subject,
                "body": trace.sudo().mail_message_id.body,
                "starts_thread": trace.starts_thread,
                "state": "sent",
                "moment": self._moment_of(trace),
            }
            for trace in traces.sorted("id")
        ]

    def _moment_of(self, trace):
        moment = format_datetime(self.env, trace.sent_datetime or trace.handed_datetime, dt_format="EEEE d MMMM, HH:mm")
        if trace.trace_status == "unknown":
            return self.env._("Perhaps sent on %s", moment)
        return self.env._("Sent on %s", moment)

    def _coming_lines(self):
        subscription, steps = self._subscription(), self._coming_steps()
        zone = self._zone()
        schedule = self.sequence_id._sending_schedule(zone)
        thread = subscription.trace_ids._thread()
        preview = Preview(self.env)
        drafts = preview.drafts(steps, self.partner_id, self._sender(), thread[0].subject or "" if thread else None)
        return [
            {
                "subject": draft.subject or draft.template_name,
                "variant": draft.variant,
                "body": draft.body,
                "attachment_names": ", ".join(draft.attachment_names),
                "starts_thread": draft.starts_thread,
                "state": "failed" if draft.failure else "coming",
                "failure": preview.sentence(draft.failure) if draft.failure else False,
                "earliest": earliest,
                "latest": latest,
                "moment": self._moment(earliest, latest, zone or self.sequence_id.tz),
            }
            for step, draft, (earliest, latest) in zip(steps, drafts, spans(schedule, steps, subscription), strict=True)
            if self.step_id in (step, self.env["email.sequence.step"])
        ]

    def _coming_steps(self):
        subscription = self._subscription()
        if not subscription:
            return self.sequence_id.step_ids.sorted()
        if subscription.state not in LIVE:
            return self.env["email.sequence.step"]
        known = subscription.sudo()
        following = steps_after(known, known.next_step_id)
        return (known.next_step_id - passed_steps(known) | following).sudo(False)

    def _zone(self):
        """The contact's time zone if it counts, else False: the sequence's counts."""
        if subscription := self._subscription():
            return subscription.tz
        use_contact_tz = self.sequence_id.use_contact_tz
        return use_contact_tz and zone_of(self.partner_id)[0]

    # ---- when, as a sentence

    def _moment(self, earliest, latest, tz):
        if not earliest:
            return self.env._("Never: the sending schedule has no open window")
        if earliest == latest <= fields.Datetime.now() + A_MINUTE:
            return self.env._("Within a few minutes")
        day = format_datetime(self.env, earliest, tz=tz, dt_format="EEEE d MMMM")
        opens = format_datetime(self.env, earliest, tz=tz, dt_format="HH:mm")
        if earliest == latest:
            return self.env._("%(day)s at %(time)s (%(tz)s)", day=day, time=opens, tz=tz)
        closes = self._closing_time(latest, tz)
        if (opens, closes) == ("00:00", "24:00"):
            return self.env._("%(day)s, at a random time (%(tz)s)", day=day, tz=tz)
        return self.env._(
            "%(day)s, at a random time between %(opens)s and %(closes)s (%(tz)s)",
            day=day,
            opens=opens,
            closes=closes,
            tz=tz,
        )

    def _closing_time(self, last_second, tz):
        """The time of day at which the last window closes: 24:00 at midnight."""
        time = format_datetime(self.env, last_second + timedelta(seconds=1), tz=tz, dt_format="HH:mm")
        return "24:00" if time == "00:00" else time
