"""A drawing as a web page: one picture for each zoom level, to pan and to enlarge."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from viz.diagram.themes import Theme

_SVG = "{http://www.w3.org/2000/svg}"
_STYLE = """\
html, body { margin: 0; height: 100%%; background: %(background)s; color: %(ink)s;
  font: 16px/1.4 system-ui, sans-serif; }
body { display: flex; flex-direction: column; }
nav { display: flex; flex-wrap: wrap; gap: .5em; padding: .6em; align-items: center; }
h1 { flex: 1 1 100%%; margin: 0; font-size: 1.1em; overflow-wrap: anywhere; }
button { font: inherit; color: inherit; background: %(operator)s; cursor: pointer;
  border: 1px solid %(line)s; border-radius: .4em; padding: .25em .8em; }
button[aria-pressed=true] { background: %(ink)s; color: %(background)s; }
main { flex: 1; min-height: 0; }
figure { margin: 0; width: 100%%; height: 100%%; touch-action: none; cursor: grab; }
figure[hidden] { display: none; }
figure > svg { width: 100%%; height: 100%%; display: block; }
figure > ol { position: fixed; top: 0; width: 1px; height: 1px; margin: 0; padding: 0;
  overflow: hidden; clip-path: inset(50%%); }
@media print { nav { display: none; } }"""

_SCRIPT = """\
const figures = [...document.querySelectorAll("figure")];
const levels = [...document.querySelectorAll("button[data-level]")];
const svg = () => figures.find((each) => !each.hidden).querySelector("svg");
const box = () => svg().viewBox.baseVal;
const whole = new Map(figures.map((each) => {
  const { x, y, width, height } = each.querySelector("svg").viewBox.baseVal;
  return [each, [x, y, width, height]];
}));
function show(level) {
  figures.forEach((each) => { each.hidden = each.id !== level; });
  levels.forEach((each) => each.setAttribute("aria-pressed",
    String(each.dataset.level === level)));
}
function zoom(factor, x = 0.5, y = 0.5) {
  const view = box();
  view.x += view.width * x * (1 - factor);
  view.y += view.height * y * (1 - factor);
  view.width *= factor;
  view.height *= factor;
}
function reset() {
  const view = box();
  [view.x, view.y, view.width, view.height] =
    whole.get(figures.find((each) => !each.hidden));
}
function move(dx, dy) {
  const view = box(), scale = svg().getScreenCTM().a;
  view.x -= dx / scale;
  view.y -= dy / scale;
}
levels.forEach((each) => {
  each.addEventListener("click", () => show(each.dataset.level));
});
document.getElementById("in").addEventListener("click", () => zoom(0.8));
document.getElementById("out").addEventListener("click", () => zoom(1.25));
document.getElementById("all").addEventListener("click", reset);
addEventListener("keydown", (event) => {
  const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0],
    ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
  if (step) { move(...step); event.preventDefault(); }
  if (event.key === "+") zoom(0.8);
  if (event.key === "-") zoom(1.25);
  if (event.key === "0") reset();
});
figures.forEach((each) => {
  each.addEventListener("wheel", (event) => {
    event.preventDefault();
    const area = each.getBoundingClientRect();
    const x = (event.clientX - area.left) / area.width;
    const y = (event.clientY - area.top) / area.height;
    zoom(event.deltaY > 0 ? 1.15 : 0.87, x, y);
  }, { passive: false });
  // Fingers and the mouse: one moves the picture, two enlarge it.
  const fingers = new Map();
  const spread = () => {
    const [one, two] = fingers.values();
    return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
  };
  each.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event));
  for (const end of ["pointerup", "pointercancel", "pointerleave"]) {
    each.addEventListener(end, (event) => fingers.delete(event.pointerId));
  }
  each.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const before = fingers.size === 2 ? spread() : 0;
    fingers.set(event.pointerId, event);
    if (before) zoom(before / Math.max(spread(), 1));
    else move(event.clientX - last.clientX, event.clientY - last.clientY);
  });
});"""


def zoom_page(
    pictures: Mapping[str, str],
    lists: Mapping[str, Sequence[str]],
    first: str,
    title: str,
    theme: Theme,
) -> str:
    """A page that needs nothing else, neither a network nor a server.

    Args:
        pictures: the SVG text of each zoom level.
        lists: the same in words, a line for each box.
        first: the level to begin with.
        title: of the page.
        theme: its colours.

    >>> from viz.diagram.themes import THEMES
    >>> page = zoom_page({"op": "<svg/>"}, {"op": []}, "op", "a < b", THEMES["light"])
    >>> "<title>a &lt; b</title>" in page, "data-level=" in page
    (True, False)
    """
    style = _STYLE % {name: getattr(theme, name) for name in theme.__slots__}
    buttons = [
        f'<button type="button" data-level="level-{name}" '
        f'aria-pressed="{str(name == first).lower()}">{html.escape(name)}</button>'
        for name in pictures
    ]
    figures = [
        f'<figure id="level-{name}" aria-label="{html.escape(title)}"'
        f"{'' if name == first else ' hidden'}>{_element(svg)}"
        f"{_list(lists[name])}</figure>"
        for name, svg in pictures.items()
    ]
    rules = f"default-src 'none'; script-src '{_digest(_SCRIPT)}'; "
    rules += "style-src 'unsafe-inline'"
    lines = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(title)}</title>",
        f"<style>{style}</style></head>",
        f"<body><nav><h1><bdi>{html.escape(title)}</bdi></h1>",
        *(buttons if len(pictures) > 1 else []),
        '<button type="button" id="in" aria-label="enlarge">+</button>',
        '<button type="button" id="out" aria-label="reduce">&minus;</button>',
        '<button type="button" id="all">all</button>',
        "</nav><main>",
        *figures,
        f"</main><script>{_SCRIPT}</script></body></html>",
    ]
    return "\n".join(lines) + "\n"


def _element(svg: str) -> str:
    """The svg element without XML prologue; a screen reader has the list instead."""
    return (
        svg[svg.index("<svg") :].strip().replace("<svg", '<svg aria-hidden="true"', 1)
    )


def texts_of(svg: str) -> list[str]:
    """The texts of the boxes of a picture, of which nothing else is known.

    >>> from viz.output.graphviz import render
    >>> texts_of(render("digraph { a -> b }").decode())
    ['a', 'b']
    """
    groups = ElementTree.fromstring(svg[svg.index("<svg") :]).iter(f"{_SVG}g")
    boxes = [group for group in groups if group.get("class") == "node"]
    texts = [
        ", ".join(["".join(text.itertext()) for text in box.iter(f"{_SVG}text")])
        for box in boxes
    ]
    return [text.replace("\xa0", " ") for text in texts]


def _list(lines: Sequence[str]) -> str:
    """What a screen reader tells instead of the picture."""
    return f"<ol>{''.join([f'<li>{html.escape(line)}</li>' for line in lines])}</ol>"


def _digest(script: str) -> str:
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
