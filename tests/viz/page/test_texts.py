"""The texts of the page: one table for each language, whole, with the same numbers."""

from __future__ import annotations

import re

import pytest

from tests.viz.browser import Show, screen
from tests.viz.page.test_film import click, press, words
from tests.viz.page.test_forward import choose
from tests.viz.page.test_step import bowl
from viz.page import page_html
from viz.page.assets import asset
from viz.page.texts import languages, static_texts, table

pytest.importorskip("pygraphviz")

TABLES = [lang for lang in languages() if lang != "en"]
# Words of Python and keys that are letters.
KEPT = {"if", "where", "s", "u"}


@pytest.mark.parametrize("lang", TABLES)
def test_a_table_has_every_text_of_the_template(lang: str) -> None:
    pieces = re.split("(?=<)", asset("page.html"))
    texts = {text for piece in pieces for text in static_texts(f"{piece}<")}
    assert len(texts) > 40
    assert texts - KEPT - table(lang).keys() == set()


@pytest.mark.parametrize("lang", TABLES)
def test_a_text_puts_in_what_the_english_one_does(lang: str) -> None:
    marks = re.compile(r"\{\d\}")
    for english, text in table(lang).items():
        assert sorted(marks.findall(english)) == sorted(marks.findall(text)), english
        assert english[-1:] == " " or text.strip() == text


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
