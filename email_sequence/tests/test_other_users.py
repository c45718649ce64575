"""Our hooks into Odoo's models run with the rights of whoever calls Odoo: portal users, plain users, administrators."""

import json
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.service.model import call_kw
from odoo.tests import Form, HttpCase, new_test_user, tagged

from .common import EmailSequenceCase


class OtherUsersCase(EmailSequenceCase):
    """None of these users has a right on sequences."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "pat", "base.group_portal", email="pat@customer.example", tz=False)
        cls.plain = new_test_user(cls.env, "ivy", "base.group_user", email="ivy@seller.example")
        cls.clerk = new_test_user(
            cls.env, "cleo", "base.group_user,base.group_partner_manager,mail.group_mail_template_editor"
        )
        cls.system = new_test_user(cls.env, "sys", "base.group_system,base.group_partner_manager")

    def create_as(self, user, model, values):
        return self.env[model].browse(call_kw(self.env(user=user)[model], "create", [values], {}))

    def addresses(self, partner):
        return self.env["email.sequence.address"].search([("partner_id", "=", partner.id)]).mapped("email")


@tagged("post_install", "-at_install")
class TestPortalUserPosts(HttpCase, OtherUsersCase):
    """A portal user's message on a record that they may comment reaches its followers' inboxes."""

    def setUp(self):
        super().setUp()
        # As the documents of a customer do, such as a task of a project.
        self.startPatcher(patch.object(self.registry["res.partner"], "_mail_post_access", "read"))
        (self.plain | self.seller).notification_type = "inbox"
        self.document = self.portal.partner_id
        self.document.message_subscribe((self.plain | self.seller).partner_id.ids)

    def post(self):
        """Post as the portal user's browser may; the message as the followers' web clients get it, by partner id."""
        self.env["bus.bus"].search([]).unlink()
        self.authenticate("pat", "pat")
        message = {"body": "Hello", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.partner/message_post",
            {"model": "res.partner", "method": "message_post", "args": [self.document.ids], "kwargs": message},
        )
        self.env.invalidate_all()
        sent = [(json.loads(bus.channel), json.loads(bus.message)) for bus in self.env["bus.bus"].search([])]
        return {
            channel[2]: message["payload"]["store_data"]["mail.message"][0]
            for channel, message in sent
            if message["type"] == "mail.message/inbox"
        }

    def test_4_followers_are_told_and_users_of_sequences_get_our_fields(self):
        told = self.post()
        ours = {"email_sequence_subscription_id", "email_sequence_incoming_id"}
        self.assertLessEqual(ours, told[self.seller.partner_id.id].keys())
        self.assertTrue(ours.isdisjoint(told[self.plain.partner_id.id]))


@tagged("post_install", "-at_install")
class TestPortalUsers(OtherUsersCase):
    def test_1_portal_user_corrects_their_own_address_and_time_zone(self):
        subscription = self.subscribe(self.sequence(use_contact_tz=True), self.portal.partner_id)
        self.call_as(self.portal, self.portal, "write", {"email": "pat@new.example", "tz": "Asia/Tokyo"})
        self.assertEqual(self.addresses(self.portal.partner_id), ["pat@new.example"])
        self.assertEqual(subscription.tz, "Asia/Tokyo")

    def test_1_portal_user_moves_to_another_country_as_the_portal_writes_it(self):
        """The portal writes with all rights, in the name of its user."""
        subscription = self.subscribe(self.sequence(use_contact_tz=True), self.portal.partner_id)
        theirs = self.portal.partner_id.with_user(self.portal).sudo()
        theirs.write({"email": "pat@new.example", "country_id": self.env.ref("base.jp").id})
        self.assertEqual(self.addresses(self.portal.partner_id), ["pat@new.example"])
        self.assertEqual(subscription.tz, "Asia/Tokyo")

    def test_3_website_visitor_and_portal_user_create_contacts(self):
        for user in (self.portal, self.env.ref("base.public_user")):
            with self.subTest(user=user.login):
                partners = self.env["res.partner"].with_user(user).sudo()
                partner = partners.create({"name": "Zoe", "email": f"zoe@{user.id}.example"})
                self.assertEqual(self.addresses(partner), [f"zoe@{user.id}.example"])


@tagged("post_install", "-at_install")
class TestInternalUsers(OtherUsersCase):
    """Internal users who have to do with contacts, templates and mails, but not with sequences."""

    def test_3_clerk_creates_changes_archives_and_deletes_a_contact(self):
        eve = self.create_as(self.clerk, "res.partner", {"name": "Eve", "email": "eve@old.example"})
        subscription = self.subscribe(self.sequence(use_contact_tz=True), eve)
        self.call_as(self.clerk, eve, "write", {"email": "eve@new.example", "country_id": self.env.ref("base.jp").id})
        self.assertEqual((self.addresses(eve), subscription.tz), (["eve@new.example"], "Asia/Tokyo"))
        self.call_as(self.clerk, eve, "action_archive")
        self.call_as(self.clerk, eve, "unlink")
        self.assertEqual((eve.exists(), subscription.state), (eve.browse(), "removed"))

    def test_3_clerk_merges_contacts(self):
        sequence = self.sequence()
        both = self.subscribe(sequence, self.ada) | self.subscribe(sequence, self.bob)
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.clerk).create({})
        wizard._merge((self.ada | self.bob).ids, self.ada.with_user(self.clerk), extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(sorted(both.mapped("state")), ["active", "removed"])
        self.assertEqual(self.addresses(self.ada), ["ada@customer.example", "bob@customer.example"])

    def test_4_clerk_deletes_the_message_of_a_pause(self):
        subscription = self.subscribe(self.sequence(), self.ada)
        subscription.with_user(self.seller).action_pause()
        self.call_as(self.clerk, subscription.pause_message_id, "unlink")
        self.env.invalidate_all()
        self.assertState(subscription, "paused", "manual")
        self.assertFalse(subscription.pause_message_id)

    def test_4_mail_gate_of_a_plain_user_passes_a_reply_on(self):
        """The account of Odoo's mail gate needs no right on sequences."""
        subscription = self.subscribe(self.sequence(), self.ada)
        gate = self.env["mail.thread"].with_user(self.clerk)
        gate.message_process("res.partner", self.mail_from("ada@customer.example"))
        self.assertState(subscription, "paused", "reply")

    def test_10_template_editor_changes_and_deletes_templates(self):
        sequence = self.sequence(delays=(0,))
        used = sequence.step_ids.template_id
        self.subscribe(sequence, self.ada)
        self.dispatch()
        self.call_as(self.clerk, used, "write", {"name": "Better"})
        with self.assertRaisesRegex(UserError, "Better.*is used by a step"):
            self.call_as(self.clerk, used, "unlink")
        sequence.step_ids.template_id = self.template("Another")
        self.call_as(self.clerk, used, "unlink")
        self.assertEqual((used.exists(), used.active), (used, False))
        unused = self.template("Unused")
        self.call_as(self.clerk, unused, "unlink")
        self.assertFalse(unused.exists())


@tagged("post_install", "-at_install")
class TestAdministrators(OtherUsersCase):
    """Administrators of Odoo who have no right on sequences."""

    def shown(self, user, record):
        """What the form, list and cards of a record show to a user."""
        views = [[False, view] for view in ("form", "list", "kanban")]
        found = call_kw(self.env(user=user)[record._name], "get_views", [views], {})
        names = found["models"][record._name]["fields"]
        return self.call_as(user, record, "web_read", {name: {} for name in names})[0]

    def test_13_screens_of_odoo_open(self):
        self.server.email_sequence_daily_limit = 10
        subscription = self.subscribe(self.sequence(mail_server_id=self.server.id), self.ada)
        subscription.pause("send_error", "The login was refused.", server=self.server)
        template = subscription.sequence_id.step_ids[:1].template_id
        for user, record in (
            (self.system, self.server),
            (self.system, self.seller),
            (self.system, subscription.pause_message_id),
            (self.system, self.env.company),
            (self.clerk, self.ada),
            (self.clerk, template),
            (self.plain, self.ada),
            (self.plain, self.plain),
        ):
            with self.subTest(user=user.login, model=record._name):
                self.assertTrue(self.shown(user, record))

    def test_7_limits_of_a_server_are_set_and_their_use_shown(self):
        self.subscribe(self.sequence(delays=(0,), mail_server_id=self.server.id), self.ada, self.bob)
        self.call_as(self.system, self.server, "write", {"email_sequence_daily_limit": 1})
        self.dispatch()
        self.env.invalidate_all()
        shown = self.shown(self.system, self.server)
        self.assertEqual(shown["email_sequence_usage"], "Sent: 1 of 1 a day. Waiting: 1.")
        self.call_as(self.system, self.server, "write", {"email_sequence_daily_limit": 2})

    def test_6_server_of_a_user_is_made_and_deleted(self):
        values = {"name": "Sam's", "owner_user_id": self.seller.id, "from_filter": self.seller.email}
        server = self.create_as(self.system, "ir.mail_server", values)
        self.call_as(self.system, server, "unlink")
        self.assertEqual(self.seller.email_sequence_lost_server, "Sam's")

    def test_6_server_of_a_sequence_is_not_archived_but_deleted(self):
        sequence = self.sequence(mail_server_id=self.server.id)
        with self.assertRaisesRegex(UserError, "Email sequence"):
            self.call_as(self.system, self.server, "write", {"active": False})
        self.call_as(self.system, self.server, "unlink")
        self.assertFalse(sequence.mail_server_id)

    def test_companies_and_settings_are_made_and_saved(self):
        company = self.create_as(self.system, "res.company", {"name": "B"})
        self.assertTrue(company.email_sequence_schedule_id)
        with Form(self.env["res.config.settings"].with_user(self.system)) as form:
            settings = form.save()
        settings.execute()

    def test_users_are_made_archived_and_deleted(self):
        values = {"name": "New", "login": "new", "group_ids": [(6, 0, self.env.ref("base.group_user").ids)]}
        user = self.create_as(self.system, "res.users", values)
        self.call_as(self.system, user, "write", {"active": False})
        self.call_as(self.system, user, "unlink")
        self.assertFalse(user.exists())
