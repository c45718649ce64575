"""What came of the mails of each variant, and whether the difference is significant (semantics 12)."""

from odoo.tests import Form, tagged

from ..models.presenters.variant_statistics import counts_by_template, rows_of_step
from .test_email_sequence_step_variant import A, B, C, VariantCase


class StatisticsCase(VariantCase):
    def rows(self, user=None):
        self.env.invalidate_all()
        return {row["template"]: row for row in self.step.with_user(user or self.seller).variant_statistics}

    def verdict(self):
        self.env.invalidate_all()
        return self.step.with_user(self.seller).variant_verdict

    def mails(self, name, count, *, replied=0, **values):
        """The ledger has so many mails of the text, of which the first were answered."""
        partners = self.contacts(count, f"{next(self.numbers)}.example")
        subscriptions = self.subscribe(self.course, *partners)
        self.env["email.sequence.trace"].create(
            [
                {
                    "subscription_id": subscription.id,
                    "sequence_id": self.course.id,
                    "company_id": self.course.company_id.id,
                    "partner_id": subscription.partner_id.id,
                    "step_id": self.step.id,
                    "template_id": self.texts[name].id,
                    "email": subscription.email,
                    "message_id": f"<{name}-{subscription.id}@seller.example>",
                    "trace_status": "sent",
                    "reply_datetime": self.now if number < replied else False,
                    **values,
                }
                for number, subscription in enumerate(subscriptions)
            ]
        )


@tagged("post_install", "-at_install")
class TestRows(StatisticsCase):
    def test_each_template_has_its_figures(self):
        for name, partner in ((A, self.ada), (B, self.bob)):
            self.only(name)
            self.subscribe(self.course, partner)
            (mail,) = self.dispatch()
        self.receive(self.mail_from(mail["To"], answers=mail))
        rows = self.rows()
        self.assertEqual(list(rows), [A, B])
        self.assertEqual([row["letter"] for row in rows.values()], ["A", "B"])
        self.assertEqual(
            [(row["sent"], row["delivered"], row["replied"], row["bounced"]) for row in rows.values()],
            [(1, 1, 0, 0), (1, 1, 1, 0)],
        )
        self.assertEqual([row["rate"] for row in rows.values()], [0, 1])

    def test_a_step_that_is_not_saved_yet_has_sent_nothing(self):
        """Not what was sent by steps that are gone, whose mails name no step."""
        self.mails(A, 2, step_id=False)
        unsaved = self.step.new({"sequence_id": self.course.id, "template_id": self.texts[A].id})
        rows = rows_of_step(unsaved)
        self.assertEqual([row["sent"] for row in rows], [0])

    def test_what_came_back_is_sent_but_not_delivered(self):
        self.only(B)
        self.subscribe(self.course, self.ada)
        (mail,) = self.dispatch()
        self.receive(self.notice_about(mail))
        row = self.rows()[B]
        self.assertEqual((row["sent"], row["delivered"], row["bounced"], row["rate"]), (1, 0, 1, False))

    def test_an_answered_mail_that_came_back_later_is_not_counted_as_replied(self):
        """Replied are some of the delivered ones, so that no rate is over 100 %."""
        self.mails(B, 2, replied=2, trace_status="bounce")
        row = self.rows()[B]
        self.assertEqual((row["sent"], row["delivered"], row["replied"], row["rate"]), (2, 0, 0, False))

    def test_an_autoresponder_is_no_reply(self):
        self.only(B)
        self.subscribe(self.course, self.ada)
        (mail,) = self.dispatch()
        self.receive(self.mail_from(mail["To"], answers=mail, Auto_Submitted="auto-replied"))
        self.assertEqual(self.rows()[B]["replied"], 0)

    def test_what_did_not_leave_does_not_count(self):
        for status in ("error", "unknown", "sending"):
            self.mails(B, 1, trace_status=status)
        self.assertEqual((self.rows()[B]["sent"], self.rows()[B]["delivered"]), (0, 0))

    def test_the_range_is_wilsons(self):
        self.mails(A, 10, replied=5)
        row = self.rows()[A]
        self.assertAlmostEqual(row["low"], 0.23659, 4)
        self.assertAlmostEqual(row["high"], 0.76341, 4)

    def test_a_template_that_the_step_no_longer_has_is_shown_too(self):
        self.mails(B, 2, replied=1)
        self.variant(B).template_id = self.texts[C]
        rows = self.rows()
        self.assertEqual(list(rows), [A, C, B])
        self.assertEqual((rows[B]["letter"], rows[B]["in_use"], rows[B]["sent"], rows[B]["share"]), ("", False, 2, 0))

    def test_what_was_sent_after_a_change_counts_for_the_new_template(self):
        self.mails(B, 2, replied=1)
        self.variant(B).template_id = self.texts[C]
        self.mails(C, 3)
        self.assertEqual((self.rows()[C]["sent"], self.rows()[C]["replied"]), (3, 0))

    def test_the_same_template_in_another_step_counts_there(self):
        other = self.course.step_ids.sorted()[1]
        other.template_id = self.texts[B]
        self.mails(B, 2, step_id=other.id)
        self.assertEqual(self.rows()[B]["sent"], 0)

    def test_is_counted_by_one_grouped_query(self):
        self.add(C)
        self.mails(A, 5)
        self.mails(B, 4, replied=2)
        self.mails(B, 1, trace_status="bounce")
        self.env.flush_all()
        with self.assertQueryCount(1):
            counts = counts_by_template(self.step)
        self.assertEqual(
            counts, {self.texts[A]: {"sent": 5, "replied": 0}, self.texts[B]: {"sent": 4, "replied": 2, "bounce": 1}}
        )


@tagged("post_install", "-at_install")
class TestVerdict(StatisticsCase):
    def test_none_without_a_variant(self):
        self.step.variant_ids.unlink()
        self.assertFalse(self.verdict())
        self.assertEqual(list(self.rows()), [A])

    def test_too_few_says_how_many_are_needed_and_there(self):
        self.mails(A, 100, replied=90)
        self.mails(B, 99)
        self.assertEqual(
            self.verdict(),
            "Too few to tell: 100 delivered mails for each variant are needed; delivered so far: A 100, B 99.",
        )

    def test_too_few_at_first(self):
        self.assertIn("A 0, B 0", self.verdict())

    def test_clear_difference_names_who_is_ahead_and_changes_nothing(self):
        self.mails(A, 100, replied=5)
        self.mails(B, 100, replied=50)
        weights = [self.step.weight, *self.step.variant_ids.mapped("weight")]
        self.assertEqual(
            self.verdict(), "Clear difference: B, “Text B”, is answered most. Delivered so far: A 100, B 100."
        )
        self.assertEqual([self.step.weight, *self.step.variant_ids.mapped("weight")], weights)

    def test_no_clear_difference(self):
        self.mails(A, 100, replied=10)
        self.mails(B, 101, replied=20)
        self.assertEqual(self.verdict(), "No clear difference yet. Delivered so far: A 100, B 101.")

    def test_what_is_no_longer_drawn_does_not_hold_up_the_others(self):
        self.add(C)
        self.variant(C).weight = 0
        self.mails(A, 100, replied=5)
        self.mails(B, 100, replied=50)
        self.assertIn("Clear difference: B", self.verdict())


@tagged("post_install", "-at_install")
class TestDialog(StatisticsCase):
    """The dialog of a step's variants, as a manager fills it in."""

    def dialog(self):
        action = self.step.with_user(self.manager).action_open_variants()
        step = self.env[action["res_model"]].with_user(self.manager).browse(action["res_id"])
        return Form(step, view="email_sequence.email_sequence_step_view_form_variants")

    def test_a_variant_is_added_and_its_share_is_seen_before_saving(self):
        with self.dialog() as form:
            with form.variant_ids.new() as variant:
                variant.template_id = self.texts[C]
                variant.weight = 2
            self.assertEqual(form.share, 0.25)
            self.assertEqual([row["letter"] for row in form.variant_statistics], ["A", "B", "C"])
        self.assertEqual(self.step.variant_ids.template_id, self.texts[B] | self.texts[C])

    def test_says_how_many_mails_get_another_template(self):
        self.only(A)
        waiting = self.subscribe(self.course, *self.contacts(4))
        form = self.dialog()
        self.assertFalse(form.variants_impact)
        form.weight = 50
        self.assertFalse(form.variants_impact, "A alone is drawn still")
        form.weight = 0
        self.assertFalse(form.variants_impact, "it cannot be saved like this")
        with form.variant_ids.edit(0) as variant:
            variant.weight = 50
        self.assertEqual(form.variants_impact, "Mails not yet sent that get another template: 4.")
        form.save()
        self.assertEqual(set(self.step._templates_for(waiting.partner_id).values()), {self.texts[B]})

    def test_those_who_keep_theirs_do_not_count_as_changed(self):
        self.only(A)
        kept = self.subscribe(self.course, self.ada)
        self.dispatch()
        kept.sudo().trace_ids.trace_status = "error"
        kept.sudo().next_step_id = self.step
        self.subscribe(self.course, self.bob)
        form = self.dialog()
        with form.variant_ids.edit(0) as variant:
            variant.weight = 1
        form.weight = 0
        self.assertEqual(form.variants_impact, "Mails not yet sent that get another template: 1.")

    def test_the_row_of_the_step_says_how_many_templates_it_has(self):
        self.add(C)
        first, second = self.course.step_ids.sorted()
        self.assertEqual((first.template_words, second.template_words), ("A/B · 3", False))
