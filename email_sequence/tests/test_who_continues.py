"""Who becomes active again, by every way that there is, and for every reason why one is paused (semantics 4.7)."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import EmailSequenceCase

HELD = {"reply", "bounce", "unsubscribed", "archived", "replied since", "bounced since", "blacklisted since"}
CHOSEN = {"reply", "bounce", "replied since", "bounced since"}  # of these, those that a user may include
FREE = {"manual", "send_error"}


@tagged("post_install", "-at_install")
class TestWhoContinues(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.course = self.sequence("Course", delays=(0, 5), mail_server_id=self.server.id)
        self.every = {}
        for reason in sorted(HELD | FREE):
            contact = self.contact(reason, f"{reason.replace(' ', '.')}@customer.example")
            self.every[reason] = self.subscribe(self.course, contact)
        self.sent = {mail["To"].split("<")[1].rstrip(">"): mail for mail in self.dispatch()}
        self.later()

    # ---- what happens to them

    def later(self):
        self.travel(self.now + timedelta(minutes=10))

    def pause_all(self):
        """Each for its reason; by hand first, those to whom more happens then."""
        for reason, subscription in self.every.items():
            if reason in ("manual", "replied since", "bounced since", "blacklisted since"):
                subscription.with_user(self.seller).action_pause()
            elif reason == "send_error":
                subscription.pause("send_error", "The server refused the login.", server=self.server)
            elif reason == "archived":
                subscription.partner_id.active = False
            elif reason == "unsubscribed":
                subscription.trace_ids._unsubscribe_from_sequence()
        self.later()
        self.happen()

    def happen(self):
        for reason, subscription in self.every.items():
            if reason in ("reply", "replied since"):
                self.receive(self.mail_from(subscription.email, answers=self.sent[subscription.email]))
            elif reason in ("bounce", "bounced since"):
                self.receive(self.notice_about(self.sent[subscription.email]))
                self.travel(self.now + timedelta(seconds=1))  # notices are told apart by their time
            elif reason == "blacklisted since":
                self.env["mail.blacklist"]._add(subscription.email)
        self.later()
        self.env.invalidate_all()

    @property
    def all(self):
        return self.env["email.sequence.subscription"].concat(*self.every.values())

    def assertContinue(self, expected, state="active", sequence=None):
        self.env.invalidate_all()
        found = {
            reason
            for reason, subscription in self.every.items()
            if (sequence or self.course).subscription_ids.filtered(
                lambda s, contact=subscription.partner_id: s.partner_id == contact and s.state == state
            )
        }
        self.assertEqual(found, expected)

    def dialog(self, action, **values):
        context = {"default_action": action, "active_ids": self.all.ids, "active_domain": []}
        return self.env["email.sequence.bulk.start"].with_user(self.seller).with_context(**context).create(values)

    # ---- ways to resume

    def test_each_is_paused_for_the_reason_that_its_name_says(self):
        self.pause_all()
        for reason, subscription in self.every.items():
            self.assertState(subscription, "paused", "manual" if "since" in reason else reason)

    def test_one_by_one(self):
        """A person decides about this very contact: an unsubscribed one is asked about, an archived one refused."""
        self.pause_all()
        for reason, subscription in self.every.items():
            if reason == "archived":
                with self.assertRaisesRegex(UserError, "Unarchive archived first"):
                    self.call_as(self.seller, subscription, "action_resume")
                continue
            action = self.call_as(self.seller, subscription, "action_resume")
            if reason in ("unsubscribed", "blacklisted since"):
                dialog = Form(self.env[action["res_model"]].with_user(self.seller).with_context(**action["context"]))
                self.assertIn("unsubscribed from" if reason == "unsubscribed" else "on the blacklist", dialog.question)
        self.assertContinue(FREE | CHOSEN)

    def test_several_over_the_external_api(self):
        self.pause_all()
        self.call_as(self.seller, self.all, "action_resume")
        self.assertContinue(FREE)

    def test_several_over_the_external_api_with_those_who_replied(self):
        self.pause_all()
        self.call_as(self.seller, self.all, "action_resume", also=["reply"])
        self.assertContinue(FREE | {"reply", "replied since"})

    def test_nobody_else_can_be_included(self):
        self.pause_all()
        self.call_as(self.seller, self.all, "action_resume", also=["unsubscribed", "archived", "", 1])
        self.assertContinue(FREE)

    def test_in_bulk(self):
        self.pause_all()
        dialog = self.dialog("resume")
        self.assertEqual(
            dialog.summary,
            "Will be resumed: 2 (A user: 1, A sending error: 1). Stay as they are: 7. "
            "Of these, 2 unsubscribed, 1 archived, 2 replied, 2 bounced.",
        )
        self.assertEqual(dialog.choices, "reply bounce")
        message = dialog.action_start()["params"]["message"]
        self.assertEqual(
            message,
            "Resumed: 2. Left as they were: 7. Of these, 2 unsubscribed, 1 archived, 2 replied, 2 bounced.",
        )
        self.assertContinue(FREE)

    def test_in_bulk_with_those_who_bounced(self):
        self.pause_all()
        dialog = self.dialog("resume", also_bounce=True)
        self.assertEqual(
            dialog.summary,
            "Will be resumed: 4 (A user: 2, A sending error: 1, A bounce: 1). Stay as they are: 5. "
            "Of these, 2 unsubscribed, 1 archived, 2 replied.",
        )
        self.assertEqual(dialog.choices, "reply bounce", "the choice can be taken back")
        dialog.action_start()
        self.assertContinue(FREE | {"bounce", "bounced since"})

    def test_all_that_an_account_paused(self):
        self.pause_all()
        self.call_as(self.seller, self.every["send_error"], "action_resume_account")
        self.assertContinue({"send_error"})

    def test_what_an_account_paused_is_held_by_what_happened_since(self):
        self.all.pause("send_error", "The server refused the login.", server=self.server)
        self.every["archived"].partner_id.active = False
        self.every["unsubscribed"].trace_ids._unsubscribe_from_sequence()
        self.later()
        self.happen()
        self.call_as(self.seller, self.every["send_error"], "action_resume_account")
        self.assertContinue(FREE)

    def test_from_each_contact(self):
        self.pause_all()
        for subscription in self.all:
            self.call_as(self.seller, subscription.partner_id, "action_resume_email_sequences")
        self.assertContinue({"send_error"})

    def test_by_a_date(self):
        """Whatever happened until the date takes the place of a pause that would end by itself."""
        for subscription in self.all:
            subscription.with_user(self.seller).action_pause(until=(self.now + timedelta(days=1)).date())
        self.every["archived"].partner_id.active = False
        self.every["unsubscribed"].trace_ids._unsubscribe_from_sequence()
        self.later()
        self.happen()
        self.travel(self.now + timedelta(days=2))
        self.dispatch()
        self.assertContinue(FREE)
        self.assertState(self.every["blacklisted since"], "paused", "unsubscribed")
        self.assertFalse(any(self.all.mapped("paused_until")))

    # ---- ways to go on elsewhere, or once more

    def test_moved_to_another_sequence(self):
        self.pause_all()
        target = self.sequence("Target", delays=(0,))
        dialog = self.dialog("move", target_id=target.id)
        self.assertIn("Of these, 2 unsubscribed, 1 archived, 2 replied, 2 bounced.", dialog.summary)
        dialog.action_start()
        self.assertContinue(FREE, sequence=target)

    def test_moved_with_those_who_replied(self):
        self.pause_all()
        target = self.sequence("Target", delays=(0,))
        self.dialog("move", target_id=target.id, also_reply=True, also_bounce=True).action_start()
        self.assertContinue(FREE | {"reply", "replied since"}, sequence=target)

    def finish_all(self):
        self.all._finish()
        self.later()
        self.every["archived"].partner_id.active = False
        self.every["unsubscribed"].trace_ids._unsubscribe_from_sequence()
        self.happen()
        template = self.template("New").id
        self.course.step_ids = [Command.create({"template_id": template, "delay_days": 1, "sequence": 9})]
        self.env.invalidate_all()

    def test_going_on_with_new_steps(self):
        self.finish_all()
        dialog = self.dialog("go_on")
        self.assertIn("Of these, 2 unsubscribed, 1 archived, 2 replied, 2 bounced.", dialog.summary)
        dialog.action_start()
        self.assertContinue(FREE)

    def test_going_on_with_new_steps_with_those_who_replied(self):
        self.finish_all()
        self.dialog("go_on", also_reply=True).action_start()
        self.assertContinue(FREE | {"reply", "replied since"})

    def again(self, **values):
        contacts = self.all.partner_id
        result = self.course.with_user(self.seller).subscribe(contacts.ids, again=True, **values)
        return {line["partner_id"]: line["reason"] for line in result["skipped"]}

    def test_subscribed_once_more(self):
        self.finish_all()
        self.assertEqual(
            {self.env["res.partner"].browse(number).name: reason for number, reason in self.again().items()},
            {
                "archived": "archived", "unsubscribed": "unsubscribed", "blacklisted since": "unsubscribed",
                "bounce": "bounced", "bounced since": "bounced",
                "reply": "replied_before", "replied since": "replied_before",
            },
        )  # fmt: skip
        self.assertContinue(FREE)

    def test_subscribed_once_more_with_those_who_replied(self):
        self.finish_all()
        self.again(replied=True)
        self.assertContinue(FREE | {"reply", "replied since"})

    def test_a_program_of_ours_decides_no_other_way(self):
        """What bridge addons call leaves the same ones."""
        self.pause_all()
        self.assertEqual(self.all.resume(), self.every["manual"] | self.every["send_error"])

    # ---- what is settled

    def test_what_happened_before_the_pause_is_settled(self):
        """A user resumed the contact after the reply; a later pause by hand is one by hand."""
        subscription = self.every["reply"]
        self.receive(self.mail_from(subscription.email, answers=self.sent[subscription.email]))
        self.later()
        self.call_as(self.seller, subscription, "action_resume")
        self.later()
        (subscription | self.every["manual"]).with_user(self.seller).action_pause()
        self.call_as(self.seller, subscription | self.every["manual"], "action_resume")
        self.assertState(subscription, "active")

    def test_the_dialogs_choice_is_shown_only_if_it_is_one(self):
        self.every["manual"].with_user(self.seller).action_pause()
        self.assertFalse(self.dialog("resume").choices)

    def test_counts_take_as_many_queries_for_many(self):
        self.pause_all()
        self.dialog("resume").summary  # noqa: B018 - it fills Odoo's caches
        few = self.queries_of(lambda: self.dialog("resume").summary)
        more = self.subscribe(self.course, *self.contacts(30))
        more.pause("reply")
        self.every.update({str(number): subscription for number, subscription in enumerate(more)})
        self.assertEqual(self.queries_of(lambda: self.dialog("resume").summary), few)

    def queries_of(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        return self.env.cr.sql_log_count - before
