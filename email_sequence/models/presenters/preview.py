"""What a sequence would send to a contact: to look at, and as test emails to the user's own address."""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass

from odoo.exceptions import UserError
from odoo.tools.mail import email_domain_extract

from ...tools.mail_headers import new_message_id, one_line
from ...tools.sending.failures import FAILURES
from ...tools.sending.values import Email, Outcome
from ..sending import account as accounts
from ..sending import transport

TEST_HEADER = "X-Email-Sequence-Test"


@dataclass(frozen=True)
class Draft:
    """A step as it would be sent to a contact, from the template that the contact gets.

    ``variant`` is the letter of the template if the step has several; ``failure`` is the Outcome if the template does
    not render, else None.
    """

    template_name: str
    variant: str
    starts_thread: bool
    subject: str = ""
    body: str = ""
    attachment_names: tuple[str, ...] = ()
    failure: Outcome | None = None


class Preview:
    """Drafts and test emails, made by ``email.sequence.mailer`` as real ones are.

    A test has no trace, no line in a chatter and no ``mail.mail``. Its Message-Ids differ from those of steps, so no
    reply to it and no failure notice about it pauses anybody.

    :param env: the environment of the user who looks, and to whose address test emails are sent
    """

    def __init__(self, env):
        self.env = env

    def account(self, sequence, sender):
        """``(From address, name of the outgoing server, False)``, or ``(False, False, what is wrong)``."""
        # sudo: users may not read outgoing servers, but may know which one sends.
        account, failure = accounts.choose(sequence.sudo(), sender.sudo())
        if failure:
            return False, False, self.sentence(failure)
        return account.email_from, accounts.name_of(self.env(su=True), account), False

    def drafts(self, steps, partner, sender, thread_subject=None):
        """The :class:`Draft` of each step, in order; nothing is written, whatever the templates do.

        :param thread_subject: the subject of the thread that the first of the steps continues, None if it starts one
        """
        drafts = []
        with self._undone() as env:
            mailer = env["email.sequence.mailer"]
            for step, template, rendered in self._rendered(env, steps, partner, sender):
                starts_thread = step.new_thread or thread_subject is None
                variant = (template.name, step._letter(template))
                if isinstance(rendered, Outcome):
                    thread_subject = "" if starts_thread else thread_subject
                    drafts.append(Draft(*variant, starts_thread, failure=rendered))
                    continue
                subject = mailer._subject(rendered, None if starts_thread else thread_subject)
                thread_subject = subject if starts_thread else thread_subject
                names = mailer._attachments(rendered).mapped("name")
                drafts.append(Draft(*variant, starts_thread, subject, rendered["body_html"], tuple(names)))
        return drafts

    def send_tests(self, sequence, partner, sender):
        """Send all steps of the sequence at once, as one thread or more, to the address of the user.

        :return: how many emails were sent
        :raise UserError: what is wrong, as a sentence; if a template or the account is, nothing was sent
        """
        if not self._address():
            raise UserError(self.env._("You have no valid email address to send the test mails to. Set it first."))
        # sudo: users may not read outgoing servers, but may send by the one that the sequence uses.
        account, failure = accounts.choose(sequence.sudo(), sender.sudo())
        if failure:
            raise UserError(self.sentence(failure))
        return self._hand_over(self._test_mails(sequence, partner, sender, account))

    def _hand_over(self, mails):
        transports = transport.Transports(self.env(su=True))
        try:
            for sent, mail in enumerate(mails):
                outcome = transports.send(mail)
                if outcome.status != "sent":
                    raise UserError(
                        self.env._(
                            "%(sent)s of %(count)s test mails were sent. %(sentence)s",
                            sent=sent,
                            count=len(mails),
                            sentence=self.sentence(outcome),
                        )
                    )
        finally:
            transports.close()
        return len(mails)

    def _test_mails(self, sequence, partner, sender, account):
        """The :class:`Email` of each step to the user, each naming the ones before it in its thread."""
        mails, thread_ids, thread_subject = [], [], None
        with self._undone() as env:
            mailer = env["email.sequence.mailer"]
            for step, template, rendered in self._rendered(env, sequence.step_ids.sorted(), partner, sender):
                if isinstance(rendered, Outcome):
                    raise self._error_of(template, rendered)
                if step.new_thread or thread_subject is None:
                    thread_ids, thread_subject = [], f"[{self.env._('Test')}] {mailer._subject(rendered, None)}"
                    subject = thread_subject
                else:
                    subject = mailer._subject(rendered, thread_subject)
                message = self._try_message(mailer, account, template, subject, rendered, thread_ids)
                thread_ids = [*thread_ids, message["Message-Id"]]
                mails.append(Email(0, account, self._address(), subject, message, {}))
        return mails

    def _error_of(self, template, outcome):
        return UserError(self.env._("%(step)s: %(sentence)s", step=template.name, sentence=self.sentence(outcome)))

    def _try_message(self, mailer, account, template, *args):
        """As :meth:`_message`; raises UserError with the reason if it cannot be made."""
        try:
            return self._message(mailer, account, *args)
        except Exception as error:
            raise self._error_of(template, Outcome("error", "composing", one_line(str(error)))) from error

    def _message(self, mailer, account, subject, rendered, thread_ids):
        """One test email. Replies and failure notices go to people, not to the addresses that Odoo reads."""
        address, attachments = self._address(), mailer._attachments(rendered)
        links = mailer._links(attachments)
        # sudo: as real emails get them. In this transaction, which is not undone, so that the links work.
        sudo = self.env["email.sequence.mailer"].sudo()
        body = sudo._with_links(rendered["body_html"], links.with_env(sudo.env))
        return mailer._message(
            account,
            (self.env.user.name, address),
            subject,
            body,
            attachments - links,
            reply_to=address,
            message_id=self._new_message_id(account),
            thread_ids=thread_ids,
            headers={"Return-Path": account.email_from, TEST_HEADER: uuid.uuid4().hex},
        )

    def _address(self):
        """The address of the user, to which tests are sent; False unless it is one valid address."""
        return self.env["email.sequence.mailer"]._recipient(self.env.user.email)

    def _new_message_id(self, account):
        """A Message-Id that differs from those of steps."""
        return new_message_id(email_domain_extract(account.email_from) or "", kind="test")

    def _rendered(self, env, steps, partner, sender):
        """Each step, the template that the contact gets, and its rendered values, in another environment.

        If a template does not render, its Outcome takes the place of the values.
        """
        mailer = env["email.sequence.mailer"]
        partner = partner.with_env(env)
        for step in steps.with_env(env):
            company, template = step.sequence_id.company_id, step._templates_for(partner)[partner]
            rendered = mailer._render(template, sender.with_env(env), company, partner.ids)
            yield step, template, self._with_footer(rendered.get(partner.id), step, partner, sender)

    def _with_footer(self, rendered, step, partner, sender):
        """As it would be sent; its links to unsubscribe lead nowhere."""
        if not rendered or isinstance(rendered, Outcome):
            return rendered or Outcome("error", "template")
        mailer = self.env["email.sequence.mailer"]
        body = mailer._with_footer(rendered["body_html"], step.sequence_id, partner, sender)
        return {**rendered, "body_html": body}

    @contextmanager
    def _undone(self):
        """An environment with all rights, in a transaction of its own that is always rolled back.

        Templates and reports may write, such as a report that keeps its document. The caches of the current
        transaction, which may hold an unsaved dialog, stay as they are when a template fails.
        """
        self.env.flush_all()
        with self.env.registry.cursor() as cr:
            try:
                yield self.env(cr=cr, su=True)
            finally:
                cr.rollback()

    def sentence(self, outcome):
        return FAILURES[outcome.failure].words(self.env, outcome.detail)
