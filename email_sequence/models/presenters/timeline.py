from odoo import api, models
from odoo.tools import format_datetime

from ..sending.trace_statuses import TRACE_STATUSES
from ..subscriptions.progression import steps_after
from ..subscriptions.states import LIVE


class EmailSequenceTimeline(models.AbstractModel):
    """What was sent to a subscription and what came of it, what is next, and what follows, in the order of time.

    An entry is plain data for the client: ``{"kind", "label", "icon", "colour", "title", "moment", "notes",
    "trace_id"}``. ``notes`` are sentences; ``trace_id`` is the email that a click opens, or False. The kinds:

    ========== =================================================================
    start      the contact was subscribed
    sent       an email was sent; ``replied`` if the contact replied to it
    sending    an email is being sent
    error      an attempt that failed
    unknown    an email that may or may not have been sent
    bounce     an email that bounced
    next       what is sent next; ``waiting`` while the subscription is paused
    later      a step that follows
    end        every step was sent, or the contact was removed
    ========== =================================================================

    Addons add what they know of an email by extending :meth:`_notes`.
    """

    _name = "email.sequence.timeline"
    _description = "Course of a Subscription"

    @api.model
    def _entries(self, subscription):
        """The entries of the subscription, in order."""
        entries = [self._start(subscription), *map(self._email, subscription.trace_ids.sorted("id"))]
        if subscription.state in LIVE:
            return [*entries, *self._ahead(subscription)]
        return [*entries, self._entry("end", subscription.next_sentence)]

    def _entry(self, kind, title, moment=None, notes=(), trace=None):
        label, icon, colour = self._look(kind)
        return {
            "kind": kind,
            "label": label,
            "icon": icon,
            "colour": colour,
            "title": title,
            "moment": self._moment(moment) if moment else "",
            "notes": list(notes),
            "trace_id": trace.id if trace else False,
        }

    def _look(self, kind):
        """``(label, icon, colour)`` of a kind: a mail has those of its status."""
        if status := TRACE_STATUSES.get(kind):
            labels = self.env["email.sequence.trace"]._fields["trace_status"]._description_selection(self.env)
            return dict(labels)[kind], status.icon, status.colour
        return {
            "start": (self.env._("Subscribed"), "fa-user-plus", "text-bg-secondary"),
            "replied": (self.env._("Answered"), "fa-reply", "text-bg-primary"),
            "next": (self.env._("Next"), "fa-clock-o", "text-bg-info"),
            "waiting": (self.env._("Waits"), "fa-pause", "text-bg-warning"),
            "later": (self.env._("Later"), "fa-circle-o", "bg-200 text-700"),
            "end": (self.env._("Ended"), "fa-flag-checkered", "text-bg-secondary"),
        }[kind]

    def _start(self, subscription):
        title = self.env._("Subscribed, to be written to by %s", subscription.user_id.name)
        return self._entry("start", title, subscription.subscribed_datetime)

    def _email(self, trace):
        has_reply = trace.trace_status == "sent" and trace.reply_datetime
        return self._entry(
            "replied" if has_reply else trace.trace_status,
            trace.subject or trace.step_id.sudo().template_id.name or self.env._("A step that was deleted"),
            trace.sent_datetime or trace.create_date,
            self._notes(trace),
            trace if trace.mail_message_id else None,
        )

    def _notes(self, trace):
        """What came of an email, as sentences, to which addons may add."""
        if trace.trace_status == "sending":
            yield self.env._("On its way to the server.")
        if trace.open_datetime:
            yield self.env._("Opened on %s.", self._moment(trace.open_datetime))
        elif trace.fetch_datetime:
            fetched = self._moment(trace.fetch_datetime)
            yield self.env._("Image fetched by a machine on %s: opened, unreliable.", fetched)
        if trace.reply_datetime:
            yield self.env._("Answered on %s.", self._moment(trace.reply_datetime))
        if trace.bounce_datetime:
            yield self.env._("Came back on %s.", self._moment(trace.bounce_datetime))
        if trace.unsubscribe_datetime:
            yield self.env._("Unsubscribed by it on %s.", self._moment(trace.unsubscribe_datetime))
        if trace.failure_reason:
            yield trace.failure_reason
        if trace.retry_datetime:
            yield self.env._("Tried again from %s on.", self._moment(trace.retry_datetime))

    def _ahead(self, subscription):
        """What is next, and the steps that follow."""
        step = subscription.next_step_id
        if step:
            kind = "next" if subscription.state == "active" else "waiting"
            paused = self.env._("Leaves once the subscription is resumed.")
            notes = [subscription.next_sentence if subscription.state == "active" else paused]
            yield self._entry(kind, step._template_name_for(subscription.partner_id), notes=notes)
        for later in steps_after(subscription, step) if step else ():
            title = later._template_name_for(subscription.partner_id)
            yield self._entry("later", title, notes=[later.delay_words])

    def _moment(self, moment):
        return format_datetime(self.env, moment, dt_format="EEE d MMM y HH:mm")
