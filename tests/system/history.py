"""Five days of email sequences in which everything happens that reports count, through the public surface only.

Nothing in it may need a later version than the oldest of ``testbed.releases``, except where it asks.
"""

import re
import urllib.request
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode, urlsplit

from testbed import postgres
from testbed.faults import Fault
from testbed.mail_client import Mailbox
from testbed.sales_world import SalesWorld, wait_until

NAME = "Book a meeting"
STEPS = (("A question", 0), ("Following up", 1), ("Goodbye", 1))
ZONE = "Asia/Tokyo"
LINK = re.compile(r"<(https?://[^>]*)>")
DIES = "email_sequence_testbed.dies_at_commit"
AFTER_CLAIM = -5  # just behind the commit of a dispatcher's claim


class History:
    """Who is who: ``sequence`` is the one that all are subscribed to, ``subscriptions`` are by the contact's name."""

    def __init__(self, world: SalesWorld) -> None:
        self.world = world
        self.odoo = world.odoo
        self.sequence = 0
        self.subscriptions: dict[str, int] = {}
        self._partners: dict[str, int] = {}
        self._inboxes: dict[str, Mailbox] = {}

    def play(self) -> None:
        """Live it; ends with Odoo killed between the claim of a mail and its sending."""
        self._subscribe()
        self._first_mails()
        self._what_people_do()
        self._further_mails()
        self._other_sequences()
        self._killed()

    def _subscribe(self) -> None:
        self.sequence = self.world.sequence(NAME, STEPS)
        self.odoo.write("email.sequence", self.sequence, {"tz": ZONE, "offers_unsubscribe": True})
        names = ["Ada", "Bob", "Cem", "Dan", "Eve", "Fay", "Gus", "Hal", "Ian", "Jim", "Kim", "Leo", "Mia"]
        for name in names:
            self._meet(name)
        self.world.mail.set_vacation(self._inboxes["Bob"].address, "I am on holiday until Monday.")
        self.world.mail.faults[self._inboxes["Fay"].address] = Fault.RCPT_550
        for name in ("Gus", "Hal"):
            self.world.mail.faults[self._inboxes[name].address] = Fault.DROP_AFTER_ACCEPTING
        ids = self.world.subscribe(self.sequence, *(self._partners[name] for name in names))
        self.subscriptions = dict(zip(names, ids, strict=True))

    def _meet(self, name: str) -> None:
        self._partners[name], self._inboxes[name] = self.world.person(name, with_mailbox=name != "Dan")

    def _first_mails(self) -> None:
        for name in self.subscriptions:
            self._wait_for_status(name, {"Fay": "error", "Gus": "unknown", "Hal": "unknown", "Dan": "bounce"}.get(name))
        self.world.mail.faults.clear()

    def _wait_for_status(self, name: str, status: str | None = "sent", count: int = 1) -> None:
        def statuses() -> list[str]:
            return [trace["trace_status"] for trace in self.world.traces(self.subscriptions[name])]

        wait_until(lambda: statuses()[count - 1 :] == [status or "sent"], 60, lambda: f"{name}: {statuses()}")

    def _what_people_do(self) -> None:
        for name in ("Ada", "Gus", "Ian"):
            self._inboxes[name].reply(self._inboxes[name].wait_for("A question"), "Call me on Thursday.")
        for name in ("Eve", "Mia"):
            self._unsubscribe(name)
        self.odoo.create("mail.blacklist", {"email": self._inboxes["Leo"].address})
        next_month = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
        self._act("action_pause", "Jim", until=next_month)
        self._act("action_skip_step", "Kim")
        for name in ("Ada", "Gus", "Ian"):
            wait_until(lambda name=name: self.world.traces(self.subscriptions[name])[0]["reply_datetime"])
        self._act("action_remove", "Ian", "Mia")
        self.world.wait_until_fetched()

    def _act(self, action: str, *names: str, **values: object) -> None:
        self.odoo.call("email.sequence.subscription", action, [self.subscriptions[name] for name in names], **values)

    def _unsubscribe(self, name: str) -> None:
        mail = self._inboxes[name].wait_for("A question")
        path = urlsplit(LINK.search(mail["List-Unsubscribe"])[1]).path
        data = urlencode({"List-Unsubscribe": "One-Click"}).encode()
        with urllib.request.urlopen(self.world.server.url + path, data, timeout=60) as response:
            assert response.status == 200

    def _further_mails(self) -> None:
        """Kim gets the last step, having skipped the second; Leo gets nothing, being blacklisted."""
        self.world.pass_days(2)
        for name in ("Bob", "Cem", "Kim"):
            self._wait_for_status(name, count=2)
        self._wait_for_status("Leo", "error", count=2)
        self.world.pass_days(2)
        for name in ("Bob", "Cem"):
            self._wait_for_status(name, count=3)
        self._inboxes["Cem"].reply(self._inboxes["Cem"].wait_for("Re: A question"), "Not before May.")
        wait_until(lambda: self.world.traces(self.subscriptions["Cem"])[1]["reply_datetime"])
        self.world.pass_days(1)

    def _other_sequences(self) -> None:
        """One waits for the limit of its account; and an A/B test with tracked opens, where the version has them."""
        account = {"name": "Limited", "smtp_host": "127.0.0.1", "smtp_port": self.world.mail.smtp_port, "sequence": 99}
        server = self.odoo.create(
            "ir.mail_server", {**account, "smtp_encryption": "none", "email_sequence_daily_limit": 1}
        )
        limited = self.world.sequence("Limited", [("Only one a day", 0)])
        self.odoo.write("email.sequence", limited, {"mail_server_id": server})
        ids = self.world.subscribe(limited, self._partners["Ada"], self._partners["Bob"])
        waiting = [["id", "in", ids], ["limit_server_id", "=", server]]
        wait_until(lambda: self.odoo.search("email.sequence.subscription", waiting), 60)
        if self.odoo.search("ir.model", [["model", "=", "email.sequence.step.variant"]]):
            tested = self.world.sequence("Tested", [("Variant A", 0)])
            variant = [0, 0, {"template_id": self.world.template("Variant B"), "weight": 3}]
            (step,) = self.odoo.search("email.sequence.step", [["sequence_id", "=", tested]])
            self.odoo.write("email.sequence.step", step, {"variant_ids": [variant]})
            self.odoo.write("email.sequence", tested, {"tracks_opens": True})
            for subscription in self.world.subscribe(tested, self._partners["Ada"], self._partners["Bob"]):
                self.world.wait_for_sent(subscription, 1)

    def _killed(self) -> None:
        """Ned waits for the second step; Oz was claimed for the first when Odoo was killed."""
        self._meet("Ned")
        (self.subscriptions["Ned"],) = self.world.subscribe(self.sequence, self._partners["Ned"])
        self._wait_for_status("Ned")
        self._meet("Oz")
        self.odoo.call("ir.config_parameter", "set_param", DIES, str(AFTER_CLAIM))
        (self.subscriptions["Oz"],) = self.world.subscribe(self.sequence, self._partners["Oz"])
        wait_until(lambda: not self.world.server.running)
        postgres.execute(self.world.database, "DELETE FROM ir_config_parameter WHERE key = %s", [DIES])
