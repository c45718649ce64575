from odoo.tests import tagged

from .test_gateway import GatewayCase

USED = "<used@customer.example>"
AWAY = "I am away until Wednesday."
CALL = "Yes, please call me on Thursday."


@tagged("post_install", "-at_install")
class TestUsedMessageId(GatewayCase):
    """An email is known by Message-Id and content: a copy is one, another email is another (semantics 4.5)."""

    def written(self, text, sender="ada@customer.example", **headers):
        headers = {"message_id": USED, "Date": "Mon, 02 Mar 2026 10:00:00 +0000", **headers}
        return self.mail_from(sender, text, **headers)

    def fetched_elsewhere(self, raw):
        """The same email as another mailbox has it."""
        return b"Received: from mx.other.example; Mon, 2 Mar 2026 10:05:00 +0000\r\n" + raw.replace(b"\n", b"\r\n")

    def assertHandled(self, raw, text):
        """It pauses Ada and is kept, each once, wherever it is fetched, and not found again by the catch-up job."""
        self.receive(raw)
        self.assertOnlyPaused(self.ada_subscription)
        self.assertEqual(len(self.kept(self.ada, text)), 1)
        self.ada_subscription.action_resume()
        self.receive(raw)
        self.receive(self.fetched_elsewhere(raw))
        self.sweep_later()
        self.assertOnlyPaused()
        self.assertEqual(len(self.kept(self.ada, text)), 1)

    def test_a_persons_after_an_automatic_one(self):
        self.receive(self.written(AWAY, answers=self.ada_mail, Auto_Submitted="auto-replied"))
        self.assertOnlyPaused()
        self.assertHandled(self.written(CALL, answers=self.ada_mail), CALL)
        self.assertTrue(self.ada_subscription.trace_ids.reply_datetime)
        self.assertEqual(len(self.kept(self.ada, AWAY)), 1)

    def test_a_persons_after_an_automatic_one_that_odoo_routes_nowhere(self):
        for to in ("nobody@seller.example", "catchall@seller.example"):
            with self.subTest(to=to):
                used = f"<{to}>"
                self.receive(self.written(AWAY, to=to, message_id=used, Auto_Submitted="auto-replied"))
                self.assertHandled(self.written(f"{CALL} To {to}.", to=to, message_id=used), f"{CALL} To {to}.")

    def test_a_persons_after_a_persons(self):
        self.assertHandled(self.written("First.", answers=self.ada_mail), "First.")
        self.assertHandled(self.written("Second.", answers=self.ada_mail), "Second.")
        self.assertHandled(self.written("Third.", answers=self.ada_mail), "Third.")

    def test_a_subscribers_after_a_strangers(self):
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})
        alias = {"alias_name": "sales", "alias_model_id": self.env["ir.model"]._get_id("res.partner")}
        self.env["mail.alias"].create(alias)
        self.receive(self.written("An offer", "stranger@elsewhere.example", to="sales@seller.example"))
        self.assertEqual(len(self.env["mail.message"].search([("message_id", "=", USED)])), 1)
        self.assertHandled(self.written(CALL, to="nobody@seller.example"), CALL)

    def test_one_that_said_the_same_before_the_contact_was_subscribed_is_a_copy(self):
        raw = self.written(CALL, "cem@customer.example", In_Reply_To=self.ada.message_post(body="Hi").message_id)
        cem = self.contact("Cem", "cem@customer.example")
        self.receive(raw)
        self.travel(self.now.replace(hour=12))
        later = self.subscribe(self.ada_subscription.sequence_id, cem)
        self.receive(self.fetched_elsewhere(raw))
        self.assertState(later, "active")
        self.assertEqual(len(self.env["mail.message"].search([("message_id", "=", USED)])), 1)

    def test_a_copy_of_a_mail_handled_by_an_earlier_version_is_a_copy(self):
        """Of these the content is not known."""
        raw = self.written(CALL, answers=self.ada_mail)
        self.receive(raw)
        self.env["email.sequence.incoming"].search([("message_id", "=", USED)]).digest = False
        self.ada_subscription.action_resume()
        self.receive(raw)
        self.assertOnlyPaused()

    def test_after_an_error_of_odoos_it_is_kept_by_the_catch_up_job(self):
        self.receive(self.written(AWAY, answers=self.ada_mail, Auto_Submitted="auto-replied"))

        def broken(*_args, **_kwargs):
            raise LookupError("unknown encoding")

        with self.env.cr.savepoint():
            self.patch(self.registry["mail.thread"], "message_parse", broken)
            self.receive(self.written(CALL, answers=self.ada_mail))
        self.assertOnlyPaused(self.ada_subscription)
        self.sweep_later()
        self.sweep_later()
        self.assertEqual(len(self.kept(self.ada, CALL)), 1)
