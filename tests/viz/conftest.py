"""Fixtures of the tests of viz."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.viz.browser import Show, open_browser, screen


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all tests of the page."""
    yield from open_browser()


@pytest.fixture
def show(chromium: Any, tmp_path: Path) -> Iterator[Show]:
    """Shows the page of a result; at the end of the test the console must be empty."""
    screen(chromium, 1280, 800)
    shower = Show(chromium, tmp_path)
    yield shower
    shower.check()
