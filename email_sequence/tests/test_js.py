from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests import test_js as web_js  # its classes themselves would be run as ours

SECONDS = 300


@tagged("post_install", "-at_install")
class TestUnits(HttpCase):
    """The unit tests of the widgets, by Odoo's Hoot in a browser."""

    def test_widgets(self):
        suite = web_js.HOOTCommon._generate_hash(None, "@email_sequence")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            "",
            "",
            login="admin",
            timeout=SECONDS,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=web_js.unit_test_error_checker,
        )
