import functools

from odoo import models
from odoo.tools import formatLang


class EmailSequenceSubscription(models.Model):
    """The contacts' feeds say what happens to their subscriptions, and the senders are told."""

    _inherit = "email.sequence.subscription"

    def _on_paused(self, *, tell):
        super()._on_paused(tell=tell)
        for subscription, message in self.env["email.sequence.feed"]._say_paused(self, tell=tell).items():
            subscription.pause_message_id = message

    def _on_resumed(self, cause):
        super()._on_resumed(cause)
        if cause in ("user", "date"):  # after a correction, the feed says both in one line
            user = self.env.user if cause == "user" else self.env["res.users"]
            self.env["email.sequence.feed"]._say_resumed(self, user)

    def _on_removed(self, cause):
        super()._on_removed(cause)
        if cause == "user":
            self.env["email.sequence.feed"]._say_removed(self, self.env.user)

    def _on_moved(self, sequence):
        super()._on_moved(sequence)
        self.env["email.sequence.feed"]._say_moved(self, self.env.user, sequence)

    def _on_continued(self):
        super()._on_continued()
        self.env["email.sequence.feed"]._say_gone_on(self, self.env.user)

    def _on_reassigned(self):
        super()._on_reassigned()
        self.env["email.sequence.feed"]._say_reassigned(self, self.env.user)

    def _on_skipped(self, step):
        super()._on_skipped(step)
        self.env["email.sequence.feed"]._say_skipped(self, self.env.user, step)

    def _on_send_now(self):
        super()._on_send_now()
        self.env["email.sequence.feed"]._say_sent_at_once(self, self.env.user)

    def _on_address_changed(self, old, shared):
        super()._on_address_changed(old, shared)

        def sentence(feed, subscription):
            said = feed.env._(
                "%(sequence)s is now sent to %(new)s, because %(old)s is no longer an address of the contact.",
                sequence=feed._name_of(subscription),
                new=subscription.email,
                old=old[subscription],
            )
            if subscription not in shared:
                return said
            return said + " " + feed.env._("Another contact also gets it at that address.")

        self.env["email.sequence.feed"]._write_lines(self, sentence, author=self.env.user.partner_id)

    def _on_automatic_reply(self, incoming):
        super()._on_automatic_reply(incoming)
        for subscription in self:
            self.env["email.sequence.feed"]._say_autoreply(subscription, incoming)

    def _on_marked_automatic(self, incoming):
        super()._on_marked_automatic(incoming)
        for subscription in self:
            self.env["email.sequence.feed"]._say_automatic(subscription, incoming, self.env.user)

    def _tell_senders(self, sentence):
        super()._tell_senders(sentence)
        for sender, theirs in self.grouped("user_id").items():
            if sender != self.env.user and sender.company_id.email_sequence_notice != "none":
                words = functools.partial(sentence, count=formatLang(self.env, len(theirs), digits=0))
                self.env["email.sequence.feed"]._tell_of_bulk(sender, self.env.user.partner_id, words)
