"""Every screen in a real browser: no error or warning in its console, and nothing that keeps people out (axe)."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page
from stage import Stage

from testbed.sales_world import SalesWorld
from testbed.screenshots import browser_page

SERIOUS = ("serious", "critical")
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


class Visitor:
    """A browser that notes what its console says."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self._url = url
        self.complaints: list[str] = []
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path: str, until: str) -> None:
        self.page.goto(f"{self._url}/odoo/{path}")
        self.page.wait_for_selector(until)
        self.page.wait_for_timeout(500)

    def faults(self) -> set[str]:
        """What axe finds serious on this screen."""
        violations = Axe().run(self.page).response["violations"]
        return {
            f"{violation['id']}: {node['html'][:150]}"
            for violation in violations
            if violation["impact"] in SERIOUS
            for node in violation["nodes"]
        }


@pytest.fixture(scope="module")
def visitor(world: SalesWorld) -> Iterator[Visitor]:
    with browser_page(world) as page:
        yield Visitor(page, world.server.url)


def test_x(stage: Stage, visitor: Visitor) -> None:
    ada, subscription, _mail = stage.mailed("Ada")
    sequence = stage.world.odoo.read("email.sequence.subscription", subscription, "sequence_id")["sequence_id"][0]
    schedule = stage.odoo.ref("email_sequence.schedule_weekdays_office_hours")
    for path, until in [
        ("contacts?view_type=kanban", ".o_kanban_record"),
        ("contacts?view_type=list", ".o_data_row"),
        ("action-base.action_partner_form/new", ".o_form_view"),
        ("action-mail.action_email_template_tree_all", ".o_data_row"),
        (f"contacts/{ada.partner}", ".o_email_sequence_chips .o_tag"),
        ("email-sequences?view_type=kanban", ".o_kanban_record"),
        ("email-sequences?view_type=list", ".o_data_row"),
        (f"email-sequences/{sequence}", ".o_field_widget[name=step_ids] .o_data_row"),
        ("email-sequence-subscriptions?view_type=list", ".o_data_row"),
        ("email-sequence-subscriptions?view_type=kanban", ".o_kanban_record"),
        ("email-sequence-subscriptions?view_type=calendar", ".fc-view"),
        (f"email-sequence-subscriptions/{subscription}", ".o_email_sequence_timeline"),
        (f"action-email_sequence.email_sequence_schedule_action/{schedule}", ".o_email_sequence_openings"),
        ("action-email_sequence.res_config_settings_action", "#email_sequence_lanes"),
    ]:
        visitor.open(path, until)
        print(path)
        for fault in sorted(visitor.faults()):
            print("   ", fault)
        print("   ", visitor.complaints)
        visitor.complaints.clear()
