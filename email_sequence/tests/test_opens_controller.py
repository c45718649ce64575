"""The image of a mail over HTTP (semantics 12, 13)."""

import base64
from unittest.mock import patch

from psycopg2 import OperationalError

from odoo.tests import tagged
from odoo.tools import mute_logger

from .noted_http import NotedHttpCase
from .test_opens import APPLE, LOG, OUTLOOK, PATH, OpensCase

CONTROLLER = "odoo.addons.email_sequence.controllers.email_sequence_opens"
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==")


@tagged("post_install", "-at_install")
class TestImageOverHttp(NotedHttpCase, OpensCase):
    NOTE = f"{CONTROLLER}.note"

    def setUp(self):
        super().setUp()
        self.trace, _mail = self.sent()
        self.link = f"{PATH}/{self.name_of(self.trace)}"

    def get(self, link=None, agent=OUTLOOK, **kwargs):
        return self.get_noted(link or self.link, agent, **kwargs)

    def assertImage(self, response):
        self.assertEqual((response.status_code, response.content), (200, GIF))
        self.assertEqual(response.headers["Content-Type"], "image/gif")
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        self.assertEqual(response.headers["Content-Length"], "43")
        self.assertNotIn("Set-Cookie", response.headers)

    def test_12_image_is_answered_and_the_open_noted(self):
        self.assertImage(self.get())
        self.assertEqual(self.noted(self.trace), (self.now, False, False))

    def test_12_headers_say_that_it_is_a_machine(self):
        self.assertImage(self.get(agent=APPLE))
        self.assertEqual(self.noted(self.trace), (False, self.now, "privacy"))

    def test_12_head_gets_the_same_headers_and_is_no_open(self):
        response = self.get(method="HEAD")
        self.assertEqual((response.status_code, response.content), (200, b""))
        self.assertEqual(response.headers["Content-Type"], "image/gif")
        self.assertEqual(self.noted(self.trace), (False, self.now, "scanner"))

    def test_13_every_other_address_gets_the_same_bytes_and_notes_nothing(self):
        token = self.name_of(self.trace).partition("/")[2]
        answers = set()
        for name in (
            f"{self.trace.id}/{'0' * 64}.gif",
            f"{self.trace.id + 1000}/{token}",
            f"{10**30}/{token}",
            f"-1/{token}",
            "é",
            "x.gif",
            f"{self.trace.id}/{token}/",
            f"{self.trace.id}/{token}/../x",
            f"{self.trace.id}/{token}%00",
        ):
            with self.subTest(name):
                response = self.get(f"{PATH}/{name}")
                self.assertImage(response)
                answers.add(tuple((key, value) for key, value in response.headers.items() if key != "Date"))
        self.assertEqual(len(answers), 1)
        self.assertEqual(self.noted(self.trace), (False, False, False))

    def test_13_address_without_a_name_too(self):
        self.assertImage(self.get(PATH))

    def test_13_what_follows_a_question_mark_changes_nothing_and_makes_no_cookie(self):
        self.assertImage(self.get(f"{self.link}?utm_source=x&name=y&debug=1"))
        self.assertEqual(self.trace.open_datetime, self.now)

    def test_12_no_error_is_shown(self):
        for error in (OperationalError("gone"), ValueError("a surprise")):
            with (
                self.subTest(error),
                patch(f"{CONTROLLER}.note_fetch", side_effect=error, __name__="note_fetch"),
                mute_logger(LOG),
            ):
                self.assertImage(self.get())
        self.assertEqual(self.noted(self.trace), (False, False, False))

    def test_12_who_is_logged_in_to_odoo_opens_nothing(self):
        """Such as a colleague who reads, in Odoo, a mail in which somebody forwards ours."""
        self.authenticate("mia", "mia")
        self.assertImage(self.get(is_noted=False))
        self.assertEqual(self.noted(self.trace), (False, False, False))
