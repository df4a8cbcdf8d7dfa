"""The texts of the page: one table for each language, whole, with the same numbers."""

from __future__ import annotations

import argparse
import ast
import json
import re

import pytest

import autograd_core as ac
from autograd_core import Value
from tests.source import source_file
from tests.viz.browser import Show, screen
from tests.viz.page.test_film import click, press, words
from tests.viz.page.test_forward import choose
from tests.viz.page.test_step import bowl
from viz.cli import options
from viz.live_view import messages, view
from viz.output.languages import languages
from viz.page import page_html
from viz.page.assets import asset
from viz.page.texts import static_texts, table
from viz.page.write import DERIVATIVES, SCRIPTS

pytest.importorskip("pygraphviz")

TABLES = [lang for lang in languages() if lang != "en"]
# Words of Python and keys that are letters.
KEPT = {"if", "where", "s", "u"}
FROM_PYTHON = {"Backpropagation through {0}", "Graph of {0}", "Picture", view.WAITING}
SAYING = {"phrase", "Refusal", "self._waiting"}
PAGES = ("page.html", "live.html", "waiting.html")
FILES = sorted({*SCRIPTS, "fields", "points", "fit", "live"} - {DERIVATIVES})

_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_TEMPLATE = re.compile(r"`(?:\\.|[^`\\])*`")
# Two words, a blank at an end, or a word with a capital: what a reader may see.
_PROSE = re.compile(r"[A-Za-z]{2} +[A-Za-z{(|]|^ [a-z]|[a-z] $|^[A-Z][a-z]+\\b")
_COUNTED = re.compile(r'plural\([^"]*?"(\w+(?: \w+)?)"(?:, "(\w+)")?')
# Strings that no reader of the page sees as a text of its language.
SILENT = re.compile(
    r"""
    (autograd_core\ score|Content-Type|Value|Python|Momentum|Delete)\b  # names
    |\ *(for|def|return|naive_backward|False\ None)\b                # Python
    |(Arrow|Home$|End$)                                             # keys
    |[-#.:>\[\]=\w ]*(\#|:scope)                                    # selectors
    |[a-z-]+\ (bad|faint|small|row|code|data|asked|done|choices|answer|surface
        |points|cartoon)$                                           # classes
    |(forgot\ to\ add$|(missing|other|multiplied|added|upside|factor|too|not\ a|naive
        |sign\ and)\ [a-z0-9]+$)                                   # kinds of answers
    """,
    re.X,
)


WORD = re.compile(r"[^\W\d_]{3,}")
SILENT_TEMPLATE = re.compile(r"point kind0$|from autograd_core import |sign and 0$")


def strings(name: str) -> tuple[list[str], list[str]]:
    """The strings of a script, each whole, and its templates."""
    lines = asset(f"{name}.js").splitlines()
    code = "\n".join(line for line in lines if not line.lstrip().startswith("//"))
    templates = _TEMPLATE.findall(code)
    code = re.sub(r'"\s*\+\s*"', "", code)
    return [json.loads(text) for text in _STRING.findall(code)], templates


def texts_of_pages() -> set[str]:
    """The texts of the HTML files."""
    pieces = [piece for page in PAGES for piece in re.split("(?=<)", asset(page))]
    return {text for piece in pieces for text in static_texts(f"{piece}<")} - KEPT


@pytest.mark.parametrize("lang", TABLES)
def test_a_table_has_every_text_of_the_html(lang: str) -> None:
    texts = texts_of_pages()
    assert len(texts) > 40
    assert texts - table(lang).keys() == set()


@pytest.mark.parametrize("lang", TABLES)
@pytest.mark.parametrize("name", FILES)
def test_a_table_has_every_text_of_a_script(name: str, lang: str) -> None:
    found, templates = strings(name)
    code = asset(f"{name}.js")
    texts = {text for text in found if _PROSE.search(text) and not SILENT.match(text)}
    texts |= {word for pair in _COUNTED.findall(code) for word in pair if word}
    assert texts - table(lang).keys() == set()
    # What is put together on the spot cannot be looked up.
    for template in templates:
        fixed = re.sub(r"\$\{(?:[^{}]|\{[^{}]*\})*\}", "0", template[1:-1])
        if not SILENT_TEMPLATE.match(fixed):
            assert not re.search(r"[a-z]{2,} [a-z]{2,}|[a-z]{3,}: ", fixed), template


def said_by_python() -> set[str]:
    """The texts that a live view puts into its page."""
    texts: set[str] = set()
    for module in (view, messages):
        for call in ast.walk(ast.parse(source_file(module).read_text("utf-8"))):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in SAYING:
                texts |= {
                    argument.value
                    for argument in call.args
                    if isinstance(argument, ast.Constant) and " " in argument.value
                }
    return texts | FROM_PYTHON


@pytest.mark.parametrize("lang", TABLES)
def test_a_table_has_every_text_of_python(lang: str) -> None:
    texts = said_by_python()
    assert len(texts) >= 15
    assert texts - table(lang).keys() == set()


@pytest.mark.parametrize("lang", TABLES)
def test_a_table_has_no_text_that_nobody_uses(lang: str) -> None:
    used = {text for name in FILES for text in strings(name)[0]} | texts_of_pages()
    counted = {f"{text}s" for text in used}
    assert table(lang).keys() - used - counted - said_by_python() == set()


@pytest.mark.parametrize("lang", TABLES)
def test_a_text_puts_in_what_the_english_one_does(lang: str) -> None:
    marks = re.compile(r"\{\d\}")
    for english, text in table(lang).items():
        assert sorted(marks.findall(english)) == sorted(marks.findall(text)), english
        for end in (0, -1):
            assert text[end].isspace() == english[end].isspace(), english


# From here on the page notes which texts it does not find.
NOTE = """
window.missing = new Set();
TEXTS = new Proxy(TEXTS, { get(texts, key) {
  if (!(key in texts)) window.missing.add(key);
  return texts[key];
} });
"""


@pytest.mark.parametrize("lang", TABLES)
def test_the_film_the_sliders_and_the_steps_speak_it(show: Show, lang: str) -> None:
    browser = show(bowl(), params=["w"], lang=lang)
    browser.execute_script(NOTE)
    press(browser, *["ARROW_RIGHT"] * 5, "END")
    for name in ("naive", "last", "naive", "one", "keep", "tab-curve", "undo"):
        click(browser, name)
    choose(browser, table(lang)["Forward: {0}"].replace("{0}", "w"))
    press(browser, "HOME", *["ARROW_RIGHT"] * 3, "END")
    for text in ("x", "0", "1,500", "1/0", "3"):
        box = browser.find_element("css selector", "#sliders input[type=text]")
        box.clear()
        box.send_keys(text + "\n")
    browser.execute_script("document.getElementById('whole').open = true")
    press(browser, "TAB", "HOME")
    assert browser.execute_script("return [...window.missing]") == []


# From here on `look()` notes all words that can be read or heard: texts, labels and
# titles, without what is code.
LOOK = """
window.read = new Set();
window.look = (root = document.body) => {
  const note = (text) =>
    (text.match(/\\p{L}{3,}/gu) || []).forEach((word) => window.read.add(word));
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.nodeType === 1 ? node : node.parentElement;
    if (element.closest("script, style, noscript, code, pre, .code, bdi, kbd"))
      continue;
    if (node.nodeType === 3) note(node.textContent);
    else for (const name of ["aria-label", "title", "aria-valuetext", "placeholder"]) {
      note(element.getAttribute?.(name) || "");
    }
  }
};
document.addEventListener("shown", () => window.look());
"""
# Every question, answered by all mistakes that are known, with all hints.
ASK = """
const { graph, result } = page;
const hear = () => look(document.getElementById("question"));
// Until it is solved, or another question takes its place.
const answer = (asker, guesses) => {
  const { question } = asker;
  const open = () => !asker.revealed && asker.question === question;
  for (const guess of ["x", "1,500", "1/0", "12345", ...guesses.map(full)]) {
    if (!open()) return;
    asker.guess.value = guess;
    asker.form.requestSubmit();
    hear();
  }
  for (let rung = 0; rung < 4; rung++) asker.hint(), hear();
  asker.show();
  hear();
};
const wrong = (place) => [...mistakes(graph, result, place)].map(({ value }) => value)
  .filter((x) => Number.isFinite(x) && !near(x, result.grad[place]))
  .flatMap((x) => [x, -x]);
page.setMode("predict");
// The rest of the page is read once a mode.
for (const quiz of [page.predict, page.doing]) quiz.asker.onChange = () => {};
for (const { place } of graph.nodes) {
  page.predict.askNode(place), hear();
  answer(page.predict.asker, wrong(place));
  page.predict.askNode(place);
  answer(page.predict.asker, [result.grad[place] + 0.25]);
}
page.film.forEach((step, at) => {
  if (step.kind !== "pass") return;
  page.predict.askStep(at), hear();
  answer(page.predict.asker, [result.grad[step.pass.parent]]);
});
page.setMode("do");
while (page.doing.remaining.length) {
  for (const edge of page.doing.remaining) {
    page.doing.choose(edge), hear();
    if (page.doing.edge === null) continue;
    const { parent, upstream, local } = page.doing.passOf(edge);
    for (let part = 0; part < 3; part++) {
      answer(page.doing.asker, [-upstream, local, local * upstream, 2 * local,
        local / 2, result.data[parent], ...wrong(parent)]);
    }
  }
}
look();
"""
# Names in the graph of `many`, of Python and of rules, which all languages share.
SHARED = {
    *("dL", "ReLU", "relu", "tanh", "max", "maximum", "else", "inf", "nan", "grad"),
    *("Python", "SGD", "Momentum", "RMSprop", "Adam"),
}
BUTTONS = (
    *("naive", "last", "naive", "one", "ten", "undo", "keep"),
    *("tab-code", "tab-health", "tab-surface", "tab-loss", "tab-curve"),
)


def many() -> Value:
    """A graph with a kink, a blocked relu, a saturated tanh and a result used twice."""
    a, b = Value(3.0, label="a"), Value(-1.0, label="b")
    twice = a * b
    twice.label = "c"
    L = twice.relu() + (a + a).tanh() + ac.maximum(twice, b * 3.0)
    L.label = "L"
    return L


@pytest.mark.parametrize("lang", TABLES)
def test_no_text_of_any_mode_or_tab_is_english(show: Show, lang: str) -> None:
    browser = show(many(), lang=lang, code=many)
    browser.execute_script(NOTE + LOOK)
    for name in BUTTONS:
        click(browser, name)
    browser.execute_script(ASK)
    read = set(browser.execute_script("return [...window.read]"))
    german = {word for text in table(lang).values() for word in WORD.findall(text)}
    assert len(read) > 250
    assert read - german - SHARED == set()
    assert browser.execute_script("return [...window.missing]") == []


def test_german(show: Show) -> None:
    screen(show.browser, 1280, 720)
    browser = show(bowl(), params=["w"], lang="de")
    assert browser.find_element("css selector", "html").get_attribute("lang") == "de"
    assert words(browser, "#one") == "Schritt"
    press(browser, "s")
    # The numbers are those of every language.
    assert words(browser, "#train-told") == (
        "Ein Schritt: Der Verlust ging von 4.0 auf 0.16."
    )
    titles = browser.execute_script(
        "return document.querySelector('#n0 title').textContent.split('\\n')"
    )
    assert titles[:2] == ["w", "Wert 1.8"]
    assert words(browser, "#step-title") == "Rückwärts: von n1 nach x"
    assert browser.execute_script(
        "return document.documentElement.scrollWidth <= innerWidth"
    )


@pytest.mark.parametrize("lang", ["xx", "", None, 3])
def test_an_unknown_language_is_refused(lang: object) -> None:
    with pytest.raises(ValueError, match=r"play: unknown lang .*; known: en, de"):
        page_html(bowl(), lang=lang)  # type: ignore[arg-type]


def test_the_commands_offer_every_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "languages", lambda: (*languages(), "fr"))
    parser = argparse.ArgumentParser()
    options.add_language(parser)
    assert parser.parse_args(["--lang", "fr"]).lang == "fr"
    assert parser.parse_args([]).lang == "en"
