"""Whatever is done to subscriptions, in whatever order: their states hold together, and no step is sent twice.

Hypothesis chooses what is done. Each example runs in a savepoint that is rolled back.
"""

import smtplib
from collections import Counter
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule, run_state_machine_as_test

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.subscriptions import planner, progression
from .common import MONDAY_MORNING, EmailSequenceCase, FakeSmtp, refused
from .contact_rules import ContactRules

EXAMPLES, RULES_PER_EXAMPLE = 60, 30
LOGIN_REFUSED = smtplib.SMTPAuthenticationError(535, b"Bad credentials")
ANY = st.integers(0, 999)  # which of those that there are
SOME_HOURS = st.sampled_from([1, 5, 24, 72])
OF_MAIL = """
    SELECT t.subscription_id, t.step_id, s.state, q.state = 'activated' AND q.active, p.active
        AND EXISTS (SELECT FROM email_sequence_address a WHERE a.partner_id = p.id AND a.email = t.email)
    FROM email_sequence_trace t
    JOIN email_sequence_subscription s ON s.id = t.subscription_id JOIN email_sequence q ON q.id = s.sequence_id
    JOIN res_partner p ON p.id = s.partner_id
    WHERE t.message_id = %s
"""


class Subscriptions(ContactRules):
    """Three contacts and two sequences; ``case`` is the test case that lends its helpers."""

    case = None

    @initialize()
    def begin(self):
        case = self.case
        self.savepoint = case.env.cr.savepoint()
        case.smtp = FakeSmtp()
        case.smtp.on_mail = self.mail_arrives
        case.travel(MONDAY_MORNING)
        self.env = case.env
        self.partners = [case.ada, case.bob, case.contact("Cem", "cem@customer.example")]
        self.sequences = [
            case.sequence("First", delays=(0, 1, 2)),
            case.sequence("Second", delays=(1, 1), schedule=case.office),
        ]
        self.left = Counter()  # {(subscription id, step id): how many mails}
        self.skipped = set()
        self.stopped = set()  # ids of those that a person's answer paused, and that nobody resumed
        self.wrong = []
        case.subscribe(self.sequences[0], *self.partners)
        case.subscribe(self.sequences[1], self.partners[0])

    def teardown(self):
        if hasattr(self, "savepoint"):
            self.savepoint.close(rollback=True)
            self.env.clear()

    # ---- seeing

    def mail_arrives(self, message):
        """Called by the mail server with each step mail, and with the notices that senders get."""
        self.env.cr.execute(OF_MAIL, [message["Message-Id"]])
        if found := self.env.cr.fetchone():
            subscription_id, step_id, state, is_running, is_reachable = found
            if message["To"].rpartition("<")[2].rstrip(">") not in self.case.smtp.faults:
                self.left[subscription_id, step_id] += 1
            if state != "active" or not is_running or not is_reachable:
                self.wrong.append(f"a mail left, subscription {state}, running: {is_running}, contact: {is_reachable}")

    @property
    def all(self):
        self.env.invalidate_all()
        return self.env["email.sequence.subscription"].search([], order="id")

    def pick(self, number, *states):
        """One of the subscriptions in these states, or none."""
        found = self.all.filtered(lambda subscription: subscription.state in states)
        return found[number % len(found)] if found else found

    def sequence(self, number):
        return self.sequences[number % len(self.sequences)]

    def step(self, number):
        steps = self.sequence(number).step_ids.sorted()
        return steps[number // 2 % len(steps)]

    def sellers(self, subscriptions):
        return subscriptions.with_user(self.case.seller)

    # ---- subscribing

    @rule(number=ANY, who=ANY, again=st.booleans(), from_step=st.booleans())
    def subscribe(self, number, who, again, from_step):
        sequence, partner = self.sequence(number), self.partners[who % len(self.partners)]
        step = self.step(number) if from_step else None
        before = self.all
        words = {"again": again, "step_id": step.id if step else None}
        if not sequence._running():
            self.case.assertRaises(UserError, self.case.subscribe, sequence, partner, **words)
            return
        self.case.subscribe(sequence, partner, **words)
        new = self.all - before
        live = before.filtered(lambda s: s.state in ("active", "paused"))
        already = live.filtered(lambda s: (s.sequence_id, s.partner_id) == (sequence, partner))
        assert not (new and already)

    # ---- by hand

    @rule(number=ANY, days=st.sampled_from([0, 1, 4]))
    def pause(self, number, days):
        subscription = self.pick(number, "active", "paused")
        until = days and self.case.now.date() + timedelta(days=days)
        self.sellers(subscription).action_pause(until=until or False)

    @rule(number=ANY, anyway=st.booleans())
    def resume(self, number, anyway):
        subscription = self.pick(number, "active", "paused", "finished", "removed")
        if subscription.state == "paused" and not subscription.partner_id.active:
            self.case.assertRaises(UserError, self.sellers(subscription).action_resume)
            return
        self.stopped -= set(subscription.ids)
        asked = self.sellers(subscription).action_resume()
        if subscription.pause_reason == "unsubscribed":
            assert subscription.state == "paused", "nobody who unsubscribed is resumed without a question"
            if anyway:
                dialogs = self.env[asked["res_model"]].with_user(self.case.seller).with_context(**asked["context"])
                dialogs.create({}).action_resume()
        assert not subscription or subscription.state != "paused" or subscription.pause_reason == "unsubscribed"

    @rule(number=ANY)
    def remove(self, number):
        subscription = self.pick(number, "active", "paused")
        self.sellers(subscription).action_remove()
        assert set(subscription.mapped("state")) <= {"removed"}

    @rule(number=ANY)
    def skip_step(self, number):
        subscription = self.pick(number, "active", "paused")
        self.skipped |= {(subscription.id, step.id) for step in subscription.next_step_id}
        self.sellers(subscription).action_skip_step()

    @rule(number=ANY)
    def send_now(self, number):
        subscription = self.pick(number, "active")
        if not subscription.sequence_id._running():
            return
        subscription.with_user(self.case.manager).action_send_now()
        assert subscription.scheduled_datetime == self.case.now

    @rule(number=ANY)
    def send_again(self, number):
        doubtful = self.all.filtered(lambda s: s.state == "paused" and s.unknown_trace_id)
        if doubtful:
            subscription = doubtful[number % len(doubtful)]
            if subscription.pause_reason == "unsubscribed" or not subscription.partner_id.active:
                self.case.assertRaises(UserError, self.sellers(subscription).action_send_again)
                return
            self.stopped -= set(subscription.ids)
            self.sellers(subscription).action_send_again()

    # ---- from outside

    @rule(who=ANY, answers=st.booleans())
    def person_writes(self, who, answers):
        partner = self.partners[who % len(self.partners)]
        mails = self.case.smtp.to(partner.email)
        theirs = self.all.filtered(lambda s: s.partner_id == partner)
        self.case.receive(self.case.mail_from(partner.email, answers=mails[-1] if answers and mails else None))
        self.env.invalidate_all()
        assert "active" not in theirs.mapped("state")
        assert not any(theirs.mapped("paused_until")), "nobody goes on by itself after an answer"
        self.stopped |= set(theirs.filtered(lambda s: s.pause_reason == "reply").ids)

    @rule(who=ANY)
    def machine_writes(self, who):
        partner = self.partners[who % len(self.partners)]
        before = self.all.mapped(lambda s: (s.id, s.state, s.next_step_id.id, s.scheduled_datetime))
        self.case.receive(self.case.mail_from(partner.email, Auto_Submitted="auto-replied"))
        assert self.all.mapped(lambda s: (s.id, s.state, s.next_step_id.id, s.scheduled_datetime)) == before

    @rule(who=ANY)
    def mail_comes_back(self, who):
        partner = self.partners[who % len(self.partners)]
        mails = self.case.smtp.to(partner.email)
        if mails:
            self.case.receive(self.case.notice_about(mails[-1]))
            theirs = self.all.filtered(lambda s: s.partner_id == partner)
            assert "active" not in theirs.mapped("state")

    @rule(number=ANY)
    def unsubscribe(self, number):
        subscription = self.pick(number, "active", "paused")
        subscription.pause("unsubscribed")
        assert set(subscription.mapped("pause_reason")) <= {"unsubscribed"}

    # ---- time and sending

    @rule(hours=SOME_HOURS)
    def time_passes(self, hours):
        self.case.travel(self.case.now + timedelta(hours=hours))

    @rule()
    def travel_to_the_next_mail(self):
        planned = self.all.filtered(lambda s: s.state == "active").mapped("scheduled_datetime")
        if planned:
            self.case.travel(max(self.case.now, min(planned)))
            self.dispatch()

    @rule()
    def dispatch(self):
        self.case.dispatch()
        due = planner.overdue_domain(self.env["email.sequence"].search([]))
        forgotten = self.all.filtered_domain(due).filtered(lambda s: s.sequence_id._running())
        assert not forgotten, "what is due is sent, planned again, or paused"
        assert not self.all.trace_ids.filtered(lambda trace: trace.trace_status == "sending")

    @rule(fault=st.sampled_from(["login", "recipient", "lost", "none"]), who=ANY)
    def smtp_server_changes(self, fault, who):
        address = self.partners[who % len(self.partners)].email
        self.case.smtp.login_fault = LOGIN_REFUSED if fault == "login" else None
        faults = {"recipient": refused(address), "lost": smtplib.SMTPServerDisconnected("Connection lost")}
        self.case.smtp.faults = {address: faults[fault]} if fault in faults else {}

    # ---- the sequence

    @rule(number=ANY)
    def switch(self, number):
        sequence = self.sequence(number)
        (sequence.action_deactivate if sequence.state == "activated" else sequence.action_activate)()

    @rule(number=ANY, days=st.integers(1, 5))
    def edit_delay(self, number, days):
        self.step(number).delay_days = days

    @rule(number=ANY, place=st.integers(2, 9))
    def add_step(self, number, place):
        template = self.case.template(f"Added {next(self.case.numbers)}")
        self.env["email.sequence.step"].create(
            {"sequence_id": self.sequence(number).id, "template_id": template.id, "sequence": place}
        )

    @rule(number=ANY)
    def delete_step(self, number):
        if len(self.sequence(number).step_ids) > 1:
            self.step(number).unlink()

    @rule(number=ANY, order=st.randoms(use_true_random=False))
    def reorder_steps(self, number, order):
        """The first one stays, as it alone may have no delay."""
        _first, *steps = self.sequence(number).step_ids.sorted()
        order.shuffle(steps)
        for place, step in enumerate(steps, 2):
            step.sequence = place

    @rule(number=ANY)
    def move(self, number):
        subscription = self.pick(number, "active", "paused", "finished")
        target = next((s for s in self.sequences if s != subscription.sequence_id), None)
        if target._running() and subscription:
            moved = progression.move(subscription, target)
            assert set(moved.mapped("state")) <= {"removed"}

    @rule()
    def go_on(self):
        finished = self.all.filtered(lambda s: s.state == "finished")
        again = progression.send_new_steps(finished)
        assert set(again.mapped("state")) <= {"active"}

    # ---- what always holds

    @invariant()
    def no_mail_left_that_must_not(self):
        if hasattr(self, "wrong"):
            assert not self.wrong
            assert not [key for key, times in self.left.items() if times > 1], "a step was sent twice"

    @invariant()
    def states_hold_together(self):
        for subscription in self.all if hasattr(self, "env") else ():
            getattr(self, f"check_{subscription.state}")(subscription)
            assert (subscription.id, subscription.next_step_id.id) not in self.left
            assert (subscription.id, subscription.next_step_id.id) not in self.skipped

    def check_active(self, subscription):
        assert subscription.next_step_id
        assert subscription.scheduled_datetime
        self.check_not_paused(subscription)
        assert subscription.id not in self.stopped, "nobody goes on by itself after an answer"

    def check_paused(self, subscription):
        assert subscription.pause_reason
        assert subscription.paused_datetime
        assert not subscription.send_at_once
        assert not subscription.paused_until or subscription.pause_reason == "manual"
        assert bool(subscription.next_step_id) == bool(subscription.scheduled_datetime)

    def check_finished(self, subscription):
        assert subscription.finished_datetime
        self.check_over(subscription)

    def check_removed(self, subscription):
        self.check_over(subscription)

    def check_over(self, subscription):
        assert not subscription.next_step_id
        assert not subscription.scheduled_datetime
        assert not subscription.send_at_once
        self.check_not_paused(subscription)

    def check_not_paused(self, subscription):
        fields = ("pause_reason", "pause_note", "paused_datetime", "paused_until", "pause_user_id", "pause_incoming_id")
        assert not any(subscription[field] for field in fields)

    @invariant()
    def one_live_subscription_per_contact_and_sequence(self):
        live = self.all.filtered(lambda s: s.state in ("active", "paused")) if hasattr(self, "env") else ()
        places = Counter((s.partner_id, s.sequence_id) for s in live)
        assert not [place for place, count in places.items() if count > 1]


@tagged("post_install", "-at_install")
class TestStateMachine(EmailSequenceCase):
    def test_states_hold_together_whatever_is_done(self):
        machine = type("Machine", (Subscriptions,), {"case": self})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=RULES_PER_EXAMPLE,
                deadline=None,
                derandomize=True,
                database=None,
                phases=[Phase.generate],  # shrinking would take minutes
                suppress_health_check=list(HealthCheck),
            ),
        )
