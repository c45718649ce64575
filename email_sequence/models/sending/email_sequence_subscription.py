from odoo import api, fields, models
from odoo.tools.mail import email_normalize

from . import account as accounts

ASKED = ("account_gone", "account_address", "account_filter")  # failures whose sentence says what resuming does


class EmailSequenceSubscription(models.Model):
    """The account that a subscription's conversation was begun with, and keeps (semantics 3.4)."""

    _inherit = "email.sequence.subscription"

    account_server_id = fields.Many2one(
        "ir.mail_server",
        "Begun through",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        help="The outgoing mail server of the first email, which the later ones keep.",
    )
    account_server_name = fields.Char(copy=False, help="Tells a deleted server from that of Odoo's configuration.")
    account_address = fields.Char(
        "Begun from", copy=False, help="The sender's address in the first email; empty until one was sent."
    )

    @api.model
    def _wake_workers(self):
        self.env["email.sequence.dispatcher"]._wake()
        return super()._wake_workers()

    def _on_resumed(self, cause):
        """If it was the account that paused them, the sentence has said that resuming takes the present one."""
        if cause == "user":
            last = {subscription: subscription.trace_ids.sorted("id")[-1:] for subscription in self}
            self.filtered(lambda s: last[s].failure_type in ASKED)._take_present_account()
        return super()._on_resumed(cause)

    def _on_reassigned(self):
        """Another sender has another account."""
        self._set_account(None)
        return super()._on_reassigned()

    # ---- the account of the conversation

    def _account_begun(self):
        """The account that the conversation was begun with, a :class:`Begun`; None before its first email."""
        return accounts.begun_of_row(self.account_server_id.id, self.account_server_name, self.account_address)

    def _begin_conversation(self, account):
        """An email was sent from the :class:`Account`: those that had none before keep to it."""
        self.filtered(lambda subscription: not subscription.account_address)._set_account(account)

    def _changed_accounts(self):
        """Those of these subscriptions whose conversation cannot go on from its account, with words for a question.

        :return: ``{subscription: (what the conversation was begun with, what it would go on from)}``, each such as
            "Sales <sam@seller.example>"; the second is False if the sender has no account now
        """
        # sudo: users may not read outgoing servers, but may know which one sends.
        chooser, changed = accounts.Accounts(self.sudo().env), {}
        for subscription in self.sudo().filtered("account_address"):
            sequence, sender, begun = subscription.sequence_id, subscription.user_id, subscription._account_begun()
            if chooser.choose(sequence, sender, begun)[0]:
                continue
            present, _failure = chooser.choose(sequence, sender)
            before = f"{begun.server_name or accounts.configured(self.env)} <{begun.address}>"
            now = present and f"{accounts.name_of(subscription.env, present)} <{email_normalize(present.email_from)}>"
            changed[subscription.with_env(self.env)] = (before, now or False)
        return changed

    def _take_present_account(self):
        """Let the conversations whose account is gone go on from the account that their sender has now.

        It is for callers that have told the user so (:meth:`_changed_accounts`). A sender who has none now changes
        nothing: the next email fails with the sentence that says so.
        """
        chooser, present = accounts.Accounts(self.sudo().env), {}  # sudo: as in _changed_accounts
        for subscription in self.sudo().filtered("account_address"):
            sequence, sender = subscription.sequence_id, subscription.user_id
            if not chooser.choose(sequence, sender, subscription._account_begun())[0]:
                account, _failure = chooser.choose(sequence, sender)
                present[account] = present.get(account, self.sudo().browse()) | subscription
        present.pop(None, None)
        for account, subscriptions in present.items():
            subscriptions._set_account(account)

    def _set_account(self, account):
        """Write the :class:`Account` of the conversations; with None, the next email begins with another."""
        servers = self.env["ir.mail_server"].sudo()  # sudo: only the name of one is read
        server = servers.browse((account and account.server_id) or ())
        self.write(
            {
                "account_server_id": server.id,
                "account_server_name": server.name,
                "account_address": account and email_normalize(account.email_from),
            }
        )
