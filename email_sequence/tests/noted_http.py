"""Requests of which the server notes something after it has sent the response."""

import threading
from unittest.mock import patch

from odoo.tests import HttpCase
from odoo.tests.common import release_test_lock

from ..models.recipients.after_response import note


class NotedHttpCase(HttpCase):
    """``NOTE``: the dotted name by which the controller calls ``note``."""

    NOTE = ""

    def get_noted(self, link, agent, is_noted=True, **kwargs):
        """The response to a request, once it is noted, which happens after the response.

        :param str agent: the User-Agent
        :param bool is_noted: whether anything is to be noted
        """
        noted = threading.Event()

        def note_and_tell(*args):
            note(*args)
            noted.set()

        self.env.flush_all()
        with patch(self.NOTE, note_and_tell):
            response = self.url_open(link, headers={"User-Agent": agent}, **kwargs)
            with release_test_lock():
                self.assertEqual(noted.wait(10 if is_noted else 0.2), is_noted)
        self.env.invalidate_all()
        return response
