from odoo import api, models
from odoo.fields import Domain
from odoo.tools import formatLang


class EmailSequenceBulkWords(models.AbstractModel):
    """What a bulk action says, while it runs and at its end, to its user and to the senders whom it concerns."""

    _name = "email.sequence.bulk.words"
    _description = "Words of Bulk Actions on Email Sequence Subscriptions"

    @api.model
    def _show(self, bulk):
        """Show the user how far it is: in the browser, when the transaction is committed."""
        bulk.user_id._bus_send("email_sequence.bulk", self.with_context(lang=bulk.user_id.lang)._report(bulk))

    @api.model
    def _report(self, bulk):
        """What the browser shows of a bulk action, in the language of the context."""
        return {
            "id": bulk.id,
            "state": bulk.state,
            "can_stop": True,
            "title": self._doing(bulk),
            "progress": round(bulk.progress),
            "message": self._how_far(bulk) if bulk.state in ("waiting", "running") else self._result(bulk),
        }

    @api.model
    def _told(self, bulk, next_action):
        """The action that tells the user what came of it, or that it goes on, and what follows in the browser."""
        is_done = bulk.state == "done"
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if is_done else "info",
                "message": self._result(bulk) if is_done else self._doing(bulk),
                "next": next_action,
            },
        }

    @api.model
    def _how_far(self, bulk):
        return self.env._(
            "%(done)s of %(total)s", done=self._number(bulk.done_count), total=self._number(bulk.total_count)
        )

    @api.model
    def _doing(self, bulk):
        return {
            "pause": self.env._("Pausing…"),
            "resume": self.env._("Resuming…"),
            "remove": self.env._("Removing…"),
            "reassign": self.env._("Changing the sender…"),
            "move": self.env._("Moving to another sequence…"),
            "go_on": self.env._("Going on with new steps…"),
            "fit": self.env._("Planning again…"),
        }[bulk.action]

    @api.model
    def _result(self, bulk):
        """How many changed and how many did not; before that, why it ended too early."""
        left = self.env._("Left as they were: %s.", self._number(bulk.done_count - bulk.changed_count))
        looked_at = bulk._scope() & Domain("id", "<=", bulk.last_id)
        reasons = self._left_out(bulk.action, bulk._subscriptions(), looked_at)
        told = " ".join(filter(None, (self._changed(bulk), left, reasons)))
        if bulk.state == "stopped":
            return f"{self.env._('Stopped after %s.', self._how_far(bulk))} {told}"
        if bulk.state == "failed":
            return f"{self.env._('Failed after %s.', self._how_far(bulk))} {bulk.note} {told}"
        return told

    @api.model
    def _left_out(self, action, subscriptions, domain):
        """How many of the selected ones stay paused when resuming, by reason (semantics 4.7); "" if none do.

        :param str action: a value of the bulk action's ``action``
        :param subscriptions: the model, with the rights of the user
        :param domain: what is selected, a :class:`Domain`
        """
        if action != "resume":
            return ""
        counts = {
            reason: subscriptions.search_count(domain & those) for reason, those in subscriptions._stay_paused().items()
        }
        parts = [self._reason_left_out(reason, self._number(count)) for reason, count in counts.items() if count]
        return self.env._("Of these, %s.", ", ".join(parts)) if parts else ""

    def _reason_left_out(self, reason, count):
        return {
            "unsubscribed": self.env._("%s unsubscribed", count),
            "archived": self.env._("%s archived", count),
        }[reason]

    @api.model
    def _changed(self, bulk):
        count = self._number(bulk.changed_count)
        return {
            "pause": self.env._("Paused: %s.", count),
            "resume": self.env._("Resumed: %s.", count),
            "remove": self.env._("Removed: %s.", count),
            "reassign": self.env._("Sender changed: %s.", count),
            "move": self.env._("Moved: %s.", count),
            "go_on": self.env._("Gone on: %s.", count),
            "fit": self.env._("Planned again: %s.", count),
        }[bulk.action]

    @api.model
    def _tell_senders(self, bulk):
        """Tell each sender but the user how many of their subscriptions changed, where their company wants notices."""
        senders = self.env["res.users"].browse(int(sender_id) for sender_id in bulk.sender_counts or {})
        for sender in senders.exists() - bulk.user_id:
            count = bulk.sender_counts[str(sender.id)]
            self._tell(bulk, sender, lambda env, count=count: self.with_env(env)._to_sender(bulk, count))
        if bulk.action == "reassign" and bulk.sender_id != bulk.user_id and bulk.sender_counts:
            count = sum(bulk.sender_counts.values())
            self._tell(bulk, bulk.sender_id, lambda env: self.with_env(env)._to_new_sender(bulk, count))

    def _tell(self, bulk, sender, sentence):
        if sender.company_id.email_sequence_notice != "none":
            self.env["email.sequence.feed"]._tell_of_bulk(sender, bulk.user_id.partner_id, sentence)

    def _to_sender(self, bulk, count):
        values = {"user": bulk.user_id.name, "count": self._number(count)}
        return {
            "pause": self.env._("%(user)s paused %(count)s of your subscriptions.", **values),
            "resume": self.env._("%(user)s resumed %(count)s of your subscriptions.", **values),
            "remove": self.env._("%(user)s removed %(count)s of your subscriptions.", **values),
            "reassign": self.env._("%(user)s gave %(count)s of your subscriptions to another sender.", **values),
            "move": self.env._("%(user)s moved %(count)s of your subscriptions to another sequence.", **values),
            "go_on": self.env._("%(user)s let %(count)s of your subscriptions go on with new steps.", **values),
        }[bulk.action]

    def _to_new_sender(self, bulk, count):
        return self.env._(
            "%(user)s made you the sender of %(count)s more subscriptions.",
            user=bulk.user_id.name,
            count=self._number(count),
        )

    def _number(self, count):
        return formatLang(self.env, count, digits=0)
