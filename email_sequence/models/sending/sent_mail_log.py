import logging

from odoo import api, models

from ...tools.sending.plain_template import is_kept, text_outputs, without_directives

_logger = logging.getLogger(__name__)

TEXT_TYPES = frozenset({"char", "text", "selection", "integer", "float", "monetary", "date", "datetime"})


class EmailSequenceChatter(models.AbstractModel):
    """The sent mails in their contacts' chatters.

    Odoo cleans the body of each message of what could harm its reader, which takes longer than all else that a mail
    needs. Of a plain template, that cleaning would keep everything, and nothing but escaped text is added to it
    (``tools.plain_template``); the bodies of its mails are stored as they are. All others go through Odoo's cleaning.
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
        """Whether cleaning the mails of the template would take nothing from them, in any language."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        return all(map(self._is_plain_source, {str(template.with_context(lang=c).body_html or "") for c in codes}))

    def _is_plain_source(self, source):
        paths = text_outputs(source)
        if paths is None or not all(map(self._is_text, paths)):
            return False
        sample, messages = without_directives(source), self.env["mail.message"]
        return is_kept(sample, str(messages._fields["body"].convert_to_cache(sample, messages)))

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
