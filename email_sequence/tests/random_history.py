"""Histories of sequences as chance makes them: every kind of thing that happens to subscriptions and mails."""

from datetime import timedelta
from random import Random

from odoo.exceptions import UserError, ValidationError

from ..models.recipients.opens import note_fetch
from ..models.recipients.signed_link import signed_name
from .common import refused


class RandomHistory:
    """Lets things happen in the world of a test case, in an order that a generator draws.

    :param case: an ``EmailSequenceCase``
    :param int seed: of the generator that decides; names the history
    """

    EVENTS = {
        "subscribe": 14, "dispatch": 16, "answer": 12, "respond": 5, "bounce": 4, "pause": 5, "resume": 8, "remove": 3,
        "unsubscribe": 3, "reclassify": 5, "refuse": 3, "skip": 3, "add_step": 1, "drop_step": 1, "change_template": 2,
        "change_sender": 2, "merge": 1, "delete_contact": 1, "lose_outcome": 2, "fetch_image": 14,
    }  # fmt: skip

    def __init__(self, case, seed):
        self.case, self.rng, self.env = case, Random(seed), case.env
        self.domain = f"history{seed}.example"
        self.sequences = [case.sequence(f"History {seed}, {n}", delays=(0, 1, 2), tracks_opens=n < 2) for n in range(3)]
        self.contacts = list(case.contacts(12, domain=self.domain))
        self.happened = dict.fromkeys(self.EVENTS, 0)

    def let_happen(self, times):
        for _time in range(times):
            (event,) = self.rng.choices(list(self.EVENTS), list(self.EVENTS.values()))
            self.case.travel(self.case.now + timedelta(hours=self.rng.randrange(12), minutes=self.rng.randrange(60)))
            try:
                with self.env.cr.savepoint():
                    getattr(self, event)()
            except (UserError, ValidationError):
                continue  # as a user is told that it cannot be done
            self.happened[event] += 1
            self.env.invalidate_all()

    # ---- what to choose from

    def subscriptions(self, *states):
        domain = [("sequence_id", "in", [sequence.id for sequence in self.sequences])]
        return self.env["email.sequence.subscription"].search([*domain, ("state", "in", states)])

    def one(self, records):
        return self.rng.choice(list(records)) if records else records

    def some_mail(self):
        """A mail that left, as its receiver has it."""
        return self.one([mail for mail in self.case.smtp.mails if self.domain in mail["To"]])

    def replace(self, contact):
        """Somebody new takes the place of a contact that is gone."""
        self.contacts.remove(contact)
        self.contacts.append(self.case.contact("New", f"after{contact.id}@{self.domain}"))

    # ---- events

    def subscribe(self):
        user = self.one([self.case.seller, self.case.manager])
        people = self.rng.sample(self.contacts, 3)
        self.case.subscribe(self.one(self.sequences), *people, user=user, again=self.rng.random() < 0.5)

    def dispatch(self):
        self.case.dispatch()

    def answer(self):
        if mail := self.some_mail():
            self.case.receive(self.case.mail_from(mail["To"], answers=mail))

    def respond(self):
        if mail := self.some_mail():
            self.case.receive(self.case.mail_from(mail["To"], answers=mail, Auto_Submitted="auto-replied"))

    def bounce(self):
        if mail := self.some_mail():
            self.case.receive(self.case.notice_about(mail))

    def pause(self):
        self.one(self.subscriptions("active")).action_pause()

    def resume(self):
        self.one(self.subscriptions("paused")).action_resume()

    def remove(self):
        self.one(self.subscriptions("active", "paused")).action_remove()

    def unsubscribe(self):
        if traces := self.env["email.sequence.trace"].search([("trace_status", "in", ("sent", "bounce"))]):
            verb = self.one(["_unsubscribe_from_sequence", "_unsubscribe_from_everything"])
            getattr(self.one(traces), verb)()

    def fetch_image(self):
        """A mail is looked at by a mail program, a proxy or a scanner."""
        if mail := self.some_mail():
            trace = self.env["email.sequence.trace"].search([("message_id", "=", mail["Message-Id"])])
            agent = self.one(["Outlook", "GoogleImageProxy", "curl/8.0"])
            note_fetch(self.env, f"{signed_name('open', trace)}.gif", "GET", {"User-Agent": agent})

    def reclassify(self):
        mail = self.one(self.env["email.sequence.incoming"].search([("kind", "in", ("human", "autoreply"))]))
        if mail:
            (mail.action_mark_automatic if mail.kind == "human" else mail.action_mark_person)()

    def refuse(self):
        """From now on the server refuses an address, or takes it again."""
        address = self.one(self.contacts).email
        if not self.case.smtp.faults.pop(address, None):
            self.case.smtp.faults[address] = refused(address)

    def skip(self):
        self.one(self.subscriptions("active")).action_skip_step()

    def add_step(self):
        sequence = self.one(self.sequences)
        values = {"template_id": self.case.template("One more").id, "delay_days": 1, "sequence": self.rng.randrange(9)}
        sequence.step_ids = [(0, 0, values)]

    def drop_step(self):
        self.one(self.one(self.sequences).step_ids).unlink()

    def change_template(self):
        self.one(self.one(self.sequences).step_ids).template_id = self.case.template("Another")

    def change_sender(self):
        self.one(self.subscriptions("active", "paused"))._reassign(self.case.manager)

    def merge(self):
        survivor, other = self.rng.sample(self.contacts, 2)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (survivor | other).ids, survivor, extra_checks=False
        )
        self.replace(other)

    def delete_contact(self):
        contact = self.one(self.contacts)
        contact.unlink()
        self.replace(contact)

    def lose_outcome(self):
        """As if the dispatcher had died after it handed over the next mails."""
        for subscription in self.subscriptions("active").filtered("next_step_id")[:2]:
            self.case.smtp.faults[subscription.email] = ConnectionResetError()
        self.case.dispatch()
        self.case.smtp.faults = {}
