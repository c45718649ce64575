"""How fast mails leave: this product beside Odoo's own ways, in one process, taking turns."""

import os

from benchmarks import world
from benchmarks.figures import measured, tell

CHECKED = "{} has sent {} of {} mails"


def main(env) -> None:
    """Send ``BENCH_MAILS`` mails by each contestant, ``BENCH_ROUNDS`` times in turn, to the sink at ``BENCH_PORT``."""
    mails, rounds = int(os.environ["BENCH_MAILS"]), int(os.environ["BENCH_ROUNDS"])
    server = world.account(env, int(os.environ["BENCH_PORT"]))
    world.seller(env)
    contestants = {"product": Product, "floor": Floor, "mass_mailing": EmailMarketing, "template": TemplateQueue}
    for contestant in contestants.values():  # what is compiled and cached once
        contestant(env, server, 20).send()
    names = list(contestants)
    for number in range(rounds):
        for name in names[number % len(names) :] + names[: number % len(names)]:
            contestant = contestants[name]
            sender = contestant(env, server, mails)
            with measured(env) as taken:
                sender.send()
            sender.check()
            tell(part="sending", name=name, round=number, mails=mails, **vars(taken))


def send_queue(env) -> None:
    """Let Odoo's queue of mails send what waits there, a thousand a call, as its scheduled action does."""
    while env["mail.mail"].search_count([("state", "=", "outgoing")]):
        env["mail.mail"].process_email_queue()


class Sender:
    """Mails that are ready to be sent."""

    def __init__(self, env, server, count):
        self.env, self.server, self.count = env, server, count
        self.partners = world.contacts(env, count)
        self.prepare()
        env.cr.commit()

    def check(self):
        sent = self.count_sent()
        if sent != self.count:
            raise AssertionError(CHECKED.format(type(self).__name__, sent, self.count))


class Product(Sender):
    """A sequence's second step: chatter, exactly once, answers the first one; by the scheduled action."""

    def prepare(self):
        sequence = world.sequence(self.env, self.server)
        sequence.with_user(world.seller(self.env)).subscribe(self.partners.ids)
        self.env.cr.commit()
        self.send()
        table, now = "email_sequence_subscription", "now() AT TIME ZONE 'UTC' - interval '1 minute'"
        self.env.cr.execute(f"UPDATE {table} SET scheduled_datetime = {now} WHERE sequence_id = %s", (sequence.id,))
        self.step = sequence.step_ids.sorted()[-1:]

    def send(self):
        self.env["email.sequence.dispatcher"]._cron_dispatch()

    def count_sent(self):
        domain = [("step_id", "=", self.step.id), ("trace_status", "=", "sent")]
        return self.env["email.sequence.trace"].search_count(domain)


class EmailMarketing(Sender):
    """A mailing to contacts, sent by the mailing itself as its scheduled action does."""

    def prepare(self):
        self.mailing = self.env["mailing.mailing"].create(
            {
                "subject": world.SUBJECT,
                "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                "mailing_domain": repr([("id", "in", self.partners.ids)]),
                "body_arch": world.BODY,
                "body_html": world.BODY,
                "mail_server_id": self.server.id,
                "reply_to_mode": "new",
                "reply_to": "seller@seller.example",
            }
        )

    def send(self):
        self.mailing.action_send_mail(self.partners.ids)
        send_queue(self.env)

    def count_sent(self):
        domain = [("mass_mailing_id", "=", self.mailing.id), ("trace_status", "=", "sent")]
        return self.env["mailing.trace"].search_count(domain)


class TemplateQueue(Sender):
    """A template by ``send_mail_batch``, which logs to the chatter, and Odoo's queue of mails."""

    def prepare(self):
        self.template = world.template(self.env, world.unique("Batch"))
        self.template.mail_server_id = self.server
        self.env["mail.mail"].search([]).unlink()

    def send(self):
        for start in range(0, self.count, 500):
            self.template.send_mail_batch(self.partners[start : start + 500].ids)
            self.env.cr.commit()
        send_queue(self.env)

    def count_sent(self):
        return self.env["mail.mail"].search_count([("state", "=", "sent")])


class Floor(Sender):
    """Odoo's building and handing over alone: one session, one body, no database."""

    def prepare(self):
        template = world.template(self.env, world.unique("Floor"))
        self.body = template._render_field("body_html", self.partners[:1].ids)[self.partners[:1].id]
        self.addresses = self.partners.mapped("email_formatted")
        self.sent = 0

    def send(self):
        servers = self.env["ir.mail_server"]
        session = servers._connect__(mail_server_id=self.server.id)
        for number, address in enumerate(self.addresses):
            message = servers._build_email__(
                "seller@seller.example",
                [address],
                f"Hello {number}",
                self.body,
                reply_to="seller@seller.example",
                message_id=f"<{number}.floor@seller.example>",
                subtype="html",
            )
            servers.send_email(message, smtp_session=session)
            self.sent += 1
        session.quit()

    def count_sent(self):
        return self.sent
