from odoo import api, models


class EmailSequenceFeed(models.AbstractModel):
    """What is said of contacts: that they were merged, and of their addresses (semantics 3.6, 3.8, 5.4)."""

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

    @api.model
    def _say_works_again(self, addresses, user):
        """Say that emails reach addresses again, as a user declared; of contacts with or without a sequence.

        :param addresses: records of ``email.sequence.address``
        """
        bodies = {
            partner.id: self.env._(
                "%(user)s said that emails reach %(addresses)s again.",
                user=user.name,
                addresses=", ".join(theirs.mapped("email")),
            )
            for partner, theirs in addresses.grouped("partner_id").items()
        }
        partners = self.env["res.partner"].browse(bodies)
        partners._message_log_batch(bodies, author_id=user.partner_id.id)
