"""What our mails say about unsubscribing, and what happens when somebody does (semantics 11)."""

from unittest.mock import patch

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo.tests import Form, tagged
from odoo.tools.translate import code_translations

from .common import EmailSequenceCase

PATH = "/email_sequence/unsubscribe"
CATCHALL = "catchall@seller.example"
HTTPS = "https://odoo.seller.example"
WITH_LINK = f'<p>Dear <t t-out="object.name"/>, <a href="{PATH}">leave us</a>.</p>'
FRENCH = {"Unsubscribe": "Se désabonner", "No longer interested?": "Plus intéressé ?"}


class UnsubscribeCase(EmailSequenceCase):
    def setUp(self):
        super().setUp()
        self.env["ir.config_parameter"].set_param("web.base.url", HTTPS)
        self.unsubscribe = self.env["email.sequence.unsubscribe"]

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
        link, request = mail["List-Unsubscribe"].split(", ")
        self.assertEqual(link, f"<{self.unsubscribe._link(trace)}>")
        name = trace.message_id.strip("<>").replace("@", "%40")
        self.assertEqual(request, f"<mailto:{CATCHALL}?subject=unsubscribe%20%3C{name}%3E>")
        self.assertEqual(mail["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click")

    def test_11_both_leave_readable_and_each_on_one_line(self):
        trace, mail = self.sent(offers_unsubscribe=True)
        self.assertIn(f"\nList-Unsubscribe: <{self.unsubscribe._link(trace)}>,\n <mailto:", self.lines(mail))
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
        self.assertEqual(mail["List-Unsubscribe"], f"<{self.unsubscribe._link(trace)}>")

    def test_11_off_by_default(self):
        _trace, mail = self.sent()
        self.assertFalse(mail["List-Unsubscribe"] or mail["List-Unsubscribe-Post"])


@tagged("post_install", "-at_install")
class TestLink(UnsubscribeCase):
    """The placeholder becomes the recipient's own link in the mail that leaves, and nowhere else."""

    def test_11_placeholder_of_a_template_becomes_the_own_link(self):
        trace, mail = self.sent(body=WITH_LINK)
        self.assertIn(f'<a href="{self.unsubscribe._link(trace)}">leave us</a>', self.html(mail))
        self.assertIn(self.unsubscribe._link(trace), mail.get_body(("plain",)).get_content())

    def test_11_each_contact_gets_a_link_of_their_own(self):
        sequence = self.sequence(delays=(0,), unsubscribe_footer=True)
        subscriptions = self.subscribe(sequence, self.ada, self.bob)
        self.dispatch()
        links = {trace.email: self.unsubscribe._link(trace) for trace in subscriptions.trace_ids}
        self.assertEqual(len(set(links.values())), 2)
        for address, link in links.items():
            (mail,) = self.smtp.to(address)
            self.assertEqual(self.html(mail).count(PATH), 1)
            self.assertIn(link, self.html(mail))

    def test_11_chatter_holds_no_working_link(self):
        trace, mail = self.sent(body=WITH_LINK, unsubscribe_footer=True)
        body = trace.mail_message_id.body
        self.assertIn(f'href="{HTTPS}{PATH}"', body)
        self.assertNotIn(self.unsubscribe._token(trace), body)
        self.assertIn(self.unsubscribe._token(trace), self.html(mail))

    def test_11_whatever_a_link_dialog_makes_of_the_placeholder(self):
        trace, _mail = self.sent()
        link = self.unsubscribe._link(trace)
        for typed in (PATH, f"{HTTPS}{PATH}", f"http://old.example{PATH}", f"{PATH}/", f"https:/{PATH}", PATH[1:]):
            with self.subTest(typed):
                body = f'<a class="x" href="{typed}" target="_blank">Out</a>'
                self.assertEqual(
                    self.unsubscribe._with_link(body, trace), f'<a class="x" href="{link}" target="_blank">Out</a>'
                )

    def test_11_other_links_and_words_stay(self):
        trace, _mail = self.sent()
        body = Markup('<p>%s <a href="%s/1/2">a</a> <a href="%sd">b</a></p>') % (PATH, PATH, PATH)
        self.assertEqual(self.unsubscribe._with_link(body, trace), body)
        self.assertIsInstance(self.unsubscribe._with_link(body, trace), Markup)

    def test_11_composing_costs_no_query(self):
        trace, _mail = self.sent(offers_unsubscribe=True, unsubscribe_footer=True)
        sequence = trace.sequence_id

        def compose():
            body = self.unsubscribe._with_footer(Markup("<p>Hello</p>"), sequence, trace.partner_id, trace.user_id)
            return self.unsubscribe._headers(trace), self.unsubscribe._with_link(body, trace)

        compose()
        with self.assertQueryCount(0):
            compose()


@tagged("post_install", "-at_install")
class TestFooter(UnsubscribeCase):
    def test_11_ends_the_mail_where_the_sequence_says_so(self):
        trace, mail = self.sent(unsubscribe_footer=True)
        html = self.html(mail).strip()
        self.assertIn("Dear Ada", html)
        self.assertTrue(html.endswith(f'<a href="{self.unsubscribe._link(trace)}">Unsubscribe</a></p>'))
        self.assertIn("No longer interested?", trace.mail_message_id.body)

    def test_11_off_by_default(self):
        _trace, mail = self.sent()
        self.assertNotIn("unsubscribe", self.html(mail).lower())

    def test_11_template_with_a_link_of_its_own_gets_no_second_one(self):
        _trace, mail = self.sent(body=WITH_LINK, unsubscribe_footer=True)
        self.assertEqual(self.html(mail).count(PATH), 1)

    def test_11_empty_template_gets_it_too(self):
        sequence = self.sequence(unsubscribe_footer=True)
        self.assertIn(PATH, self.unsubscribe._with_footer(False, sequence, self.ada, self.seller))

    def test_11_is_in_the_language_of_the_contact_else_of_the_sender(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        sequence = self.sequence(unsubscribe_footer=True)
        with patch.dict(code_translations.python_translations, {("email_sequence", "fr_FR"): FRENCH}):
            self.ada.lang, self.bob.lang, self.seller.lang = "fr_FR", "en_US", "fr_FR"
            for partner, word in ((self.ada, "Se désabonner"), (self.bob, "Unsubscribe")):
                self.assertIn(word, self.unsubscribe._with_footer("", sequence, partner, self.seller))
            self.bob.lang = False
            self.assertIn("Se désabonner", self.unsubscribe._with_footer("", sequence, self.bob, self.seller))

    def test_11_form_shows_the_address_for_templates(self):
        form = Form(self.env["email.sequence"].with_user(self.manager))
        self.assertEqual(form.unsubscribe_address, HTTPS + PATH)
        form.name, form.unsubscribe_footer, form.offers_unsubscribe = "New", True, True
        self.assertTrue(form.save().unsubscribe_footer)


@tagged("post_install", "-at_install")
class TestToken(UnsubscribeCase):
    """Semantics 13: public routes accept only signed tokens and reveal nothing."""

    def setUp(self):
        super().setUp()
        self.trace, _mail = self.sent()
        self.token = self.unsubscribe._token(self.trace)

    def test_13_token_of_a_mail_finds_its_trace(self):
        public = self.unsubscribe.with_user(self.env.ref("base.public_user"))
        self.assertEqual(public._find(self.trace.id, self.token), self.trace)

    def test_13_any_other_token_finds_nothing(self):
        other, _mail = self.sent(self.bob)
        flipped = self.token[:-1] + ("1" if self.token[-1] == "0" else "0")
        for token in ("", "x", "é", self.token[:-1], flipped, self.token.upper(), self.unsubscribe._token(other)):
            with self.subTest(token):
                self.assertFalse(self.unsubscribe._find(self.trace.id, token))

    def test_13_trace_that_does_not_exist_is_not_found(self):
        self.assertFalse(self.unsubscribe._find(self.trace.id + 1000, self.token))
        nothing = self.unsubscribe._token(self.trace.browse())
        self.assertFalse(self.unsubscribe._find(self.trace.id + 1000, nothing))

    def test_13_id_given_again_after_a_backup_was_restored_is_another_trace(self):
        self.trace.message_id = "<another@seller.example>"
        self.assertFalse(self.unsubscribe._find(self.trace.id, self.token))

    def test_13_another_database_signs_otherwise(self):
        self.env["ir.config_parameter"].set_param("database.secret", "another")
        self.assertFalse(self.unsubscribe._find(self.trace.id, self.token))


@tagged("post_install", "-at_install")
class TestLeaving(UnsubscribeCase):
    def setUp(self):
        super().setUp()
        self.trace, _mail = self.sent()
        self.subscription = self.trace.subscription_id
        self.other = self.subscribe(self.sequence("Second", delays=(5,)), self.ada)

    def lines(self):
        return self.feed(self.ada).count("unsubscribed")

    def test_11_the_sequence_pauses_for_good_and_the_mail_says_so(self):
        self.unsubscribe._leave_sequence(self.trace)
        self.assertState(self.subscription, "paused", "unsubscribed")
        self.assertState(self.other, "active")
        self.assertEqual(self.trace.unsubscribe_datetime, self.now)
        self.assertIn("ada@customer.example unsubscribed.", self.feed(self.ada))
        self.assertFalse(self.env["mail.blacklist"].search([("email", "=", self.trace.email)]))

    def test_11_sender_is_told(self):
        self.unsubscribe._leave_sequence(self.trace)
        told = self.subscription.pause_message_id.notified_partner_ids
        self.assertEqual(told, self.seller.partner_id)

    def test_11_no_further_mail_leaves(self):
        self.unsubscribe._leave_sequence(self.trace)
        self.travel(self.now.replace(day=20))
        self.assertEqual({mail["Subject"] for mail in self.dispatch()}, {"Step 1 for Ada"}, "of the other sequence")

    def test_11_everything_blacklists_and_pauses_every_sequence_at_the_address(self):
        theirs = self.env["email.sequence.subscription"].search([("email", "=", self.trace.email)])
        self.unsubscribe._leave_everything(self.trace)
        for subscription in theirs:
            self.assertState(subscription, "paused", "unsubscribed")
        entry = self.env["mail.blacklist"].search([("email", "=", self.trace.email)])
        self.assertIn("ada@customer.example unsubscribed from all emails.", "".join(entry.message_ids.mapped("body")))
        self.assertFalse(self.other.trace_ids.filtered("unsubscribe_datetime"))

    def test_11_everything_leaves_other_addresses_alone(self):
        namesake = self.subscribe(self.sequence("Third", delays=(5,)), self.bob)
        self.unsubscribe._leave_everything(self.trace)
        self.assertState(namesake, "active")

    def test_11_everything_reaches_other_companies(self):
        """Odoo's blacklist is one for all of them."""
        company = self.env["res.company"].create({"name": "Sister"})
        abroad = self.sequence("Abroad", delays=(5,), company_id=company.id, schedule=self.always, activated=False)
        subscription = self.other.copy({"sequence_id": abroad.id})
        self.unsubscribe._leave_everything(self.trace)
        self.assertState(subscription, "paused", "unsubscribed")

    def test_11_done_again_it_changes_nothing(self):
        for leave in (self.unsubscribe._leave_sequence, self.unsubscribe._leave_everything):
            leave(self.trace)
            said, when, paused = self.lines(), self.trace.unsubscribe_datetime, self.subscription.paused_datetime
            self.travel(self.now.replace(hour=15))
            leave(self.trace)
            self.assertEqual(self.lines(), said)
            self.assertEqual((self.trace.unsubscribe_datetime, self.subscription.paused_datetime), (when, paused))

    def test_11_two_requests_at_the_same_moment(self):
        blacklist = self.registry["mail.blacklist"]
        with patch.object(blacklist, "_add", side_effect=UniqueViolation("mail_blacklist_unique_email")):
            self.unsubscribe._leave_everything(self.trace)
        self.assertState(self.other, "paused", "unsubscribed")

    def test_11_stronger_than_another_reason(self):
        self.subscription._pause("reply")
        self.unsubscribe._leave_sequence(self.trace)
        self.assertState(self.subscription, "paused", "unsubscribed")

    def test_11_finished_and_removed_ones_are_noted(self):
        self.subscription._remove()
        finished, _mail = self.sent(self.bob, delays=(0,))
        for trace in (self.trace, finished):
            state = trace.subscription_id.state
            self.unsubscribe._leave_sequence(trace)
            self.assertEqual(trace.unsubscribe_datetime, self.now)
            self.assertState(trace.subscription_id, state)
            self.assertEqual(self.unsubscribe._left(trace), "sequence")

    def test_11_works_after_the_contact_was_deleted(self):
        self.ada.unlink()
        self.unsubscribe._leave_everything(self.trace)
        self.assertEqual(self.unsubscribe._left(self.trace), "everything")

    def test_11_request_that_names_no_mail_is_noted_on_the_last_one_of_each_sequence(self):
        self.travel_to_next_mail(self.subscription)
        self.dispatch()
        self.unsubscribe._unsubscribe(self.subscription | self.other, self.trace.browse())
        first, last = self.subscription.trace_ids.sorted("id")
        self.assertFalse(first.unsubscribe_datetime)
        self.assertEqual(last.unsubscribe_datetime, self.now)
        self.assertState(self.other, "paused", "unsubscribed")

    def test_11_what_was_left(self):
        self.assertFalse(self.unsubscribe._left(self.trace))
        self.unsubscribe._leave_sequence(self.trace)
        self.assertEqual(self.unsubscribe._left(self.trace), "sequence")
        self.unsubscribe._leave_everything(self.trace)
        self.assertEqual(self.unsubscribe._left(self.trace), "everything")

    def test_11_a_subscription_that_goes_on_is_not_left(self):
        """Whatever was noted before: the page must offer the way out."""
        self.unsubscribe._leave_sequence(self.trace)
        self.subscription.write({"state": "active", "pause_reason": False})
        self.assertFalse(self.unsubscribe._left(self.trace))
