from collections import defaultdict

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
    """What a contact's chatter says about email sequences, and who is notified; in the language of the sender."""

    _name = "email.sequence.feed"
    _description = "Email Sequences in the Activity Feed"

    @api.model
    def _say_paused(self, subscriptions, *, tell=True):
        """Say that subscriptions were paused, and why.

        :param bool tell: whether to notify the senders too (never of their own actions)
        :return: ``{subscription: mail.message}``, without those whose contact is deleted
        """
        told = subscriptions.filtered(lambda s: tell and s.pause_user_id != s.user_id)
        return self._write_lines(
            subscriptions, lambda feed, s: feed._paused_sentence(s, self._name_of(s)), told=told, with_incoming=True
        )

    @api.model
    def _say_resumed(self, subscriptions, user):
        """Say that a user resumed them; without a user, that their pause has ended (semantics 4.7)."""

        def sentence(feed, name):
            if not user:
                return feed.env._("%s goes on: the day has come until which it was paused.", name)
            return feed.env._("%(sequence)s was resumed by %(user)s.", sequence=name, user=user.name)

        return self._say(subscriptions, user, sentence)

    @api.model
    def _say_removed(self, subscriptions, user):
        return self._say(
            subscriptions,
            user,
            lambda feed, name: feed.env._(
                "%(user)s took the contact out of %(sequence)s.", sequence=name, user=user.name
            ),
        )

    @api.model
    def _say_reassigned(self, subscriptions, user):
        """Say that another user sends the emails now: the subscription's sender."""

        def sentence(feed, subscription):
            return feed.env._(
                "%(user)s chose %(sender)s as the sender of %(sequence)s.",
                user=user.name,
                sender=subscription.user_id.name,
                sequence=self._name_of(subscription),
            )

        return self._write_lines(subscriptions, sentence, author=user.partner_id)

    @api.model
    def _say_moved(self, subscriptions, user, target):
        """Say that a user moved the contact from the sequence to the target."""
        return self._say(
            subscriptions,
            user,
            lambda feed, name: feed.env._(
                "%(user)s moved the contact from %(sequence)s to %(target)s.",
                user=user.name,
                sequence=name,
                target=self._bold(target),
            ),
        )

    @api.model
    def _say_gone_on(self, subscriptions, user):
        """Say that finished ones get the steps that were added (semantics 10)."""
        return self._say(
            subscriptions,
            user,
            lambda feed, name: feed.env._(
                "%(user)s let %(sequence)s go on with its new steps.", user=user.name, sequence=name
            ),
        )

    @api.model
    def _say_skipped(self, subscriptions, user, step):
        return self._say(
            subscriptions,
            user,
            lambda feed, name: feed.env._(
                "%(user)s skipped the step “%(step)s” of %(sequence)s.",
                user=user.name,
                step=step.sudo().template_id.name,
                sequence=name,
            ),
        )

    @api.model
    def _say_sent_at_once(self, subscriptions, user):
        """Say that a manager ordered the next email to be sent at once, inside or outside a sending window."""
        return self._say(
            subscriptions,
            user,
            lambda feed, name: feed.env._(
                "%(user)s let the next step of %(sequence)s leave at once.", user=user.name, sequence=name
            ),
        )

    @api.model
    def _say_autoreply(self, subscription, incoming):
        """Say that an automatic reply arrived, how it was recognised, and what it does (semantics 5.1)."""
        feed = self._for_sender(subscription)
        noted = feed.env._(
            "Automatic reply from %(sender)s (%(sign)s): “%(subject)s”.",
            sender=incoming.email_from,
            sign=feed._sign(incoming.rule),
            subject=incoming.subject or "",
        )
        author = self.env.ref("base.partner_root")
        if subscription.state != "active":
            return feed._post(subscription, noted, author, incoming=incoming)
        effect = feed._waiting_sentence(subscription) or feed.env._("%s was not paused.", self._name_of(subscription))
        return feed._post(subscription, Markup("%s %s") % (noted, effect), author, incoming=incoming)

    @api.model
    def _waiting_sentence(self, subscription):
        """The sentence that the subscription waits for the contact's return; "" if it does not."""
        if not self._is_absent(subscription):
            return ""
        return self.env._(
            "%(sequence)s waits until %(date)s.",
            sequence=self._name_of(subscription),
            date=format_date(self.env, subscription.absent_until),
        )

    @api.model
    def _say_automatic(self, subscription, incoming, user):
        """Say that a user marked the reply that had paused the subscription as automatic (semantics 5.3)."""
        feed = self._for_sender(subscription)
        said = feed.env._("%s said that the mail was automatic.", user.name)
        if subscription.state != "active":
            return feed._post(subscription, said, user.partner_id, incoming=incoming)
        effect = feed._waiting_sentence(subscription) or feed.env._("%s goes on.", self._name_of(subscription))
        return feed._post(subscription, Markup("%s %s") % (said, effect), user.partner_id, incoming=incoming)

    @api.model
    def _sign(self, rule):
        """How an email was recognised as automatic, in words; ``rule`` is the detector that decided."""
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
        """Notify a sender once that their account stopped the subscriptions that were due (semantics 6.2)."""
        partner = sender.partner_id
        words = self.with_context(lang=partner.lang)
        partner.message_notify(
            partner_ids=partner.ids,
            subject=words.env._("Email sequences paused: a mail could not be sent"),
            body=words.env._("Subscriptions with a mail due were paused. %s", sentence),
            author_id=self.env.ref("base.partner_root").id,
        )

    @api.model
    def _paused_sentence(self, subscription, name):
        """The sentence that the sequence called ``name`` is paused, why, and until when if the pause ends by itself."""
        if subscription.pause_reason != "manual":
            return self.env._("%(name)s was paused: %(why)s", name=name, why=self._why(subscription))
        user = subscription.pause_user_id.name
        if not subscription.paused_until:
            return self.env._("%(name)s was paused by %(user)s.", name=name, user=user)
        zone = subscription.tz or subscription.sequence_id.tz
        return self.env._(
            "%(name)s was paused by %(user)s. It resumes by itself on %(day)s.",
            name=name,
            user=user,
            day=format_datetime(self.env, subscription.paused_until, tz=zone, dt_format="EEEE d MMMM"),
        )

    @api.model
    def _why(self, subscription):
        if subscription.pause_note:
            return subscription.pause_note
        return subscription._why_paused().why(subscription.with_context(lang=self.env.lang))

    @api.model
    def _is_absent(self, subscription):
        """Whether the subscription waits for the return of a contact who is away (semantics 5.2)."""
        return bool(subscription.absent_until and subscription.absent_until > fields.Date.today())

    @api.model
    def _tell_of_bulk(self, sender, author, sentence):
        """Notify a sender once what a bulk action did to their subscriptions; ``sentence(env)`` returns the words."""
        words = self.with_context(lang=sender.lang)
        sender.partner_id.message_notify(
            partner_ids=sender.partner_id.ids,
            subject=words.env._("Email sequences changed"),
            body=sentence(words.env),
            author_id=author.id,
        )

    # ---- writing

    def _for_sender(self, subscription):
        return self.with_context(lang=subscription.user_id.lang or self.env.lang)

    def _say(self, subscriptions, user, sentence):
        """Write a line by the user; ``sentence(feed, name)`` returns it for the sequence called ``name``."""
        return self._write_lines(
            subscriptions, lambda feed, s: sentence(feed, self._name_of(s)), author=user.partner_id
        )

    def _write_lines(self, subscriptions, sentence, *, author=None, told=(), with_incoming=False):
        """Write a line for each subscription whose contact still exists; those that notify nobody are created together.

        :param sentence: called with this model in the sender's language, and the subscription; returns the line
        :param author: the partner who did it; default: the user who paused the subscription, else OdooBot
        :param told: the subscriptions whose senders are notified
        :param bool with_incoming: whether the line is about the email that paused the subscription
        :return: ``{subscription: mail.message}``
        """
        bot = self.env.ref("base.partner_root")
        followed = self._followed(subscriptions.filtered(lambda subscription: subscription not in told).partner_id)
        quiet, messages = defaultdict(list), {}
        for subscription in subscriptions.filtered("partner_id"):
            body = sentence(self._for_sender(subscription), subscription)
            writer = author or subscription.pause_user_id.partner_id or bot
            incoming = subscription.pause_incoming_id if with_incoming else None
            if subscription in told or subscription.partner_id in followed:
                tell = subscription in told
                messages[subscription] = self._post(subscription, body, writer, tell=tell, incoming=incoming)
            else:
                quiet[writer].append((subscription, body, incoming))
        for writer, lines in quiet.items():
            messages |= self._log(lines, writer)
        return messages

    def _followed(self, partners):
        """The contacts with a follower who subscribed to news of email sequences."""
        if not partners:
            return partners
        subtype = self.env.ref("email_sequence.mt_subscription")
        followers = self.env["mail.followers"].sudo()
        domain = [("res_model", "=", "res.partner"), ("res_id", "in", partners.ids), ("subtype_ids", "in", subtype.ids)]
        return partners.browse(followers.search(domain).mapped("res_id"))

    def _post(self, subscription, body, author, *, tell=False, incoming=None):
        """Post a line about a subscription; ``tell``: notify its sender, as the company chose (semantics 4.6)."""
        partner, sender = subscription.partner_id, subscription.user_id
        if not partner:
            return self.env["mail.message"]
        notice = subscription.company_id.email_sequence_notice if tell else "none"
        if notice == "activity":
            partner.activity_schedule("mail.mail_activity_data_todo", user_id=sender.id, note=body)
        return partner.with_context(lang=self.env.lang).message_post(
            body=body,
            subtype_xmlid="email_sequence.mt_subscription",
            author_id=author.id,
            partner_ids=sender.partner_id.ids if notice == "inbox" else [],
            **self._links(subscription, incoming),
        )

    def _log(self, lines, author):
        """Write lines that notify nobody: the same messages as :meth:`_post` makes, created together."""
        partners = lines[0][0].union(*(subscription for subscription, _body, _incoming in lines)).partner_id
        companies = partners._mail_get_companies(default=self.env.company)
        alias_domains = partners._mail_get_alias_domains(default_company=self.env.company)
        reply_to = partners._notify_get_reply_to(default=author.email_formatted, author_id=author.id)
        common = {
            "model": "res.partner",
            "message_type": "notification",
            "subtype_id": self.env.ref("email_sequence.mt_subscription").id,
            "author_id": author.id,
            "email_from": author.email_formatted,
            "email_add_signature": True,
        }
        messages = partners._message_create(
            [
                {
                    **common,
                    "res_id": subscription.partner_id.id,
                    "body": body,
                    "record_company_id": companies[subscription.partner_id.id].id,
                    "record_alias_domain_id": alias_domains[subscription.partner_id.id].id,
                    "reply_to": reply_to[subscription.partner_id.id],
                    **self._links(subscription, incoming),
                }
                for subscription, body, incoming in lines
            ]
        )
        return dict(zip((line[0] for line in lines), messages, strict=True))

    @api.model
    def _links(self, subscription, incoming):
        return {
            "email_sequence_subscription_id": subscription.id,
            "email_sequence_incoming_id": incoming.id if incoming else False,
        }

    @api.model
    def _name_of(self, subscription):
        return self._bold(subscription.sequence_id)

    @api.model
    def _bold(self, sequence):
        return Markup("<b>%s</b>") % sequence.name
