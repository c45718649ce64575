"""Odoo's own out-of-office answer: written by a real Odoo, and sent as if by the Odoo of a contact's company."""

import smtplib
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, make_msgid, parseaddr

from testbed.mail_client import Mailbox
from testbed.responders import ABSENCE
from testbed.sales_world import CATCHALL, DOMAIN, SalesWorld, wait_until

BY_DELIVERY = ("Return-Path", "Delivered-To", "Received")


class AbsentEmployee:
    """An internal user of the world's Odoo who is out of office, and a customer of theirs with a mailbox.

    Odoo answers for such a user when a mail arrives on a record that the user is responsible for.
    """

    def __init__(self, world: SalesWorld, login: str) -> None:
        self._odoo = world.odoo
        self._address = f"desk.of.{login}@{DOMAIN}"
        self._customer = Mailbox(world.mail, f"customer.of.{login}@{DOMAIN}")
        world.mail.add_account(self._customer.address)
        world.mail.add_account(CATCHALL, aliases=[self._address])
        user = {"name": "Olga Absent", "login": login, "email": self._customer.address.replace("customer.of.", "")}
        world.mail.add_account(user["email"])
        absence = {"out_of_office_from": "2020-01-01 00:00:00", "out_of_office_message": f"<p>{ABSENCE}</p>"}
        responsible = self._odoo.create("res.users", user | absence)
        alias = {
            "alias_name": self._address.partition("@")[0],
            "alias_model_id": self._odoo.search("ir.model", [["model", "=", "res.partner"]])[0],
            "alias_force_thread_id": self._odoo.create(
                "res.partner", {"name": "Their customer", "user_id": responsible}
            ),
        }
        self._odoo.create("mail.alias", alias)

    def answer(self, subject: str) -> EmailMessage:
        """What Odoo answers to a mail of the customer with this subject, as the customer gets it.

        :raises TimeoutError: when Odoo does not answer
        """
        self._customer.send(self._address, subject, "How are you?")
        wait_until(lambda: self._odoo.search("mail.mail", [["email_to", "=", self._customer.address]]))
        queue = self._odoo.ref("mail.ir_cron_mail_scheduler_action")  # which waits for the next hour by itself
        self._odoo.call("ir.cron", "method_direct_trigger", [queue])
        return self._customer.wait_for(f"Auto: {subject}")


def send_from_elsewhere(answer: EmailMessage, inbox: Mailbox, mail: EmailMessage) -> None:
    """Send Odoo's answer as the Odoo of the company that ``inbox`` belongs to would have answered ``mail``.

    That Odoo has another database: changed is only what names a record of it or the two persons, which are From, To,
    Reply-To, Message-ID, In-Reply-To and References; and the traces of the first delivery are gone.
    """
    to = parseaddr(str(mail["Reply-To"]))[1]
    elsewhere = {
        "From": formataddr((parseaddr(str(answer["From"]))[0], inbox.address)),
        "To": to,
        "Reply-To": inbox.address,
        "Message-ID": make_msgid(domain="odoo.elsewhere.test"),
        "In-Reply-To": mail["Message-ID"],
        "References": mail["Message-ID"],
    }
    for name in BY_DELIVERY:
        del answer[name]
    for name, value in elsewhere.items():
        if name in answer:
            answer.replace_header(name, value)
    with smtplib.SMTP("127.0.0.1", inbox.world.smtp_port, timeout=30) as connection:
        connection.sendmail(inbox.address, [to], answer.as_bytes(policy=SMTP))
