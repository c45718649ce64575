"""The image in the mails, and what a fetch of it says (semantics 12)."""

from ast import literal_eval
from datetime import timedelta
from unittest.mock import patch

from lxml import etree
from markupsafe import Markup
from psycopg2.errors import LockNotAvailable

from odoo.tests import Form, tagged

from ..models.presenters.preview import Preview
from ..models.recipients.after_response import note
from ..models.recipients.opens import note_fetch, with_image
from ..models.recipients.signed_link import signature, signed_name
from .common import EmailSequenceCase

PATH = "/email_sequence/open"
OUTLOOK = "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.12827; Pro)"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE = "Mozilla/5.0"
LOG = "odoo.addons.email_sequence.models.recipients.after_response"
SIGNATURE = "odoo.addons.email_sequence.models.recipients.signed_link.signature"


class OpensCase(EmailSequenceCase):
    def sent(self, partner=None, body=None, **values):
        """The trace and the mail of the first step of a new sequence, which tracks opens."""
        values = {"tracks_opens": True, "delays": (0, 1), **values}
        sequence = self.sequence(f"Sequence {next(self.numbers)}", **values)
        if body:
            sequence.step_ids[0].template_id.body_html = body
        subscription = self.subscribe(sequence, partner or self.ada)
        (mail,) = self.dispatch()
        return subscription.trace_ids, mail

    def part(self, mail, kind="html"):
        return mail.get_body((kind,)).get_content()

    def name_of(self, trace):
        return f"{signed_name('open', trace)}.gif"

    def fetch(self, trace, agent=OUTLOOK, method="GET", name=None):
        self.env.flush_all()
        note_fetch(self.env, name or self.name_of(trace), method, {"User-Agent": agent})
        self.env.invalidate_all()

    def noted(self, trace):
        return trace.open_datetime, trace.fetch_datetime, trace.fetch_kind


@tagged("post_install", "-at_install")
class TestImage(OpensCase):
    """Only the mail that leaves carries it, where the sequence wants it."""

    def test_12_off_by_default(self):
        sequence = self.sequence(delays=(0,))
        subscription = self.subscribe(sequence, self.ada)
        (mail,) = self.dispatch()
        self.assertFalse(sequence.tracks_opens or subscription.trace_ids.tracks_opens)
        self.assertNotIn(PATH, mail.as_string())

    def test_12_default_of_new_sequences_is_a_setting_of_the_company(self):
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.email_sequence_tracks_opens)
        settings.email_sequence_tracks_opens = True
        settings.execute()
        with Form(self.env["email.sequence"].with_user(self.manager)) as form:
            form.name = "New"
        self.assertTrue(form.record.tracks_opens)

    def test_12_mail_ends_with_the_signed_image_of_its_trace(self):
        trace, mail = self.sent()
        self.assertTrue(trace.tracks_opens)
        image = f'<img src="{self.env["base"].get_base_url()}{PATH}/{self.name_of(trace)}" alt="" width="1" height="1"'
        self.assertEqual(self.part(mail).count(image), 1)
        self.assertTrue(self.part(mail).strip().endswith('style="border:0"/>'))

    def test_12_text_part_stays_as_it_is_without(self):
        _trace, without = self.sent(tracks_opens=False)
        _trace, mail = self.sent(self.bob)
        self.assertEqual(self.part(mail, "plain"), self.part(without, "plain").replace("Ada", "Bob"))

    def test_12_text_part_stays_where_odoo_builds_the_mails(self):
        """As it does where another addon changes what it builds."""
        with patch("odoo.addons.email_sequence.models.sending.ir_mail_server.STEP_MAIL", "never"):
            _trace, mail = self.sent()
        self.assertIn(PATH, self.part(mail))
        self.assertNotIn(PATH, self.part(mail, "plain"))

    def test_12_each_mail_has_an_image_of_its_own(self):
        first, mail = self.sent()
        second, other = self.sent(self.bob)
        self.assertIn(self.name_of(first), self.part(mail))
        self.assertIn(self.name_of(second), self.part(other))

    def test_12_image_is_inside_the_body_of_a_whole_document(self):
        trace, mail = self.sent(body="<html><body><p>Hello</p></body></html>")
        html = self.part(mail)
        self.assertEqual(html.count(PATH), 1)
        for body, expected in (
            (Markup("<BODY>a</BODY ></html>"), "<BODY>a%s</BODY ></html>"),
            (Markup("<pre></body></pre></body>"), "<pre></body></pre>%s</body>"),
            (Markup("<p>a</p>"), "<p>a</p>%s"),
            (Markup(), "%s"),
        ):
            tracked = with_image(body, trace)
            image = tracked[tracked.index("<img") : tracked.index("/>") + 2]
            self.assertEqual(tracked, expected % image)
            self.assertIsInstance(tracked, Markup)

    def test_12_chatter_has_no_image(self):
        trace, mail = self.sent()
        self.assertIn(PATH, self.part(mail))
        self.assertIn("Dear Ada", trace.mail_message_id.body)
        self.assertNotIn(PATH, trace.mail_message_id.body)

    def test_12_preview_and_test_mails_have_no_image(self):
        sequence = self.sequence(tracks_opens=True)
        preview = Preview(self.env(user=self.seller))
        with self.mail_server(), self.test_mode():
            drafts = preview.drafts(sequence.step_ids, self.ada, self.seller)
            preview.send_tests(sequence, self.ada, self.seller)
        bodies = [draft.body for draft in drafts] + [mail.as_string() for mail in self.smtp.mails]
        self.assertEqual(len(bodies), 4)
        for body in bodies:
            self.assertNotIn(PATH, body)

    def test_12_a_run_that_tracks_asks_the_database_no_more_than_one_that_does_not(self):
        self.cost("Warm", tracks_opens=True)
        without = self.cost("Without")
        self.assertEqual(self.cost("With", tracks_opens=True), without)

    def cost(self, name, **values):
        """How many queries a run of the dispatcher takes for 20 mails."""
        self.subscribe(self.sequence(name, delays=(0,), **values), *self.contacts(20, f"{name.lower()}.example"))
        with self.mail_server(), self.committing_env() as env:
            start = env.cr.sql_log_count
            env["email.sequence.dispatcher"]._cron_dispatch()
            return env.cr.sql_log_count - start

    def test_12_what_is_not_tracked_is_neither_signed_nor_copied(self):
        trace, _mail = self.sent(tracks_opens=False)
        body = Markup("<p>Hello</p></body>")
        with patch(SIGNATURE, side_effect=AssertionError):
            self.assertIs(with_image(body, trace), body)

    def test_12_a_mail_that_was_claimed_before_it_was_switched_on_has_none(self):
        sequence = self.sequence(delays=(0, 1))
        subscription = self.subscribe(sequence, self.ada)
        self.dispatch()
        sequence.tracks_opens = True
        self.assertFalse(subscription.trace_ids.tracks_opens)
        self.travel_to_next_mail(subscription)
        (mail,) = self.dispatch()
        self.assertIn(PATH, self.part(mail))


@tagged("post_install", "-at_install")
class TestFetch(OpensCase):
    """What is noted: time and kind, the first of each."""

    def test_12_a_persons_program_opens(self):
        trace, _mail = self.sent()
        self.fetch(trace)
        self.assertEqual(self.noted(trace), (self.now, False, False))

    def test_12_a_machine_is_unreliable(self):
        for agent, kind in ((GMAIL, "proxy"), (APPLE, "privacy"), ("", "scanner")):
            trace, _mail = self.sent()
            self.fetch(trace, agent)
            self.assertEqual(self.noted(trace), (False, self.now, kind))

    def test_12_unreliable_until_a_person_opens(self):
        trace, _mail = self.sent()
        fetched = self.now
        self.fetch(trace, GMAIL)
        self.assertEqual(self.filtered("opened_unreliable"), trace)
        self.assertFalse(self.filtered("opened"))
        self.travel(self.now + timedelta(hours=1))
        self.fetch(trace)
        self.assertEqual(self.noted(trace), (self.now, fetched, "proxy"))
        self.assertEqual(self.filtered("opened"), trace)
        self.assertFalse(self.filtered("opened_unreliable"))

    def filtered(self, name):
        """The traces under a filter of the search view."""
        arch = etree.fromstring(self.env["email.sequence.trace"].get_view(view_type="search")["arch"])
        (found,) = arch.iterfind(f".//filter[@name='{name}']")
        return self.env["email.sequence.trace"].search(literal_eval(found.get("domain")))

    def test_12_two_fetches_change_nothing(self):
        trace, _mail = self.sent()
        for agent in (OUTLOOK, GMAIL):
            self.fetch(trace, agent)
        before = self.noted(trace)
        self.travel(self.now + timedelta(hours=1))
        for agent in (OUTLOOK, GMAIL, APPLE):
            self.fetch(trace, agent)
        self.assertEqual(self.noted(trace), before)

    def test_12_head_is_no_open(self):
        trace, _mail = self.sent()
        self.fetch(trace, method="HEAD")
        self.assertEqual(self.noted(trace), (False, self.now, "scanner"))

    def test_13_a_name_that_is_not_signed_notes_nothing(self):
        trace, _mail = self.sent()
        other, _mail = self.sent(self.bob)
        token = signature(self.env, "open", other.id, other.message_id)
        for name in (
            f"{trace.id}/{token}.gif",
            f"{trace.id}/{'0' * 64}.gif",
            f"{self.name_of(trace)}x",
            f"x{self.name_of(trace)}",
            self.name_of(trace).removesuffix(".gif"),
            f"{other.id + 1000}/{token}.gif",
            f"9999999999/{token}.gif",
            f"{trace.id}",
            "٣/" + "0" * 64 + ".gif",
            "\x00",
        ):
            with self.subTest(name):
                self.fetch(trace, name=name)
                self.assertEqual(self.noted(trace), (False, False, False))
        self.assertEqual(self.noted(other), (False, False, False))

    def test_12_a_mail_that_never_left_was_not_opened(self):
        trace, _mail = self.sent()
        for status, opened in (("sending", False), ("error", False), ("unknown", True), ("bounce", True)):
            trace.write({"trace_status": status, "open_datetime": False})
            self.fetch(trace)
            self.assertEqual(bool(trace.open_datetime), opened, status)

    def test_12_of_an_archived_sequence_a_removed_subscription_and_a_deleted_contact(self):
        trace, _mail = self.sent()
        trace.sequence_id.active = False
        trace.subscription_id.remove()
        self.ada.unlink()
        self.fetch(trace)
        self.assertEqual(trace.open_datetime, self.now)

    def test_12_costs_two_queries_the_first_time_and_one_ever_after(self):
        trace, _mail = self.sent()
        signature(self.env, "open", 1, "warm")
        name = self.name_of(trace)
        self.env.flush_all()
        for queries in (2, 1):
            with self.assertQueryCount(queries):
                note_fetch(self.env, name, "GET", {"User-Agent": OUTLOOK})

    def test_12_a_name_that_is_none_costs_no_query(self):
        with self.assertQueryCount(0):
            note_fetch(self.env, "1/x.gif", "GET", {"User-Agent": OUTLOOK})

    def test_12_nothing_else_about_the_reader_is_stored(self):
        trace, _mail = self.sent()
        before = trace.read()[0]
        self.fetch(trace, "SecretAgent/007 Gecko/1")
        after = trace.read()[0]
        self.assertEqual({name for name in after if after[name] != before[name]}, {"open_datetime"})


@tagged("post_install", "-at_install")
class TestAgain(OpensCase):
    """Another writer of the trace, or an error, costs nothing but another try."""

    def note(self, trace, failures):
        """Fetch it while the first tries fail; how many tries there were."""
        tries = []

        def fail_first(env, *args):
            tries.append(args)
            if len(tries) <= len(failures):
                raise failures[len(tries) - 1]
            note_fetch(env, *args)

        with self.test_mode():
            note(self.env.cr.dbname, fail_first, self.name_of(trace), "GET", {"User-Agent": OUTLOOK})
        self.env.invalidate_all()
        return len(tries)

    def test_12_another_writer(self):
        trace, _mail = self.sent()
        self.assertEqual(self.note(trace, [LockNotAvailable(), LockNotAvailable()]), 3)
        self.assertEqual(trace.open_datetime, self.now)

    def test_12_another_writer_who_does_not_end(self):
        trace, _mail = self.sent()
        self.assertEqual(self.note(trace, [LockNotAvailable()] * 9), 5)
        self.assertFalse(trace.open_datetime)

    def test_12_an_error_of_ours_is_in_the_log_alone(self):
        trace, _mail = self.sent()
        with self.assertLogs(LOG, "ERROR"):
            self.assertEqual(self.note(trace, [ValueError("a surprise")]), 1)
