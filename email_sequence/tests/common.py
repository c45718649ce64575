import itertools
import smtplib
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from unittest.mock import patch

from odoo.service.model import call_kw
from odoo.tests import HttpCase, TransactionCase, new_test_user

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ..models.receiving.gateway import _handle_again
from .clock import OneClock

MONDAY_MORNING = datetime(2026, 3, 2, 9, 0)  # naive UTC, as Odoo stores it; outside every change of clocks
EVERY_DAY = [(str(day), 0, 24) for day in range(7)]
OFFICE_HOURS = [(str(day), 9, 16) for day in range(5)]


DELIVERY_NOTICE = """\
From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-Id: <notice-{action}-{now}@mx.customer.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_notice"

--=_notice
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.customer.example.

--=_notice
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such mailbox here

--=_notice
Content-Type: text/rfc822-headers

Message-Id: {message_id}
Subject: Step 1

--=_notice--
"""


class FakeSmtp:
    """The SMTP server of every account in a test: takes mails, or fails as a test says."""

    def __init__(self):
        self.mails = []  # EmailMessages, in the order taken
        self.recipients = []  # the envelope recipients of each
        self.faults = {}  # address: exception raised instead of taking a mail for it
        self.login_fault = None
        self.connections = 0
        self.servers = []  # ids of the outgoing servers connected to, in order
        self.breaks_before_data = False  # whether faults come before a mail's content, not after it
        self.closed_by_server = False  # whether a session that idled is found closed
        self.on_mail = None  # called with each mail just before it is taken

    def connect(self, model, mail_server_id=None, **_kwargs):
        self.connections += 1
        self.servers.append(mail_server_id)
        if self.login_fault:
            raise self.login_fault
        return FakeSession(self)

    def to(self, address):
        return [mail for mail in self.mails if address in mail["To"]]


class FakeSession:
    from_filter = False
    smtp_from = False

    def __init__(self, server):
        self._server = server
        self.sock = object()

    def send_message(self, message, smtp_from, smtp_to_list):
        return self.sendmail(smtp_from, smtp_to_list, message)  # as smtplib's does

    def sendmail(self, _smtp_from, smtp_to_list, message):
        if self._server.on_mail:
            self._server.on_mail(message)
        fault = next((self._server.faults[address] for address in smtp_to_list if address in self._server.faults), None)
        if fault and self._server.breaks_before_data:
            raise fault
        self.data(message)
        if fault:
            raise fault
        self._server.mails.append(message)
        self._server.recipients.append(smtp_to_list)

    def data(self, _message):
        return 250, b"OK"

    def noop(self):
        return (421, b"Idle for too long") if self._server.closed_by_server else (250, b"OK")

    def quit(self):
        self.sock = None


def refused(address, code=550, words=b"5.1.1 No such user"):
    return smtplib.SMTPRecipientsRefused({address: (code, words)})


class EmailSequenceCase(OneClock, TransactionCase):
    """Helpers that read like the domain."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True, no_reset_password=True))
        cls.seller = new_test_user(
            cls.env,
            "sam",
            "base.group_user,base.group_partner_manager,email_sequence.group_user",
            name="Sam Seller",
            email="sam@seller.example",
        )
        cls.manager = new_test_user(
            cls.env,
            "mia",
            "base.group_user,base.group_partner_manager,email_sequence.group_manager",
            name="Mia Manager",
            email="mia@seller.example",
        )
        cls.env["res.users"].browse((cls.seller | cls.manager).ids).notification_type = "inbox"
        cls.server = cls.env["ir.mail_server"].create(
            {"name": "Test server", "smtp_host": "localhost", "smtp_encryption": "none"}
        )
        cls.always = cls.schedule("Always", EVERY_DAY)
        cls.office = cls.schedule("Office hours", OFFICE_HOURS)
        cls.ada = cls.contact("Ada", "ada@customer.example")
        cls.bob = cls.contact("Bob", "bob@customer.example")

    def setUp(self):
        super().setUp()
        self.smtp = FakeSmtp()
        self.numbers = itertools.count()
        self.travel(MONDAY_MORNING)
        self.startPatcher(patch.object(self.env.cr, "now", lambda: self.now))

    # ---- the world

    @classmethod
    def contact(cls, name, email, **values):
        return cls.env["res.partner"].create({"name": name, "email": email, **values})

    @classmethod
    def schedule(cls, name, windows):
        return cls.env["email.sequence.schedule"].create(
            {
                "name": name,
                "window_ids": [
                    (0, 0, {"dayofweek": day, "hour_from": start, "hour_to": end}) for day, start, end in windows
                ],
            }
        )

    @classmethod
    def template(cls, subject="Hello {{ object.name }}", body="<p>Dear <t t-out='object.name'/></p>", **values):
        return cls.env["mail.template"].create(
            {
                "name": values.pop("name", subject),
                "model_id": cls.env["ir.model"]._get_id("res.partner"),
                "subject": subject,
                "body_html": body,
                **values,
            }
        )

    @classmethod
    def sequence(cls, name="Test sequence", delays=(0, 1), schedule=None, activated=True, **values):
        """A sequence with one step for each delay; their subjects are "Step 1 for …" and so on."""
        sequence = cls.env["email.sequence"].create(
            {
                "name": name,
                "schedule_id": (schedule or cls.always).id,
                "step_ids": [
                    (0, 0, {"template_id": cls.template(f"Step {n} for {{{{ object.name }}}}").id, "delay_days": delay,
                            "sequence": n})
                    for n, delay in enumerate(delays, 1)
                ],
                **values,
            }
        )  # fmt: skip
        if activated:
            sequence.action_activate()
        return sequence

    @classmethod
    def contacts(cls, count, domain="customer.example"):
        return cls.env["res.partner"].create(
            [{"name": f"Contact {n}", "email": f"contact{n}@{domain}"} for n in range(count)]
        )

    def subscribe(self, sequence, *partners, user=None, **kwargs):
        result = sequence.with_user(user or self.seller).subscribe([partner.id for partner in partners], **kwargs)
        return self.env["email.sequence.subscription"].browse(result["subscribed"])

    # ---- time

    def travel_to_next_mail(self, subscription):
        self.travel(subscription.scheduled_datetime)

    # ---- the outgoing path

    @contextmanager
    def mail_server(self):
        def connect(model, **kwargs):
            return self.smtp.connect(model, **kwargs)

        with (
            patch.object(IrMail_Server, "_disable_send", lambda _model: False),
            patch.object(IrMail_Server, "_connect__", connect),
        ):
            yield self.smtp

    @contextmanager
    def committing_env(self):
        """An environment whose commits are savepoints of the test's transaction."""
        with self.test_mode(), self.registry.cursor() as cr:
            yield self.env(cr=cr, user=self.env.ref("base.user_root"))

    @contextmanager
    def test_mode(self):
        """Let other cursors be of the test's transaction, which an ``HttpCase`` does all the time."""
        if isinstance(self, HttpCase):
            self.env.flush_all()
            yield
            self.env.invalidate_all()
        else:
            with self.enter_registry_test_mode():
                yield

    def call_as(self, user, records, method, *args, **kwargs):
        """Call a method as Odoo's external API does for the user: by name, with ids; private ones are refused."""
        return call_kw(self.env(user=user)[records._name], method, [records.ids, *args], kwargs)

    def dispatch(self):
        """Let the dispatcher run once; return the step mails that it sent (notices to senders are no step mails)."""
        before = len(self.smtp.mails)
        with self.mail_server(), self.committing_env() as env:
            env["email.sequence.dispatcher"]._cron_dispatch()
        return [mail for mail in self.smtp.mails[before:] if ".sequence@" in mail["Message-Id"]]

    # ---- the incoming path

    def mail_from(self, sender, text="Thank you, call me.", *, to="catchall@seller.example", answers=None, **headers):
        """An incoming mail as bytes; ``answers`` is the mail (an EmailMessage) that it replies to."""
        message = EmailMessage()
        message["From"] = sender
        message["To"] = to
        message["Subject"] = headers.pop("subject", f"Re: {answers['Subject']}" if answers else "A question")
        message["Message-Id"] = headers.pop("message_id", f"<{next(self.numbers)}@customer.example>")
        if answers:
            message["In-Reply-To"] = answers["Message-Id"]
            message["References"] = answers["Message-Id"]
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content(text)
        return message.as_bytes()

    def notice_about(self, mail, *, action="failed", status="5.1.1", address=None, to="bounce@seller.example"):
        """A mail server's delivery status notification (RFC 3464) as bytes."""
        address = address or parseaddr(mail["To"])[1]
        return DELIVERY_NOTICE.format(
            action=action,
            address=address,
            message_id=mail["Message-Id"],
            now=datetime.now(UTC).timestamp(),
            status=status,
            to=to,
        ).encode()

    def receive(self, raw):
        """Let Odoo process an incoming mail as fetchmail does: an error rolls back, and is swallowed."""
        with self.mail_server(), self.test_mode():
            with self.registry.cursor() as cr:  # leaving it commits
                thread = self.env(cr=cr, user=self.env.ref("base.user_root"))["mail.thread"]
                try:
                    thread.message_process(None, raw)
                except Exception:
                    cr.rollback()
                again = [call for call in cr.postcommit._funcs if getattr(call, "func", None) is _handle_again]
            for call in again:  # a test cursor forgets what is to be done after its commit
                call()

    def sweep(self):
        """Run the scheduled action that finds what came another way, or was left over."""
        with self.committing_env() as env:
            env["email.sequence.sweep"]._cron_sweep()

    def sweep_later(self):
        """As :meth:`sweep`, when Odoo has surely given up what it tries again."""
        self.travel(self.now + timedelta(minutes=5))
        self.sweep()

    # ---- interruptions

    def just_before(self, model, method, interruption):
        """Call ``interruption()`` in a transaction of its own each time just before the method runs.

        :param model: the name of a model, or a class or module
        """
        target = self.registry[model] if isinstance(model, str) else model
        original = getattr(target, method)

        def interrupted(records, *args, **kwargs):
            interruption()
            return original(records, *args, **kwargs)

        return patch.object(target, method, interrupted)

    @contextmanager
    def meanwhile(self, user=None):
        """An environment of another process, which commits at its end."""
        with self.registry.cursor() as cr:
            yield self.env(cr=cr, user=user or self.seller)

    # ---- assertions

    def assertState(self, subscription, state, reason=False):
        self.assertEqual((subscription.state, subscription.pause_reason), (state, reason))

    def feed(self, partner):
        return "\n".join(
            str(message.body)
            for message in self.env["mail.message"].search([("model", "=", "res.partner"), ("res_id", "=", partner.id)])
        )
