"""A/B tests: which template of a step a contact gets, and that it keeps it (semantics 12)."""

from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import EmailSequenceCase, refused

A, B, C, D = "Text A", "Text B", "Text C", "Text D"


class VariantCase(EmailSequenceCase):
    """A sequence whose first step has the texts A and B; all draw the one that ``only`` names."""

    def setUp(self):
        super().setUp()
        self.course = self.sequence(delays=(0, 1))
        self.step = self.course.step_ids.sorted()[0]
        self.texts = {name: self.template(name) for name in (A, B, C, D)}
        self.step.template_id = self.texts[A]
        self.add(B)

    def add(self, *names, weight=1, user=None):
        self.step.with_user(user or self.manager).variant_ids = [
            Command.create({"template_id": self.texts[name].id, "weight": weight}) for name in names
        ]

    def variant(self, name):
        return self.step.variant_ids.filtered(lambda variant: variant.template_id == self.texts[name])

    def only(self, name):
        """Let whoever is drawn from now on get this text."""
        self.step.write(
            {
                "weight": int(name == A),
                "variant_ids": [
                    Command.update(variant.id, {"weight": int(variant.template_id == self.texts[name])})
                    for variant in self.step.variant_ids
                ],
            }
        )

    def sent(self):
        """The subjects that leave now."""
        return [mail["Subject"] for mail in self.dispatch()]


@tagged("post_install", "-at_install")
class TestTemplates(VariantCase):
    def test_a_step_has_up_to_four_templates(self):
        self.add(C, D)
        with self.assertRaisesRegex(ValidationError, "up to 4 templates"):
            self.step.variant_ids = [Command.create({"template_id": self.template("Text E").id})]

    def test_each_variant_has_a_template_of_its_own(self):
        with self.assertRaisesRegex(ValidationError, "a template of its own"):
            self.add(A)
        with self.assertRaisesRegex(ValidationError, "a template of its own"), self.env.cr.savepoint():
            self.step.template_id = self.texts[B]
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.add(B)

    def test_two_variants_swap_their_templates_in_one_save(self):
        swapped = Command.update(self.variant(B).id, {"template_id": self.texts[A].id})
        self.step.with_user(self.manager).write({"template_id": self.texts[B].id, "variant_ids": [swapped]})
        self.assertEqual([self.step._letter(self.texts[name]) for name in (A, B)], ["B", "A"])

    def test_one_of_the_weights_is_above_0(self):
        with self.assertRaisesRegex(ValidationError, "a weight above 0"):
            self.step.write({"weight": 0, "variant_ids": [Command.update(self.variant(B).id, {"weight": 0})]})

    def test_weights_are_0_to_100(self):
        for weight in (-1, 101):
            with (
                self.subTest(weight=weight),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.variant(B).weight = weight

    def test_shares_follow_the_weights(self):
        self.add(C, weight=2)
        self.assertEqual((self.step.share, self.variant(B).share, self.variant(C).share), (0.25, 0.25, 0.5))

    def test_template_of_another_model_or_of_one_user_is_refused(self):
        users = self.env["ir.model"]._get_id("res.users")
        for values, sentence in (({"model_id": users}, "made for contacts"), ({"user_id": self.manager.id}, "alone")):
            with self.subTest(**values), self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
                self.variant(B).template_id = self.template("Wrong", **values)

    def test_template_of_a_variant_can_be_neither_deleted_nor_archived_nor_made_private(self):
        template = self.texts[B].with_user(self.manager)
        for change in (template.unlink, template.action_archive):
            in_use = self.assertRaisesRegex(UserError, 'The template "Text B" is used by a step of "Test sequence"')
            with self.subTest(change=change.__name__), in_use, self.env.cr.savepoint():
                change()
        with self.assertRaisesRegex(ValidationError, "needs a shared template"):
            template.user_id = self.manager

    def test_a_template_once_used_is_archived_where_it_is_deleted_and_traces_keep_it(self):
        self.only(B)
        subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        self.step.weight = 1
        self.variant(B).unlink()
        self.texts[B].with_user(self.manager).unlink()
        self.assertEqual((self.texts[B].active, subscription.trace_ids.template_id), (False, self.texts[B]))
        self.texts[C].with_user(self.manager).unlink()
        self.assertFalse(self.texts[C].exists(), "nothing was sent with it")

    def test_copies_have_the_variants(self):
        self.add(C, weight=7)
        copy = self.course.copy().step_ids.sorted()[0]
        self.assertEqual(copy.variant_ids.mapped("weight"), [1, 7])
        self.assertEqual(copy.variant_ids.template_id, self.texts[B] | self.texts[C])
        self.step.action_duplicate()
        self.assertEqual(self.course.step_ids.sorted()[1].variant_ids.template_id, self.texts[B] | self.texts[C])


@tagged("post_install", "-at_install")
class TestRights(VariantCase):
    def test_a_salesperson_reads_and_a_manager_writes(self):
        variant = self.variant(B)
        self.assertEqual(variant.with_user(self.seller).weight, 1)
        for change in (lambda seen: seen.write({"weight": 5}), lambda seen: seen.unlink()):
            with self.assertRaises(AccessError):
                change(variant.with_user(self.seller))
        with self.assertRaises(AccessError):
            self.add(C, user=self.seller)
        variant.with_user(self.manager).weight = 5
        variant.with_user(self.manager).unlink()

    def test_another_companys_manager_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        groups = "base.group_user,email_sequence.group_manager"
        other = new_test_user(self.env, "otto", groups, company_id=company.id, company_ids=[(6, 0, company.ids)])
        variants = self.env["email.sequence.step.variant"].with_user(other)
        self.assertFalse(variants.search([("id", "=", self.variant(B).id)]))
        with self.assertRaises(AccessError):
            self.variant(B).with_user(other).write({"weight": 5})


@tagged("post_install", "-at_install")
class TestDrawing(VariantCase):
    def test_a_mail_is_made_of_the_drawn_template_and_its_trace_says_so(self):
        for name in (A, B):
            self.only(name)
            with self.subTest(name=name):
                subscription = self.subscribe(self.course, self.contact(name, f"{name[-1]}@customer.example"))
                self.assertEqual(self.sent(), [name])
                self.assertEqual(subscription.trace_ids.template_id, self.texts[name])

    def test_contacts_are_shared_out_by_the_weights(self):
        self.add(C)
        self.variant(C).weight = 2
        self.subscribe(self.course, *self.contacts(200))
        counts = Counter(self.sent())
        for name, mails in {A: 50, B: 50, C: 100}.items():
            self.assertAlmostEqual(counts[name], mails, delta=35, msg=f"{name}; six standard deviations are over 35")

    def test_the_other_steps_stay_as_they_are(self):
        subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        self.travel_to_next_mail(subscription)
        self.dispatch()
        self.assertEqual(subscription.trace_ids[0].template_id, self.course.step_ids.sorted()[1].template_id)

    def test_9_the_next_step_replies_to_the_variant_that_was_sent(self):
        self.only(B)
        subscription = self.subscribe(self.course, self.ada)
        self.dispatch()
        self.only(A)
        self.travel_to_next_mail(subscription)
        self.assertEqual(self.sent(), ["Re: Text B"])


@tagged("post_install", "-at_install")
class TestKept(VariantCase):
    """A contact keeps the variant drawn."""

    def setUp(self):
        super().setUp()
        self.only(A)
        self.subscription = self.subscribe(self.course, self.ada)

    def test_after_an_error_and_a_resume_also_when_the_weights_have_changed(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        self.dispatch()
        self.assertState(self.subscription, "paused", "send_error")
        self.only(B)
        self.smtp.faults.clear()
        self.subscription.action_resume()
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(self.sent(), [A])
        self.assertEqual(self.subscription.trace_ids.template_id, self.texts[A])

    def test_when_it_is_tried_again(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email, 450, b"4.2.1 Mailbox busy")
        self.dispatch()
        self.assertTrue(self.subscription.trace_ids.retry_datetime)
        self.only(B)
        self.smtp.faults.clear()
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(self.sent(), [A])

    def test_when_it_is_subscribed_again(self):
        self.dispatch()
        self.subscription.action_remove()
        self.only(B)
        again = self.subscribe(self.course, self.ada, again=True)
        self.assertEqual(self.sent(), [A])
        self.assertEqual(again.trace_ids.template_id, self.texts[A])

    def test_another_contact_draws_by_the_weights_of_now(self):
        self.dispatch()
        self.only(B)
        self.subscribe(self.course, self.bob)
        self.assertEqual(self.sent(), [B])

    def test_a_variant_that_is_taken_away_is_drawn_again(self):
        self.only(B)
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        self.dispatch()
        self.assertEqual(self.subscription.trace_ids.template_id, self.texts[B])
        self.step.weight = 1
        self.variant(B).unlink()
        self.add(C, weight=0)
        self.smtp.faults.clear()
        self.subscription.action_resume()
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(self.sent(), [A])

    def test_of_two_that_it_was_tried_with_it_keeps_the_later(self):
        self.smtp.faults[self.ada.email] = refused(self.ada.email)
        self.dispatch()
        self.step.template_id = self.texts[C]
        self.only(B)
        self.subscription.action_resume()
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.assertEqual(self.subscription.trace_ids.sorted("id").template_id, self.texts[A] | self.texts[B])
        self.step.write({"template_id": self.texts[A].id, "weight": 100})
        self.smtp.faults.clear()
        self.subscription.action_resume()
        self.travel_to_next_mail(self.subscription)
        self.assertEqual(self.sent(), [B])

    def test_a_copy_of_the_step_draws_anew(self):
        self.dispatch()
        self.only(B)
        copy = self.course.copy()
        copy.action_activate()
        self.subscribe(copy, self.ada)
        self.assertEqual(self.sent(), [B])


@tagged("post_install", "-at_install")
class TestReplacedWhileClaimed(VariantCase):
    """The text of a mail is that of now, also when it is replaced between the claim and the making of the mail."""

    @contextmanager
    def once_before_composing(self, change):
        """Let another process do this when the first mails are claimed, and not yet made."""
        waiting = [change]
        original = self.registry["email.sequence.mailer"]._compose

        def compose(mailer, traces):
            if waiting:
                waiting.pop()(mailer.env["email.sequence.step"].browse(self.step.id))
            return original(mailer, traces)

        with patch.object(self.registry["email.sequence.mailer"], "_compose", compose):
            yield

    def released_and_sent(self, change):
        subscription = self.subscribe(self.course, self.ada)
        with self.once_before_composing(change):
            subjects = self.sent() + self.sent()
        self.env.invalidate_all()
        self.assertEqual(subscription.trace_ids.mapped("trace_status"), ["sent"], "the claim was released")
        return subjects, subscription.trace_ids.template_id

    def test_the_template_of_a_step_without_variants(self):
        self.step.variant_ids.unlink()
        subjects, template = self.released_and_sent(lambda step: step.write({"template_id": self.texts[C].id}))
        self.assertEqual((subjects, template), ([C], self.texts[C]))

    def test_the_template_of_a_variant(self):
        self.only(B)
        subjects, template = self.released_and_sent(
            lambda step: step.variant_ids.write({"template_id": self.texts[C].id})
        )
        self.assertEqual((subjects, template), ([C], self.texts[C]))

    def test_a_variant_taken_away(self):
        self.only(B)

        def take_away(step):
            step.weight = 1
            step.variant_ids.unlink()

        subjects, template = self.released_and_sent(take_away)
        self.assertEqual((subjects, template), ([A], self.texts[A]))

    def test_weights_of_now_do_not_take_a_claimed_mail_back(self):
        self.only(B)
        subjects, template = self.released_and_sent(lambda step: step.write({"weight": 100}))
        self.assertEqual((subjects, template), ([B], self.texts[B]))


@tagged("post_install", "-at_install")
class TestCost(VariantCase):
    MAILS = 50
    VARIANTS = 3
    EACH_TEMPLATE = 15  # queries to read and render one more template for a batch
    DRAWING = 3  # the variants, and what was drawn before

    def queries(self, sequence):
        self.subscribe(sequence, *self.contacts(self.MAILS, f"{sequence.id}.example"))
        self.env.flush_all()
        with self.mail_server(), self.committing_env() as env:
            before = env.cr.sql_log_count
            env["email.sequence.dispatcher"]._cron_dispatch()
            cost = env.cr.sql_log_count - before
        self.assertEqual(len(self.smtp.mails), self.MAILS)
        self.smtp.mails.clear()
        return cost

    def test_a_batch_with_three_variants_costs_a_bounded_number_of_queries_more(self):
        self.add(C)
        self.queries(self.sequence("First", delays=(0,)))  # what is cached once
        without, with_variants = self.queries(self.sequence("Second", delays=(0,))), self.queries(self.course)
        self.assertLessEqual(with_variants - without, self.DRAWING + (self.VARIANTS - 1) * self.EACH_TEMPLATE)
