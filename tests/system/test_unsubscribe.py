"""A contact's real mail leads out of its sequence, and nothing but the contact's own request does (semantics 11)."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlencode

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from stage import Contact, Stage

from testbed.provision.machine import find_browser
from testbed.sales_world import CATCHALL, SELLER, SalesWorld

ADDRESS = "https://odoo.example.test"  # of Odoo as the mails name it; a proxy in front of it would answer there
PATH = "/email_sequence/unsubscribe"
LINK = re.compile(rf"{ADDRESS}{PATH}[^\s<>\"\]]*")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
STEPS = (("A question", 0), ("Once more", 1))
UNSUBSCRIBED = ("paused", "unsubscribed")


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict


@pytest.fixture(scope="module", autouse=True)
def https(world: SalesWorld) -> Iterator[None]:
    """Let the mails name an address of Odoo that begins with https."""
    world.odoo.call("ir.config_parameter", "set_param", "web.base.url", ADDRESS)
    yield
    world.odoo.call("ir.config_parameter", "set_param", "web.base.url", world.server.url)


@pytest.fixture(scope="module")
def browser_context() -> Iterator:
    """A browser that has never been at this Odoo."""
    executable = find_browser()
    assert executable, "no Chromium or Chrome here"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser.new_context
        browser.close()


@pytest.fixture
def page(browser_context) -> Iterator[Page]:
    context = browser_context()
    yield context.new_page()
    context.close()


# ---- what the tests say


def mailed(stage: Stage, name: str = "Ada", **values: object) -> tuple[Contact, int, EmailMessage]:
    """A contact that has got a mail which offers to unsubscribe in every way."""
    contact = stage.contact(name)
    subscription, mail = mailed_again(stage, contact, **values)
    return contact, subscription, mail


def mailed_again(stage: Stage, contact: Contact, **values: object) -> tuple[int, EmailMessage]:
    sequence = stage.sequence(*STEPS)
    stage.odoo.write("email.sequence", sequence, {"offers_unsubscribe": True, "unsubscribe_footer": True, **values})
    subscription = stage.subscribe(sequence, contact)
    (trace,) = stage.world.wait_for_sent(subscription, 1)
    return subscription, contact.inbox.wait_for(lambda mail: mail["Message-ID"] == trace["message_id"])


def links(mail: EmailMessage) -> set[str]:
    """Every link to unsubscribe of a mail: its header's and those of its parts."""
    parts = [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]
    return {link for text in (mail["List-Unsubscribe"], *parts) for link in LINK.findall(text)}


def one_click(mail: EmailMessage) -> str:
    """Where a mail program sends its request (RFC 8058): the link by https."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return LINK.search(mail["List-Unsubscribe"])[0]


def ask(stage: Stage, link: str, method: str = "GET", form: dict | None = None) -> Answer:
    """What Odoo answers to somebody without a session and without cookies."""
    data = urlencode(form).encode() if form else None
    url = link.replace(ADDRESS, stage.world.server.url)
    request = urllib.request.Request(url, data, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return Answer(response.status, response.read().decode(), dict(response.headers))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.read().decode(), dict(error.headers))


def blacklisted(stage: Stage, contact: Contact) -> int:
    return len(stage.odoo.search("mail.blacklist", [["email", "=", contact.email]]))


def open_page(stage: Stage, page: Page, mail: EmailMessage) -> None:
    page.goto(one_click(mail).replace(ADDRESS, stage.world.server.url))


# ---- mail programs and scanners


def test_11_one_click_of_a_mail_program_ends_the_sequence(stage: Stage) -> None:
    ada, subscription, mail = mailed(stage)
    other, _mail = mailed_again(stage, ada)
    answer = ask(stage, one_click(mail), "POST", ONE_CLICK)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers
    assert stage.state(subscription) == UNSUBSCRIBED
    assert stage.state(other) == ("active", False)
    assert blacklisted(stage, ada) == 0
    stage.pass_days_until_sent(2, [other], 2)
    assert stage.delivered(ada) == ["A question", "A question", "Re: A question"]


def test_11_all_links_of_a_mail_are_one(stage: Stage) -> None:
    _ada, _subscription, mail = mailed(stage)
    assert links(mail) == {one_click(mail)}


def test_11_scanner_that_follows_every_link_changes_nothing(stage: Stage) -> None:
    ada, subscription, mail = mailed(stage)
    for link in links(mail):
        for suffix in ("", "?scope=everything", "?List-Unsubscribe=One-Click"):
            for method in ("GET", "HEAD"):
                assert ask(stage, link + suffix, method).status == 200
    assert stage.state(subscription) == ("active", False)
    assert blacklisted(stage, ada) == 0
    stage.pass_days_until_sent(2, [subscription], 2)


def test_11_mail_that_the_header_asks_for_ends_the_sequence(stage: Stage) -> None:
    ada, subscription, mail = mailed(stage)
    mailto = re.search(r"<mailto:([^?]+)\?subject=([^>]+)>", "".join(mail["List-Unsubscribe"].splitlines()))
    request = EmailMessage()
    request["From"], request["To"], request["Subject"] = ada.email, mailto[1], unquote(mailto[2])
    request.set_content("")
    assert mailto[1] == CATCHALL
    stage.send_raw(request.as_bytes(), ada.email, CATCHALL)
    stage.world.wait_for_state(subscription, *UNSUBSCRIBED)


# ---- the page


def test_11_page_asks_once_and_ends_the_sequence(stage: Stage, page: Page) -> None:
    ada, subscription, mail = mailed(stage)
    open_page(stage, page, mail)
    assert stage.state(subscription) == ("active", False)
    page.get_by_role("button", name="Stop this series of emails").click()
    expect(page.get_by_role("status")).to_contain_text("You are unsubscribed")
    assert stage.state(subscription) == UNSUBSCRIBED
    assert blacklisted(stage, ada) == 0
    assert page.context.cookies() == []


def test_11_everything_puts_the_address_on_the_blacklist_and_ends_every_sequence(stage: Stage, page: Page) -> None:
    ada, subscription, mail = mailed(stage)
    other, _mail = mailed_again(stage, ada)
    open_page(stage, page, mail)
    page.get_by_role("button", name="Stop all sales and marketing emails").click()
    expect(page.get_by_role("status")).to_contain_text("No further sales and marketing email")
    assert page.get_by_role("button").count() == 0
    assert {stage.state(subscription), stage.state(other)} == {UNSUBSCRIBED}
    assert blacklisted(stage, ada) == 1
    result = stage.odoo.call("email.sequence", "subscribe", [stage.sequence(*STEPS)], [ada.partner])
    assert [skipped["reason"] for skipped in result["skipped"]] == ["unsubscribed"]


@pytest.mark.parametrize("width", [320, 1280])
def test_11_page_fits_its_screen_and_loads_all_that_it_shows(stage: Stage, browser_context, width: int) -> None:
    _ada, _subscription, mail = mailed(stage)
    context = browser_context(viewport={"width": width, "height": 700})
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    open_page(stage, page, mail)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("button").first.evaluate("button => getComputedStyle(button).minHeight") == "48px"
    context.close()
    assert complaints == []


# ---- what must not unsubscribe


def test_11_mail_in_the_chatter_cannot_unsubscribe(stage: Stage) -> None:
    ada, subscription, mail = mailed(stage)
    (kept,) = [message for message in stage.chatter(ada) if message["message_id"] == mail["Message-ID"]]
    assert_leads_nowhere(stage, LINK.findall(kept["body"]))
    assert stage.state(subscription) == ("active", False)


def test_11_test_mail_cannot_unsubscribe(stage: Stage) -> None:
    ada, subscription, _mail = mailed(stage)
    sequence = stage.sequence((f"Try {ada.email}", 0))
    template = stage.odoo.search("mail.template", [["subject", "=", f"Try {ada.email}"]])
    stage.odoo.write("mail.template", template, {"body_html": f'<p><a href="{PATH}">Leave us</a></p>'})
    preview = stage.odoo.create("email.sequence.preview", {"sequence_id": sequence, "partner_id": ada.partner})
    stage.odoo.call("email.sequence.preview", "action_send", [preview])
    inbox = type(ada.inbox)(stage.world.mail, SELLER)
    test_mail = inbox.wait_for(f"[Test] Try {ada.email}")
    assert test_mail["List-Unsubscribe"] is None
    assert_leads_nowhere(stage, LINK.findall(test_mail.get_body(("html",)).get_content()))
    assert stage.state(subscription) == ("active", False)


def assert_leads_nowhere(stage: Stage, found: list[str]) -> None:
    assert found == [ADDRESS + PATH]
    assert "This link is a sample" in ask(stage, found[0]).text
    assert ask(stage, found[0], "POST", {"scope": "everything"}).status == 405


def test_13_token_of_another_mail_is_refused(stage: Stage) -> None:
    _ada, adas, adas_mail = mailed(stage)
    _bob, bobs, bobs_mail = mailed(stage, "Bob")
    adas_trace, bobs_token = one_click(adas_mail).rpartition("/")[0], one_click(bobs_mail).rpartition("/")[2]
    for form in (ONE_CLICK, {"scope": "everything"}):
        assert ask(stage, f"{adas_trace}/{bobs_token}", "POST", form).status == 404
    assert {stage.state(adas), stage.state(bobs)} == {("active", False)}


# ---- many at once


def test_11_many_requests_at_once_unsubscribe_once(stage: Stage) -> None:
    ada, subscription, mail = mailed(stage)
    other, other_mail = mailed_again(stage, ada)
    requests = [(link, form) for link in (one_click(mail), one_click(other_mail))
                for form in (ONE_CLICK, {"scope": "everything"})] * 3  # fmt: skip
    with ThreadPoolExecutor(len(requests)) as pool:
        answers = list(pool.map(lambda request: ask(stage, request[0], "POST", request[1]), requests))
    assert {answer.status for answer in answers} == {200}
    assert {stage.state(subscription), stage.state(other)} == {UNSUBSCRIBED}
    assert blacklisted(stage, ada) == 1
    assert len(stage.in_chatter(ada, "unsubscribed")) == 2
