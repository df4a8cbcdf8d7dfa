"""The site builds strictly and without a network, and has an entry for every name."""

from __future__ import annotations

import inspect
import os
import re
import runpy
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.source import PACKAGES

pytest.importorskip("sphinx", reason="comes with the extra docs")

ROOT = Path(__file__).parents[1]
PAGES = {
    *("install", "first-hour", "sharp-bits", "curriculum", "how-it-works", "gallery"),
    *("course/index", "course/plans", "course/01-slope"),
    *("gradient-testing", "networks", "training", "pictures", "data-set"),
    *("extending/op", "extending/rule", "extending/callback", "extending/plot"),
    *("extending/command", "benchmarks", "contributing", "changelog", "api/index"),
}
OTHER_EXTRAS = (
    *("matplotlib", "pygraphviz", "rich", "IPython", "sklearn", "scipy", "onnx"),
    *("safetensors", "sympy", "joblib", "pytest", "mpmath", "pandas"),
)
"""What `docs` does not install cannot be imported while the site is built."""

pytestmark = pytest.mark.skipif(
    os.environ.get("AUTOGRAD_CORE_PURE", "") not in ("", "0"),
    reason="the pages are the same for both builds; the other run builds them",
)


def public_modules() -> Iterator[str]:
    """The packages, and what `dir` shows in them as a public module."""
    for package in PACKAGES:
        yield package
        scope = import_module(package)
        for name in dir(scope):
            if inspect.ismodule(getattr(scope, name)):
                yield f"{package}.{name}"


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    strict = ("-q", "-b", "html", "-W", "--keep-going", "-n")
    program = (
        f"import sys; sys.modules.update(dict.fromkeys({OTHER_EXTRAS}))\n"
        "from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, *strict, str(source), str(out)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    result = build(ROOT / "docs", out)
    assert (result.returncode, result.stderr) == (0, "")
    return out


def test_the_site(site: Path) -> None:
    """One test, so that one process builds it."""
    missing = {page for page in PAGES if not (site / f"{page}.html").is_file()}
    assert not missing
    entries = names_with_an_entry(site)
    for module in public_modules():
        scope = import_module(module)
        names = {name for name in dir(scope) if name.isidentifier() and name[0] != "_"}
        names -= {name for name in names if inspect.ismodule(getattr(scope, name))}
        assert {f"{module}.{name}" for name in names} - entries == set()
        assert (site / "api" / f"{module}.html").is_file()
    assert_nothing_is_fetched(site)
    assert_formulas_are_formulas(
        (site / "course/10-hidden-layer.html").read_text("utf-8")
    )
    index = (site / "searchindex.js").read_text("utf-8")
    assert "hessian" in index and "zero_grad" in index


def assert_formulas_are_formulas(page: str) -> None:
    """One that cannot be read is a warning, and the build is strict."""
    assert page.count("<math") > 50
    assert not re.search(r"\$[^<]*\\", page)


@pytest.mark.parametrize(
    ("tex", "mathml"),
    [
        (r"\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"\tfrac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
        (r"\dots", "<mi>…</mi>"),
        (r"p \ln p", "<mi>p</mi> <mi>ln</mi><mo>&ApplyFunction;</mo> <mi>p</mi>"),
        (
            r"\ln(p)",
            "<mi>ln</mi><mo>&ApplyFunction;</mo><mo>(</mo><mi>p</mi><mo>)</mo>",
        ),
        (
            r"\hat y_k",
            "<msub><mover><mi>y</mi><mo>\u02c6</mo></mover><mi>k</mi></msub>",
        ),
        (
            r"\tilde\sigma_L",
            "<msub><mover><mi>\u03c3</mi><mo>~</mo></mover><mi>L</mi></msub>",
        ),
    ],
)
def test_a_formula_is_mathml(tex: str, mathml: str) -> None:
    """Without attributes, empty rows and the width of spaces."""
    formula = runpy.run_path(str(ROOT / "docs" / "mathml.py"))["formula"]
    text = re.sub(r"\s*\n\s*", "", formula(tex))
    text = re.sub(r"<mspace[^>]*></mspace>", " ", text)
    text = re.sub(r"<(\w+) [^>]+>", r"<\1>", text)
    found = re.sub(r"</?mrow>|</?math>", "", text)
    assert found == mathml


def names_with_an_entry(site: Path) -> set[str]:
    """The names that have a heading with an anchor in a page of the reference."""
    pages = [path.read_text("utf-8") for path in site.glob("api/*.html")]
    return set(re.findall(r'<dt class="sig[^>]* id="([\w.]+)"', "".join(pages)))


def assert_nothing_is_fetched(site: Path) -> None:
    """No script, style, font or picture comes from another host."""
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", text)
        foreign = [tag for tag in tags if re.search(r'="(?:https?:)?//', tag)]
        assert not foreign, (path, foreign)
    for path in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(?:https?:)?//", path.read_text("utf-8"))


def test_a_broken_link_and_a_forgotten_page_fail(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(
        'extensions = ["myst_parser"]\nmyst_heading_anchors = 4\n'
    )
    (tmp_path / "index.md").write_text(
        "# Index\n\n[a](other.md#nowhere) [b](none.md)\n"
    )
    (tmp_path / "other.md").write_text("# Other\n")
    result = build(tmp_path, tmp_path / "out")
    assert result.returncode == 1
    for problem in ("nowhere", "none.md", "isn't included in any toctree"):
        assert problem in result.stderr
