from odoo import api, models


class EmailSequenceFeed(models.AbstractModel):
    """What is said when contacts are merged, or a user chooses another of their addresses (semantics 3.6, 3.8)."""

    _inherit = "email.sequence.feed"

    @api.model
    def _say_merged(self, subscriptions, user):
        return self._say(
            subscriptions,
            user,
            lambda feed, name: feed.env._(
                "Contacts of %s were merged into one: what any of them got is not sent again.", name
            ),
        )

    @api.model
    def _say_address_chosen(self, subscription, user, old):
        return self._say(
            subscription,
            user,
            lambda feed, name: feed.env._(
                "%(user)s changed the address of %(sequence)s from %(old)s to %(new)s.",
                user=user.name,
                sequence=name,
                old=old,
                new=subscription.email,
            ),
        )

    @api.model
    def _say_bounced_sent_again(self, subscription, user, step):
        return self._say(
            subscription,
            user,
            lambda feed, name: feed.env._(
                "%(user)s let the step “%(step)s” of %(sequence)s be sent again, to %(address)s.",
                user=user.name,
                step=step.sudo().template_id.name,
                sequence=name,
                address=subscription.email,
            ),
        )
