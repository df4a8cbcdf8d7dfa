"""The gallery shows what the examples make, with the lines that make it."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.examples import EXAMPLES, scripts
from tests.markdown import FENCE

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
TEXT = (DOCS / "gallery.md").read_text("utf-8")
IMAGES = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", TEXT)
COMMANDS = re.findall(r"^python (examples/(\w+)\.py) (\S+)$", TEXT, re.MULTILINE)
# The rows of the curriculum that are to be seen, by their ids.
FIGURES = {
    *("chain-rule", "two-layer", "vanishing", "activations", "xor", "no-nonlinearity"),
    *("mlp", "tabular", "regularizers", "learning-rate", "clipping", "optimizer-race"),
    *("linear-regression", "logistic-regression", "ill-conditioned", "newton"),
    *("gates", "exploding", "blocks", "approximation", "width-and-depth"),
    *(
        "autoencoder",
        "steepest",
        "starts",
        "saddle",
        "batching",
        "momentum",
        "averages",
    ),
}


def excerpts():
    """`(script, code)` for each Python block: those of the command above it."""
    script = ""
    for language, text in FENCE.findall(TEXT):
        if language == "bash":
            script = text.split()[1]
        elif language == "python":
            yield script, text


def outdented(lines):
    """The lines without the indentation of the first one."""
    depth = len(lines[0]) - len(lines[0].lstrip())
    return [
        line[depth:] if line[:depth].isspace() or not depth else line for line in lines
    ]


@pytest.mark.parametrize(("script", "code"), list(excerpts()))
def test_the_code_is_that_of_the_example(script, code):
    excerpt = code.rstrip().splitlines()
    lines = (ROOT / script).read_text("utf-8").splitlines()
    parts = [lines[i : i + len(excerpt)] for i in range(len(lines) - len(excerpt) + 1)]
    assert any(outdented(part) == excerpt for part in parts if part[0].strip())


def test_every_picture_is_there_and_comes_from_a_command():
    assert len(IMAGES) == len(set(IMAGES)) >= 20
    targets = [Path(target) for _, _, target in COMMANDS]
    for image in IMAGES:
        path = Path("docs") / image
        assert (ROOT / path).is_file(), image
        assert path in targets or path.parent in targets, image


def test_every_example_is_shown():
    names = {name for _, name, _ in COMMANDS}
    assert names == {path.stem for path in scripts()}
    assert all((EXAMPLES / f"{name}.py").is_file() for name in names)


def test_every_figure_of_the_curriculum_is_shown():
    assert set(re.findall(r"^### .*\(([\w-]+)\)$", TEXT, re.MULTILINE)) == FIGURES


def test_the_pictures_are_small_and_none_is_left_over():
    files = [path for path in (DOCS / "images").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 4_000_000
    referenced = {DOCS / image for image in IMAGES}
    readme = (ROOT / "README.md").read_text("utf-8")
    referenced |= {
        ROOT / image for image in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)
    }
    for page in (DOCS / "course").glob("*.md"):
        images = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text("utf-8"))
        referenced |= {(page.parent / image).resolve() for image in images}
    assert not {path for path in files if path not in referenced}


def test_a_name_that_is_not_in_the_gallery_is_refused():
    process = subprocess.run(
        [sys.executable, DOCS / "make_gallery.py", "clif"],
        capture_output=True,
        text=True,
    )
    assert process.returncode == 1
    assert "no example 'clif' in the gallery; known: chain_rule" in process.stderr


def test_pictures_are_shrunk(tmp_path):
    script = runpy.run_path(str(DOCS / "make_gallery.py"))
    assert script["commands"]() == COMMANDS
    example = str(EXAMPLES / "tabular.py")
    picture = tmp_path / "small.png"
    script["make"](example, str(picture))
    with Image.open(picture) as small:
        assert small.mode == "P"
        assert small.size[0] > 1000
