"""A pytest plugin for Odoo's own tests: of those that Odoo runs unasked, all, or all that need no browser."""

import pytest
import pytest_odoo

BROWSER = "--odoo-browser"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(BROWSER, action="store_true", help="run the tests in a browser, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = [item for item in items if "standard" in item.cls.test_tags]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted
    if not config.getoption(BROWSER):
        pytest_odoo.odoo.tests.HttpCase.browser_js = _without_browser


def _without_browser(case: object, *_args: object, **_kwargs: object) -> None:
    case.skipTest("needs a browser")
