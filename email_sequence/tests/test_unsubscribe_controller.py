"""The page behind the link of a mail, and the request of a mail program, over HTTP (semantics 11, 13; RFC 8058)."""

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.recipients.signed_link import signature, signed_name
from .common import EmailSequenceCase

PATH = "/email_sequence/unsubscribe"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
EVERYTHING = {"scope": "everything"}
WRITTEN = ("email.sequence.trace", "email.sequence.subscription", "mail.blacklist", "mail.message", "mail.notification")


class PageCase(HttpCase, EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.subscription = self.subscribe(self.sequence("Cold leads, second attempt", delays=(0, 1, 1)), self.ada)
        self.dispatch()
        self.trace = self.subscription.trace_ids
        self.link = self.link_of(self.trace)

    def link_of(self, trace):
        return f"{PATH}/{signed_name('unsubscribe', trace)}"

    def get(self, link=None, **kwargs):
        return self.url_open(link or self.link, **kwargs)

    def post(self, link=None, data=None, **kwargs):
        response = self.url_open(link or self.link, data=data or ONE_CLICK, allow_redirects=False, **kwargs)
        self.env.invalidate_all()
        return response

    def written(self):
        """Everything in the tables that unsubscribing writes to."""
        self.env.flush_all()
        rows = {}
        for model in WRITTEN:
            table = self.env[model]._table
            self.env.cr.execute(f"SELECT to_jsonb(t) FROM {table} t ORDER BY id")  # noqa: S608
            rows[model] = self.env.cr.fetchall()
        return rows

    def assertBlacklisted(self, address, expected=True):
        self.assertEqual(bool(self.env["mail.blacklist"].search([("email", "=", address)])), expected)


@tagged("post_install", "-at_install")
class TestAsking(PageCase):
    def test_11_following_the_link_changes_nothing(self):
        """Scanners of mails follow links."""
        before = self.written()
        for method in ("GET", "HEAD"):
            for suffix in ("", "?scope=everything&List-Unsubscribe=One-Click"):
                response = self.get(self.link + suffix, method=method)
                self.assertEqual(response.status_code, 200)
        self.assertEqual(self.written(), before)
        self.assertState(self.subscription, "active")

    def test_11_page_asks_once_with_both_scopes(self):
        page = self.get().text
        self.assertIn("Stop this series of emails", page)
        self.assertIn("Stop all sales and marketing emails", page)
        self.assertEqual(page.count("<form"), 1)
        self.assertTrue(page.lstrip().startswith("<!DOCTYPE html>"))

    def test_13_page_names_the_company_and_nothing_internal(self):
        page = self.get().text
        self.assertIn(self.env.company.name, page)
        for secret in ("Cold leads", "ada@customer.example", "Ada", "Sam", self.trace.message_id):
            self.assertNotIn(secret, page)
        self.assertIn("a…@customer.example", page)

    def test_13_page_is_kept_nowhere_and_names_itself_to_nobody(self):
        headers = self.get().headers
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["X-Robots-Tag"], "noindex")
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])

    def test_13_page_starts_no_session(self):
        self.assertNotIn("Set-Cookie", self.get().headers)
        self.assertNotIn("Set-Cookie", self.post().headers)

    def test_11_style_sheet_is_there(self):
        self.assertIn("button", self.get("/email_sequence/static/css/unsubscribe.css").text)

    def test_11_placeholder_itself_explains(self):
        response = self.get(PATH)
        self.assertEqual(response.status_code, 200)
        self.assertIn("This link is a sample", response.text)
        self.assertNotIn("<form", response.text)

    def test_11_page_shows_the_logo_of_a_company_that_has_one(self):
        self.env.company.uses_default_logo = False
        self.assertIn(f"/web/binary/company_logo?company={self.env.company.id}", self.get().text)


@tagged("post_install", "-at_install")
class TestUnsubscribing(PageCase):
    def test_11_one_click_of_a_mail_program_leaves_the_sequence(self):
        """RFC 8058 section 3.1: a POST without session or token, answered without a redirect."""
        response = self.post(data=ONE_CLICK, cookies={})
        self.assertEqual(response.status_code, 200)
        self.assertState(self.subscription, "paused", "unsubscribed")
        self.assertBlacklisted("ada@customer.example", False)

    def test_11_one_click_as_a_multipart_form(self):
        """RFC 8058 section 3.2 allows both."""
        response = self.post(data=None, files={"List-Unsubscribe": (None, "One-Click")})
        self.assertEqual(response.status_code, 200)
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_pages_own_form_leaves_the_sequence_and_shows_the_way_further(self):
        page = self.post(data={"scope": "sequence"}).text
        self.assertState(self.subscription, "paused", "unsubscribed")
        self.assertIn("You are unsubscribed", page)
        self.assertIn("No further email of this series", page)
        self.assertNotIn("Stop this series", page)
        self.assertIn("Stop all sales and marketing emails", page)

    def test_11_everything(self):
        other = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)
        page = self.post(data=EVERYTHING).text
        for subscription in (self.subscription, other):
            self.assertState(subscription, "paused", "unsubscribed")
        self.assertBlacklisted("ada@customer.example")
        self.assertIn("No further sales and marketing email", page)
        self.assertNotIn("<form", page)

    def test_11_first_the_sequence_then_everything(self):
        self.post()
        self.post(data=EVERYTHING)
        self.assertBlacklisted("ada@customer.example")

    def test_11_twice_changes_nothing_more(self):
        for data in (ONE_CLICK, EVERYTHING):
            self.post(data=data)
            before = self.written()
            self.assertEqual(self.post(data=data).status_code, 200)
            self.assertEqual(self.written(), before)

    def test_11_page_says_later_what_was_left(self):
        self.post()
        self.assertIn("No further email of this series", self.get().text)

    def test_11_link_of_an_earlier_mail_works(self):
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.post()
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_after_the_subscription_was_removed(self):
        self.subscription.remove()
        self.assertIn("Stop this series", self.get().text)
        self.assertIn("No further email of this series", self.post().text)
        self.post(data=EVERYTHING)
        self.assertBlacklisted("ada@customer.example")

    def test_11_after_the_contact_was_deleted(self):
        self.ada.unlink()
        self.assertEqual(self.get().status_code, 200)
        self.post(data=EVERYTHING)
        self.assertBlacklisted("ada@customer.example")

    def test_11_of_another_company(self):
        """The public user belongs to the main company."""
        company = self.env["res.company"].create({"name": "Sister Company"})
        self.seller.company_ids += company
        sequence = self.sequence("Abroad", company_id=company.id, schedule=self.schedule_of(company))
        subscription = self.subscribe(sequence.with_context(allowed_company_ids=company.ids), self.bob)
        self.dispatch()
        link = self.link_of(subscription.trace_ids)
        self.assertIn("Sister Company", self.get(link).text)
        self.post(link)
        self.assertState(subscription, "paused", "unsubscribed")
        self.assertIn("bob@customer.example unsubscribed", self.feed(self.bob))

    def schedule_of(self, company):
        schedule = self.always.copy()
        if "company_id" in schedule:
            schedule.company_id = company
        return schedule


@tagged("post_install", "-at_install")
class TestRights(PageCase):
    """Semantics 13: only signed tokens are accepted, and nothing is revealed."""

    def forged(self):
        other = self.subscribe(self.sequence("Second"), self.bob)
        self.dispatch()
        token = signature(self.env, "unsubscribe", other.trace_ids.id, other.trace_ids.message_id)
        missing = other.trace_ids.id + 1000
        return {
            "of another trace": f"{PATH}/{self.trace.id}/{token}",
            "altered": f"{self.link[:-1]}{'1' if self.link[-1] == '0' else '0'}",
            "cut off": self.link[:-5],
            "not ASCII": f"{PATH}/{self.trace.id}/é",
            "of no trace": f"{PATH}/{missing}/{token}",
            "of no trace, forged": f"{PATH}/{missing}/x",
        }

    def test_13_forged_links_get_one_and_the_same_answer_and_change_nothing(self):
        forged = self.forged()
        before, answers = self.written(), set()
        for name, link in forged.items():
            for ask in (self.get, self.post):
                with self.subTest(name):
                    response = ask(link)
                    self.assertEqual(response.status_code, 404)
                    answers.add(response.text)
        self.assertEqual(len(answers), 1)
        self.assertIn("This link is not valid", answers.pop())
        self.assertEqual(self.written(), before)

    @mute_logger("odoo.http")
    def test_13_ids_that_no_trace_can_have_are_not_found(self):
        for trace_id in (0, 2**31, 10**30, -1, "x"):
            self.assertEqual(self.get(f"{PATH}/{trace_id}/x").status_code, 404)

    def test_13_public_user_reads_nothing_of_it(self):
        public = self.env.ref("base.public_user")
        for record in (self.trace, self.subscription, self.subscription.sequence_id):
            with self.assertRaises(AccessError):
                record.with_user(public).read(["id"])

    def test_11_feed_says_it_in_the_name_of_nobody_who_is_logged_in(self):
        """A colleague who follows the link in a forwarded mail did not pause it by hand."""
        self.authenticate("mia", "mia")
        self.post()
        self.assertState(self.subscription, "paused", "unsubscribed")
        self.assertFalse(self.subscription.pause_user_id)
        self.assertEqual(self.subscription.pause_message_id.author_id, self.env.ref("base.partner_root"))


@tagged("post_install", "-at_install")
class TestLanguage(PageCase):
    """The page is in the language of the recipient, else of the browser."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")
        for page in ("page", "invalid"):
            self.env.ref(f"email_sequence.unsubscribe_{page}").update_field_translations(
                "arch_db", {"fr_FR": {"Unsubscribe?": "Se désabonner ?", "This link is not valid": "Lien invalide"}}
            )

    def test_11_of_the_recipient(self):
        self.ada.lang = "fr_FR"
        page = self.get(headers={"Accept-Language": "en"}).text
        self.assertIn("Se désabonner ?", page)
        self.assertIn('lang="fr-FR"', page)

    def test_11_from_the_side_of_the_language_but_the_address_as_it_is_written(self):
        self.env["res.lang"]._activate_lang("ar_001")
        self.ada.lang = "ar_001"
        page = self.get(headers={"Accept-Language": "en"}).text
        self.assertIn('<html lang="ar-001" dir="rtl">', page)
        self.assertIn('<b class="address" dir="ltr">a…@customer.example</b>', page)

    def test_11_of_the_browser_where_the_contact_has_none(self):
        self.ada.lang = False
        self.assertIn("Se désabonner ?", self.get(headers={"Accept-Language": "fr-FR"}).text)
        self.assertIn("Unsubscribe?", self.get(headers={"Accept-Language": "en-US"}).text)

    def test_11_of_the_browser_where_the_link_is_not_valid(self):
        self.assertIn("Lien invalide", self.get(f"{PATH}/1/x", headers={"Accept-Language": "fr-FR"}).text)

    def test_11_one_that_is_not_installed_any_more(self):
        self.ada.lang = "fr_FR"
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_lang SET active = false WHERE code = 'fr_FR'")
        self.env.invalidate_all()
        self.registry.clear_cache("stable")
        self.assertIn("Unsubscribe?", self.get(headers={"Accept-Language": "fr-FR"}).text)
