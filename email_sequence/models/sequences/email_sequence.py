import zoneinfo
from datetime import UTC

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base.models.res_partner import _tz_get

from .example import create_example


class EmailSequence(models.Model):
    """A series of email-template steps for the contacts subscribed to it (semantics 1.1).

    ============= ===================================== ============================
    state         meaning                               set by
    ============= ===================================== ============================
    deactivated   nothing is sent; the initial state    ``action_deactivate``
    activated     due emails are sent in the windows    ``action_activate``
    ============= ===================================== ============================
    """

    _name = "email.sequence"
    _description = "Email Sequence"
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    state = fields.Selection(
        [("deactivated", "Deactivated"), ("activated", "Activated")], required=True, default="deactivated", copy=False
    )
    schedule_id = fields.Many2one(
        "email.sequence.schedule",
        "Sending schedule",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        default=lambda self: self.env.company.email_sequence_schedule_id,
    )
    tz = fields.Selection(
        _tz_get,
        "Time zone",
        required=True,
        default=lambda self: self.env.company.email_sequence_tz or "UTC",
        help="The sending windows are read by the clock of this time zone.",
    )
    tz_offset = fields.Char("UTC offset", compute="_compute_tz_offset")
    use_contact_tz = fields.Boolean(
        "Send in the contact's time zone",
        help="The sending windows are read by the contact's clock: by its time zone where somebody set it on purpose, "
        "else by the zone of its country where that has a single one, else by the sequence's.",
    )
    openings = fields.Json("Next seven days", compute="_compute_openings")
    step_ids = fields.One2many("email.sequence.step", "sequence_id", string="Steps", copy=True)
    step_count = fields.Integer("Number of steps", compute="_compute_step_count")
    sender_rule = fields.Selection(
        [
            ("subscribing_user", "The user who subscribes the contact"),
            ("salesperson", "The contact's salesperson"),
            ("fixed_user", "Always the same user"),
        ],
        "Mails leave from",
        required=True,
        default=lambda self: self.env.company.email_sequence_sender_rule or "subscribing_user",
    )
    sender_id = fields.Many2one("res.users", index="btree_not_null", domain="[('share', '=', False)]")
    mail_server_id = fields.Many2one(
        "ir.mail_server",
        "Outgoing mail server",
        index="btree_not_null",
        domain="[('owner_user_id', '=', False)]",
        help="Used where the sender has no outgoing mail server of their own. Empty: Odoo chooses by the address.",
    )
    mail_server_name = fields.Char(help="Tells a deleted outgoing mail server from one that was never chosen.")
    pause_colleagues = fields.Boolean(
        "Pause colleagues too",
        help="A mail from anyone of the same company pauses every contact of that company.",
    )
    hold_on_absence = fields.Boolean(
        "Wait for who is away",
        default=lambda self: self.env.company.email_sequence_hold_on_absence,
        help="After an out-of-office mail, the next step leaves not before the return date that the mail names.",
    )
    hold_days = fields.Integer(
        "Days to wait without a date", default=7, help="Counted from the out-of-office mail, where it names no date."
    )
    offers_unsubscribe = fields.Boolean(
        "Unsubscribe button",
        help="Mail programs show a button that unsubscribes (List-Unsubscribe), by one click where the address of Odoo "
        "begins with https.",
    )
    unsubscribe_footer = fields.Boolean(
        "Unsubscribe link at the end",
        default=lambda self: self.env.company.email_sequence_unsubscribe_footer,
        help="Mails end with a line in the contact's language that links to a page to unsubscribe, unless their "
        "template has such a link already.",
    )
    tracks_opens = fields.Boolean(
        "Track opens by an image",
        default=lambda self: self.env.company.email_sequence_tracks_opens,
        help="Each mail carries an invisible image. Whoever fetches it has opened the mail, or is a machine: many mail "
        "programs fetch no images, and many mail providers fetch all. So this figure is unreliable.",
    )

    _name_unique = models.UniqueIndex(
        "(company_id, lower(btrim(name)))",
        "A sequence of your company has this name already, perhaps an archived one. Choose another name.",
    )
    _hold_days_range = models.Constraint(
        "CHECK (hold_days BETWEEN 1 AND 365)", "Wait between 1 and 365 days for a contact who is away."
    )
    _sender_set = models.Constraint(
        "CHECK (sender_rule != 'fixed_user' OR sender_id IS NOT NULL)",
        'Choose the sender, or another rule than "Always the same user".',
    )

    @api.depends("tz")
    def _compute_tz_offset(self):
        for sequence in self:
            now = fields.Datetime.now().replace(tzinfo=UTC)
            sequence.tz_offset = now.astimezone(zoneinfo.ZoneInfo(sequence.tz or "UTC")).strftime("%z")

    @api.depends("schedule_id.window_ids", "schedule_id.skip_ids", "tz")
    @api.depends_context("lang")
    def _compute_openings(self):
        for sequence in self:
            sequence.openings = sequence.schedule_id.sudo()._openings(sequence.tz or "UTC")

    @api.depends("step_ids")
    def _compute_step_count(self):
        for sequence in self:
            sequence.step_count = len(sequence.step_ids)

    @api.constrains("state", "active", "step_ids", "schedule_id")
    def _check_activated(self):
        for sequence in self.filtered(lambda sequence: sequence.state == "activated"):
            if not sequence.step_ids:
                raise ValidationError(self.env._('Add a step to "%s" before you activate it.', sequence.name))
            if not sequence.schedule_id.window_ids:
                raise ValidationError(
                    self.env._('"%s" needs a sending schedule with at least one sending window.', sequence.name)
                )

    @api.constrains("step_ids")
    def _check_delays(self):
        later = self.browse().step_ids.concat(*(sequence.step_ids.sorted()[1:] for sequence in self))
        for step in later.filtered(lambda step: step.delay_days < 1):
            raise ValidationError(
                self.env._(
                    'Only the first step may be sent without a delay. Give the step "%s" a delay of 1 to 365 days.',
                    step.template_id.name,
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_tz_known(vals)
            self._note_mail_server(vals)
        sequences = super(EmailSequence, self.with_context(email_sequence_checks_steps=True)).create(vals_list)
        return sequences.with_env(self.env)

    def write(self, vals):
        self._check_tz_known(vals)
        self._note_mail_server(vals)
        return super(EmailSequence, self.with_context(email_sequence_checks_steps=True)).write(vals)

    def copy_data(self, default=None):
        return [
            dict(vals, name=self._free_name(self.env._("%s (copy)", sequence.name.strip())))
            for sequence, vals in zip(self, super().copy_data(default=default), strict=True)
        ]

    def action_activate(self):
        return self.write({"state": "activated"})

    def action_deactivate(self):
        return self.write({"state": "deactivated"})

    @api.model
    def action_create_example(self):
        """Open an example that can be tried and changed, for users without a sequence."""
        return create_example(self.env)._get_records_action()

    @api.model
    def get_empty_list_help(self, help_message):
        if self.has_access("create"):
            help_message += Markup(
                '<p><a type="action" class="btn btn-primary" data-model="email.sequence" '
                'data-method="action_create_example">%s</a></p>'
            ) % self.env._("Start with an example")
        return super().get_empty_list_help(help_message)

    def _sender_for(self, partner):
        """The user from whose account the emails to this contact are sent (semantics 3.4)."""
        if self.sender_rule == "fixed_user":
            return self.sender_id
        if self.sender_rule == "salesperson" and partner.user_id:
            return partner.user_id
        return self.env.user

    def _running(self):
        """The sequences whose due emails are sent."""
        return self.filtered(lambda sequence: sequence.active and sequence.state == "activated")

    def _check_tz_known(self, vals):
        if vals.get("tz") and vals["tz"] not in zoneinfo.available_timezones():
            raise ValidationError(
                self.env._('"%s" is no time zone. Choose one from the list, like Europe/Paris.', vals["tz"])
            )

    def _note_mail_server(self, vals):
        if "mail_server_id" in vals:
            vals["mail_server_name"] = self.env["ir.mail_server"].sudo().browse(vals["mail_server_id"]).name

    def _free_name(self, name):
        """The name, with a number if a sequence has it already."""
        taken = {name.strip().lower() for name in self.with_context(active_test=False).search([]).mapped("name")}
        return next(
            candidate
            for candidate in (name, *(f"{name} {n}" for n in range(2, len(taken) + 3)))
            if candidate.lower() not in taken
        )

    def _sending_schedule(self, tz=False):
        """The sequence's schedule as the pure engine reads it, in the time zone ``tz``, or else in the sequence's."""
        return self.schedule_id.sudo()._in_zone(tz or self.tz or "UTC")  # sudo: times do not depend on who asks
