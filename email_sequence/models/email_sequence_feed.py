from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

KNOWN_BY_SUBJECT = (
    "automatic_title",
    "absence_title",
    "absence_in_subject",
    "absence_topic",
    "receipt_title",
    "polite_title",
)


class EmailSequenceFeed(models.AbstractModel):
    """The words of the product: what a contact's activity feed says, who is told, what a screen says is next.

    Every sentence is in the language of its reader: of the sender in the feed, of the user on a screen.
    """

    _name = "email.sequence.feed"
    _description = "Email Sequences in the Activity Feed"

    @api.model
    def _say_paused(self, subscription, *, tell=True):
        """Say in the contact's feed that a subscription was paused and why; return the ``mail.message``.

        :param bool tell: whether the sender is notified too (never of a pause of their own)
        """
        feed = self._for_sender(subscription)
        body = feed._paused_sentence(subscription, self._name_of(subscription))
        is_own = subscription.pause_user_id == subscription.user_id
        return feed._post(subscription, body, tell=tell and not is_own, incoming=subscription.pause_incoming_id)

    @api.model
    def _say_resumed(self, subscription, user):
        feed = self._for_sender(subscription)
        body = feed.env._("%(sequence)s was resumed by %(user)s.", sequence=self._name_of(subscription), user=user.name)
        return feed._post(subscription, body, author=user.partner_id)

    @api.model
    def _say_removed(self, subscription, user):
        feed = self._for_sender(subscription)
        body = feed.env._(
            "%(user)s took the contact out of %(sequence)s.", sequence=self._name_of(subscription), user=user.name
        )
        return feed._post(subscription, body, author=user.partner_id)

    @api.model
    def _say_autoreply(self, subscription, incoming):
        """Note an autoresponder's mail, by what it was known, and that the subscription goes on (semantics 5.1)."""
        feed = self._for_sender(subscription)
        noted = feed.env._(
            "Automatic reply from %(sender)s (%(sign)s): “%(subject)s”.",
            sender=incoming.email_from,
            sign=feed._sign(incoming.rule),
            subject=incoming.subject or "",
        )
        if subscription.state != "active":
            return feed._post(subscription, noted, incoming=incoming)
        effect = feed._waiting_sentence(subscription) or feed.env._("%s was not paused.", self._name_of(subscription))
        return feed._post(subscription, Markup("%s %s") % (noted, effect), incoming=incoming)

    @api.model
    def _waiting_sentence(self, subscription):
        """That the subscription waits for the contact's return; "" where it does not."""
        if not self._is_absent(subscription):
            return ""
        return self.env._(
            "%(sequence)s waits until %(date)s.",
            sequence=self._name_of(subscription),
            date=format_date(self.env, subscription.absent_until),
        )

    @api.model
    def _say_automatic(self, subscription, incoming, user):
        """A user said that the mail which paused the subscription was automatic (semantics 5.3)."""
        feed = self._for_sender(subscription)
        said = feed.env._("%s said that the mail was automatic.", user.name)
        effect = feed._waiting_sentence(subscription) or feed.env._("%s goes on.", self._name_of(subscription))
        return feed._post(subscription, Markup("%s %s") % (said, effect), author=user.partner_id, incoming=incoming)

    @api.model
    def _sign(self, rule):
        """By what a mail was known as automatic, for a user; ``rule`` is the detector that decided."""
        if rule in KNOWN_BY_SUBJECT:
            return self.env._("its subject")
        return {
            "auto_submitted": "Auto-Submitted",
            "responder_header": self.env._("a responder's header"),
            "junk_answer": "Precedence",
            "own_loop_mark": "X-Loop",
            "null_return_path_answer": self.env._("no return address"),
            "responder_as_report": self.env._("a responder's report"),
        }.get(rule) or self.env._("its text")

    @api.model
    def _tell_account_problem(self, sender, sentence):
        """Tell a sender once that their account stopped the subscriptions that were due (semantics 6.2)."""
        partner = sender.partner_id
        words = self.with_context(lang=partner.lang)
        partner.message_notify(
            partner_ids=partner.ids,
            subject=words.env._("Email sequences paused: a mail could not be sent"),
            body=words.env._("Subscriptions with a mail due were paused. %s", sentence),
            author_id=self.env.ref("base.partner_root").id,
        )

    @api.model
    def _next_sentence(self, subscription):
        """What is next and when, or why nothing is, for the reader's language and time zone."""
        if subscription.state == "paused":
            return self._paused_sentence(subscription, subscription.sequence_id.name)
        if subscription.state == "finished":
            return self.env._("Finished: every step was sent.")
        if subscription.state == "removed":
            return self.env._("Removed: nothing more will be sent.")
        if not subscription.sequence_id._running():
            return self.env._("Waits until the sequence is activated.")
        if not subscription.scheduled_datetime or subscription.scheduled_datetime <= fields.Datetime.now():
            return self.env._("“%s” leaves within a few minutes.", subscription.next_step_id.template_id.name)
        leaves = self.env._(
            "“%(step)s” leaves on %(moment)s.",
            step=subscription.next_step_id.template_id.name,
            moment=format_datetime(self.env, subscription.scheduled_datetime, dt_format="short"),
        )
        if self._is_absent(subscription):
            absent_until = format_date(self.env, subscription.absent_until)
            return f"{self.env._('Out of office until %s.', absent_until)} {leaves}"
        return leaves

    @api.model
    def _paused_sentence(self, subscription, name):
        """That the sequence called ``name`` is paused, and why."""
        if subscription.pause_reason == "manual":
            return self.env._("%(name)s was paused by %(user)s.", name=name, user=subscription.pause_user_id.name)
        return self.env._("%(name)s was paused: %(why)s", name=name, why=self._why(subscription))

    @api.model
    def _why(self, subscription):
        if subscription.pause_note:
            return subscription.pause_note
        # Who sees the subscription sees who paused it; the mail itself may concern other companies, too.
        answered = subscription.pause_incoming_id.sudo().email_from or subscription.email
        return {
            "reply": self.env._("%s wrote back.", answered),
            "bounce": self._bounce_sentence(subscription.email, ""),
            "unsubscribed": self.env._("%s unsubscribed.", subscription.email),
        }.get(subscription.pause_reason, self.env._("the mail could not be sent."))

    @api.model
    def _bounce_sentence(self, address, diagnostic):
        """Why a bounce paused a subscription, with the server's words (semantics 5.4)."""
        if diagnostic:
            return self.env._("mails to %(address)s come back: %(diagnostic)s", address=address, diagnostic=diagnostic)
        return self.env._("mails to %s come back.", address)

    @api.model
    def _is_absent(self, subscription):
        """Whether the subscription waits for the return of a contact who is away (semantics 5.2)."""
        return bool(subscription.absent_until and subscription.absent_until > fields.Date.today())

    def _for_sender(self, subscription):
        return self.with_context(lang=subscription.user_id.lang or self.env.lang)

    def _post(self, subscription, body, *, tell=False, author=None, incoming=None):
        """Post a line about a subscription; ``tell`` its sender, as the company's settings say (semantics 4.6)."""
        partner, sender = subscription.partner_id, subscription.user_id
        if not partner:
            return self.env["mail.message"]
        author = author or subscription.pause_user_id.partner_id or self.env.ref("base.partner_root")
        notice = subscription.company_id.email_sequence_notice if tell else "none"
        if notice == "activity":
            partner.activity_schedule("mail.mail_activity_data_todo", user_id=sender.id, note=body)
        return partner.with_context(lang=self.env.lang).message_post(
            body=body,
            subtype_xmlid="email_sequence.mt_subscription",
            author_id=author.id,
            partner_ids=sender.partner_id.ids if notice == "inbox" else [],
            email_sequence_subscription_id=subscription.id,
            email_sequence_incoming_id=incoming.id if incoming else False,
        )

    @api.model
    def _name_of(self, subscription):
        return Markup("<b>%s</b>") % subscription.sequence_id.name
