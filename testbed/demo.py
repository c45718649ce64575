"""The main job on a running Odoo with real mail, through the public surface only: ``scripts/demo``."""

import argparse
import shutil
import sys
import threading
import time

from testbed.mail_client import Mailbox
from testbed.sales_world import DOMAIN, SELLER, SalesWorld, wait_until

FIRST, SECOND = "A question about your email", "Following up"
COLUMNS = (("contact", 13), ("step 1", 7), ("what came back", 16), ("state", 9), ("why", 58), ("next", 32))
PATIENCE = 40  # seconds that any one step of the story may take


class Story:
    """Four contacts in one sequence of two steps: one answers, one is absent, one is silent, one does not exist."""

    def __init__(self, world: SalesWorld) -> None:
        self.world = world
        self.started = time.monotonic()
        self.promises: list[tuple[bool, str]] = []
        self.came_back = {}
        self.subscriptions = {}

    def tell(self, words: str) -> None:
        print(f"[{time.monotonic() - self.started:5.1f} s] {words}", flush=True)

    def promise(self, words: str, kept: bool) -> None:
        self.promises.append((kept, words))
        self.tell(f"  {'kept  ' if kept else 'BROKEN'}  {words}")

    # ---- the chapters

    def play(self) -> bool:
        """Play the whole story; returns whether every promise was kept."""
        self.begin()
        self.first_step()
        self.answers_arrive()
        self.days_pass()
        self.verdict()
        return all(kept for kept, _ in self.promises)

    def begin(self) -> None:
        people = (("Ada Lovelace", True), ("Bob Builder", True), ("Cem Silent", True), ("Dan Gone", False))
        partners, self.mailboxes = {}, {}
        for name, exists in people:
            partners[name], self.mailboxes[name] = self.world.person(name, with_mailbox=exists)
        self.world.mail.set_vacation(f"bob@{DOMAIN}", "I am on holiday until Monday.")
        sequence = self.world.sequence("Book a meeting", [(FIRST, 0), (SECOND, 1)])
        self.tell("A sequence of two steps, every day at any time: at once, and one day later in the same thread.")
        ids = self.world.subscribe(sequence, *partners.values())
        self.subscriptions = dict(zip(partners, ids, strict=True))
        self.tell("Ada, Bob (whose mailbox answers by itself), Cem and Dan (whose address is gone) are subscribed.")

    def first_step(self) -> None:
        for name, subscription in self.subscriptions.items():
            self.world.wait_for_sent(subscription, 1, PATIENCE)
            self.came_back[name] = "nothing"
        self.table()
        mail = self.inbox("Ada Lovelace").wait_for(FIRST, PATIENCE)
        self.promise(f"The first mail leaves at once, from the seller's own address {SELLER}", SELLER in mail["From"])

    def answers_arrive(self) -> None:
        ada = self.inbox("Ada Lovelace")
        ada.reply(ada.wait_for(FIRST, PATIENCE), "Yes, call me on Thursday.")
        self.came_back["Ada Lovelace"] = "an answer"
        self.tell("Ada reads her mail by IMAP and answers it by SMTP, as a mail program does.")
        self.promise(
            "Ada's answer, fetched by IMAP, pauses her: reply", self.comes_to("Ada Lovelace", "paused", "reply")
        )
        self.promise(
            "Dan's failure notice pauses him: bounce, with the server's words",
            self.comes_to("Dan Gone", "paused", "bounce") and "5.1.1" in self.of("Dan Gone")["pause_note"],
        )
        self.came_back["Dan Gone"] = "a failure notice"
        self.promise("Bob's out-of-office answer is noted in his activity feed", self.autoreply_is_noted())
        self.came_back["Bob Builder"] = "out of office"
        self.promise("Bob is not paused by it", self.of("Bob Builder")["state"] == "active")
        self.table()

    def days_pass(self) -> None:
        self.world.pass_days(2)
        self.tell("Two days pass (the testbed moves every stored moment into the past; see testbed/addons).")
        for name in ("Bob Builder", "Cem Silent"):
            self.world.wait_for_sent(self.subscriptions[name], 2, PATIENCE)
        self.table()
        first, second = (self.inbox("Cem Silent").wait_for(subject, PATIENCE) for subject in (FIRST, f"Re: {FIRST}"))
        self.promise(
            "The second step reaches Bob and Cem, in the thread of the first",
            second["In-Reply-To"] == first["Message-ID"] and first["Message-ID"] in second["References"],
        )
        self.promise(
            "Their sequence is finished", all(self.of(n)["state"] == "finished" for n in ("Bob Builder", "Cem Silent"))
        )
        self.promise("Ada and Dan got nothing more", self.got("Ada Lovelace") == self.got("Dan Gone") == 1)
        counts = self.world.mail.deliveries.per_recipient()
        self.promise("Nobody got a step twice", counts[f"bob@{DOMAIN}"] == counts[f"cem@{DOMAIN}"] == 2)

    def verdict(self) -> None:
        kept = sum(kept for kept, _ in self.promises)
        print(f"\n{kept} of {len(self.promises)} promises kept:")
        for kept, words in self.promises:
            print(f"  {'kept  ' if kept else 'BROKEN'}  {words}")

    # ---- looking

    def inbox(self, name: str) -> Mailbox:
        return self.mailboxes[name]

    def of(self, name: str) -> dict:
        return self.world.subscription(self.subscriptions[name])

    def got(self, name: str) -> int:
        return len(self.world.mail.deliveries.to(f"{name.split(maxsplit=1)[0].lower()}@{DOMAIN}"))

    def comes_to(self, name: str, state: str, reason: str) -> bool:
        try:
            self.world.wait_for_state(self.subscriptions[name], state, reason, PATIENCE)
        except TimeoutError as error:
            self.tell(str(error))
            return False
        return True

    def autoreply_is_noted(self) -> bool:
        partner = self.of("Bob Builder")["partner_id"][0]
        domain = [["model", "=", "res.partner"], ["res_id", "=", partner], ["body", "ilike", "Automatic reply"]]
        try:
            return bool(wait_until(lambda: self.world.odoo.search("mail.message", domain), PATIENCE))
        except TimeoutError:
            return False

    def table(self) -> None:
        """Print who is where, in the width of the terminal."""
        width = shutil.get_terminal_size((160, 24)).columns
        rows = [[title for title, _ in COLUMNS], *(self.row(name) for name in self.subscriptions)]
        print()
        for row in rows:
            print("  ".join(str(cell)[:w].ljust(w) for cell, (_, w) in zip(row, COLUMNS, strict=True))[:width].rstrip())
        print(flush=True)

    def row(self, name: str) -> list[str]:
        now = self.of(name)
        sent = self.world.traces(self.subscriptions[name])
        why = now["pause_note"] or {"reply": "the contact wrote back"}.get(now["pause_reason"], "")
        planned = (
            f"{now['scheduled_datetime'][:16]} {now['next_step_id'][1]}" if now["state"] == "active" else "nothing"
        )
        return [name, sent[0]["trace_status"] if sent else "", self.came_back.get(name, ""), now["state"], why, planned]


def leave_running(world: SalesWorld) -> None:
    """Say where to look, and wait for Ctrl-C."""
    print(f"\nOdoo is running at {world.server.url}/odoo/email-sequences (login admin, password admin).")
    print("Look at Contacts > Ada Lovelace: the chip of her paused sequence, her answer, and Resume in the chatter.")
    print("Stop it with Ctrl-C.", flush=True)
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        print("\nStopped.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="stop everything afterwards; exit 0 if every promise held")
    arguments = parser.parse_args()
    print("Starting a mail server and Odoo with the addon and its demo data ...", flush=True)
    with SalesWorld("demo", demo=True) as world:
        kept = Story(world).play()
        if not arguments.once:
            leave_running(world)
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
