"""Two months of thousands of subscriptions, through the real product, against a plain reference.

Both changes of clocks, of Paris and of New York, lie inside: those of autumn for odd seeds, of spring for even ones.
``SIMULATION_SEED``, ``SIMULATION_SUBSCRIPTIONS`` and ``SIMULATION_DAYS`` in the environment choose another world.
"""

import os
import smtplib
import sys
from datetime import datetime, timedelta
from random import Random
from unittest.mock import patch

from odoo.tests import tagged

from ..models.timing import moments
from .common import EmailSequenceCase
from .simulated_events import Events, commands
from .simulation import Course, Timetable

SEED = int(os.environ.get("SIMULATION_SEED", "1789"))
SUBSCRIPTIONS = int(os.environ.get("SIMULATION_SUBSCRIPTIONS", "1000"))
DAYS = int(os.environ.get("SIMULATION_DAYS", "60"))
MINUTES_BETWEEN_RUNS = (30, 60, 120, 180, 300)
BEGINNINGS = (datetime(2026, 2, 27, 7, 0), datetime(2026, 10, 2, 7, 0))
WEEK, WORKDAYS = range(7), range(5)
# name: (time zone, windows in minutes, delays of the steps, in the contact's time zone)
SEQUENCES = {
    "office": ("Europe/Paris", {(day, 540, 960) for day in WORKDAYS}, (0, 2, 3), False),
    "workdays": ("America/New_York", {(day, 0, 1440) for day in WORKDAYS}, (0, 1, 4, 2), False),
    "two parts": (
        "Europe/Paris",
        {(day, *part) for day in (0, 1, 3, 4, 6) for part in ((485, 590), (785, 1075))},
        (1, 1, 2),
        False,
    ),
    "night": ("America/New_York", {(day, 75, 200) for day in WEEK}, (0, 3, 2), False),
    "theirs": ("Europe/Paris", {(day, 540, 1020) for day in WEEK}, (0, 2, 2), True),
    "always": ("UTC", {(day, 0, 1440) for day in WEEK}, (0, 5, 1, 1), False),
}
CONTACT_ZONES = (None, None, "Asia/Tokyo", "America/New_York", "Asia/Kolkata", "Europe/London")


@tagged("post_install", "-at_install")
class TestSimulation(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.login_refused = smtplib.SMTPAuthenticationError(535, b"Bad credentials")
        self.rng = Random(SEED)
        self.world = Events(self, self.rng)
        self.world.move_to(BEGINNINGS[SEED % 2])
        self.startPatcher(patch.object(moments, "_rng", Random(SEED)))
        self.make_sequences()

    def make_sequences(self):
        contacts = self.make_contacts(SUBSCRIPTIONS // 2)
        for name, (zone, windows, delays, by_contact) in SEQUENCES.items():
            schedule = self.env["email.sequence.schedule"].create({"name": name, "window_ids": commands(windows)})
            values = {"name": name, "schedule_id": schedule.id, "tz": zone, "use_contact_tz": by_contact}
            sequence = self.env["email.sequence"].create(values)
            self.world.courses[sequence] = Course(name, zone, Timetable(frozenset(windows)), [])
            for place, delay in enumerate(delays, 1):
                self.world.add_step(sequence, place * 10, delay)
            sequence.action_activate()
            self.world.free_contacts[sequence] = self.rng.sample(contacts, SUBSCRIPTIONS // len(SEQUENCES))

    def make_contacts(self, count):
        """``[(id, address, zone that was set on purpose)]``"""
        zones = [self.rng.choice(CONTACT_ZONES) for _contact in range(count)]
        partners = self.env["res.partner"].create(
            [
                {"name": f"Contact {n}", "email": f"contact{n}@customer.example", "tz": zone}
                for n, zone in enumerate(zones)
            ]
        )
        return list(zip(partners.ids, partners.mapped("email"), zones, strict=True))

    def test_two_months_of_everything(self):
        end = self.world.now + timedelta(days=DAYS)
        while self.world.now < end:
            self.go_on(self.rng.choice(MINUTES_BETWEEN_RUNS))
        self.settle()
        sys.stdout.write(self.report())  # shown by pytest -s

    def go_on(self, minutes):
        day = self.world.now.date()
        self.world.move_to(self.world.now + timedelta(minutes=minutes))
        self.subscribe_some(minutes)
        self.world.hour(minutes / 60)
        if self.world.is_up:
            self.world.run()
        if self.world.now.date() != day:
            self.world.observe_all()

    def subscribe_some(self, minutes):
        """All contacts are subscribed within the first forty days, in groups."""
        for sequence, free in self.world.free_contacts.items():
            size = SUBSCRIPTIONS // len(SEQUENCES) // 50 + 1
            if free and self.world.courses[sequence].running and self.rng.random() < minutes / 1440 * 50 / 35:
                self.world.subscribe(sequence, size)

    def settle(self):
        """The dispatcher runs once more; then nothing may be due, and each subscription is accounted for."""
        self.world.down_until = None
        self.world.run()
        self.world.observe_all()
        for member in self.world.rules.members.values():
            if not self.is_accounted_for(member):
                self.world.ledger.find("forgotten", member)

    def is_accounted_for(self, member):
        if member.state == "active":
            return not member.course.running or (member.planned > self.world.now and member.is_open(member.planned))
        return member.state in ("finished", "removed") or member.reason

    def report(self):
        world = self.world
        lines = [
            f"\nSimulation with seed {SEED}, {DAYS} days until {world.now:%Y-%m-%d}",
            "outside of its windows, sent twice, sent though not due, wrongly planned, forgotten: 0",
        ]
        for counts in (self.states(), world.ledger.by_course, world.ledger.counts, world.rules.counts, world.events):
            lines += [f"  {name:<36}{count:>8}" for name, count in sorted(counts.items())] + [""]
        return "\n".join(lines)

    def states(self):
        members = self.world.rules.members.values()
        counts = {f"subscriptions {state}": 0 for state in ("active", "paused", "finished", "removed")}
        for member in members:
            counts[f"subscriptions {member.state}"] += 1
        return {**counts, "subscriptions": len(members), "mails sent": self.world.ledger.sent.total()}
