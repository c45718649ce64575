import ast
import inspect

from odoo.tests import tagged

from .common import EmailSequenceCase

FIELDS = {
    "email.sequence": {
        "name": "char",
        "company_id": "many2one",
        "state": ("deactivated", "activated"),
        "schedule_id": "many2one",
        "tz": "selection",
        "step_ids": "one2many",
        "subscription_ids": "one2many",
        "mail_server_id": "many2one",
    },
    "email.sequence.step": {
        "sequence_id": "many2one",
        "sequence": "integer",
        "template_id": "many2one",
        "delay_days": "integer",
        "new_thread": "boolean",
    },
    "email.sequence.schedule": {"name": "char", "window_ids": "one2many"},
    "email.sequence.schedule.window": {
        "schedule_id": "many2one",
        "dayofweek": ("0", "1", "2", "3", "4", "5", "6"),
        "hour_from": "float",
        "hour_to": "float",
    },
    "email.sequence.subscription": {
        "sequence_id": "many2one",
        "partner_id": "many2one",
        "email": "char",
        "user_id": "many2one",
        "state": ("active", "paused", "finished", "removed"),
        "pause_reason": ("reply", "manual", "send_error", "bounce", "unsubscribed", "archived"),
        "next_step_id": "many2one",
        "scheduled_datetime": "datetime",
        "trace_ids": "one2many",
    },
    "email.sequence.trace": {
        "subscription_id": "many2one",
        "step_id": "many2one",
        "message_id": "char",
        "trace_status": ("sending", "sent", "error", "unknown", "bounce"),
        "failure_type": "selection",
        "failure_reason": "text",
        "sent_datetime": "datetime",
        "open_datetime": "datetime",
        "reply_datetime": "datetime",
    },
    "res.partner": {"email_sequence_subscription_ids": "one2many", "email_sequence_count": "integer"},
}
METHODS = {
    "email.sequence": {
        "action_activate": [],
        "action_deactivate": [],
        "subscribe": ["partner_ids", "email", "user_id"],
    },
    "email.sequence.subscription": {"action_pause": [], "action_resume": [], "action_remove": []},
    "email.sequence.dispatcher": {"_cron_dispatch": []},
}
SERVICES = ("email.sequence.dispatcher", "email.sequence.gateway")
WIZARD = "email.sequence.subscribe"


@tagged("post_install", "-at_install")
class TestContract(EmailSequenceCase):
    """The names that other code relies on; a change of this file breaks somebody."""

    def test_models_have_their_fields_and_states(self):
        for model, fields in FIELDS.items():
            for name, expected in fields.items():
                with self.subTest(model=model, field=name):
                    field = self.env[model]._fields[name]
                    if isinstance(expected, tuple):
                        self.assertEqual(tuple(field.get_values(self.env)), expected)
                    else:
                        self.assertEqual(field.type, expected)

    def test_methods_take_these_arguments(self):
        for model, methods in METHODS.items():
            for name, arguments in methods.items():
                with self.subTest(model=model, method=name):
                    parameters = inspect.signature(getattr(type(self.env[model]), name)).parameters
                    self.assertEqual(list(parameters)[1 : len(arguments) + 1], arguments)
                    others = list(parameters.values())[len(arguments) + 1 :]
                    self.assertTrue(all(other.default is not other.empty for other in others))

    def test_services_have_no_table(self):
        for model in SERVICES:
            with self.subTest(model=model):
                self.assertTrue(self.env[model]._abstract)

    def test_wizard_is_transient(self):
        self.assertTrue(self.env[WIZARD]._transient)

    def test_subscribe_over_rpc_takes_ids_and_returns_plain_values(self):
        """What an external client sends and gets is JSON: lists of ids, and reason codes."""
        sequence = self.sequence()
        gone = self.contact("Gone", "gone@customer.example")
        gone_id = gone.id
        gone.unlink()
        result = self.call_as(self.seller, sequence, "subscribe", [self.ada.id, gone_id], user_id=self.seller.id)
        subscription = self.env["email.sequence.subscription"].search([("sequence_id", "=", sequence.id)])
        self.assertEqual(
            ast.literal_eval(repr(result)),
            {"subscribed": subscription.ids, "skipped": [{"partner_id": gone_id, "reason": "no_access"}]},
        )

    def test_public_actions_can_be_called_over_rpc(self):
        """XML-RPC cannot marshal None, so each action returns something."""
        sequence = self.sequence(activated=False)
        self.assertTrue(self.call_as(self.manager, sequence, "action_activate"))
        subscription = self.subscribe(sequence, self.ada)
        for action in ("action_pause", "action_resume", "action_remove"):
            with self.subTest(action=action):
                self.assertTrue(self.call_as(self.seller, subscription, action))
        self.assertTrue(self.call_as(self.manager, sequence, "action_deactivate"))
