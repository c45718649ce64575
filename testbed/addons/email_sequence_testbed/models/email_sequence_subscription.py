from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

MODELS_WITH_MOMENTS = ("email.sequence.subscription", "email.sequence.trace", "email.sequence.incoming")
CRONS = ("mail.ir_cron_mail_gateway_action", "email_sequence.ir_cron_dispatch")


class EmailSequenceSubscription(models.Model):
    """What a demo or a system test needs over RPC, and nobody else: days that pass at once, crons that wake now.

    For administrators only. This addon lives outside the shipped one, in a folder of its own on the addons path.
    """

    _inherit = "email.sequence.subscription"

    @api.model
    def testbed_pass_days(self, days):
        """Let ``days`` days pass for email sequences: move every moment that they have stored into the past.

        Whatever was planned within these days is due then; the dispatcher is woken. Sending windows are those of
        today, as the clock itself stays.

        :param int days: whole days, at least 1
        :return: True
        :raises AccessError: for anybody but an administrator
        """
        return self._testbed_pass(("date", "datetime"), days=days)

    @api.model
    def testbed_pass_minutes(self, minutes):
        """As :meth:`testbed_pass_days`, but minutes; dates stay.

        :param int minutes: whole minutes, at least 1
        """
        return self._testbed_pass(("datetime",), minutes=minutes)

    @api.model
    def testbed_wake_crons(self):
        """Fetch mail and dispatch now rather than at the next minute.

        :return: True
        :raises AccessError: for anybody but an administrator
        """
        self._testbed_check_administrator()
        for xmlid in CRONS:
            self.env.ref(xmlid)._trigger()
        return True

    @api.model
    def _testbed_check_administrator(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators make time pass."))

    @api.model
    def _testbed_pass(self, types, days=0, minutes=0):
        self._testbed_check_administrator()
        if days + minutes < 1:
            raise UserError(self.env._("Time only passes forwards."))
        self.env.flush_all()
        for name in MODELS_WITH_MOMENTS:
            if name in self.env:
                self._testbed_shift(self.env[name], types, days, minutes)
        self.env.invalidate_all()
        self.env.ref("email_sequence.ir_cron_dispatch")._trigger()
        return True

    @api.model
    def _testbed_shift(self, model, types, days, minutes):
        """Move all stored moments of a model, which have these types, into the past, in the database itself."""
        interval = SQL("make_interval(days => %s, mins => %s)", days, minutes)
        moments = [
            SQL("%(column)s = %(column)s - %(interval)s", column=SQL.identifier(name), interval=interval)
            for name, field in model._fields.items()
            if field.type in types and field.store and name != "write_date"
        ]
        if moments:
            self.env.cr.execute(SQL("UPDATE %s SET %s", SQL.identifier(model._table), SQL(", ").join(moments)))
