"""The sent emails in the chatters of the records that they are about.

Odoo cleans the body of each message of what could harm its reader, which takes longer than all else that an email
needs. Of a plain template, that cleaning would keep everything, and nothing but escaped text is added to it
(``tools/sending/plain_template.py``); the bodies of its emails are stored as they are. All others go through Odoo's
cleaning.
"""

import logging

from ...tools.sending.plain_template import is_kept, text_outputs, without_directives

_logger = logging.getLogger(__name__)

TEXT_TYPES = frozenset({"char", "text", "selection", "integer", "float", "monetary", "date", "datetime"})


def log(env, emails):
    """Log the emails in the chatters; a failure here must not make a sent email unsent.

    :param emails: a list of :class:`Email`
    :return: their messages, in order; none if they could not be logged
    """
    try:
        with env.cr.savepoint():
            return create_messages(env, emails)
    except Exception:
        names = [email.log["message_id"] for email in emails]
        _logger.exception("Sent emails could not be logged in the chatter: %s", names)
        return env["mail.message"]


def create_messages(env, emails):
    values = [{**email.log, "body": ""} if email.is_plain else email.log for email in emails]
    messages = env["mail.message"].create(values)
    bodies = [
        (message.id, email.log["body"]) for message, email in zip(messages, emails, strict=True) if email.is_plain
    ]
    if bodies:
        messages.flush_recordset()
        env.cr.execute_values(
            "UPDATE mail_message m SET body = v.body FROM (VALUES %s) AS v (id, body) WHERE m.id = v.id", bodies
        )
        messages.invalidate_recordset(["body"], flush=False)
    return messages


def is_plain(env, template):
    """Whether cleaning the emails of the template would take nothing from them, in any language."""
    codes = [code for code, _name in env["res.lang"].get_installed()]
    sources = {str(template.with_context(lang=code).body_html or "") for code in codes}
    return all(is_plain_source(env, source, template.model) for source in sources)


def is_plain_source(env, source, model):
    """As :func:`is_plain`, of the source in one language; ``model`` is the name of the template's."""
    paths = text_outputs(source)
    if paths is None or not all(_is_text(env, path, model) for path in paths):
        return False
    sample, messages = without_directives(source), env["mail.message"]
    return is_kept(sample, str(messages._fields["body"].convert_to_cache(sample, messages)))


def _is_text(env, path, of):
    """Whether the path leads to a field that holds text, and never HTML."""
    first, *names = path.split(".")
    model = {"object": env[of], "user": env["res.users"]}.get(first)
    field = None
    for name in names:
        field = model._fields.get(name) if model is not None else None
        model = env[field.comodel_name] if field and field.comodel_name else None
    while field and field.related_field:
        field = field.related_field
    return bool(field and field.store and field.type in TEXT_TYPES)
