"""A prompt in a pseudo terminal, and a Chromium beside it that reaches 127.0.0.1."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.viz.browser import complaints, requests, screen

OFFLINE = {"latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
ONLINE = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}


class Prompt:
    """Python in a pseudo terminal."""

    def __init__(self, *arguments: str, **variables: str) -> None:
        pexpect = pytest.importorskip("pexpect")
        environment = {
            **os.environ,
            "TERM": "dumb",
            "PYTHON_BASIC_REPL": "1",
            **variables,
        }
        environment.pop("DISPLAY", None)
        self.child = pexpect.spawn(
            sys.executable,
            [*arguments],
            env=environment,
            encoding="utf-8",
            timeout=180,
            dimensions=(40, 200),
        )
        self.child.expect(">>> ")

    def __call__(self, *lines: str) -> str:
        """Type lines; what the last of them printed."""
        for line in lines:
            self.child.sendline(line)
            self.child.expect(">>> ")
        return str(self.child.before).partition("\n")[2].replace("\r", "").strip()

    def end(self) -> None:
        self.child.close(force=True)


@pytest.fixture(autouse=True, scope="module")
def own_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where the address of the last page is kept: not where the user's is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        yield


@pytest.fixture
def prompt() -> Iterator[Callable[..., Prompt]]:
    """Starts prompts, and ends them."""
    prompts: list[Prompt] = []

    def start(*arguments: str, **variables: str) -> Prompt:
        prompts.append(Prompt(*(arguments or ("-i", "-q")), **variables))
        return prompts[-1]

    yield start
    for each in prompts:
        each.end()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """The Chromium of all tests, which may now talk to this machine."""
    chromium.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": False, **ONLINE}
    )
    screen(chromium, 1280, 800)
    complaints(chromium), requests(chromium)
    yield chromium
    first, *others = chromium.window_handles
    for handle in others:
        chromium.switch_to.window(handle)
        chromium.close()
    chromium.switch_to.window(first)
    chromium.get("about:blank")
    complaints(chromium), requests(chromium)
    chromium.execute_cdp_cmd(
        "Network.emulateNetworkConditions", {"offline": True, **OFFLINE}
    )


def until(condition: Callable[[], Any], what: str = "") -> Any:
    """Wait until something is so, and give what it is."""
    end = time.monotonic() + 120
    while True:
        found = condition()
        if found:
            return found
        assert time.monotonic() < end, what or condition
        time.sleep(0.05)
