import functools

from odoo import models
from odoo.tools import formatLang


class EmailSequenceSubscription(models.Model):
    """The contacts' feeds say what happens to their subscriptions, and the senders are told."""

    _inherit = "email.sequence.subscription"

    def _on_paused(self, *, tell):
        for subscription, message in self.env["email.sequence.feed"]._say_paused(self, tell=tell).items():
            subscription.pause_message_id = message
        return super()._on_paused(tell=tell)

    def _on_resumed(self, cause):
        if cause in ("user", "date"):  # after a correction, the feed says both in one line
            user = self.env.user if cause == "user" else self.env["res.users"]
            self.env["email.sequence.feed"]._say_resumed(self, user)
        return super()._on_resumed(cause)

    def _on_removed(self, cause):
        if cause == "user":
            self.env["email.sequence.feed"]._say_removed(self, self.env.user)
        return super()._on_removed(cause)

    def _on_moved(self, sequence):
        self.env["email.sequence.feed"]._say_moved(self, self.env.user, sequence)
        return super()._on_moved(sequence)

    def _on_continued(self):
        self.env["email.sequence.feed"]._say_gone_on(self, self.env.user)
        return super()._on_continued()

    def _on_reassigned(self):
        self.env["email.sequence.feed"]._say_reassigned(self, self.env.user)
        return super()._on_reassigned()

    def _on_skipped(self, step):
        self.env["email.sequence.feed"]._say_skipped(self, self.env.user, step)
        return super()._on_skipped(step)

    def _on_send_now(self):
        self.env["email.sequence.feed"]._say_sent_at_once(self, self.env.user)
        return super()._on_send_now()

    def _on_address_changed(self, old, shared):
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
        return super()._on_address_changed(old, shared)

    def _on_automatic_reply(self, incoming):
        for subscription in self:
            self.env["email.sequence.feed"]._say_autoreply(subscription, incoming)
        return super()._on_automatic_reply(incoming)

    def _on_marked_automatic(self, incoming):
        for subscription in self:
            self.env["email.sequence.feed"]._say_automatic(subscription, incoming, self.env.user)
        return super()._on_marked_automatic(incoming)

    def _tell_senders(self, sentence):
        for sender, theirs in self.grouped("user_id").items():
            if sender != self.env.user and sender.company_id.email_sequence_notice != "none":
                words = functools.partial(sentence, count=formatLang(self.env, len(theirs), digits=0))
                self.env["email.sequence.feed"]._tell_of_bulk(sender, self.env.user.partner_id, words)
        return super()._tell_senders(sentence)
