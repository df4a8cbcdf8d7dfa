"""Every text of the sources that says what to write has a case that does it.

For each code in such a text there is a case in the tables whose message has the text,
whose quoted part has the code, and whose program uses the names in it. The tables of
habits are run as they stand, by tests/test_coming_from.py.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path

import pytest

from docs import make_coming_from
from tests.remedies.cases import CASES, Case, printed
from tests.remedies.collect import HOLE, Text, names_of, pattern, texts
from tests.test_coming_from import CODE

WORDS = re.compile(r"\w+")
PACKAGES = ("autograd_core", "nn", "optim", "viz")

ELSEWHERE = {
    "give the point as tensors of that library": "PyTorch is not there, "
    "tests/testing/test_foreign_arrays.py has a stand-in",
    "no autodiff: \x00 is a function of": "nor is it, nor JAX; the same file",
    "from_torch: expected a torch.nn.Module": "PyTorch is not there",
    "export_onnx: what \x00 gives does not depend": "what is wrong, not what to write",
    "check_torch_function: no input is a tensor of floats": "PyTorch is not there, "
    "tests/testing/test_adapters.py has a stand-in",
    "check_jax_function: no input holds floats": "JAX is not there, "
    "tests/testing/test_adapters.py has a stand-in",
    "threads are those of NumPy": "NumPy reads the environment when it starts",
    "this needs \x00; install it with": "test_install_lines.py runs the line",
    "gradient_points needs hypothesis": "test_install_lines.py runs the line",
    "np.cumsum from the end": "what is wrong, not what to write",
    "mpi4py finds no MPI library": "test_install_lines.py runs such lines",
    "the change is at most tolerance_change": "why a search ended, not what to write",
    "\x00 is a checkpoint of another run": "what differs, not what to write",
    "\x00plain Python build": "test_install_lines.py runs the line",
    "cannot write \x00": "what failed, not what to write",
    '<meta name="viewport"': "HTML",
    "<g transform=": "SVG",
    "\x00; charset=": "HTTP",
    "a subgradient times": "what backward() gives at a kink",
    "\x00 = \x00. The slope of": "what backward() gives at a kink",
}
"""The start of a text that no case can follow, and why, or which test does."""


@cache
def texts_of(package: str) -> tuple[Text, ...]:
    """The texts of a package that name code to write."""
    return tuple(texts(package))


@cache
def messages() -> list[tuple[Case, str]]:
    """Every case, and what its wrong call says."""
    return [(case, printed(case)) for case in CASES]


@cache
def advice_of_habits() -> tuple[str, ...]:
    """The advice of all tables of habits."""
    sections = make_coming_from.SECTIONS.values()
    return tuple({x for rows in sections for *_, table in rows for x in table.values()})


def is_followed(text: Text, code: str) -> bool:
    """Whether a case says the text, quotes the code and uses its names."""
    quoted = pattern(code)
    for case, message in messages():
        match = quoted.search(case.message)
        if match and text.is_in(message):
            typed = match[0] if code.count(HOLE) else code
            if names_of(typed) <= {*WORDS.findall(case.remedy)}:
                return True
    return False


def is_run_as_habit(text: Text, code: str) -> bool:
    """Whether the code is a snippet in a table of habits, all of which are run."""
    snippet, whole = pattern(code), pattern(text.text)
    return any(
        whole.fullmatch(advice) and any(map(snippet.fullmatch, CODE.findall(advice)))
        for advice in advice_of_habits()
    )


@pytest.mark.skipif(any(case.lacks for case in CASES), reason="not every text is said")
@pytest.mark.parametrize("package", PACKAGES)
def test_every_remedy_is_followed(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    missing = [
        f"{text.place}: {code}\n    {text.text}".replace(HOLE, "{}")
        for text in texts_of(package)
        if not text.text.startswith((*ELSEWHERE,))
        for code in text.codes
        if not is_run_as_habit(text, code) and not is_followed(text, code)
    ]
    assert not missing, os.linesep.join([f"{len(missing)} without a case:", *missing])


def test_no_exception_is_left_over() -> None:
    packages = ("autograd_core", "nn", "optim", "viz")
    every = [text.text for package in packages for text in texts_of(package)]
    assert not [x for x in ELSEWHERE if not any(t.startswith(x) for t in every)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("t: got 1; write compile(f), and not compile(f(x))", ["compile(f)"]),
        ("use v.exp() or autograd_core.exp(v) for math.exp(v)", ["v.exp()"]),
        ("no index; use its data, e.g. t.data.astype(int).", ["t.data.astype(int)"]),
        ("write dot([a, b], [c, d]), f(x)[:2]", ["dot([a, b], [c, d])", "f(x)[:2]"]),
        ("keep it in a dict, `{v: 0.0}`", ["{v: 0.0}"]),
        ("write axis= or .T", ["axis=", ".T"]),
        ("use stack_values, or write x ** y", ["stack_values", "x ** y"]),
        ("use where or relu; call it; use \x00 first", ["where", "use \x00"]),
        ("sum(p) of f(x) is wrong", []),
        ("leave it out: arrays are on the CPU", []),
    ],
)
def test_the_code_in_a_text(text: str, codes: list[str]) -> None:
    assert Text("", text).codes[: len(codes) or None] == codes
