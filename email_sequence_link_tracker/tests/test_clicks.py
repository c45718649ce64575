"""Tracked links in the mails, and what a click on one says (semantics 12)."""

import re
from datetime import timedelta
from unittest.mock import patch

from markupsafe import Markup

from odoo.tests import Form, tagged

from odoo.addons.email_sequence.models.presenters.preview import Preview
from odoo.addons.email_sequence.models.recipients.signed_link import signed_name
from odoo.addons.email_sequence.tests.common import EmailSequenceCase

from ..models.clicks import note_click, with_tracked_links

SHOP = "https://shop.example/offer?a=1&b=2#top"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36"
)
BODY = """\
<p>Dear <t t-out="object.name"/>,<br/>see <a class="x" href="https://shop.example/offer?a=1&amp;b=2#top">our offer</a>,
<a href="mailto:sam@seller.example">write</a> or <a href="tel:+123">call</a>.</p><p></p>"""


class ClicksCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        # Odoo would fetch the page of each link for its title.
        self.startPatcher(
            patch("odoo.addons.mail.tools.link_preview.get_link_preview_from_url", side_effect=AssertionError)
        )

    def sent(self, partner=None, body=BODY, **values):
        """The trace and the mail of the first step of a new sequence, which tracks clicks."""
        values = {"tracks_clicks": True, "delays": (0, 1), **values}
        sequence = self.sequence(f"Sequence {next(self.numbers)}", **values)
        sequence.step_ids[0].template_id.body_html = body
        subscription = self.subscribe(sequence, partner or self.ada)
        (mail,) = self.dispatch()
        return subscription.trace_ids, mail

    def part(self, mail, kind="html"):
        return mail.get_body((kind,)).get_content()

    def tracked(self, mail):
        """The tracked links of a mail: pairs of the code and what follows."""
        link = re.escape(self.env["base"].get_base_url()) + r"/r/(\w+)/q/([0-9]+/[0-9a-f]{64})"
        return re.findall(f'href="{link}"', self.part(mail))

    def trackers(self):
        return self.env["link.tracker"].search([("url", "=like", "https://shop.example/%")])

    def click(self, mail, agent=CHROME, method="GET", *, name=None, uid=None):
        ((code, own_name),) = self.tracked(mail)
        self.env.flush_all()
        note_click(self.env, code, name or own_name, method, {"User-Agent": agent}, uid)
        self.env.flush_all()
        self.env.invalidate_all()

    def counted(self, trace):
        """The moment of the first click on a link of the mail, and how many clicks Odoo's link tracker has of it."""
        count = self.env["link.tracker.click"].search_count([("email_sequence_trace_id", "=", trace.id)])
        return trace.click_datetime, count


@tagged("post_install", "-at_install")
class TestLinks(ClicksCase):
    def test_12_off_by_default(self):
        sequence = self.env["email.sequence"].create({"name": "New"})
        self.assertFalse(sequence.tracks_clicks)
        _trace, mail = self.sent(tracks_clicks=False)
        self.assertIn("https://shop.example/offer?a=1&amp;b=2#top", self.part(mail))
        self.assertFalse(self.trackers())

    def test_12_link_leads_through_odoo_and_names_its_mail(self):
        trace, mail = self.sent()
        ((code, name),) = self.tracked(mail)
        tracker = self.trackers()
        self.assertEqual((tracker.url, tracker.label, tracker.code), (SHOP, "our offer", code))
        self.assertEqual(name, signed_name("click", trace))
        self.assertEqual(self.env["link.tracker"].get_url_from_code(code), SHOP)

    def test_12_all_else_in_the_mail_stays_as_it_is(self):
        _trace, without = self.sent(tracks_clicks=False)
        _trace, mail = self.sent()
        untracked = re.sub(
            r'href="[^"]*/r/[^"]*"', 'href="https://shop.example/offer?a=1&amp;b=2#top"', self.part(mail)
        )
        self.assertEqual(untracked, self.part(without))
        self.assertEqual(self.part(mail, "plain"), self.part(without, "plain"))

    def test_12_links_to_unsubscribe_and_to_no_page_are_left_alone(self):
        _trace, mail = self.sent(unsubscribe_footer=True, offers_unsubscribe=True)
        html = self.part(mail)
        self.assertEqual(len(self.tracked(mail)), 1)
        self.assertIn('href="mailto:sam@seller.example"', html)
        self.assertIn('href="tel:+123"', html)
        self.assertRegex(html, r'href="[^"]*/email_sequence/unsubscribe/\d+/')
        self.assertNotIn("/r/", mail["List-Unsubscribe"])

    def test_12_links_of_all_kinds(self):
        trace, _mail = self.sent()
        base = self.env["base"].get_base_url()
        for link, is_tracked in (
            ('<a href="https://shop.example/a">a</a>', True),
            ("<A class='x'\nHREF = 'http://shop.example/b' target=_blank><b>b</b></A>", True),
            ('<a href="https://shop.example/c"><img src="c.png"/></a>', True),
            ('<a href="HTTPS://shop.example/d?q=%C3%A9">é</a>', True),
            ('<a href="#top">up</a>', False),
            ('<a href="sms:+1">s</a>', False),
            ('<a href="javascript:x">s</a>', False),
            ('<a name="https://shop.example/">s</a>', False),
            ('<img src="https://shop.example/x.png"/>', False),
            (f'<a href="{base}/r/abc">short already</a>', False),
            (f'<a href="{base}/email_sequence/unsubscribe">out</a>', False),
            ("<p>https://shop.example/e</p>", False),
        ):
            with self.subTest(link):
                body = Markup("<p>%s</p>") % Markup(link)  # noqa: S704
                tracked = with_tracked_links(body, trace)
                self.assertEqual(tracked != body, is_tracked)
                self.assertEqual("/q/" in tracked, is_tracked)
                self.assertIsInstance(tracked, Markup)

    def test_12_a_link_that_odoo_refuses_is_left_as_it_is_and_the_others_are_tracked(self):
        trace, _mail = self.sent()
        original = self.registry["link.tracker"].search_or_create

        def refuse(trackers, vals_list):
            if any("bad" in vals["url"] for vals in vals_list):
                raise ValueError("not this one")
            return original(trackers, vals_list)

        body = Markup('<a href="https://shop.example/bad">a</a> <a href="https://shop.example/good">b</a>')
        with patch.object(self.registry["link.tracker"], "search_or_create", refuse):
            tracked = with_tracked_links(body, trace)
        self.assertIn('href="https://shop.example/bad"', tracked)
        self.assertNotIn("https://shop.example/good", tracked)

    def test_12_chatter_preview_and_test_mails_have_the_links_as_they_are(self):
        trace, _mail = self.sent()
        preview = Preview(self.env(user=self.seller))
        self.smtp.mails.clear()
        with self.mail_server(), self.test_mode():
            drafts = preview.drafts(trace.sequence_id.step_ids[0], self.ada, self.seller)
            preview.send_tests(trace.sequence_id, self.ada, self.seller)
        bodies = [trace.mail_message_id.body, drafts[0].body, self.part(self.smtp.mails[0])]
        for body in bodies:
            self.assertIn("https://shop.example/offer", body)
            self.assertNotIn("/r/", body)

    def test_12_one_tracker_for_all_mails_with_the_same_link(self):
        self.sent()
        self.sent(self.bob)
        self.assertEqual(len(self.trackers()), 1)

    def test_12_a_run_asks_for_the_links_once_and_not_for_each_mail(self):
        self.cost("Warm", 5)
        few, many = self.cost("Few", 10), self.cost("Many", 60)
        without = self.cost("Few without", 10, tracks_clicks=False), self.cost("Many without", 60, tracks_clicks=False)
        self.assertEqual(many - few, without[1] - without[0])
        self.assertEqual(len(self.trackers()), 1)

    def cost(self, name, count, **values):
        """How many queries a run of the dispatcher takes for so many mails."""
        sequence = self.sequence(name, delays=(0,), **{"tracks_clicks": True, **values})
        sequence.step_ids.template_id.body_html = BODY
        self.subscribe(sequence, *self.contacts(count, f"{name.lower().replace(' ', '-')}.example"))
        with self.mail_server(), self.committing_env() as env:
            start = env.cr.sql_log_count
            env["email.sequence.dispatcher"]._cron_dispatch()
            return env.cr.sql_log_count - start


@tagged("post_install", "-at_install")
class TestClick(ClicksCase):
    def test_12_a_person_clicks(self):
        trace, mail = self.sent()
        self.assertEqual(self.counted(trace), (False, 0))
        self.click(mail)
        self.assertEqual(self.counted(trace), (self.now, 1))
        self.assertEqual(self.trackers().count, 1)

    def test_12_the_first_click_stays(self):
        trace, mail = self.sent()
        self.click(mail)
        first = self.now
        self.travel(self.now + timedelta(hours=1))
        self.click(mail)
        self.assertEqual(self.counted(trace), (first, 2))

    def test_12_a_machine_counts_for_nobody(self):
        trace, mail = self.sent()
        for agent in ("", "Mozilla/5.0", "curl/8.4.0", f"{CHROME} SafeLinks", "Barracuda Sentinel (EE)"):
            self.click(mail, agent)
        self.click(mail, method="HEAD")
        self.assertEqual(self.counted(trace), (False, 0))

    def test_12_our_own_users_count_for_nobody_but_a_contact_in_the_portal_does(self):
        trace, mail = self.sent()
        self.click(mail, uid=self.seller.id)
        self.assertEqual(self.counted(trace), (False, 0))
        portal = self.env["res.users"].create(
            {"name": "Ada", "login": "ada", "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]}
        )
        self.click(mail, uid=portal.id)
        self.assertEqual(self.counted(trace), (self.now, 1))

    def test_13_a_name_that_is_not_signed_counts_for_nobody(self):
        trace, mail = self.sent()
        other, other_mail = self.sent(self.bob)
        ((_code, name),) = self.tracked(mail)
        token = self.tracked(other_mail)[0][1].partition("/")[2]
        for forged in (f"{trace.id}/{token}", f"{name}x", f"{other.id + 1000}/{token}", "x", f"9999999999/{token}"):
            with self.subTest(forged):
                self.click(mail, name=forged)
                self.assertEqual(self.counted(trace), (False, 0))
        self.assertEqual(self.counted(other), (False, 0))

    def test_12_a_mail_that_never_left_was_not_clicked(self):
        trace, mail = self.sent()
        trace.trace_status = "error"
        self.click(mail)
        self.assertEqual(self.counted(trace), (False, 0))

    def test_12_neither_address_nor_country_is_kept(self):
        _trace, mail = self.sent()
        self.click(mail)
        self.assertFalse(self.trackers().link_click_ids.ip or self.trackers().link_click_ids.country_id)

    def test_12_a_deleted_tracker_or_sequence_is_no_error(self):
        _trace, mail = self.sent()
        self.trackers().unlink()
        self.click(mail)

    def test_12_screens_say_it(self):
        trace, mail = self.sent()
        self.click(mail)
        self.assertEqual(Form(trace.with_user(self.seller)).click_datetime, "2026-03-02 09:00:00")
        sent = next(e for e in trace.subscription_id.with_user(self.seller).timeline if e["kind"] == "sent")
        self.assertIn("A link was clicked on Mon 2 Mar 2026", sent["notes"][0])
        with Form(trace.sequence_id.with_user(self.manager)) as form:
            form.tracks_clicks = False
        self.assertFalse(trace.sequence_id.tracks_clicks)
