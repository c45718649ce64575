from odoo import api, fields, models

from ..models.presenters.forecast import emails_per_day


class EmailSequenceForecast(models.TransientModel):
    """How many emails of one step will be sent from one account on one day, if nobody replies.

    The rows are those of the last forecast that the user opened; the next one replaces them.
    """

    _name = "email.sequence.forecast"
    _description = "Forecast of Email Sequences"
    _order = "date, sequence_id, step_id, id"
    _rec_name = "step_id"

    sequence_id = fields.Many2one("email.sequence", "Email sequence", required=True, index=True, ondelete="cascade")
    step_id = fields.Many2one("email.sequence.step", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", "Sender", required=True, index=True, ondelete="cascade")
    mail_server_id = fields.Many2one(
        "ir.mail_server", "Outgoing mail server", index="btree_not_null", ondelete="cascade"
    )
    account = fields.Char(help="The outgoing mail server of the sender, or what is wrong with it.")
    daily_limit = fields.Integer(
        "Limit of the account",
        aggregator="max",
        help="Mails that may leave from it on that day, in the sending windows and under all its limits; 0: unlimited.",
    )
    date = fields.Date("Day", required=True, help="By the clock that reads the sending windows.")
    kind = fields.Selection(
        [("planned", "Planned"), ("projected", "If nobody answers")],
        required=True,
        help="Planned: the next mail of an active subscription. If nobody answers: the steps after it.",
    )
    mail_count = fields.Integer("Mails", required=True)

    @api.model
    def action_open(self, sequence_ids=()):
        """Forecast some sequences, or all, and show it.

        :param sequence_ids: ids of ``email.sequence``; empty: all that the user may read
        """
        domain = [("id", "in", sequence_ids)] if sequence_ids else []
        sequences = self.env["email.sequence"].search(domain)
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        self.create(emails_per_day(sequences))
        return self._action(sequences, of_all=not sequence_ids)

    def _action(self, sequences, of_all):
        action = self.env["ir.actions.act_window"]._for_xml_id("email_sequence.email_sequence_forecast_action")
        if of_all:
            action["context"] = {"graph_groupbys": ["date:day", "sequence_id"]}
        elif len(sequences) == 1:
            action["display_name"] = self.env._("Forecast of %s", sequences.name)
        if sequences and not sequences._running():
            action["help"] = self.env["ir.qweb"]._render("email_sequence.forecast_of_deactivated", {})
        return action
