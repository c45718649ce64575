"""A pytest plugin: files that take minutes are begun first, so that no worker is left alone with one at the end."""

import pytest

LONG = ("test_simulation.py", "test_state_machine.py", "test_upgrade.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name not in LONG)
