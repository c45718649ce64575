"""Pictures of the real screens, after the demo's story: ``scripts/screenshots``."""

import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from testbed.demo import Story
from testbed.paths import ROOT
from testbed.provision.machine import find_browser
from testbed.sales_world import SalesWorld

PICTURES = ROOT / "email_sequence" / "static" / "description"
SIZE = {"width": 1440, "height": 860}
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
def browser_page(world: SalesWorld) -> Iterator[Page]:
    """A page of a browser in which the administrator is logged in.

    :raises RuntimeError: when the machine has no browser
    """
    executable = find_browser()
    if not executable:
        raise RuntimeError("No Chromium or Chrome here; install one, for example with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"{world.server.url}/web/login")
        page.fill("input[name=login]", "admin")
        page.fill("input[name=password]", "admin")
        page.click("button[type=submit]")
        page.wait_for_selector(".o_web_client .o_main_navbar")
        yield page
        browser.close()


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

    def contact(self) -> None:
        ada = self._story.of("Ada Lovelace")["partner_id"][0]
        self._page.goto(f"{self._url}/odoo/contacts/{ada}")
        self._page.wait_for_selector(".o-mail-Message .o_email_sequence_resume")
        self.take("contact")
        self._page.click(".o_email_sequence_chips .o_tag")
        self._page.wait_for_selector(".modal .o_field_widget[name=trace_ids] .o_data_row")
        self.take("subscription")

    def sequence(self) -> None:
        sequence = self._story.world.odoo.ref("email_sequence.demo_sequence_book_a_demo")
        self._page.goto(f"{self._url}/odoo/email-sequences/{sequence}")
        self._page.wait_for_selector(".o_field_widget[name=step_ids] .o_data_row")
        self.take("sequence")

    def bulk(self) -> None:
        self._page.goto(f"{self._url}/odoo/contacts?view_type=list")
        self._page.click("thead .o_list_record_selector input")
        self._page.click(".o_control_panel button:has-text('Subscribe to email sequence')")
        self._page.click(".modal .o_field_widget[name=sequence_id] input")
        self._page.click(".o-autocomplete--dropdown-item:has-text('Book a meeting')")
        self._page.wait_for_selector(".modal .o_field_widget[name=skipped_summary] li")
        self.take("bulk")

    def banner(self) -> None:
        """The cover of the addon: its icon, and the picture of the contact beside it."""
        pictures = {
            "icon": (PICTURES / "icon.png").read_bytes(),
            "contact": (self._folder / "contact.png").read_bytes(),
        }
        self._page.set_viewport_size(BANNER_SIZE)
        self._page.set_content(BANNER.format(**{name: b64encode(data).decode() for name, data in pictures.items()}))
        self.take("banner")


def main() -> int:
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    with SalesWorld("screenshots", demo=True) as world:
        story = Story(world)
        story.play()
        with browser_page(world) as page:
            photographer = Photographer(page, story, folder)
            photographer.contact()
            photographer.sequence()
            photographer.bulk()
            photographer.banner()
    return 0


if __name__ == "__main__":
    sys.exit(main())
