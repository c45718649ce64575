from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import EmailSequenceCase


@tagged("post_install", "-at_install")
class TestWorkers(EmailSequenceCase):
    """Any number of dispatchers work the same table; how many there are is a setting (semantics 8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispatcher = cls.env["email.sequence.dispatcher"]
        cls.first = cls.env.ref("email_sequence.ir_cron_dispatch")

    def crons(self):
        return self.env["ir.cron"].with_context(active_test=False).search([("code", "=", self.first.code)])

    def set_in_settings(self, count):
        self.env["res.config.settings"].create({"email_sequence_lanes": count}).execute()

    def test_one_unless_set(self):
        self.assertEqual(self.env["res.config.settings"].create({}).email_sequence_lanes, 1)
        self.assertEqual(self.crons(), self.first)

    def test_each_is_a_scheduled_action_like_the_first(self):
        self.set_in_settings(3)
        self.assertEqual(self.dispatcher._worker_count(), 3)
        workers = self.crons()
        self.assertEqual(len(workers), 3)
        for name in ("user_id", "interval_number", "interval_type", "priority", "active", "model_id", "code"):
            self.assertEqual({worker[name] for worker in workers}, {self.first[name]}, name)
        self.assertEqual(
            sorted(workers.mapped("name")),
            [
                "Email sequences: send what is due",
                "Email sequences: send what is due (lane 2)",
                "Email sequences: send what is due (lane 3)",
            ],
        )

    def test_fewer_delete_the_last_ones_and_more_add_them_again(self):
        for count in (4, 2, 3, 1):
            self.set_in_settings(count)
            self.assertEqual((self.dispatcher._worker_count(), len(self.crons())), (count, count))
        self.assertEqual(self.crons(), self.first)

    def test_they_go_with_the_addon_and_stay_when_it_is_updated(self):
        self.dispatcher._set_worker_count(2)
        data = self.env["ir.model.data"].search([("model", "=", "ir.cron"), ("name", "=", "ir_cron_dispatch_2")])
        self.assertEqual((data.module, data.noupdate), ("email_sequence", True))
        self.assertEqual(data.res_id, (self.crons() - self.first).id)

    def test_what_is_due_now_wakes_all(self):
        self.dispatcher._set_worker_count(3)
        crons = self.crons()
        self.env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)]).unlink()
        self.dispatcher.with_user(self.seller)._wake()
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)])
        self.assertEqual(sorted(triggers.cron_id.ids), sorted(crons.ids))

    def test_a_number_that_cannot_be_is_refused_with_a_sentence(self):
        for count in (0, -1, 17):
            with self.assertRaisesRegex(UserError, "between 1 and 16 dispatch lanes"):
                self.set_in_settings(count)
        self.assertEqual(self.dispatcher._worker_count(), 1)
