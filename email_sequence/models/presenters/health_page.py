from odoo import api, fields, models
from odoo.tools import format_datetime, formatLang

COUNTED_TO = 10_000


class EmailSequenceHealthPage(models.AbstractModel):
    """The page on which a manager sees that mails leave and replies are seen, or why not."""

    _name = "email.sequence.health.page"
    _description = "Health Page of Email Sequences"

    @api.model
    @api.readonly
    def get_page(self):
        """What is known of each topic, beside the findings of ``email.sequence``'s ``get_health``.

        :return: ``[{"topic", "title", "is_well", "facts": [sentences]}]``
        """
        self.env["email.sequence"].check_access("read")
        wrong = {finding["topic"] for finding in self.env["email.sequence"].get_health()}
        topics = {
            "sending": (self.env._("Mails leave"), self.sudo()._sending()),
            "replies": (self.env._("Replies are seen"), self.sudo()._replies()),
        }
        return [
            {"topic": topic, "title": title, "is_well": topic not in wrong, "facts": list(facts)}
            for topic, (title, facts) in topics.items()
        ]

    def _sending(self):
        cron = self.env.ref("email_sequence.ir_cron_dispatch", raise_if_not_found=False)
        if cron and cron.lastcall:
            yield self.env._("Odoo last looked for due mails on %s.", self._moment(cron.lastcall))
        due = self._due_count()
        many = due >= COUNTED_TO
        count = formatLang(self.env, due, digits=0)
        yield self.env._("Mails due now: %s or more.", count) if many else self.env._("Mails due now: %s.", count)
        last = self.env["email.sequence.trace"].search(
            [("company_id", "in", self.env.companies.ids), ("trace_status", "=", "sent")], limit=1
        )
        if last:
            yield self.env._("The last mail left on %s.", self._moment(last.sent_datetime))

    def _due_count(self):
        running = self.env["email.sequence"].search(
            [("company_id", "in", self.env.companies.ids), ("state", "=", "activated")]
        )
        return self.env["email.sequence.subscription"].search_count(
            [
                ("sequence_id", "in", running.ids),
                ("state", "=", "active"),
                ("scheduled_datetime", "<=", fields.Datetime.now()),
            ],
            limit=COUNTED_TO,
        )

    def _replies(self):
        for server in self.env["fetchmail.server"].search([("state", "=", "done"), ("date", "!=", False)]):
            yield self.env._(
                "Odoo last fetched mail from “%(server)s” on %(moment)s.",
                server=server.name,
                moment=self._moment(server.date),
            )
        last = self.env["email.sequence.incoming"].search([], order="id desc", limit=1)
        if last:
            yield self.env._("The last mail about a sequence came on %s.", self._moment(last.create_date))

    def _moment(self, moment):
        return format_datetime(self.env, moment, dt_format="EEE d MMM y HH:mm")
