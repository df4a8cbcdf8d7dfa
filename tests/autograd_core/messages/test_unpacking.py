"""Two rows of a maximum that are unpacked as PyTorch's pair are warned of."""

import warnings

import pytest

X = "x = ac.Tensor([[1.0, 3.0], [4.0, 2.0]])\n"
UNPACKED = {
    "values, places = x.max(axis=1)": "max",
    "_, predicted = ac.max(x, 1)": "max",
    "lows, places = x.min(1)": "min",
    "def f(x):\n    a, b = x.max(1)\n    return a\nf(x)": "max",
    "for a, b in [x.max(1)]: pass": "max",
}
MEANT = [
    "a, b = list(x.max(axis=1))",
    "rows = [row for row in x.max(axis=1)]",
    "for row in x.max(axis=1): pass",
    "a, b = x",
    "a, b = x.sum(axis=1)",
    "a, b, c = ac.Tensor([[1.0], [2.0], [3.0]]).max(1)",
    "first, *rest = x.max(1)",
    "print(*x.max(1), end='')",
]


def messages(code: str) -> list[warnings.WarningMessage]:
    """The warnings of a user's program."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        program = compile(f"import autograd_core as ac\n{X}{code}", "user.py", "exec")
        exec(program, {"__name__": "__main__"})
    return caught


@pytest.mark.parametrize(("code", "name"), UNPACKED.items())
def test_a_pair_is_warned_of_at_its_line(code: str, name: str) -> None:
    (warning,) = messages(code)
    assert str(warning.message) == (
        f"two rows of {name} are unpacked; if values and their places are meant, as in "
        f"PyTorch, write x.{name}(1) and x.arg{name}(1), else list(...)"
    )
    lines = f"\n{X}{code}".splitlines()
    assert warning.filename == "user.py"
    assert name in lines[warning.lineno - 1]


@pytest.mark.parametrize("code", MEANT)
def test_what_is_meant_passes(code: str) -> None:
    assert not messages(code)
