from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools.mail import email_normalize

from . import account as accounts

BEGUN = ("account_server_id", "account_server_name", "account_address")
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
        if cause == "user":
            self._told_of_account()._take_present_account()
        return super()._on_resumed(cause)

    def _told_of_account(self):
        """Those that their account paused: the sentence has said that resuming takes the present one."""
        last = {subscription: subscription.trace_ids.sorted("id")[-1:] for subscription in self}
        return self.filtered(lambda subscription: last[subscription].failure_type in ASKED)

    def _has_question(self):
        return bool(self._account_question()) or super()._has_question()

    def _account_question(self):
        """That this conversation would go on from another account, for the question before it is resumed; else ""."""
        # sudo: as in _changed_accounts
        before, now = (self - self.sudo()._told_of_account().sudo(False))._changed_accounts().get(self, ("", ""))
        if not now:
            return ""
        return self.env._(
            "The conversation began from %(before)s, which can no longer be used. If you resume, it continues from "
            "%(now)s.",
            before=before,
            now=now,
        )

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
            begun = subscription._account_begun()
            if words := accounts.change_of(chooser, subscription.sequence_id, subscription.user_id, begun):
                changed[subscription.with_env(self.env)] = words
        return changed

    @api.model
    def _count_changed_accounts(self, domain):
        """As :meth:`_changed_accounts`, of all that a domain has and the user may see.

        :return: ``{words: count}``
        """
        begun = Domain("account_address", "!=", False) & Domain("id", "in", self._search(domain))
        # sudo: as in _changed_accounts; which ones are counted was decided with the rights of the user
        groups = self.sudo()._read_group(begun, ["sequence_id", "user_id", *BEGUN], ["__count"])
        chooser, counts = accounts.Accounts(self.sudo().env), Counter()
        for sequence, sender, server, name, address, count in groups:
            words = accounts.change_of(chooser, sequence, sender, accounts.begun_of_row(server.id, name, address))
            if words:
                counts[words] += count
        return counts

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
