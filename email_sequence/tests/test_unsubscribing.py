"""What our mails say about unsubscribing (semantics 11)."""

from unittest.mock import patch

from markupsafe import Markup

from odoo.tests import Form, tagged
from odoo.tools.translate import code_translations

from ..models.presenters.preview import Preview
from ..models.recipients.signed_link import signed_name
from ..models.recipients.unsubscribing import headers, link, with_link
from .common import EmailSequenceCase

SIGNATURE = "odoo.addons.email_sequence.models.recipients.signed_link.signature"
PATH = "/email_sequence/unsubscribe"
CATCHALL = "catchall@seller.example"
HTTPS = "https://odoo.seller.example"
WITH_LINK = f'<p>Dear <t t-out="object.name"/>, <a href="{PATH}">leave us</a>.</p>'
FRENCH = {"Unsubscribe": "Se désabonner", "No longer interested?": "Plus intéressé ?"}


class UnsubscribeCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", HTTPS)
        self.mailer = self.env["email.sequence.mailer"]

    def sent(self, partner=None, body=None, delays=(0, 1), **values):
        """The trace and the mail of the first step of a new sequence."""
        sequence = self.sequence(f"Sequence {next(self.numbers)}", delays=delays, **values)
        if body:
            sequence.step_ids[0].template_id.body_html = body
        subscription = self.subscribe(sequence, partner or self.ada)
        (mail,) = self.dispatch()
        return subscription.trace_ids, mail

    def html(self, mail):
        return mail.get_body(("html",)).get_content()


@tagged("post_install", "-at_install")
class TestHeaders(UnsubscribeCase):
    """RFC 2369 section 3.2, RFC 8058 section 3.1."""

    def setUp(self):
        super().setUp()
        self.env.company.alias_domain_id = self.env["mail.alias.domain"].create({"name": "seller.example"})

    def test_11_link_comes_first_then_the_mail_that_names_the_mail(self):
        trace, mail = self.sent(offers_unsubscribe=True)
        url, request = mail["List-Unsubscribe"].split(", ")
        self.assertEqual(url, f"<{link(trace)}>")
        name = trace.message_id.strip("<>").replace("@", "%40")
        self.assertEqual(request, f"<mailto:{CATCHALL}?subject=unsubscribe%20%3C{name}%3E>")
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")

    def test_11_both_leave_readable_and_each_on_one_line(self):
        trace, mail = self.sent(offers_unsubscribe=True)
        self.assertIn(f"\nList-Unsubscribe: <{link(trace)}>,\n <mailto:", self.lines(mail))
        self.assertIn("\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n", self.lines(mail))

    def lines(self, mail):
        return mail.as_bytes().decode().replace("\r\n", "\n")

    def test_11_without_https_the_link_is_given_but_no_click(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "http://odoo.seller.example")
        _trace, mail = self.sent(offers_unsubscribe=True)
        self.assertTrue(mail["List-Unsubscribe"].startswith("<http://odoo.seller.example/"))
        self.assertFalse(mail["List-Unsubscribe-Post"])

    def test_11_without_a_catchall_address_the_link_is_all(self):
        self.env.company.alias_domain_id = False
        trace, mail = self.sent(offers_unsubscribe=True)
        self.assertEqual(mail["List-Unsubscribe"], f"<{link(trace)}>")

    def test_11_off_by_default(self):
        _trace, mail = self.sent()
        self.assertFalse(mail["List-Unsubscribe"] or mail["List-Unsubscribe-Post"])


@tagged("post_install", "-at_install")
class TestLink(UnsubscribeCase):
    """The placeholder becomes the recipient's own link in the mail that leaves, and nowhere else."""

    def test_11_placeholder_of_a_template_becomes_the_own_link(self):
        trace, mail = self.sent(body=WITH_LINK)
        self.assertIn(f'<a href="{link(trace)}">leave us</a>', self.html(mail))
        self.assertIn(link(trace), mail.get_body(("plain",)).get_content())

    def test_11_each_contact_gets_a_link_of_their_own(self):
        sequence = self.sequence(delays=(0,), unsubscribe_footer=True)
        subscriptions = self.subscribe(sequence, self.ada, self.bob)
        self.dispatch()
        links = {trace.email: link(trace) for trace in subscriptions.trace_ids}
        self.assertEqual(len(set(links.values())), 2)
        for address, url in links.items():
            (mail,) = self.smtp.to(address)
            self.assertEqual(self.html(mail).count(PATH), 1)
            self.assertIn(url, self.html(mail))

    def test_11_chatter_holds_no_working_link(self):
        trace, mail = self.sent(body=WITH_LINK, unsubscribe_footer=True)
        body = trace.mail_message_id.body
        self.assertIn(f'href="{HTTPS}{PATH}"', body)
        self.assertNotIn(signed_name("unsubscribe", trace), body)
        self.assertIn(signed_name("unsubscribe", trace), self.html(mail))

    def test_11_whatever_a_link_dialog_makes_of_the_placeholder(self):
        trace, _mail = self.sent()
        url = link(trace)
        for typed in (PATH, f"{HTTPS}{PATH}", f"http://old.example{PATH}", f"{PATH}/", f"https:/{PATH}", PATH[1:]):
            with self.subTest(typed):
                body = f'<a class="x" href="{typed}" target="_blank">Out</a>'
                self.assertEqual(with_link(body, trace), f'<a class="x" href="{url}" target="_blank">Out</a>')

    def test_11_other_links_and_words_stay(self):
        trace, _mail = self.sent()
        body = Markup('<p>%s <a href="%s/1/2">a</a> <a href="%sd">b</a></p>') % (PATH, PATH, PATH)
        self.assertEqual(with_link(body, trace), body)
        self.assertIsInstance(with_link(body, trace), Markup)

    def test_11_composing_costs_no_query(self):
        trace, _mail = self.sent(offers_unsubscribe=True, unsubscribe_footer=True)
        sequence = trace.sequence_id

        def compose():
            body = self.mailer._with_footer(Markup("<p>Hello</p>"), sequence, trace.partner_id, trace.user_id)
            return headers(trace), with_link(body, trace)

        compose()
        with self.assertQueryCount(0):
            compose()

    def test_11_a_run_that_offers_it_asks_the_database_no_more_than_one_that_does_not(self):
        self.cost("Warm", unsubscribe_footer=True, offers_unsubscribe=True)
        without = self.cost("Without")
        self.assertEqual(self.cost("With", unsubscribe_footer=True, offers_unsubscribe=True), without)

    def cost(self, name, **values):
        """How many queries a run of the dispatcher takes for 20 mails."""
        self.subscribe(self.sequence(name, delays=(0,), **values), *self.contacts(20, f"{name.lower()}.example"))
        before = len(self.smtp.mails)
        with self.mail_server(), self.committing_env() as env:
            start = env.cr.sql_log_count
            env["email.sequence.dispatcher"]._cron_dispatch()
            cost = env.cr.sql_log_count - start
        self.assertEqual(len(self.smtp.mails) - before, 20)
        return cost

    def test_11_a_mail_that_offers_nothing_is_not_signed(self):
        trace, _mail = self.sent()
        with patch(SIGNATURE, side_effect=AssertionError):
            self.assertEqual(with_link(Markup("<p>Hello</p>"), trace), "<p>Hello</p>")
            self.assertFalse(headers(trace))


@tagged("post_install", "-at_install")
class TestFooter(UnsubscribeCase):
    def test_11_ends_the_mail_where_the_sequence_says_so(self):
        trace, mail = self.sent(unsubscribe_footer=True)
        html = self.html(mail).strip()
        self.assertIn("Dear Ada", html)
        self.assertTrue(html.endswith(f'<a href="{link(trace)}">Unsubscribe</a></p>'))
        self.assertIn("No longer interested?", trace.mail_message_id.body)

    def test_11_off_by_default(self):
        _trace, mail = self.sent()
        self.assertNotIn("unsubscribe", self.html(mail).lower())

    def test_11_template_with_a_link_of_its_own_gets_no_second_one(self):
        _trace, mail = self.sent(body=WITH_LINK, unsubscribe_footer=True)
        self.assertEqual(self.html(mail).count(PATH), 1)

    def test_11_is_in_the_preview_and_in_test_mails_where_it_leads_nowhere(self):
        sequence = self.sequence(unsubscribe_footer=True)
        preview = Preview(self.env(user=self.seller))
        with self.mail_server(), self.test_mode():
            drafts = preview.drafts(sequence.step_ids, self.ada, self.seller)
            preview.send_tests(sequence, self.ada, self.seller)
        bodies = [draft.body for draft in drafts] + [self.html(mail) for mail in self.smtp.mails]
        self.assertEqual(len(bodies), 4)
        for body in bodies:
            self.assertIn(f'href="{HTTPS}{PATH}"', body)

    def test_11_empty_template_gets_it_too(self):
        sequence = self.sequence(unsubscribe_footer=True)
        self.assertIn(PATH, self.mailer._with_footer(False, sequence, self.ada, self.seller))

    def test_11_is_in_the_language_of_the_contact_else_of_the_sender(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        sequence = self.sequence(unsubscribe_footer=True)
        with patch.dict(code_translations.python_translations, {("email_sequence", "fr_FR"): FRENCH}):
            self.ada.lang, self.bob.lang, self.seller.lang = "fr_FR", "en_US", "fr_FR"
            for partner, word in ((self.ada, "Se désabonner"), (self.bob, "Unsubscribe")):
                self.assertIn(word, self.mailer._with_footer("", sequence, partner, self.seller))
            self.bob.lang = False
            self.assertIn("Se désabonner", self.mailer._with_footer("", sequence, self.bob, self.seller))

    def test_11_reads_from_the_side_of_its_language(self):
        self.env["res.lang"]._activate_lang("ar_001")
        sequence = self.sequence(unsubscribe_footer=True)
        for lang, direction in (("ar_001", "rtl"), ("en_US", "ltr")):
            self.ada.lang = lang
            footer = self.mailer._with_footer("", sequence, self.ada, self.seller)
            self.assertIn(f'<p dir="{direction}"', footer)

    def test_11_goes_on_in_a_language_that_is_there_where_neither_has_one(self):
        sequence = self.sequence(unsubscribe_footer=True)
        self.ada.lang = self.seller.lang = False
        self.assertIn("Unsubscribe</a>", self.mailer._with_footer("", sequence, self.ada, self.seller))

    def test_11_follows_the_address_of_odoo_when_that_changes(self):
        sequence = self.sequence(unsubscribe_footer=True)
        for host in (HTTPS, "https://moved.example"):
            self.env["ir.config_parameter"].set_param("web.base.url", host)
            footer = self.mailer._with_footer("", sequence, self.ada, self.seller)
            self.assertIn(f'href="{host}{PATH}"', footer)

    def test_11_form_shows_the_address_for_templates(self):
        form = Form(self.env["email.sequence"].with_user(self.manager))
        self.assertEqual(form.unsubscribe_address, HTTPS + PATH)
        form.name, form.unsubscribe_footer, form.offers_unsubscribe = "New", True, True
        self.assertTrue(form.save().unsubscribe_footer)
