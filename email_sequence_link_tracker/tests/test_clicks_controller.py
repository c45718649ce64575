"""A tracked link over HTTP (semantics 12, 13)."""

from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.email_sequence.tests.noted_http import NotedHttpCase

from .test_clicks import CHROME, SHOP, ClicksCase

CONTROLLER = "odoo.addons.email_sequence_link_tracker.controllers.email_sequence_clicks"
LOG = "odoo.addons.email_sequence.models.recipients.after_response"


@tagged("post_install", "-at_install")
class TestLinkOverHttp(NotedHttpCase, ClicksCase):
    NOTE = f"{CONTROLLER}.note"

    def setUp(self):
        super().setUp()
        self.trace, mail = self.sent()
        ((self.code, self.name),) = self.tracked(mail)
        self.link = f"/r/{self.code}/q/{self.name}"

    def get(self, link=None, agent=CHROME, **kwargs):
        return self.get_noted(link or self.link, agent, allow_redirects=False, **kwargs)

    def assertLeadsToShop(self, response):
        self.assertEqual((response.status_code, response.headers["Location"]), (302, SHOP))
        self.assertNotIn("Set-Cookie", response.headers)
        self.assertEqual(response.headers["Cache-Control"], "no-store")

    def test_12_link_leads_where_it_should_and_the_click_is_noted(self):
        self.assertLeadsToShop(self.get())
        self.assertEqual(self.counted(self.trace), (self.now, 1))

    def test_12_a_machine_is_led_there_too_and_counts_for_nobody(self):
        self.assertLeadsToShop(self.get(agent="curl/8.4.0"))
        self.assertLeadsToShop(self.get(method="HEAD"))
        self.assertEqual(self.counted(self.trace), (False, 0))

    def test_13_a_wrong_token_leads_there_and_counts_for_nobody(self):
        for name in (f"{self.trace.id}/{'0' * 64}", "x", f"{self.name}/y", "é", f"{self.name}?utm_source=x&code=y"):
            with self.subTest(name):
                self.assertLeadsToShop(self.get(f"/r/{self.code}/q/{name}"))
        self.assertLeadsToShop(self.get(f"/r/{self.code}/q"))
        self.assertEqual(self.counted(self.trace), (self.now, 1), "a query changes nothing")

    def test_12_who_is_logged_in_to_odoo_clicks_nothing(self):
        self.authenticate("mia", "mia")
        self.assertLeadsToShop(self.get())
        self.assertEqual(self.counted(self.trace), (False, 0))

    def test_12_no_error_is_shown(self):
        with (
            patch(f"{CONTROLLER}.note_click", side_effect=ValueError("a surprise"), __name__="note_click"),
            mute_logger(LOG),
        ):
            self.assertLeadsToShop(self.get())

    @mute_logger("odoo.http")
    def test_13_a_code_that_does_not_exist_is_not_found_as_odoos_own(self):
        response = self.url_open(f"/r/{self.code}x/q/{self.name}")
        self.assertEqual(response.status_code, 404)

    def test_12_odoos_own_link_of_the_code_counts_for_no_mail(self):
        response = self.url_open(f"/r/{self.code}", allow_redirects=False)
        self.assertEqual(response.headers["Location"], SHOP)
        self.env.invalidate_all()
        self.assertEqual(self.counted(self.trace), (False, 0))
