from odoo import api, models


class EmailSequenceSubscription(models.Model):
    """What happens to subscriptions, as hooks: other rooms and bridge addons extend them by ``_inherit``.

    Each is called on the subscriptions it happened to (never on none), after the change was written and in the same
    transaction, so an error rolls the change back. The environment is that of the caller: mostly with all rights
    (``sudo``); ``env.user`` is who did it, and OdooBot in scheduled actions and for incoming emails. An override calls
    ``super()`` and commits nothing.
    """

    _inherit = "email.sequence.subscription"

    # ---- events

    def _on_subscribed(self):
        """The contacts were subscribed: the new subscriptions of one call, active and with their first step planned."""

    def _on_sent(self, step):
        """The step was sent to each; what follows is planned, or the subscription is finished.

        It is also called when an email with an unknown outcome turns out to have been sent (semantics 8).
        """

    def _on_replied(self, incoming):
        """A person replied; called before the reply pauses those that are active (semantics 4.2).

        :param incoming: the reply, a record of ``email.sequence.incoming``
        """

    def _on_paused(self, *, tell):
        """They were paused: ``pause_reason`` and the fields beside it say why.

        :param bool tell: whether the senders are to be notified
        """

    def _on_resumed(self, cause):
        """They are active again.

        :param str cause: as :meth:`resume` takes it
        """

    def _on_finished(self):
        """No step is left for them (semantics 2.8)."""

    def _on_removed(self, cause):
        """They were removed from their sequences.

        :param str cause: as :meth:`remove` takes it
        """

    def _on_moved(self, sequence):
        """They were removed because a user moved their contacts to another sequence; called after ``_on_removed``.

        :param sequence: the other sequence; its new subscriptions were told by ``_on_subscribed`` before
        """

    def _on_continued(self):
        """Finished ones are active again, to get the steps that were added to their sequences (semantics 10)."""

    def _on_reassigned(self):
        """They have another sender now, ``user_id``."""

    def _on_skipped(self, step):
        """A user let them skip the step; called before the next one is planned."""

    def _on_send_now(self):
        """A manager ordered their next email to be sent at once, inside or outside a sending window."""

    def _on_address_changed(self, old, shared):
        """Their address was no longer the contact's, so they have another one (semantics 3.6).

        It is called before those pause whose new address must not be emailed.

        :param dict old: ``{subscription: the address it had}``
        :param shared: those whose new address gets the sequence by another subscription, too
        """

    # ---- what other rooms do for this one

    def _tell_senders(self, sentence):
        """A change of contacts paused many at once: tell each sender how many of theirs, in one notice.

        :param sentence: called with an environment in the sender's language, and ``count``, a formatted number
        """

    @api.model
    def _fit_in_background(self, domain):
        """A change of schedules or time zones concerns more subscriptions than one request can plan again.

        :param domain: those that are to be planned again if their time lies in no sending window any more
        :return: whether somebody takes care of it, and tells the user; if not, the request does
        """
        return False

    @api.model
    def _wake_workers(self):
        """Emails may be due now: sending starts its workers as soon as this transaction is committed."""
