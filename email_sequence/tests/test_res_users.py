"""Preferences > Outgoing Mail Server, as the web client calls it (semantics 6.1)."""

from unittest.mock import patch

from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

SIGN_IN = {"type": "ir.actions.act_url", "url": "https://signin.example"}


@tagged("post_install", "-at_install")
class TestOutgoingMailServerOfUsers(HttpCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("base_setup.default_external_email_server", "True")
        self.user = new_test_user(self.env, "una", "base.group_user", email="una@seller.example")
        self.authenticate("una", "una")

    def choose(self, server_type):
        """What the field of the preferences sends when a user chooses a type of server."""
        return self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.users/action_setup_outgoing_mail_server",
            {
                "model": "res.users",
                "method": "action_setup_outgoing_mail_server",
                "args": [server_type],
                "kwargs": {"context": {"lang": "en_US"}},
            },
        )

    def connect(self, server_type):
        # Odoo's addons for Gmail and Outlook lead to the provider's page from here.
        users = self.registry["res.users"]
        with patch.object(users, "_get_mail_server_setup_end_action", lambda _users, _server: SIGN_IN):
            return self.choose(server_type)

    def servers(self):
        return self.env["ir.mail_server"].with_context(active_test=False).search([("owner_user_id", "=", self.user.id)])

    def test_user_connects_an_account(self):
        for server_type in ("gmail", "outlook"):
            with self.subTest(server_type=server_type):
                self.assertEqual(self.connect(server_type), SIGN_IN)
                self.assertEqual(self.servers().smtp_user, "una@seller.example")

    def test_user_who_chooses_the_default_server_no_longer_misses_a_deleted_one(self):
        self.user.email_sequence_lost_server = "Una's own server"
        self.assertEqual(self.choose("default")["tag"], "display_notification")
        self.assertFalse(self.user.email_sequence_lost_server)

    def test_user_who_gives_up_the_own_server_for_the_default_one_does_not_miss_it(self):
        self.connect("gmail")
        self.servers().active = True
        self.user.outgoing_mail_server_id = self.servers()
        self.choose("default")
        self.assertFalse(self.servers())
        self.assertFalse(self.user.email_sequence_lost_server)

    @mute_logger("odoo.http")
    def test_what_odoo_refuses_stays_refused(self):
        self.env["ir.config_parameter"].set_param("base_setup.default_external_email_server", False)
        self.user.email_sequence_lost_server = "Una's own server"
        with self.assertRaisesRegex(JsonRpcException, "UserError"):
            self.choose("default")
        self.assertEqual(self.user.email_sequence_lost_server, "Una's own server")
