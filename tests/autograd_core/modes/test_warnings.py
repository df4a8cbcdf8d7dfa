"""Warnings of inf and nan: of new ones only, and they name the user's line."""

import math
import warnings

import pytest

import autograd_core as ac
from autograd_core import Value
from tests.autograd_core.modes import bad_results


@pytest.mark.parametrize(("make", "message"), bad_results.BAD_RESULTS)
def test_warning_names_the_op_and_the_line(make, message):
    with pytest.warns(RuntimeWarning) as caught:
        make(Value(0.0, label="p"))
    assert [str(warning.message) for warning in caught] == [message]
    assert caught[0].filename == bad_results.__file__
    assert caught[0].lineno == make.__code__.co_firstlineno


@pytest.mark.parametrize(
    "make",
    [
        lambda: Value(math.inf) * 2,
        lambda: Value(math.nan) + 1,
        lambda: Value(1.0) / math.inf,
        lambda: Value(math.inf).exp(),
        lambda: ac.sum([Value(math.nan), 1.0]),
        lambda: ac.logsumexp([Value(math.inf), Value(1.0)]),
        lambda: Value(math.nan).maximum(0.0),
        lambda: Value(1.0) * math.nan,
        lambda: Value(-math.inf).tanh(),
    ],
)
def test_no_warning_when_an_operand_was_not_finite(make):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make()


def test_a_new_nan_from_inf_is_warned_of():
    with pytest.warns(RuntimeWarning) as caught:
        Value(math.inf) - math.inf
    assert str(caught[0].message) == "Value(inf) - inf gave nan"


def test_line_of_a_user_file_whose_path_begins_like_the_package():
    package = ac.__path__[0]
    code = compile("\n\nvalue.log()", package + "_notes.py", "exec")
    with pytest.warns(RuntimeWarning) as caught:
        exec(code, {"value": Value(0.0)})
    assert (caught[0].filename, caught[0].lineno) == (package + "_notes.py", 3)


def test_an_op_on_one_line_is_warned_of_once_as_by_numpy():
    """A training that diverges has other numbers in each step, and many samples."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default")
        for step in range(3):
            for x in (1e200, 2e200):
                (Value(x) + step) ** 2, Value(-x).log()
    gave = ["Value(1e+200) ** 2.0 gave inf", "log(Value(-1e+200)) gave nan"]
    assert [str(warning.message) for warning in caught] == gave
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(3):
            Value(1e200) ** 2
    assert len(caught) == 3
