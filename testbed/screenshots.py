"""Pictures of the real screens, after the demo's story: ``scripts/screenshots``."""

import argparse
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from testbed.demo import Story
from testbed.paths import ROOT
from testbed.provision.machine import find_browser
from testbed.sales_world import SalesWorld
from testbed.showcase import fill

PICTURES = ROOT / "email_sequence" / "static" / "description"
SIZE = {"width": 1440, "height": 860}
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
LOOKS = {
    "desk": ({}, {}),
    "dark": ({"colours": "dark"}, {}),
    "right_to_left": ({"language": "ar_001"}, {}),  # the styles are turned around where the machine has rtlcss
    "telephone": ({}, TELEPHONE),
}
PIVOT, GRAPH = ".o_pivot table", ".o_graph_renderer canvas"
REPORTS = [
    ("report_overview", "email-sequence-report", PIVOT),
    ("report_funnel", "email-sequence-funnel", GRAPH),
    ("report_templates", "email-sequence-templates", PIVOT),
    ("report_time", "email-sequence-best-time", GRAPH),
]
COLOURS = "email_sequence_testbed.color_scheme"
ARCHIVED_TOO = {"active_test": False}
BANNER_SIZE = {"width": 1120, "height": 560}
BANNER = """
<body style="margin:0;background:#714B67;font-family:sans-serif;color:white;overflow:hidden">
  <div style="position:absolute;left:56px;top:150px;width:400px">
    <img src="data:image/png;base64,{icon}" width="110">
    <h1 style="font-size:54px;margin:24px 0 12px">Email Sequences</h1>
    <p style="font-size:25px;margin:0;opacity:.9">Follow up,<br>until they answer</p>
  </div>
  <img src="data:image/png;base64,{contact}" width="900"
       style="position:absolute;left:500px;top:70px;border-radius:10px;box-shadow:0 12px 50px #0008">
</body>
"""


@contextmanager
def headless_browser() -> Iterator[Browser]:
    """The machine's browser, without a window.

    :raises RuntimeError: when the machine has none
    """
    executable = find_browser()
    if not executable:
        raise RuntimeError("No Chromium or Chrome here; install one, for example with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def logged_in(browser: Browser, world: SalesWorld, login: str = "admin", **context: object) -> Page:
    """A page of its own for a user whose password is the login.

    :param context: options of Playwright's browser context, such as another viewport
    """
    page = browser.new_context(**{"viewport": SIZE, **context}).new_page()
    page.goto(f"{world.server.url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_web_client .o_main_navbar")
    return page


class Photographer:
    """Opens the screens of a finished story and takes their pictures into a folder."""

    def __init__(self, page: Page, story: Story, folder: Path) -> None:
        self._page = page
        self._story = story
        self._folder = folder
        self._url = story.world.server.url

    def take(self, name: str) -> None:
        self._page.wait_for_timeout(900)  # animations
        path = self._folder / f"{name}.png"
        self._page.screenshot(path=path)
        print(f"  {path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}", flush=True)

    def open(self, path: str, until: str) -> None:
        """Open a page of Odoo and wait until this is on it."""
        self._page.goto(f"{self._url}/odoo/{path}")
        self._page.wait_for_selector(until)

    @property
    def _is_desk(self) -> bool:
        return self._page.viewport_size == SIZE

    @property
    def _sequence(self) -> int:
        return self._story.world.odoo.search("email.sequence", [["name", "=", "Book a meeting"]])[0]

    @property
    def _contact(self) -> int:
        return self._story.of("Ada Lovelace")["partner_id"][0]

    def contact(self) -> None:
        self.open(f"contacts/{self._contact}", ".o_email_sequence_chips .o_tag")
        if self._is_desk:
            self._page.wait_for_selector(".o-mail-Message .o_email_sequence_resume")
        self.take("contact")

    def subscription(self) -> None:
        self.open(f"contacts/{self._contact}", ".o_email_sequence_chips .o_tag")
        self._page.click(".o_email_sequence_chips .o_tag")
        self._page.wait_for_selector(".modal .o_email_sequence_timeline .o_entry")
        self.take("subscription")

    def sequences(self) -> None:
        self.open("email-sequences?view_type=kanban", ".o_kanban_record .o_email_sequence_breakdown")
        self.take("sequences")

    def sequence(self) -> None:
        sequence = self._story.world.odoo.ref("email_sequence.demo_sequence_book_a_demo")
        self.open(f"email-sequences/{sequence}", ".o_field_widget[name=step_ids] :is(.o_data_row, .o_kanban_record)")
        self.take("sequence")

    def bulk(self) -> None:
        self.open("contacts?view_type=list", "thead .o_list_record_selector input")
        self._page.click("thead .o_list_record_selector input")
        self._page.click(".o_control_panel button:has-text('Subscribe to email sequence')")
        self._page.click(".modal .o_field_widget[name=sequence_id] input")
        self._page.click(".o-autocomplete--dropdown-item:has-text('Book a meeting')")
        self._page.wait_for_selector(".modal .o_field_widget[name=skipped_summary] li")
        self.take("bulk")

    def subscriptions(self) -> None:
        views = [("list", ".o_data_row"), ("kanban", ".o_kanban_record"), ("calendar", ".o_calendar_view")]
        for view, until in views if self._is_desk else views[1:2]:  # a telephone shows cards
            self.open(f"email-sequence-subscriptions?view_type={view}", until)
            self.take(f"subscriptions_{view}")

    def figures(self) -> None:
        sequence = self._story.world.odoo.ref("email_sequence.demo_sequence_book_a_demo")
        self.open(f"email-sequences/{sequence}", ".o_notebook_headers a[name=statistics]")
        self._page.click(".o_notebook_headers a[name=statistics]")
        self._page.wait_for_selector(".o_email_sequence_statistics .o_funnel tbody tr")
        self._page.eval_on_selector(".o_notebook", "notebook => notebook.scrollIntoView()")
        self.take("figures")

    def reports(self) -> None:
        for name, path, until in REPORTS if self._is_desk else REPORTS[1:2]:
            self.open(path, until)
            self.take(name)

    def schedule(self) -> None:
        schedule = self._story.world.odoo.ref("email_sequence.schedule_weekdays_office_hours")
        self.open(f"action-email_sequence.email_sequence_schedule_action/{schedule}", ".o_email_sequence_openings")
        self.take("schedule")

    def health(self) -> None:
        self.open("email-sequence-health", ".o_email_sequence_health_page section")
        self.take("health")

    def settings(self) -> None:
        self.open("action-email_sequence.res_config_settings_action", "#email_sequence_lanes")
        self.take("settings")

    def everything(self) -> None:
        """Every screen, for looking at them."""
        for screen in (self.contact, self.subscription, self.sequences, self.sequence, self.subscriptions,
                       self.figures, self.reports, self.schedule, self.health, self.settings):  # fmt: skip
            screen()

    def banner(self) -> None:
        """The cover of the addon: its icon, and the picture of the contact beside it."""
        pictures = {
            "icon": (PICTURES / "icon.png").read_bytes(),
            "contact": (self._folder / "contact.png").read_bytes(),
        }
        self._page.set_viewport_size(BANNER_SIZE)
        self._page.set_content(BANNER.format(**{name: b64encode(data).decode() for name, data in pictures.items()}))
        self.take("banner")


def picture_the_addon(browser: Browser, story: Story, folder: Path) -> None:
    """The pictures of the README and of the addon's page."""
    photographer = Photographer(logged_in(browser, story.world), story, folder)
    for screen in (photographer.contact, photographer.subscription, photographer.sequences, photographer.sequence,
                   photographer.figures, photographer.bulk, photographer.banner):  # fmt: skip
        screen()


def picture_everything(browser: Browser, story: Story, folder: Path) -> None:
    """Every screen as on a desk, in dark colours, from right to left, and on a telephone."""
    odoo = story.world.odoo
    for name, (values, context) in LOOKS.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        odoo.call("ir.config_parameter", "set_param", COLOURS, values.get("colours", "light"))
        language = values.get("language", "en_US")
        languages = odoo.search("res.lang", [["code", "=", language]], context=ARCHIVED_TOO)
        odoo.write("res.lang", languages, {"active": True})
        odoo.write("res.users", odoo.uid, {"lang": language})
        page = logged_in(browser, story.world, **context)
        Photographer(page, story, folder / name).everything()
    odoo.write("res.users", odoo.uid, {"lang": "en_US"})


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/screenshots", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PICTURES, help="default: the addon's description")
    parser.add_argument("--all", action="store_true", help="every screen in every look, for looking at them")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with SalesWorld("screenshots", demo=True) as world:
        story = Story(world)
        story.play()
        fill(world.odoo, world.database)
        world.odoo.write("res.users", world.odoo.uid, {"odoobot_state": "disabled"})  # which covers a telephone
        with headless_browser() as browser:
            (picture_everything if arguments.all else picture_the_addon)(browser, story, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
