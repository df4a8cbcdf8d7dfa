"""Debian's Chromium, headless and without a network, for the tests of the page.

Without a browser its tests are skipped; where `AUTOGRAD_CORE_BROWSER` is set to 1, as
in CI, they fail instead. Where it is 0 they are skipped in any case.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from viz import play

ROOT = Path(__file__).parents[2]
SETTING = os.environ.get("AUTOGRAD_CORE_BROWSER", "")
NEEDED = SETTING not in ("", "0")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--window-size=1280,800",
)


def missing(what: str, remedy: str) -> Any:
    """Skip for want of something, or fail where CI promised it."""
    message = f"the page is tested in a real browser: no {what}; {remedy}"
    return pytest.fail(message) if NEEDED else pytest.skip(message)


def open_browser() -> Iterator[Any]:
    """A Chromium that has no network and keeps a log of all its requests."""
    if SETTING == "0":
        pytest.skip("AUTOGRAD_CORE_BROWSER is 0: no test opens a browser")
    try:
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service
    except ModuleNotFoundError:
        missing("selenium", "pip install selenium")
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    driver = shutil.which("chromedriver")
    if not program or not driver:
        missing("Chromium", "apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for each in OPTIONS:
        options.add_argument(each)
    logs = {"browser": "ALL", "performance": "ALL"}
    options.set_capability("goog:loggingPrefs", logs)
    browser = webdriver.Chrome(options=options, service=Service(driver))
    browser.set_script_timeout(180)
    browser.execute_cdp_cmd("Network.enable", {})
    conditions = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
    browser.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": True, **conditions}
    )
    try:
        yield browser
    finally:
        browser.quit()


def axe_source() -> str:
    """The text of axe-core: `AXE_CORE` says where, else node_modules here."""
    place = Path(
        os.environ.get("AXE_CORE") or ROOT / "node_modules/axe-core/axe.min.js"
    )
    if not place.is_file():
        missing(f"axe-core at {place}", "npm install axe-core, and set AXE_CORE")
    return place.read_text("utf-8")


def complaints(browser: Any) -> list[str]:
    """What the console has said since the last call."""
    return [entry["message"] for entry in browser.get_log("browser")]


def requests(browser: Any) -> list[str]:
    """The addresses the browser asked for since the last call; `data:` is none."""
    events = [
        json.loads(entry["message"])["message"]
        for entry in browser.get_log("performance")
    ]
    return [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
        and not event["params"]["request"]["url"].startswith("data:")
    ]


def screen(browser: Any, width: int, height: int, dark: bool = False) -> None:
    """Set the size of the window and what the system prefers, light or dark."""
    size = {"width": width, "height": height, "deviceScaleFactor": 1}
    mobile = width < 500
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {**size, "mobile": mobile}
    )
    scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})


# What a reader of the page sees: name, data and gradient of each node, from the text
# that a node shows on hover, all digits.
READ_NODES = """
return [...document.querySelectorAll("#graph > g > title")].map((title) => {
  const lines = title.textContent.split("\\n");
  const number = (word) => {
    const line = lines.find((each) => each.startsWith(word + " "));
    return line ? line.slice(word.length + 1) : null;
  };
  return [lines[0], number("data"), number("grad"), lines.includes("final")];
});
"""


def nodes(browser: Any) -> dict[str, tuple[float | None, float | None, bool]]:
    """Data, gradient (None while unknown) and "final" of each node, by its name."""
    read = browser.execute_script(READ_NODES)
    return {
        name: (data and float(data), grad and float(grad), final)
        for name, data, grad, final in read
    }


STEP_TO_THE_END = """
const next = document.getElementById("next");
let steps = 0;
for (; !next.disabled && steps < 10000; steps++) next.click();
return steps;
"""


class Show:
    """Writes a page for a result, opens it, and sees that nothing goes wrong."""

    def __init__(self, browser: Any, folder: Path) -> None:
        self.browser = browser
        self.folder = folder

    def __call__(self, node: Any, **options: Any) -> Any:
        """Open the page of a result in the browser."""
        path = play(node, self.folder / "page.html", **options)
        self.browser.get(path.as_uri())
        self.check([path.as_uri()])
        return self.browser

    def check(self, expected: list[str] | None = None) -> None:
        """The console is empty, and the file itself is all that was asked for."""
        assert complaints(self.browser) == []
        assert requests(self.browser) == (expected or [])
