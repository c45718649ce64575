import base64
import logging
import smtplib
import ssl
from contextlib import suppress
from urllib.parse import quote

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import formataddr, groupby, str2bool
from odoo.tools.mail import email_normalize

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

from ..tools.mail_headers import OWN_ID, one_line, reply_subject, thread_headers
from ..tools.sending import Account, Mail, Outcome

_logger = logging.getLogger(__name__)

PERMANENT = 500  # SMTP replies from here on are permanent failures (RFC 5321 section 4.2.1)
RENDERED_FIELDS = ("subject", "body_html", "attachment_ids", "report_template_ids")


class AccountSessions:
    """One SMTP session per account for a whole run; an account that failed is not tried again in the run."""

    def __init__(self, connect):
        self._connect = connect
        self._sessions = {}
        self._failures = {}

    def open(self, account):
        """``(session, None)``, or ``(None, Outcome)`` where the account cannot be used."""
        if account not in self._sessions and account not in self._failures:
            session, failure = self._connect(account)
            if failure:
                self.give_up(account, failure)
            else:
                self._sessions[account] = session
        return self._sessions.get(account), self._failures.get(account)

    def give_up(self, account, failure):
        """Let every further mail of the account fail in the same way, without asking its server again."""
        self._failures[account] = failure
        self.drop(account)

    def drop(self, account):
        """Close the account's session; the next mail opens a new one."""
        session = self._sessions.pop(account, None)
        if session:
            with suppress(OSError, smtplib.SMTPException):
                session.quit()

    def drop_dead(self):
        """Drop the sessions that the server closed, while it is certain that no mail is on its way in them."""
        for account, session in list(self._sessions.items()):
            try:
                alive = session.noop()[0] == 250
            except (OSError, smtplib.SMTPException):
                alive = False
            if not alive:
                self.drop(account)

    def close(self):
        for account in list(self._sessions):
            self.drop(account)


class EmailSequenceMailer(models.AbstractModel):
    """Composing step mails as their sender, and handing them to the sender's own account (semantics 3.4, 6, 9)."""

    _name = "email.sequence.mailer"
    _description = "Email Sequence Mailer"

    # ---- composing

    @api.model
    def _compose(self, traces):
        """Render the mails of claimed traces, each template once per sender.

        :return: ``({trace id: Mail}, {trace id: Outcome})``: what is ready, and what failed without a mail leaving
        """
        mails, failures = {}, {}
        threads = self._threads(traces)
        blacklisted = self._blacklisted(traces)
        for (step, sender, sequence), group in groupby(traces, lambda t: (t.step_id, t.user_id, t.sequence_id)):
            # A step that was deleted since the claim is not sent: its subscriptions wait for the next one already.
            account, failure = self._account(sequence, sender) if step.active else (None, Outcome("released"))
            if failure:
                failures.update(dict.fromkeys((trace.id for trace in group), failure))
                continue
            traces_to_render = traces.browse(trace.id for trace in group)
            rendered = self._render(step.template_id, sender, sequence.company_id, traces_to_render.partner_id.ids)
            for trace in traces_to_render:
                outcome = (
                    Outcome("error", "unsubscribed")
                    if trace.email in blacklisted
                    else self._try_mail(trace, account, threads[trace], rendered.get(trace.partner_id.id))
                )
                (mails if isinstance(outcome, Mail) else failures)[trace.id] = outcome
        return mails, failures

    def _threads(self, traces):
        """``{trace: the earlier mails of the conversation it continues}``; empty where it starts one."""
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

    def _render(self, template, sender, company, partner_ids):
        """``{partner id: rendered values, or the Outcome of one whose template does not render}``, as the sender."""
        template = template.with_user(sender).with_context(allowed_company_ids=company.ids)
        try:
            with self.env.cr.savepoint():
                return template._generate_template(partner_ids, RENDERED_FIELDS)
        except Exception as error:
            if len(partner_ids) == 1:
                _logger.info("Template %s does not render for partner %s: %s", template.id, partner_ids[0], error)
                return {partner_ids[0]: Outcome("error", "template", one_line(str(error)))}
        results = {}
        for partner_id in partner_ids:  # one bad contact never stops the others (semantics 6.3)
            results.update(self._render(template, sender, company, [partner_id]))
        return results

    def _try_mail(self, trace, account, thread, rendered):
        """As :meth:`_mail`; what stands in the way of one mail never stops the others (semantics 6.3)."""
        try:
            return self._mail(trace, account, thread, rendered)
        except Exception as error:
            _logger.info("The mail %s cannot be made: %s", trace.message_id, error)
            return Outcome("error", "template", one_line(str(error)))

    def _mail(self, trace, account, thread, rendered):
        """The trace's :class:`Mail`, or an :class:`Outcome` where it cannot be made."""
        if isinstance(rendered, Outcome):
            return rendered
        if not rendered or not email_normalize(trace.email):
            return Outcome("error", "address", trace.email)
        subject = self._subject(rendered, thread[0].subject or "" if thread else None)
        attachments = self._attachments(rendered)
        log = self._log_values(trace, account, subject, rendered["body_html"], attachments)
        message = self._message(
            account,
            (trace.partner_id.name, trace.email),
            subject,
            rendered["body_html"],
            attachments,
            reply_to=log["reply_to"],
            message_id=trace.message_id,
            thread_ids=thread.mapped("message_id"),
            headers={
                "Return-Path": trace.company_id.bounce_email or account.email_from,
                OWN_ID: trace.message_id,
                **self._unsubscribe_headers(trace),
            },
        )
        return Mail(trace.id, account, subject, message, log)

    def _subject(self, rendered, thread_subject):
        """The subject of a mail; ``thread_subject`` is that of its thread's first mail, None where it starts one."""
        return one_line(rendered["subject"]) if thread_subject is None else reply_subject(thread_subject)

    def _message(self, account, to, subject, body, attachments, *, reply_to, message_id, thread_ids, headers):
        """The mail itself, an ``EmailMessage``.

        :param tuple to: the name and the address of whom it is for
        :param attachments: ``ir.attachment`` records
        :param thread_ids: the Message-Ids of the thread that it continues, oldest first; empty where it starts one
        """
        name, address = to
        in_reply_to, references = thread_headers(thread_ids)
        return self.env["ir.mail_server"]._build_email__(
            account.email_from,
            [formataddr((one_line(name or ""), address))],
            subject,
            body,
            reply_to=reply_to,
            attachments=[(attachment.name, attachment.raw, attachment.mimetype) for attachment in attachments],
            message_id=message_id,
            references=references,
            subtype="html",
            headers={**headers, **({"In-Reply-To": in_reply_to} if in_reply_to else {})},
        )

    def _log_values(self, trace, account, subject, body, attachments):
        """The values of the mail's record in the contact's chatter."""
        return {
            "model": "res.partner",
            "res_id": trace.partner_id.id,
            "message_type": "email_outgoing",
            "subtype_id": self.env.ref("mail.mt_comment").id,
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
        """The company's catchall address under the sender's name, so that Odoo sees the answers; False without one."""
        if not company.catchall_email:
            return False
        return formataddr((one_line(sender.name), company.catchall_email))

    def _unsubscribe_headers(self, trace):
        """How to unsubscribe by mail (RFC 2369 section 3.2); the request names the mail, and so the subscription."""
        catchall = trace.company_id.catchall_email
        if not trace.sequence_id.offers_unsubscribe or not catchall:
            return {}
        return {"List-Unsubscribe": f"<mailto:{catchall}?subject={quote(f'unsubscribe {trace.message_id}')}>"}

    def _attachments(self, rendered):
        """The template's own attachments, and its reports as new ones."""
        own = self.env["ir.attachment"].browse(rendered.get("attachment_ids", ()))
        if not rendered.get("attachments"):
            return own
        with self.env.cr.savepoint():
            return own | own.create(
                [{"name": name, "raw": base64.b64decode(content)} for name, content in rendered["attachments"]]
            )

    # ---- the sender's account

    def _account(self, sequence, sender):
        """``(Account, None)``, or ``(None, Outcome)`` where the sender's account is gone (semantics 6.1).

        The sender's personal server of Odoo comes first, then the sequence's, then Odoo's choice by the From address.
        A server that was deleted or archived is never replaced by another one.
        """
        if not sender.active or not email_normalize(sender.email or ""):
            return None, Outcome("error", "sender_missing")
        email_from = formataddr((one_line(sender.name), email_normalize(sender.email)))
        server = self._personal_server(sender) or sequence.mail_server_id
        if not server and sequence.mail_server_name:
            return None, Outcome("error", "account_missing", sequence.mail_server_name)
        if server and not server.active:
            return None, Outcome("error", "account_archived", server.name)
        if not server:
            server = self.env["ir.mail_server"]._find_mail_server(email_from)[0] or server
        return Account(server.id or 0, email_from), None

    @api.model
    def _account_name(self, account):
        """What users call the outgoing server of an :class:`Account`."""
        server = self.env["ir.mail_server"].browse(account.server_id)
        return server.name if server else self.env._("Server of Odoo's configuration")

    def _personal_server(self, sender):
        disabled = self.env["ir.config_parameter"].get_param("mail.disable_personal_mail_servers")
        return self.env["ir.mail_server"] if str2bool(disabled or "False") else sender.outgoing_mail_server_id

    def _sessions(self):
        return AccountSessions(self._connect_account)

    def _connect_account(self, account):
        """``(SMTP session, None)``, or ``(None, Outcome)`` with what is wrong with the account."""
        try:
            session = self.env["ir.mail_server"]._connect__(
                mail_server_id=account.server_id or None, smtp_from=account.email_from
            )
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            return None, Outcome("error", "account_login", _server_words(error))
        except (OSError, ssl.SSLError, smtplib.SMTPException, ValueError) as error:  # ValueError: no host name
            return None, Outcome("error", "account_unreachable", _server_words(error))
        except UserError as error:
            return None, Outcome("error", "account_refused", one_line(str(error)))
        if session:
            session.smtp_from = account.email_from  # never rewritten to the notification address
        return session, None

    # ---- handing over

    def _hand_over(self, mail, sessions):
        """Give one mail to the server of its account; the :class:`Outcome` says what became of it."""
        session, failure = sessions.open(mail.account)
        if failure:
            return failure
        try:
            self.env["ir.mail_server"].send_email(
                mail.message, mail_server_id=mail.account.server_id or None, smtp_session=session
            )
        except MailDeliveryException as error:
            cause = error.__context__ or error
            outcome = _refusal(cause)
            if outcome.is_of_account and cause.smtp_code >= PERMANENT:
                sessions.give_up(mail.account, outcome)
            elif outcome.status == "unknown" or not getattr(session, "sock", True):
                sessions.drop(mail.account)
            return outcome
        except (AssertionError, ValueError) as error:  # raised by Odoo before anything is sent
            return Outcome("error", "address", one_line(str(error)))
        except Exception as error:  # SMTPServerDisconnected, or an error that nobody thought of
            sessions.drop(mail.account)
            return Outcome("unknown", "interrupted", _server_words(error))
        return Outcome("sent", mail=mail)


def _refusal(cause):
    """The outcome of a mail that the server, or the library before it, refused."""
    words = _server_words(cause)
    if isinstance(cause, smtplib.SMTPRecipientsRefused):
        return Outcome("error", "recipient_refused", words)
    if isinstance(cause, smtplib.SMTPSenderRefused):
        return Outcome("error", "account_refused", words)
    if isinstance(cause, (smtplib.SMTPResponseException, smtplib.SMTPNotSupportedError, ValueError)):
        return Outcome("error", "message_refused", words)
    return Outcome("unknown", "interrupted", words)


def _server_words(error):
    """The server's reply in one line, such as ``550 5.1.1 No such user``."""
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, words = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, words = error.smtp_code, error.smtp_error
    else:
        return one_line(str(error))
    return one_line(f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}")
