"""A product and its reference in the same world: every event happens to both, and what differs is a finding."""

from collections import Counter

from .simulation import Member, Rules, Step, on_the_wall

REWRITE = """
    ALTER TABLE email_sequence_subscription ALTER write_date TYPE timestamp USING write_date + interval '0';
    ALTER TABLE email_sequence_trace ALTER write_date TYPE timestamp USING write_date + interval '0';
    ANALYZE email_sequence_subscription, email_sequence_trace, mail_message, res_partner
"""
OBSERVED = ("state", "pause_reason", "next_step_id", "scheduled_datetime", "paused_until", "send_at_once")


class Ledger:
    """Every mail that left; what is wrong with one, or with a plan, ends the simulation at once."""

    def __init__(self):
        self.sent = Counter()
        self.by_course = Counter()
        self.counts = Counter()

    def find(self, kind, *what):
        raise AssertionError(f"{kind}: {', '.join(map(str, what))}")

    def take(self, member, key, now):
        """A mail left to the member, who has not been told yet."""
        self.sent[member.id, key] += 1
        self.by_course[member.course.name] += 1
        if self.sent[member.id, key] > 1:
            self.find("sent twice", member, key)
        if not (member.at_once or member.is_open(now)):
            self.find("outside of its windows", member, now)
        if member.state != "active" or not member.course.running or member.step is None or member.step.key != key:
            self.find("sent though not due", member, key, now)


class World:
    """Sequences, contacts and subscriptions of the product, each with its plain counterpart."""

    def __init__(self, case, rng):
        self.case, self.rng, self.env = case, rng, case.env
        self.rules, self.ledger, self.events = Rules(), Ledger(), Counter()
        self.courses, self.by_address, self.free_contacts = {}, {}, {}
        self.account_works, self.last_run = True, None

    # ---- the clock

    def move_to(self, moment):
        self.case.travel(moment)
        self.rules.now = moment

    @property
    def now(self):
        return self.rules.now

    # ---- choosing

    def some(self, members, most):
        """Up to ``most`` of the members, at random."""
        members = list(members)
        return self.rng.sample(members, min(len(members), self.rng.randint(1, most)))

    def in_state(self, *states):
        return [member for member in self.rules.members.values() if member.state in states]

    def records(self, members):
        return self.env["email.sequence.subscription"].browse([member.id for member in members])

    # ---- subscribing and steps

    def subscribe(self, sequence, count):
        """The next free contacts of the sequence, from one of its first two steps."""
        course, free = self.courses[sequence], self.free_contacts[sequence]
        contacts, self.free_contacts[sequence] = free[:count], free[count:]
        step = min(course.steps, key=Step.position)
        if self.rng.random() < 0.1:
            step = self.rng.choice(course.steps)
        partners = self.env["res.partner"].browse([contact for contact, *_rest in contacts])
        ids = self.case.subscribe(sequence, *partners, step_id=step.id).ids
        for subscription_id, (contact, address, zone) in zip(ids, contacts, strict=True):
            own_zone = zone if sequence.use_contact_tz else None
            member = Member(subscription_id, course, contact, address, own_zone, step, self.now)
            self.by_address[course.name, address] = member
            self.rules.subscribe(member)
        self.observe(ids)

    def add_step(self, sequence, place, delay):
        course = self.courses[sequence]
        key = f"{course.name}-{len(course.steps)}-{self.events['steps added']}"
        template = self.case.template(key, f"<p>[{key}]</p>")
        record = self.env["email.sequence.step"].create(
            {"sequence_id": sequence.id, "template_id": template.id, "delay_days": delay, "sequence": place}
        )
        course.steps.append(Step(record.id, key, delay, place))

    # ---- a run of the dispatcher

    def run(self):
        """Let the dispatcher run if anything is due or returns, and compare what left with what had to leave."""
        returning, due = self.rules.returning(), self.rules.due()
        if returning or due:
            self.case.smtp.login_fault = None if self.account_works else self.case.login_refused
            left = Counter(map(self._read, self.case.dispatch()))
            self.case.smtp.mails.clear()
            for (name, key, address), _times in left.items():
                self.ledger.take(self.by_address[name, address], key, self.now)
            self._compare(left, self.rules.run(self.account_works))
            self.observe([member.id for member in {*returning, *due}])
        self.last_run = self.now

    def _compare(self, left, leaving):
        expected = Counter((member.course.name, member.step.key, member.address) for member in leaving)
        for mail in expected - left:
            self.ledger.find("forgotten", *mail, self.now)
        for mail in left - expected:
            self.ledger.find("sent though not due", *mail, self.now)
        for member in leaving:
            self.rules.sent(member)

    def _read(self, mail):
        """``(sequence, step's key, address)`` of a mail, from what its reader sees."""
        body = mail.get_body(("html",)).get_content()
        key = body.partition("[")[2].partition("]")[0]
        return key.rpartition("-")[0].rpartition("-")[0], key, mail["To"].rpartition("<")[2].rstrip(">")

    # ---- looking at the product's table

    def observe(self, ids):
        """Compare the product's subscriptions with the reference's, and take over the times that were drawn."""
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT id, {', '.join(OBSERVED)} FROM email_sequence_subscription WHERE id = ANY(%s)",  # noqa: S608
            [list(ids)],
        )
        for subscription_id, *row in self.env.cr.fetchall():
            self._look_at(self.rules.members[subscription_id], row)

    def observe_all(self):
        """As :meth:`observe`, of all; and nothing that is due may be older than the last run."""
        self.env.flush_all()
        self._forget_dead_rows()
        self.env.invalidate_all()
        self.observe(self.rules.members)
        for member in self.rules.due():
            if member.planned < self.last_run:
                self.ledger.find("forgotten", member, member.planned)

    def _forget_dead_rows(self):
        """In the one transaction of a test no old version of a row goes away; rewriting a table leaves them out."""
        self.env.cr.execute(REWRITE)

    def _look_at(self, member, row):
        *fields, planned, until, at_once = row
        expected = [member.state, member.reason, member.step and member.step.id]
        if [*fields, until, bool(at_once)] != [*expected, member.until, member.at_once]:
            self.ledger.find("wrongly planned", self.now, member, row)
        if not member.on_date:
            if planned != member.planned:
                self.ledger.find("wrongly planned", self.now, member, row)
            return
        self.ledger.counts["planned times checked"] += 1
        if not self._fits(member, planned):
            self.ledger.find("wrongly planned", self.now, member, row)
        member.planned, member.on_date = planned, None

    def _fits(self, member, planned):
        day, not_before = member.on_date
        if planned is None or planned < not_before or not member.is_open(planned):
            return False
        return on_the_wall(planned, member.zone).date() == day
