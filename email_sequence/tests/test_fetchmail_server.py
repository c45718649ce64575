from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.mail.models.fetchmail import FetchmailServer, OdooIMAP4, OdooPOP3


class FakeImap(OdooIMAP4):
    """An IMAP server that notes what it is asked for."""

    def __init__(self):
        self.commands = []
        self._unread_messages = [b"1"]

    def fetch(self, numbers, parts):
        self.commands.append((numbers, parts))
        return "OK", [(b"1 (BODY[] {5}", b"a mail"), b")"]

    def store(self, numbers, command, flags):
        self.commands.append((numbers, command, flags))


class FakePop(OdooPOP3):
    def __init__(self):
        pass


@tagged("post_install", "-at_install")
class TestFetchmailServer(TransactionCase):
    """A mail is marked as read when it was handled, not when it is fetched: a kill in between must not lose it."""

    def connect(self, connection):
        server = self.env["fetchmail.server"].create({"name": "Mailbox", "server": "imap.seller.example"})
        with patch.object(FetchmailServer, "_connect__", lambda _server, allow_archived=False: connection):
            return server._connect__()

    def test_mail_is_fetched_without_marking_it_as_read(self):
        connection = self.connect(FakeImap())
        ((number, mail),) = connection.retrieve_unread_messages()
        self.assertEqual(mail, b"a mail")
        self.assertEqual(connection.commands[0], (b"1", "(BODY.PEEK[])"))
        connection.handled_message(number)
        self.assertEqual(connection.commands[-1], (b"1", "+FLAGS", "\\Seen"))

    def test_whatever_else_is_fetched_stays_as_it_is(self):
        connection = self.connect(FakeImap())
        connection.fetch(b"1", "(FLAGS)")
        self.assertEqual(connection.commands, [(b"1", "(FLAGS)")])

    def test_pop_is_left_alone(self):
        pop = FakePop()
        self.assertIs(self.connect(pop), pop)
        self.assertFalse(vars(pop))
