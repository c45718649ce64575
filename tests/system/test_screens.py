"""Every screen in a real browser: on a desk, on a telephone, crowded and empty, and for people without rights.

Each must leave the browser's console silent and be free of what axe calls serious or critical; parts of the page that
are Odoo's own are left out (``ODOOS``).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page
from stage import Contact, Stage

from testbed.odoo_client import OdooClient
from testbed.sales_world import SalesWorld
from testbed.screenshots import TELEPHONE, headless_browser, logged_in

SERIOUS = ("serious", "critical")
ODOOS = [
    ".o_main_navbar",
    ".o_control_panel",
    ".o-mail-Form-chatter",
    ".o_notebook_headers",
    ".o_field_badge",  # white on Odoo's green
    ".o_avatar, .o_m2o_avatar",
    ".o_select_menu, .o_select_menu_input, .o-autocomplete",
    ".o_list_record_selector",
    ".o_list_actions_header",
    ".o_clipboard_button",
    ".o_calendar_view",
    ".o_pivot_measure_row",
    ".settings_tab",
    ".o_setting_right_pane > .text-muted",
]
RULES = {name: {"enabled": False} for name in ("html-has-lang", "aria-dialog-name")}  # of Odoo's page and dialogs
LONG_NAME = "A sequence for everybody who asked about it at the fair and whose name is as long as this, " * 2


@dataclass(frozen=True)
class Played:
    """A contact that has got the first mail of a sequence, and where to look at it."""

    odoo: OdooClient
    contact: int
    subscription: int

    @property
    def sequence(self) -> int:
        values = self.odoo.read("email.sequence.subscription", self.subscription, "sequence_id")
        return values["sequence_id"][0]

    @property
    def schedule(self) -> int:
        return self.odoo.ref("email_sequence.schedule_weekdays_office_hours")


class Visitor:
    """A browser that notes what its console says."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path: str, until: str) -> None:
        """Open a page of Odoo, and the tab of its notebook that the path names after a question mark, if any."""
        path, _mark, tab = path.partition("?tab=")
        self.page.goto(f"{self.url}/odoo/{path}")
        if tab:
            header = self.page.wait_for_selector(f".o_notebook_headers a[name={tab}]")
            header.evaluate("tab => tab.click()")  # also where a chat of OdooBot covers a telephone's screen
        self.wait_for(until)

    def wait_for(self, selector: str) -> None:
        self.page.wait_for_selector(selector)
        self.page.wait_for_timeout(300)  # what fades in has no contrast yet

    def faults(self) -> list[str]:
        """What axe finds serious on our part of this screen: the rule and the element."""
        options = {"rules": RULES, "resultTypes": ["violations"]}
        violations = Axe().run(self.page, context={"exclude": [[selector] for selector in ODOOS]}, options=options)
        return sorted(
            f"{violation['id']}: {node['html'][:200]}"
            for violation in violations.response["violations"]
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        )

    def is_wider_than_the_window(self) -> bool:
        return self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")

    def told(self) -> list[str]:
        """What the console has said since this was asked before."""
        complaints, self.complaints = self.complaints, []
        return complaints


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with headless_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def visitor(browser: Browser, world: SalesWorld) -> Visitor:
    return Visitor(logged_in(browser, world), world.server.url)


@pytest.fixture(scope="module")
def on_the_telephone(browser: Browser, world: SalesWorld) -> Visitor:
    return Visitor(logged_in(browser, world, **TELEPHONE), world.server.url)


@pytest.fixture(scope="module")
def played(world: SalesWorld) -> Iterator[Played]:
    stage = Stage(world)
    ada, subscription, _mail = stage.mailed("Ada")
    yield Played(stage.odoo, ada.partner, subscription)
    stage.clear()


SCREENS: dict[str, tuple[Callable[[Played], str], str]] = {
    "a contact": (lambda played: f"contacts/{played.contact}", ".o_email_sequence_chips .o_tag"),
    "sequences": (lambda _: "email-sequences", ".o_email_sequence_breakdown"),
    "a sequence": (
        lambda played: f"email-sequences/{played.sequence}",
        ".o_field_widget[name=step_ids] :is(.o_data_row, .o_kanban_record)",
    ),
    "subscriptions": (lambda _: "email-sequence-subscriptions", ":is(.o_data_row, .o_kanban_record)"),
    "subscriptions as cards": (lambda _: "email-sequence-subscriptions?view_type=kanban", ".o_kanban_record"),
    "a subscription": (
        lambda played: f"email-sequence-subscriptions/{played.subscription}",
        ".o_email_sequence_timeline .o_entry",
    ),
    "mails": (
        lambda _: "action-email_sequence.email_sequence_trace_action",
        ":is(.o_data_row, .o_kanban_record)",
    ),
    "a schedule": (
        lambda played: f"action-email_sequence.email_sequence_schedule_action/{played.schedule}",
        ".o_email_sequence_openings",
    ),
    "overview": (lambda _: "email-sequence-report", ".o_pivot table"),
    "where contacts leave": (lambda _: "email-sequence-funnel", ".o_graph_renderer canvas"),
    "figures of a sequence": (
        lambda played: f"email-sequences/{played.sequence}?tab=statistics",
        ".o_email_sequence_statistics .o_funnel tbody tr",
    ),
    "health": (lambda _: "email-sequence-health", ".o_email_sequence_health_page section"),
    "settings": (lambda _: "action-email_sequence.res_config_settings_action", "#email_sequence_lanes"),
}


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_serious_fault(screen: str, played: Played, visitor: Visitor) -> None:
    path, until = SCREENS[screen]
    visitor.open(path(played), until)
    assert visitor.faults() == []
    assert visitor.told() == []


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_a_telephone(screen: str, played: Played, on_the_telephone: Visitor) -> None:
    path, until = SCREENS[screen]
    on_the_telephone.open(path(played), until)
    assert not on_the_telephone.is_wider_than_the_window()
    assert on_the_telephone.told() == []


def test_planned_mails_in_the_calendar(played: Played, visitor: Visitor) -> None:
    visitor.open("email-sequence-subscriptions?view_type=calendar", ".fc-event:has-text('Ada'), .o_calendar_view")
    assert visitor.faults() == []
    assert visitor.told() == []


class TestDialogs:
    def test_the_course_on_the_contact(self, played: Played, visitor: Visitor) -> None:
        visitor.open(f"contacts/{played.contact}", ".o_email_sequence_chips .o_tag")
        visitor.page.click(".o_email_sequence_chips .o_tag")
        visitor.wait_for(".modal .o_entry[data-kind=next]")
        assert visitor.faults() == []
        visitor.page.click(".modal .o_entry[data-kind=sent] button")
        visitor.wait_for(".modal:has-text('A question') .o_field_widget[name=body]")
        visitor.page.mouse.move(0, 0)  # no tooltip
        visitor.page.wait_for_selector(".o-tooltip--help", state="hidden")
        assert visitor.faults() == []
        assert visitor.told() == []

    def test_subscribing(self, stage: Stage, visitor: Visitor) -> None:
        sequence = stage.odoo.read("email.sequence", stage.sequence(("A question", 1)), "name")["name"]
        visitor.open(f"contacts/{stage.contact('Bob').partner}", ".o_email_sequence_chips")
        visitor.page.click(".o_email_sequence_chips button:has-text('Subscribe')")
        visitor.page.fill(".modal .o_field_widget[name=sequence_id] input", sequence)
        visitor.page.click(f".o-autocomplete--dropdown-item:has-text('{sequence}')")
        visitor.wait_for(".modal .o_field_widget[name=first_mail]:has-text('random time')")
        assert visitor.faults() == []
        assert visitor.told() == []

    def test_preview_of_a_step(self, stage: Stage, visitor: Visitor) -> None:
        sequence = stage.sequence(("A question", 0), ("Once more", 1))
        visitor.open(f"email-sequences/{sequence}", ".o_data_row")
        visitor.page.click(".o_data_row:nth-child(2) button:has(.fa-eye)")
        visitor.wait_for(".modal .o_kanban_record:has-text('Re: A question')")
        assert visitor.page.locator(".modal .o_kanban_record:not(.o_kanban_ghost)").count() == 1
        assert visitor.faults() == []
        assert visitor.told() == []


class TestExtremes:
    def test_two_hundred_steps(self, stage: Stage, visitor: Visitor) -> None:
        # Cards are sorted by name: the other tests leave more sequences than a page holds.
        sequence = stage.sequence(*((f"Step {number}", 1) for number in range(200)), name="A first sequence")
        visitor.open("email-sequences?view_type=kanban", ".o_kanban_record:has-text('194 more steps')")
        visitor.open(f"email-sequences/{sequence}", ".o_data_row:has-text('Step 0')")
        visitor.wait_for(".o_data_row:has-text('Step 199')")
        assert visitor.told() == []

    def test_long_names(self, stage: Stage, visitor: Visitor, on_the_telephone: Visitor) -> None:
        sequence = stage.sequence((LONG_NAME, 0), name=LONG_NAME)
        contact = stage.contact("Longina")
        stage.odoo.write("res.partner", contact.partner, {"name": LONG_NAME})
        subscription = stage.subscribe(sequence, contact)
        for path, until in (
            ("email-sequences?view_type=kanban", ".o_kanban_record:has-text('as long as this')"),
            (f"email-sequences/{sequence}", ".o_field_widget[name=step_ids]"),
            (f"contacts/{contact.partner}", ".o_email_sequence_chips .o_tag"),
            (f"email-sequence-subscriptions/{subscription}", ".o_email_sequence_timeline"),
        ):
            for browser in (visitor, on_the_telephone):
                browser.open(path, until)
                assert not browser.is_wider_than_the_window(), path
                assert browser.told() == []

    def test_nothing_at_all(self, browser: Browser, world: SalesWorld, stage: Stage) -> None:
        """The empty screens teach; of another company, which has no sequence yet."""
        visitor = Visitor(logged_in(browser, world), world.server.url)
        company = stage.odoo.create("res.company", {"name": stage.address("company")})
        stage.odoo.write("res.users", stage.odoo.uid, {"company_ids": [(4, company)]})
        for path, words in (
            ("email-sequences", "Start with an example"),
            ("email-sequence-subscriptions", "Nobody is subscribed"),
        ):
            visitor.page.context.add_cookies([{"name": "cids", "value": str(company), "url": visitor.url}])
            visitor.open(path, f".o_view_nocontent:has-text('{words}')")
            assert visitor.faults() == []
            assert visitor.told() == []


def test_without_rights_a_contact_is_as_before(browser: Browser, world: SalesWorld, stage: Stage) -> None:
    """Whoever is in no group of ours sees contacts and their chatter, nothing of sequences, and no error."""
    ada, _subscription, _mail = stage.mailed("Ada")
    ada_writes_back(stage, ada)
    groups = [stage.odoo.ref("base.group_user")]
    stage.odoo.create(
        "res.users", {"name": "Nobody", "login": "nobody", "password": "nobody", "group_ids": [(6, 0, groups)]}
    )
    page = logged_in(browser, world, "nobody", viewport={"width": 1600, "height": 900})
    visitor = Visitor(page, world.server.url)
    visitor.open(f"contacts/{ada.partner}", ".o-mail-Message:has-text('was paused')")
    assert page.locator(".o_email_sequence_chips, .o_email_sequence_resume").count() == 0
    assert page.locator("button[name=action_view_email_sequences]").count() == 0
    assert visitor.told() == []


def ada_writes_back(stage: Stage, contact: Contact) -> None:
    mail = contact.inbox.wait_for(lambda mail: mail["From"])
    contact.inbox.reply(mail, "Yes, please.")
    (subscription,) = stage.odoo.search("email.sequence.subscription", [["partner_id", "=", contact.partner]])
    stage.world.wait_for_state(subscription, "paused", "reply", 30)
