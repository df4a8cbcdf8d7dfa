"""A prompt in a pseudo terminal and real Chromium beside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.viz.browser import complaints, nodes, requests
from tests.viz.live_view.conftest import until
from tests.viz.page.test_access import faults

pytest.importorskip("pygraphviz")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="needs a pseudo terminal")

BEGIN = (
    "import viz; from autograd_core import Value",
    "w, x, b = Value(0.5), Value(2.0), Value(-1.5)",
    "L = (w * x + b).tanh()",
    'view = viz.live("L", open_browser=False)',
)
PLACES = """
return Object.fromEntries([...document.querySelectorAll("#graph > g")].map((group) =>
  [group.querySelector("title").textContent.split("\\n")[0],
    group.getAttribute("transform")]));
"""
DRAG = """
const slider = document.querySelector(`#sliders input[aria-label="${arguments[0]}"]`);
slider.value = arguments[1];
slider.dispatchEvent(new Event("input"));
"""
# Glowing ends soon: who has glowed since is noted.
WATCH = """
window.glowed = new Set();
new MutationObserver((changes) => changes.forEach(({ target }) =>
  target.classList.contains("changed") && window.glowed.add(target.id)))
  .observe(byId("graph"), { subtree: true, attributeFilter: ["class"] });
"""
HOSTILE = "</script><img src=x onerror=alert(1)>"


def text(browser: Any, name: str) -> str:
    return str(browser.execute_script(f"return byId('{name}')?.textContent ?? ''"))


def data(browser: Any) -> dict[str, Any]:
    return {name: row[0] for name, row in nodes(browser).items()}


def grads(browser: Any) -> dict[str, Any]:
    return {name: row[1] for name, row in nodes(browser).items()}


def opened(browser: Any, at: Any) -> str:
    url = at("print(view.url)")
    browser.get(url)
    until(lambda: text(browser, "link") == "connected")
    return str(url)


def test_type_and_see_drag_and_read(browser: Any, prompt: Any) -> None:
    """Numbers by hand: tanh(0.5*2 - 1.5) = tanh(-0.5) = -0.4621171572600098."""
    at = prompt()
    at(*BEGIN)
    url = opened(browser, at)
    until(lambda: data(browser).get("L") == pytest.approx(-0.4621171572600098))
    assert set(grads(browser).values()) == {None}  # before backward(): dashes
    before = browser.execute_script(PLACES)

    # The graph grows by three nodes; what was there keeps its place.
    at("L = (L - Value(1.0, label='y')) ** 2")
    until(lambda: len(nodes(browser)) == 9)
    after = browser.execute_script(PLACES)
    assert {name: after[name] for name in "wxb"} == {
        name: before[name] for name in "wxb"
    }
    assert after["n3"] == before["L"]
    assert "L has 3 new nodes: y, n4, L." in text(browser, "told")
    assert text(browser, "typed").endswith("** 2 \u2192 y, n4, L")

    # A changed number: its card glows, and those of what depends on it.
    browser.execute_script(WATCH)
    at("w.data = 0.75")  # tanh(0) = 0, and (0 - 1)**2 = 1
    until(lambda: data(browser).get("L") == 1.0)
    assert len(browser.execute_script("return [...window.glowed]")) == 6
    assert text(browser, "told").startswith("w was 0.5, is 0.75. L was 2.138, is 1.0.")
    assert "it holds 2.138" in text(browser, "stale")

    # dL/dw = 2 (tanh(0) - 1) * 1 * x = -4
    at("L = ((w * x + b).tanh() - Value(1.0, label='y')) ** 2; L.backward()")
    until(lambda: grads(browser).get("w") == -4.0)
    assert (
        text(browser, "stale") == ""
        or not browser.find_element("id", "stale").is_displayed()
    )
    at("L.backward()")
    until(lambda: "w.grad holds -8.0 in Python" in text(browser, "told"))
    assert "2 times as much" in text(browser, "told")
    # Python and the page may differ in the last digit of one gradient.
    ratios = "return [[2, 1], [2.000000000000001, 1], [2.5, 1], [3, -1]]"
    assert browser.execute_script(f"{ratios}.map((pair) => timesAsMuch(...pair))") == [
        *(2, 2, 0, -3)
    ]

    # Sliders move this page only, until they are sent.
    assert not browser.find_element("id", "send").is_enabled()
    browser.execute_script(DRAG, "w", 0.25)
    until(lambda: browser.find_element("id", "send").is_enabled())
    assert at("w.data") == "0.75"
    browser.find_element("id", "send").click()
    until(lambda: "goes to Python" in text(browser, "told"))
    printed = at("w.data")
    assert printed == "w.data = 0.25 from the page; run the line of L again\n0.25"
    assert at("w.data") == "0.25"

    # What was said of a graph goes with it.
    at("L = 5")
    until(lambda: "L is no Value" in text(browser, "waiting"))
    until(lambda: text(browser, "told") == "")
    at("L = w * x")
    until(lambda: data(browser).get("w") == 0.25)

    assert faults(browser) == []
    assert complaints(browser) == []
    assert {each.startswith(url) for each in requests(browser)} == {True}
    at.end()
    until(lambda: text(browser, "link") == "Python is gone: numbers stay")
    assert data(browser)["w"] == 0.25


def test_the_page_speaks_german(browser: Any, prompt: Any) -> None:
    """Also while it waits, and in what Python answers it."""
    at = prompt()
    at("import viz; from autograd_core import Value")
    at('view = viz.live("L", open_browser=False, lang="de")')
    browser.get(at("print(view.url)"))
    until(lambda: text(browser, "link") == "verbunden")
    assert browser.execute_script("return document.documentElement.lang") == "de"
    assert "Wartet auf L: Noch hat keine Variable" in text(browser, "waiting")
    at("w, x = Value(0.5), Value(2.0); L = w * x")
    until(lambda: text(browser, "held") == "L = 1.0")
    assert text(browser, "send") == "An Python senden"
    assert text(browser, "watch") == "Zusehen"
    at("L = (w * x).tanh()")
    until(lambda: "Zu L kommt dazu: 1 neuer Knoten (L)." in text(browser, "told"))
    browser.execute_script(DRAG, "w", 0.25)
    until(lambda: browser.find_element("id", "send").is_enabled())
    browser.find_element("id", "send").click()
    sent = "w = 0.25 geht mit der n\u00e4chsten Zeile an Python."
    until(lambda: text(browser, "told") == sent)
    at("L = 5")
    until(lambda: "L ist kein Value oder Tensor" in text(browser, "waiting"))
    assert faults(browser) == []
    assert complaints(browser) == []
    at.end()
    until(lambda: text(browser, "link") == "Python ist fort: Die Zahlen bleiben")


def test_a_restarted_python_finds_its_page(browser: Any, prompt: Any) -> None:
    at = prompt()
    at(*BEGIN)
    url = opened(browser, at)
    at.end()
    until(lambda: text(browser, "link") != "connected")
    again = prompt()
    again(*BEGIN[:3], "L = L * 3.0", BEGIN[3])
    assert again("print(view.url)") == url
    until(lambda: text(browser, "link") == "connected")
    until(lambda: len(nodes(browser)) == 7)
    again("view.close()")
    until(lambda: text(browser, "link") != "connected")
    assert again("view") == "<live page, closed>"


def test_two_windows_in_step(browser: Any, prompt: Any) -> None:
    """And hostile names and lines are text."""
    at = prompt()
    at(*BEGIN, f"w.label = {HOSTILE!r}; L = w * x  # {HOSTILE}")
    url = opened(browser, at)
    browser.switch_to.new_window("window")
    browser.get(url)
    until(lambda: text(browser, "link") == "connected")
    first, second = browser.window_handles[-2:]
    for window in (first, second):
        browser.switch_to.window(window)
        until(lambda: len(nodes(browser)) == 3 and HOSTILE in text(browser, "typed"))
    assert browser.execute_script("return document.images.length") == 0
    browser.execute_script(DRAG, "x", 1.25)
    browser.switch_to.window(first)
    until(lambda: data(browser)["x"] == 1.25)
    assert data(browser)["L"] == 0.625
    browser.find_element("id", "first").click()
    browser.switch_to.window(second)
    until(lambda: browser.execute_script("return page.at") == 0)
    at("x.data = 8.0")
    for window in (first, second):
        browser.switch_to.window(window)
        until(lambda: data(browser)["x"] == 8.0)
        assert complaints(browser) == []
    assert at("view.windows") == "2"
    at("from autograd_core import custom_op")
    at(f"L = custom_op(lambda x: x, lambda x: 1.0, name={HOSTILE!r})(w) * 2.0")
    until(lambda: browser.find_elements("id", "waiting"))
    assert "is Python, and the page runs JavaScript" in text(browser, "waiting")
    assert browser.execute_script("return document.images.length") == 0
    assert faults(browser) == []
    assert complaints(browser) == []


@pytest.mark.parametrize("ipython", [True, False])
def test_the_prompt_of_backprop(prompt: Any, tmp_path: Path, ipython: bool) -> None:
    """It follows the last result, whatever its name."""
    if ipython:
        pytest.importorskip("IPython")
        folder = tmp_path / "profile_default"
        folder.mkdir()
        (folder / "ipython_config.py").write_text(
            "shell = get_config().TerminalInteractiveShell\n"
            "shell.simple_prompt = True\n"
            "shell.prompts_class = 'IPython.terminal.prompts.ClassicPrompts'\n"
        )
    start = "from viz.cli.main import main; main(['repl', '--live', '--lang', 'de'])"
    without = "import sys; sys.modules['IPython'] = None; "
    at = prompt("-c", start if ipython else without + start, IPYTHONDIR=str(tmp_path))
    shown = "view._worker.wait(); print(view._shown.name)"
    assert "Wartet auf ein Ergebnis" in at("view.page()")
    at("p, q = Value(3.0), Value(4.0)", "first = p * q", "second = first + 1")
    assert at(shown) == "second"
    at("first.exp()")
    assert at(shown) == "the last result"
    at("third = second * 2")
    assert at(shown) == "third"
    assert at("print(view.state()['lines'][-1][0])") == shown


def test_a_model_learns_beside_its_data(browser: Any, prompt: Any) -> None:
    """w x + 0 from w = 0 on y = 2 x: the line rises, and the losses come along."""
    at = prompt()
    at(
        "import nn, viz; from optim import SGD, fit",
        "line = nn.Neuron(1, 'linear', rng=0)",
        "a, b = line.parameters(); a.data = b.data = 0.0",
        "view = viz.live(line, data=([1.0, 2.0], [2.0, 4.0]), open_browser=False)",
    )
    opened(browser, at)
    flat = until(lambda: browser.execute_script(LINE))
    assert len({pair.split(",")[1] for pair in flat.split()}) == 1
    at(
        "h = fit(line, nn.squared_error, SGD(line.parameters(), lr=0.1), "
        "([[1.0], [2.0]], [2.0, 4.0]), epochs=40, callbacks=view)"
    )
    until(lambda: browser.execute_script(LINE) != flat)
    until(lambda: "step 40" in text(browser, "losses"))
    assert len(browser.find_elements("css selector", "#norms li")) == 2
    browser.execute_script("points.pick(1)")
    until(lambda: "1" in at("view.state()['points']['example']"))
    browser.execute_script("points.add([3], 6)")
    until(lambda: at("view.data[1].tolist()") == "[2.0, 4.0, 6.0]")
    assert faults(browser) == []
    assert complaints(browser) == []


@pytest.mark.skipif(sys.version_info < (3, 13), reason="has no editor at its prompt")
def test_the_editor_of_python_tells_of_lines_too() -> None:
    pexpect = pytest.importorskip("pexpect")
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("PYTHON_BASIC_REPL", None)
    child = pexpect.spawn(sys.executable, ["-q"], env=environment, timeout=180)
    # The editor echoes each key, so what is waited for is nowhere in what is typed.
    for line in (*BEGIN, "L = L * 2", "3 * 14"):
        child.sendline(f"{line}; print('r' + 'an')")
        child.expect("ran\r")
    child.sendline("print([code[:9] for code, _ in view.state()['lines']], 'en' + 'd')")
    child.expect("end\r")
    assert b"['L = L * 2', '3 * 14; p']" in child.before
    child.close(force=True)


LINE = "return document.querySelector('#points .path')?.getAttribute('points')"
