"""What semantics 2, 4 and 10 say, written down a second time, as plainly as possible.

It shares nothing with the product but the rules: it looks at the clock on the wall in steps of five minutes (so all
windows start and end at multiples of five), and moves every member of every course by hand. Where the product throws
dice, it says on which date they must fall, and looks at what fell. Datetimes are naive UTC.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

PIECE = timedelta(minutes=5)
ONE_DAY = timedelta(days=1)
A_SECOND = timedelta(seconds=1)


def on_the_wall(moment, zone):
    """What clocks in the zone show."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def shows_open(moment, zone, windows, skipped):
    """Whether clocks in the zone show a time in one of the windows, ``(weekday, first minute, end minute)``."""
    wall = on_the_wall(moment, zone)
    minute = wall.hour * 60 + wall.minute
    return wall.date() not in skipped and any(
        wall.weekday() == weekday and start <= minute < end for weekday, start, end in windows
    )


@cache
def last_open_piece(zone, windows, skipped, day):
    """When the last five open minutes of a local date begin; None on a date without any."""
    found, moment = None, datetime(day.year, day.month, day.day) - ONE_DAY
    for _piece in range(3 * 24 * 12):
        if on_the_wall(moment, zone).date() == day and shows_open(moment, zone, windows, skipped):
            found = moment
        moment += PIECE
    return found


@dataclass
class Timetable:
    """A sending schedule: the windows, and the dates to skip."""

    windows: frozenset
    skipped: frozenset = frozenset()

    def is_open(self, moment, zone):
        return shows_open(moment, zone, self.windows, self.skipped)

    def first_date(self, zone, day, now):
        """The first date from ``day`` on that has window time left."""
        while True:
            last = last_open_piece(zone, self.windows, self.skipped, day)
            if last is not None and last + PIECE > now:
                return day
            day += ONE_DAY


@dataclass
class Step:
    """``id`` is the product's; ``key`` is written in its mails."""

    id: int
    key: str
    delay: int
    place: int

    def position(self):
        return (self.place, self.id)


@dataclass
class Course:
    """A sequence: its steps, its schedule and its zone."""

    name: str
    zone: str
    timetable: Timetable
    steps: list
    running: bool = True


@dataclass(eq=False)
class Member:
    """A subscription. ``on_date`` is set as long as the date of its next mail is known, but not yet the time."""

    id: int
    course: Course
    contact: int
    address: str
    own_zone: str | None
    step: Step
    counted_from: datetime
    state: str = "active"
    reason: str | None = None
    planned: datetime | None = None
    on_date: tuple | None = None
    until: datetime | None = None
    at_once: bool = False
    passed: set = field(default_factory=set)

    @property
    def zone(self):
        return self.own_zone or self.course.zone

    def is_open(self, moment):
        return self.course.timetable.is_open(moment, self.zone)


class Rules:
    """What becomes of the members, event by event. ``now`` is set by whoever moves the clock."""

    def __init__(self):
        self.now = None
        self.members = {}
        self.counts = Counter()

    # ---- when (semantics 2)

    def must_leave_on(self, member, day, not_before):
        """The next mail leaves at a random time of the first date from ``day`` on with window time left."""
        found = member.course.timetable.first_date(member.zone, day, not_before)
        member.planned, member.on_date = None, (found, not_before)

    def by_the_rules(self, member):
        """Rules 2.3 and 2.4: so many dates after the mail that really left, or after subscribing."""
        counted = on_the_wall(member.counted_from, member.zone).date()
        self.must_leave_on(member, counted + member.step.delay * ONE_DAY, self.now)

    def in_the_next_window_time(self, member):
        """Rules 2.5 and 2.7, for what is found late."""
        soon = self.now + A_SECOND
        self.must_leave_on(member, on_the_wall(soon, member.zone).date(), soon)

    # ---- in and out

    def subscribe(self, member):
        self.members[member.id] = member
        if member.step.delay == 0 and member.is_open(self.now):
            member.planned = self.now
        else:
            self.by_the_rules(member)

    def remove(self, member):
        member.state, member.step, member.planned, member.on_date = "removed", None, None, None
        self._forget_pause(member)

    def finish(self, member):
        """Paused ones stay so, with nothing left to send."""
        member.step, member.planned, member.on_date, member.at_once = None, None, None, False
        if member.state == "active":
            member.state = "finished"

    # ---- pausing and resuming (semantics 4)

    def pause(self, member, reason, until=None):
        """Active ones; and by a stronger reason those that would go on by themselves."""
        outdone = member.until or (reason == "reply" and member.reason == "send_error")
        if member.state == "active" or (member.state == "paused" and outdone):
            day_begins = until and self.midnight(until, member.zone)
            member.state, member.reason, member.until, member.at_once = "paused", reason, day_begins, False

    def midnight(self, day, zone):
        """When the local date begins; the clocks of the zones here never change at midnight."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)

    def resume(self, member):
        if member.state != "paused":
            return
        member.state = "active"
        self._forget_pause(member)
        if member.step is None:
            self.finish(member)
        elif member.planned <= self.now:
            self.in_the_next_window_time(member)
        elif not member.is_open(member.planned):
            self.by_the_rules(member)

    def _forget_pause(self, member):
        member.reason, member.until = None, None

    # ---- steps (semantics 10)

    def go_behind(self, member, step):
        """The next is the first one behind ``step`` that it has not passed."""
        behind = [s for s in member.course.steps if s.position() > step.position() and s.id not in member.passed]
        if behind:
            member.step, member.at_once = min(behind, key=Step.position), False
            self.by_the_rules(member)
        else:
            self.finish(member)

    def skip(self, member):
        member.passed.add(member.step.id)
        self.go_behind(member, member.step)

    def order(self, member):
        """A manager lets it leave at once."""
        member.planned, member.at_once = self.now, True

    def sent(self, member):
        member.passed.add(member.step.id)
        member.counted_from = self.now
        self.go_behind(member, member.step)

    def delay_changed(self, step, delay):
        step.delay = delay
        for member in self.waiting_for(step):
            self.by_the_rules(member)

    def step_removed(self, course, step):
        course.steps.remove(step)
        for member in self.waiting_for(step):
            self.go_behind(member, step)

    def waiting_for(self, step):
        return [member for member in self.members.values() if member.step is step]

    # ---- the whole course

    def in_course(self, course, *states):
        return [m for m in self.members.values() if m.course is course and m.state in states]

    def timing_changed(self, courses):
        """A time that still lies in a window stays; what is overdue is left to the dispatcher."""
        for course in courses:
            for member in self.in_course(course, "active"):
                if member.planned > self.now and not member.is_open(member.planned):
                    self.by_the_rules(member)

    def activate(self, course):
        course.running = True
        for member in self.in_course(course, "active"):
            if member.planned <= self.now and not member.at_once:
                self.in_the_next_window_time(member)

    # ---- a run of the dispatcher

    def returning(self):
        return [m for m in self.members.values() if m.state == "paused" and m.until and m.until <= self.now]

    def due(self):
        """What a run finds; a time that is still to be looked up was drawn just now, and lies ahead."""
        return [
            member
            for member in self.members.values()
            if member.state == "active" and member.course.running and member.planned and member.planned <= self.now
        ]

    def run(self, account_works):
        """What the run must do: the members whose mails leave now."""
        for member in self.returning():
            self.resume(member)
        leaving = []
        for member in self.due():
            if not (member.at_once or member.is_open(self.now)):
                self.in_the_next_window_time(member)
                self.counts["found late and planned again"] += 1
            elif account_works:
                leaving.append(member)
            else:
                self.pause(member, "send_error")
                self.counts["paused by an account's error"] += 1
        return leaving
