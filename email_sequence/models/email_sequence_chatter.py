import logging

from odoo import api, models

from ..tools.plain_template import text_outputs

_logger = logging.getLogger(__name__)

TEXT_TYPES = frozenset({"char", "text", "selection", "integer", "float", "monetary", "date", "datetime"})


class EmailSequenceChatter(models.AbstractModel):
    """The sent mails in their contacts' chatters.

    Odoo cleans the body of each message of what could harm its reader, which takes longer than all else that a mail
    needs. The mails of a plain template were cleaned when the template was saved, and nothing but escaped text was
    added since (``tools.plain_template``); their bodies are stored as they are. All others go through Odoo's cleaning.
    """

    _name = "email.sequence.chatter"
    _description = "Sent Mails in the Chatter"

    @api.model
    def _log(self, mails):
        """Keep the mails in the chatters; a failure here must not make a sent mail unsent.

        :param mails: a list of ``tools.sending.Mail``
        :return: their messages, in order; none where they could not be kept
        """
        try:
            with self.env.cr.savepoint():
                return self._create_messages(mails)
        except Exception:
            names = [mail.log["message_id"] for mail in mails]
            _logger.exception("Sent mails could not be logged in the chatter: %s", names)
            return self.env["mail.message"]

    def _create_messages(self, mails):
        values = [{**mail.log, "body": ""} if mail.is_plain else mail.log for mail in mails]
        messages = self.env["mail.message"].create(values)
        bodies = [
            (message.id, mail.log["body"]) for message, mail in zip(messages, mails, strict=True) if mail.is_plain
        ]
        if bodies:
            messages.flush_recordset()
            self.env.cr.execute_values(
                "UPDATE mail_message m SET body = v.body FROM (VALUES %s) AS v (id, body) WHERE m.id = v.id", bodies
            )
            messages.invalidate_recordset(["body"], flush=False)
        return messages

    @api.model
    def _is_plain(self, template):
        """Whether the template puts nothing but escaped text into its source, in all languages."""
        sources = {
            str(template.with_context(lang=code).body_html or "")
            for code, _name in self.env["res.lang"].get_installed()
        }
        outputs = [text_outputs(source) for source in sources]
        return None not in outputs and all(self._is_text(path) for path in set().union(*outputs))

    def _is_text(self, path):
        """Whether the path leads to a field that holds text, and never HTML."""
        first, *names = path.split(".")
        model = {"object": self.env["res.partner"], "user": self.env["res.users"]}.get(first)
        field = None
        for name in names:
            field = model._fields.get(name) if model is not None else None
            model = self.env[field.comodel_name] if field and field.comodel_name else None
        while field and field.related_field:
            field = field.related_field
        return bool(field and field.store and field.type in TEXT_TYPES)
