import base64
import logging
from datetime import UTC, datetime

from markupsafe import Markup

from odoo import api, models
from odoo.tools import formataddr, groupby, html2plaintext
from odoo.tools.mail import append_content_to_html, email_normalize

from odoo.addons.base.models.ir_mail_server import extract_rfc2822_addresses

from ...tools.mail_headers import OWN_ID, one_line, reply_subject, thread_headers
from ...tools.sending.lean_message import lean_message
from ...tools.sending.template_failure import cause, placeholder
from ...tools.sending.values import Email, Outcome
from . import account as accounts
from . import sent_mail_log

_logger = logging.getLogger(__name__)

TEXT_FIELDS = ("subject", "body_html")
RENDERED_FIELDS = (*TEXT_FIELDS, "attachment_ids", "report_template_ids")
LINKS = ("http://", "https://", "ftp://")


class EmailSequenceMailer(models.AbstractModel):
    """Composing the emails of steps as their sender (semantics 3.4, 6.3, 9)."""

    _name = "email.sequence.mailer"
    _description = "Email Sequence Mailer"

    # ---- composing

    @api.model
    def _compose(self, traces):
        """Render the emails of claimed traces, each template once per sender.

        :return: ``({trace id: Email}, {trace id: Outcome})``: what is ready, and what failed, so that nothing is sent
        """
        emails, failures = {}, {}
        threads = self._threads(traces)
        blacklisted = self._blacklisted(traces)
        for (step, template, sender, sequence), group in groupby(
            traces, lambda t: (t.step_id, t.template_id, t.user_id, t.sequence_id)
        ):
            # A step that was deleted since the claim is not sent: its subscriptions wait for the next one already.
            is_due = step.active and template in step._templates()
            account, failure = accounts.choose(sequence, sender) if is_due else (None, Outcome("released"))
            if failure:
                failures.update(dict.fromkeys((trace.id for trace in group), failure))
                continue
            traces_to_render = traces.browse(trace.id for trace in group)
            records = {trace: trace.subscription_id._rendered_record() for trace in traces_to_render}
            record_ids = list(dict.fromkeys(record.id for record in records.values() if record))
            rendered = self._render(template, sender, sequence.company_id, record_ids)
            for trace in traces_to_render:
                outcome = (
                    Outcome("error", "unsubscribed")
                    if trace.email in blacklisted
                    else self._try_email(trace, account, threads[trace], rendered.get(records[trace].id))
                )
                (emails if isinstance(outcome, Email) else failures)[trace.id] = outcome
        return emails, failures

    def _threads(self, traces):
        """``{trace: the earlier emails of the conversation it continues}``; empty if it starts one."""
        earlier = self.env["email.sequence.trace"].search(
            [("subscription_id", "in", traces.subscription_id.ids), ("trace_status", "!=", "sending")]
        )
        by_subscription = earlier.grouped("subscription_id")
        return {
            trace: by_subscription.get(trace.subscription_id, earlier.browse())._thread()
            if not trace.starts_thread
            else earlier.browse()
            for trace in traces
        }

    def _blacklisted(self, traces):
        return set(self.env["mail.blacklist"].search([("email", "in", traces.mapped("email"))]).mapped("email"))

    def _render(self, template, sender, company, record_ids):
        """``{record id: rendered values, or the Outcome if they cannot be rendered}``, as the sender.

        :param record_ids: of the template's model
        """
        template = template.with_user(sender).with_context(allowed_company_ids=company.ids)
        try:
            rendered = self._generate(template, record_ids, RENDERED_FIELDS)
        except Exception as error:
            if len(record_ids) == 1:
                _logger.info("Template %s does not render for record %s: %s", template.id, record_ids[0], error)
                return {record_ids[0]: self._not_rendered(template, record_ids[0], error)}
        else:
            is_plain = sent_mail_log.is_plain(self.env, template)
            return {
                record_id: self._lost_files(values) or {**values, "is_plain": is_plain}
                for record_id, values in rendered.items()
            }
        results = {}
        for record_id in record_ids:  # one bad record never stops the others (semantics 6.3)
            results.update(self._render(template, sender, company, [record_id]))
        return results

    def _generate(self, template, record_ids, names):
        with self.env.cr.savepoint():
            records = template.env[template.model].browse(record_ids)
            if "lang" in records:
                records.mapped("lang")  # Odoo would read them one by one
            return template._generate_template(record_ids, names)

    def _not_rendered(self, template, record_id, error):
        """The Outcome of an email whose rendering ended with this error: what is to blame (semantics 6.1)."""
        if not template.env[template.model].browse(record_id).exists().has_access("read"):
            return Outcome("error", "no_access")
        try:
            self._generate(template, [record_id], TEXT_FIELDS)
        except Exception:
            return Outcome("error", "template", self._template_failure(error))
        return Outcome("error", "attachment", one_line(str(error)))  # of a report: all else has rendered

    def _lost_files(self, rendered):
        """The Outcome if attachments had content that is lost, which Odoo reads as empty; else None."""
        files = self.env["ir.attachment"].browse(rendered.get("attachment_ids", ()))
        lost = files.filtered(lambda file: file.store_fname and not file.raw)
        return Outcome("error", "attachment", one_line(", ".join(lost.mapped("name")))) if lost else None

    def _try_email(self, trace, account, thread, rendered):
        """As :meth:`_email`; what stands in the way of one email never stops the others (semantics 6.3)."""
        try:
            return self._email(trace, account, thread, rendered)
        except Exception as error:
            _logger.info("The email %s cannot be composed: %s", trace.message_id, error)
            return Outcome("error", "composing", one_line(str(error)))

    def _email(self, trace, account, thread, rendered):
        """The trace's :class:`Email`, or an :class:`Outcome` if it cannot be composed."""
        if isinstance(rendered, Outcome):
            return rendered
        recipient = self._recipient(trace.email)
        if not rendered or not recipient:
            return Outcome("error", "address", trace.email)
        subject = self._subject(rendered, thread[0].subject or "" if thread else None)
        attachments = self._attachments(rendered)
        links = self._links(attachments)
        body = self._with_footer(rendered["body_html"], trace.sequence_id, trace.partner_id, trace.user_id)
        log = self._log_values(trace, account, subject, body, attachments)
        body = self._personalized(self._with_links(body, links), trace)
        tracked = self._tracked(body, trace)
        message = self._message(
            account,
            (trace.partner_id.name, recipient),
            subject,
            tracked,
            attachments - links,
            text=html2plaintext(body) if tracked is not body else None,
            reply_to=log["reply_to"],
            message_id=trace.message_id,
            thread_ids=thread.mapped("message_id"),
            headers={
                "Return-Path": trace.company_id.bounce_email or account.email_from,
                OWN_ID: trace.message_id,
                **self._headers(trace),
            },
        )
        return Email(trace.id, account, recipient, subject, message, log, rendered["is_plain"])

    # ---- hooks: what other rooms and bridges add to an email

    def _with_footer(self, body, sequence, partner, sender):
        """The rendered body, or False, with what the sequence adds at its end; in previews and test emails too."""
        return body or Markup()

    def _personalized(self, body, trace):
        """The body that only the recipient gets, both as HTML and as text: the contact's chatter has the one before."""
        return body

    def _tracked(self, body, trace):
        """The HTML body with what tells about its reader, if the sequence wants that; the text part has none of it."""
        return body

    def _headers(self, trace):
        """Further headers of the email, ``{name: value}``."""
        return {}

    # ---- parts of an email

    @api.model
    def _recipient(self, email):
        """The address as Odoo gives it to servers, its domain in ASCII; False unless it is one valid address."""
        addresses = extract_rfc2822_addresses(email_normalize(email or ""))
        return addresses[0] if len(addresses) == 1 else False

    def _template_failure(self, error):
        """Which placeholder failed and why, as far as Odoo's words say it."""
        words = f"{error}\n{error.__cause__ or ''}"
        failed = ": ".join(filter(None, (placeholder(words), cause(words))))
        return one_line(failed or str(error).partition("\n")[0])

    def _subject(self, rendered, thread_subject):
        """The subject of an email; ``thread_subject`` is that of its thread's first email, None if it starts one."""
        return one_line(rendered["subject"]) if thread_subject is None else reply_subject(thread_subject)

    def _message(
        self, account, to, subject, body, attachments, *, reply_to, message_id, thread_ids, headers, text=None
    ):
        """The message itself, an ``EmailMessage``.

        :param tuple to: the name and the address of the recipient
        :param attachments: ``ir.attachment`` records with content
        :param text: the text part, if it is not to be made of the body
        :param thread_ids: the Message-Ids of the thread that it continues, oldest first; empty if it starts one
        """
        name, address = to
        in_reply_to, references = thread_headers(thread_ids)
        servers = self.env["ir.mail_server"].with_context(email_sequence_step_mail=True)
        return servers._build_email__(
            account.email_from,
            [formataddr((one_line(name or ""), address))],
            subject,
            body,
            reply_to=reply_to,
            attachments=[(one_line(file.name), file.raw, file.mimetype) for file in attachments],
            message_id=message_id,
            references=references,
            subtype="html",
            headers={**headers, **({"In-Reply-To": in_reply_to} if in_reply_to else {})},
            **({"body_alternative": text} if text else {}),
        )

    @api.model
    def _build_email(
        self,
        email_from,
        email_to,
        subject,
        body,
        *,
        reply_to,
        attachments,
        message_id,
        references,
        subtype,
        headers,
        body_alternative=None,
    ):
        """What Odoo's ``_build_email__`` makes of the same values for an email in HTML, several times faster."""
        fields_in_order = [
            ("Message-Id", message_id),
            *([("References", references)] if references else ()),
            ("Subject", subject),
            ("From", email_from),
            ("Reply-To", reply_to),
            ("To", ", ".join(email_to)),
            *headers.items(),
        ]
        text = body_alternative or html2plaintext(body)
        return lean_message(fields_in_order, text, body, attachments, date=datetime.now(UTC))

    def _log_values(self, trace, account, subject, body, attachments):
        """The values of the email's message in the chatter of the record that it is about."""
        record = trace.subscription_id._rendered_record()
        return {
            "model": record._name,
            "res_id": record.id,
            "message_type": "email_outgoing",
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment"),
            "author_id": trace.user_id.partner_id.id,
            "email_from": account.email_from,
            "reply_to": self._reply_to(trace.user_id, trace.company_id) or account.email_from,
            "message_id": trace.message_id,
            "partner_ids": trace.partner_id.ids,
            "subject": subject,
            "body": body,
            "attachment_ids": attachments.ids,
        }

    def _reply_to(self, sender, company):
        """The company's catchall address under the sender's name, so that Odoo sees the replies; False without one."""
        if not company.catchall_email:
            return False
        return formataddr((one_line(sender.name), company.catchall_email))

    def _attachments(self, rendered):
        """The template's own attachments, and its reports as new ones: what has content, or is a link."""
        own = self.env["ir.attachment"].browse(rendered.get("attachment_ids", ()))
        own = own.filtered(lambda file: file.raw or self._links(file)).sorted("id")  # in the order of their upload
        if not rendered.get("attachments"):
            return own
        with self.env.cr.savepoint():
            return own | own.create(
                [
                    {"name": name, "raw": base64.b64decode(content)}
                    for name, content in rendered["attachments"]
                    if content
                ]
            )

    @api.model
    def _links(self, attachments):
        """Those of the attachments that are web addresses, without content of their own."""
        return attachments.filtered(lambda file: file.url and not file.file_size and file.url.startswith(LINKS))

    @api.model
    def _with_links(self, body, links):
        """The body with links to these attachments at its end, as Odoo's composer shows them (semantics 6.4).

        The links work for anybody who has the email: the attachments get access tokens.
        """
        if not links:
            return body
        links.generate_access_token()
        shown = self.env["ir.qweb"]._render("mail.mail_attachment_links", {"attachments": links})
        return append_content_to_html(body, shown, plaintext=False)
