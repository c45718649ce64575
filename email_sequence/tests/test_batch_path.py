from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes, policy
from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.base.models.ir_mail_server import IrMail_Server
from odoo.addons.base.models.ir_qweb import IrQweb

from .common import EmailSequenceCase
from .test_email_sequence_chatter import BODY


class BatchCase(EmailSequenceCase):
    def due(self, count, *templates, **values):
        """A sequence with so many contacts, to each of whom a mail is due."""
        sequence = self.sequence(delays=(0,), **values)
        sequence.step_ids.template_id = templates[0] if templates else self.template(body=BODY)
        self.subscribe(sequence, *self.contacts(count))
        return sequence


@tagged("post_install", "-at_install")
class TestCost(BatchCase):
    """What a mail costs: claimed, rendered, logged, recorded and planned in batches (semantics 8)."""

    def queries(self, count):
        self.due(count, name=f"To {count}")
        with self.mail_server(), self.committing_env() as env:
            before = env.cr.sql_log_count
            env["email.sequence.dispatcher"]._cron_dispatch()
            cost = env.cr.sql_log_count - before
        self.assertEqual(len(self.smtp.mails), count)
        self.smtp.mails.clear()
        return cost

    def test_no_more_than_half_a_query_for_each_further_mail(self):
        self.queries(5)  # what is cached once
        few, many = self.queries(100), self.queries(300)
        self.assertLessEqual((many - few) / 200, 0.5)

    def test_each_template_is_compiled_once_for_a_run(self):
        self.due(150)
        compiled = []
        original = IrQweb._generate_code_uncached

        def generate(records, template):
            compiled.append(template)
            return original(records, template)

        with patch.object(IrQweb, "_generate_code_uncached", generate):
            self.assertEqual(len(self.dispatch()), 150)
        self.assertLessEqual(len([template for template in compiled if not isinstance(template, (int, str))]), 2)


@tagged("post_install", "-at_install")
class TestEndOfTime(BatchCase):
    """A scheduled action has ten seconds; what it has not sent by then is sent by its next run."""

    @contextmanager
    def time_for(self, commits):
        """Let the time of the scheduled action be over after so many commits."""
        original, left = self.registry["ir.cron"]._commit_progress, iter(range(commits))

        def commit(crons, processed=0, **kwargs):
            original(crons, processed, **kwargs)
            return float(next(left, None) is not None)

        with patch.object(self.registry["ir.cron"], "_commit_progress", commit):
            yield

    def statuses(self, sequence):
        return Counter(sequence.subscription_ids.trace_ids.mapped("trace_status"))

    def test_what_was_claimed_goes_back_and_is_sent_by_the_next_run(self):
        sequence = self.due(25)
        for commits in range(1, 50):
            with self.time_for(commits):
                self.dispatch()
            self.env.invalidate_all()
            self.assertFalse(self.statuses(sequence)["sending"], f"claims of a run that ended after {commits} commits")
            if self.statuses(sequence)["sent"] == 25:
                break
        self.assertGreater(commits, 2)
        self.assertEqual(len({mail["To"] for mail in self.smtp.mails}), 25)
        self.assertEqual(len(self.smtp.mails), 25)

    def test_nothing_is_done_where_it_is_over_already(self):
        sequence = self.due(2)
        with self.time_for(0):
            self.assertFalse(self.dispatch())
        self.assertFalse(self.statuses(sequence))

    def test_another_sequence_gets_its_turn_before_the_first_goes_on(self):
        """What has waited longest comes first, a batch of each sequence after the other."""
        early = self.due(150, name="Early")
        self.travel(self.now + timedelta(minutes=1))
        late = self.due(5, name="Late")
        self.travel(self.now + timedelta(minutes=1))
        mails = self.dispatch()
        order = [trace.sequence_id for trace in self.in_order(mails)]
        self.assertEqual(order[:100] + order[105:], [early] * 150)
        self.assertEqual(order[100:105], [late] * 5)

    def in_order(self, mails):
        traces = self.env["email.sequence.trace"].search([]).grouped("message_id")
        return [traces[mail["Message-Id"]] for mail in mails]


@tagged("post_install", "-at_install")
class TestCompiledTemplates(BatchCase):
    """What is compiled once for a run is what Odoo would compile each time."""

    def rendered(self, body, partners, **context):
        template = self.template(body=body).with_context(**context)
        return template._render_field("body_html", partners.ids)

    def test_renders_the_same(self):
        partners = self.contacts(3)
        self.assertEqual(
            self.rendered(BODY, partners, email_sequence_compiled={}),
            self.rendered(BODY, partners),
        )

    def test_a_template_that_changes_is_compiled_again(self):
        compiled, template = {}, self.template(body="<p>Old</p>").with_context(email_sequence_compiled={})
        template = template.with_context(email_sequence_compiled=compiled)
        old = template._render_field("body_html", self.ada.ids)
        template.body_html = "<p>New</p>"
        new = template._render_field("body_html", self.ada.ids)
        self.assertEqual((old[self.ada.id], new[self.ada.id]), ("<p>Old</p>", "<p>New</p>"))

    def test_each_language_has_its_own(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        compiled, template = {}, self.template(body="<p>Hello</p>", lang="{{ object.lang }}")
        template.with_context(lang="fr_FR").body_html = "<p>Bonjour</p>"
        self.ada.lang = "fr_FR"
        bodies = template.with_context(email_sequence_compiled=compiled)._render_field(
            "body_html", (self.ada | self.bob).ids, compute_lang=True
        )
        self.assertEqual((bodies[self.ada.id], bodies[self.bob.id]), ("<p>Bonjour</p>", "<p>Hello</p>"))


@tagged("post_install", "-at_install")
class TestExtensionPoints(BatchCase):
    """Other addons change mails by the methods of ``ir.mail_server``; step mails go through them as all others."""

    def sent_with(self, **methods):
        self.due(2)
        with self.mail_server() as smtp:
            for name, method in methods.items():
                self.startPatcher(patch.object(self.registry["ir.mail_server"], name, method))
            with self.committing_env() as env:
                env["email.sequence.dispatcher"]._cron_dispatch()
        return smtp.mails

    def test_an_addon_above_sees_and_changes_each_mail(self):
        build = self.registry["ir.mail_server"]._build_email__

        def stamped(servers, email_from, email_to, subject, body, **kwargs):
            message = build(servers, email_from, email_to, f"{subject} (stamped)", body, **kwargs)
            message["X-Stamp"] = "1"
            return message

        mails = self.sent_with(_build_email__=stamped)
        self.assertEqual([mail["X-Stamp"] for mail in mails], ["1", "1"])
        self.assertEqual({mail["Subject"][-9:] for mail in mails}, {"(stamped)"})

    def test_where_an_addon_below_changes_mails_they_are_left_to_it(self):
        build = IrMail_Server._build_email__

        def stamped(servers, *args, **kwargs):
            message = build(servers, *args, **kwargs)
            message["X-Stamp"] = "below"
            return message

        with patch.object(IrMail_Server, "_build_email__", stamped):
            self.due(2)
            mails = self.dispatch()
        self.assertEqual([mail["X-Stamp"] for mail in mails], ["below", "below"])

    def test_an_addon_sees_each_mail_being_sent(self):
        send, seen = self.registry["ir.mail_server"].send_email, []

        def noting(servers, message, *args, **kwargs):
            seen.append(message["To"])
            return send(servers, message, *args, **kwargs)

        mails = self.sent_with(send_email=noting)
        self.assertEqual(seen, [mail["To"] for mail in mails])

    def test_what_is_built_reads_as_what_odoo_would_build(self):
        values = {
            "email_from": '"Sam Séller" <sam@seller.example>',
            "email_to": ['"Ada, of Customer" <ada@customer.example>'],
            "subject": "Ünï " + "long " * 40,
            "body": "<p>Grüße,<br/>" + "x" * 2000 + "</p>",
            "reply_to": "catchall@seller.example",
            "attachments": [("ä.pdf", b"%PDF-1.4", "application/pdf"), ("note.txt", b"Hello", "text/plain")],
            "message_id": "<1.sequence@seller.example>",
            "references": "<0.sequence@seller.example>",
            "subtype": "html",
            "headers": {"Return-Path": "bounce@seller.example", "X-Own": "1"},
        }
        servers = self.env["ir.mail_server"]
        odoos = servers._build_email__(**values)
        ours = servers.with_context(email_sequence_step_mail=True)._build_email__(**values)
        self.assertEqual(self.as_read(ours), self.as_read(odoos))

    def as_read(self, message):
        """The mail as whoever receives it reads it: headers but those that differ each time, and all parts."""
        read = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
        headers = {name.lower(): str(value) for name, value in read.items()}
        parts = [(p.get_content_type(), p.get_filename(), p.get_content()) for p in read.walk() if not p.is_multipart()]
        return {k: v for k, v in headers.items() if k not in ("date", "content-type")}, parts
