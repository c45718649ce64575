"""What may happen in the simulated world, each to the product and to the reference alike."""

from datetime import timedelta

from odoo.fields import Command

from .simulated_world import World
from .simulation import Step

ONE_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)
ZONES = ("Europe/Paris", "America/New_York", "UTC", "Asia/Tokyo", "Asia/Kolkata", "Europe/London")
# How often each happens on average in a day of 24 hours.
DAILY = {
    "answers": 4, "answers_by_mail": 1.5, "automatic_answers": 1, "pauses_by_hand": 3, "pauses_until": 2.5,
    "resumes": 6, "removals": 0.7, "skipped_steps": 1.5, "sent_at_once": 1, "delay_changed": 0.4, "step_added": 0.15,
    "step_removed": 0.12, "steps_reordered": 0.2, "windows_changed": 0.3, "date_skipped": 0.25, "zone_changed": 0.15,
    "deactivated": 0.2, "account_failed": 0.12, "dispatcher_down": 0.15,
}  # fmt: skip


def commands(windows):
    """The windows as the product's schedule takes them."""
    return [
        Command.create({"dayofweek": str(weekday), "hour_from": start / 60, "hour_to": end / 60})
        for weekday, start, end in sorted(windows)
    ]


class Events(World):
    """Each public method lets one kind of thing happen now, to some of the members, and counts it."""

    def __init__(self, case, rng):
        super().__init__(case, rng)
        self.later = []  # (moment, function): what ends by itself
        self.down_until = None

    def hour(self, hours):
        """What happens by chance in some hours; then what was to end by now."""
        for kind, per_day in DAILY.items():
            if self.rng.random() < per_day * hours / 24:
                getattr(self, kind)()
        for moment, end in [item for item in self.later if item[0] <= self.now]:
            self.later.remove((moment, end))
            end()

    def _happened(self, kind, members):
        self.events[kind] += len(members)
        self.observe([member.id for member in members])

    def _after(self, least, most, end):
        self.later.append((self.now + self.rng.randint(least, most) * AN_HOUR, end))

    def _a_sequence(self, running=True):
        return self.rng.choice([s for s, course in self.courses.items() if course.running == running])

    # ---- contacts

    def _of_contact(self, member):
        return [other for other in self.rules.members.values() if other.contact == member.contact]

    def _answered(self, members):
        concerned = [other for member in members for other in self._of_contact(member)]
        for member in concerned:
            self.rules.pause(member, "reply")
        return concerned

    def answers(self):
        """Persons write: all subscriptions of each pause, also those that wait for a day."""
        writers = self.some(self.in_state("active", "paused"), 12)
        concerned = self._answered(writers)
        self.records(concerned).pause("reply", tell=False)
        self._happened("answers", concerned)

    def answers_by_mail(self):
        """As the others, through Odoo's gateway."""
        for writer in self.some(self.in_state("active", "paused"), 1):
            self.case.receive(self.case.mail_from(writer.address))
            self.env.invalidate_all()
            self._happened("answers by mail", self._answered([writer]))

    def automatic_answers(self):
        """Change nothing."""
        for writer in self.some(self.in_state("active"), 1):
            self.case.receive(self.case.mail_from(writer.address, Auto_Submitted="auto-replied"))
            self.env.invalidate_all()
            self._happened("automatic answers", self._of_contact(writer))

    # ---- by hand

    def pauses_by_hand(self, until=None):
        members = self.some(self.in_state("active"), 10)
        self.records(members).with_user(self.case.seller).action_pause(until=until)
        for member in members:
            self.rules.pause(member, "manual", until)
        self._happened("pauses until a date" if until else "pauses by hand", members)

    def pauses_until(self):
        self.pauses_by_hand(self.now.date() + self.rng.randint(1, 9) * ONE_DAY)

    def resumes(self):
        members = self.some(self.in_state("paused"), 20)
        self._resume(members)
        self._happened("resumes", members)

    def _resume(self, members):
        self.records(members).with_user(self.case.seller).action_resume()
        for member in members:
            self.rules.resume(member)

    def removals(self):
        members = self.some(self.in_state("active", "paused"), 8)
        self.records(members).with_user(self.case.seller).action_remove()
        for member in members:
            self.rules.remove(member)
        self._happened("removals", members)

    def skipped_steps(self):
        members = self.some([m for m in self.in_state("active", "paused") if m.step], 5)
        self.records(members).with_user(self.case.seller).action_skip_step()
        for member in members:
            self.rules.skip(member)
        self._happened("skipped steps", members)

    def sent_at_once(self):
        """A manager orders, and the dispatcher runs within the minute."""
        members = self.some([m for m in self.in_state("active") if m.course.running], 5)
        if not (members and self.is_up):
            return
        self.records(members).with_user(self.case.manager).action_send_now()
        for member in members:
            self.rules.order(member)
        self._happened("sent at once", members)
        self.run()

    # ---- steps

    def delay_changed(self):
        step = self.rng.choice(self.courses[self._a_sequence()].steps)
        concerned, delay = self.rules.waiting_for(step), self.rng.choice([n for n in range(1, 7) if n != step.delay])
        self.env["email.sequence.step"].browse(step.id).with_user(self.case.manager).delay_days = delay
        self.rules.delay_changed(step, delay)
        self._happened("delays changed", concerned)

    def step_added(self):
        """At any place behind the first step."""
        self.events["steps added"] += 1
        sequence = self._a_sequence()
        self.add_step(sequence, self.rng.randint(2, 6) * 10, self.rng.randint(1, 4))

    def step_removed(self):
        sequence = self._a_sequence()
        steps = self.courses[sequence].steps
        if len(steps) < 3:
            return
        step = self.rng.choice(sorted(steps, key=Step.position)[1:])
        concerned = self.rules.waiting_for(step)
        self.env["email.sequence.step"].browse(step.id).with_user(self.case.manager).unlink()
        self.rules.step_removed(self.courses[sequence], step)
        self._happened("steps removed", concerned)

    def steps_reordered(self):
        """The first one stays, as it alone may have no delay."""
        steps = sorted(self.courses[self._a_sequence()].steps, key=Step.position)[1:]
        places = [step.place for step in steps]
        self.rng.shuffle(places)
        for step, place in zip(steps, places, strict=True):
            step.place = place
            self.env["email.sequence.step"].browse(step.id).sequence = place
        self.events["steps reordered"] += 1

    # ---- schedules

    def _timing_changed(self, kind, courses):
        self.rules.timing_changed(courses)
        self.events[kind] += 1
        self.observe([m.id for course in courses for m in self.rules.in_course(course, "active", "paused")])

    def _with_schedule(self, sequence):
        return [self.courses[other] for other in self.courses if other.schedule_id == sequence.schedule_id]

    def windows_changed(self):
        """Every window ends or begins up to two hours earlier or later, within its day."""
        sequence = self._a_sequence()
        timetable = self.courses[sequence].timetable
        move = 5 * self.rng.randint(-24, 24)
        moved = {
            (weekday, max(0, min(start + move, 1380)), max(60, min(end + move, 1440)))
            for weekday, start, end in timetable.windows
        }
        if any(start >= end for _weekday, start, end in moved) or len(moved) < len(timetable.windows):
            return
        timetable.windows = frozenset(moved)
        sequence.schedule_id.with_user(self.case.manager).window_ids = [Command.clear(), *commands(moved)]
        self._timing_changed("windows changed", self._with_schedule(sequence))

    def date_skipped(self):
        sequence = self._a_sequence()
        day = self.now.date() + self.rng.randint(0, 12) * ONE_DAY
        timetable = self.courses[sequence].timetable
        if day in timetable.skipped:
            return
        timetable.skipped = frozenset({*timetable.skipped, day})
        sequence.schedule_id.with_user(self.case.manager).skip_ids = [Command.create({"date_from": day})]
        self._timing_changed("dates skipped", self._with_schedule(sequence))

    def zone_changed(self):
        sequence = self._a_sequence()
        course = self.courses[sequence]
        course.zone = self.rng.choice([zone for zone in ZONES if zone != course.zone])
        sequence.with_user(self.case.manager).tz = course.zone
        self._timing_changed("zones changed", [course])

    # ---- standstill

    def deactivated(self):
        """For some hours or days; then the sequence is activated again."""
        if sum(course.running for course in self.courses.values()) < 4:
            return
        sequence = self._a_sequence()
        course = self.courses[sequence]
        sequence.with_user(self.case.manager).action_deactivate()
        course.running = False
        self._after(3, 60, lambda: self.activated(sequence, course))
        self.events["sequences deactivated"] += 1

    def activated(self, sequence, course):
        sequence.with_user(self.case.manager).action_activate()
        self.rules.activate(course)
        self._happened("of sequences activated", self.rules.in_course(course, "active", "paused"))

    def account_failed(self):
        """The login is refused for some hours; then it works again, and all that it paused is resumed at once."""
        if self.account_works:
            self.account_works = False
            self.events["accounts failed"] += 1
            self._after(2, 9, self.account_mended)

    def account_mended(self):
        self.account_works = True
        members = [m for m in self.in_state("paused") if m.reason == "send_error"]
        self._resume(members)
        self._happened("resumed after an account's error", members)

    @property
    def is_up(self):
        return self.down_until is None or self.down_until <= self.now

    def dispatcher_down(self):
        """Nobody sends anything for some hours or days."""
        self.down_until = self.now + self.rng.randint(2, 50) * AN_HOUR
        self.events["dispatcher down"] += 1
