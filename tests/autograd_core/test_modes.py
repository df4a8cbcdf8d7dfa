"""no_grad and detect_anomaly; warnings and errors that name the user's line."""

import math
import re
import warnings
import weakref
from inspect import currentframe

import pytest

import autograd_core as ac
from autograd_core import GraphError, NonFiniteError, Value, detect_anomaly, no_grad


def here():
    """`file:line` of the caller."""
    frame = currentframe().f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def line_after(place):
    """`file:line` of the line after `place`."""
    name, _, line = place.rpartition(":")
    return f"{name}:{int(line) + 1}"


# -- no_grad ---------------------------------------------------------------------------


def test_results_have_no_parents():
    a, b = Value(2.0, label="a"), Value(3.0)
    with no_grad():
        results = [a * b, a + 1, a.sin(), ac.dot([a], [b]), ac.sum([a, b]), a.hypot(b)]
        results += [ac.softmax([a, b])[0], ac.clip(a, 0, 1), Value(6.0, (a,), (1.0,))]
    for node in results:
        assert (node.parents, node.operands, node.local_grads) == ((), (), ())
        assert (node.op, node.rule) == ("", None)
    assert results[0].data == 6.0


def test_no_grad_frees_the_operands():
    with no_grad():
        a = Value(2.0)
        alive = weakref.ref(a)
        b = a * 3
        del a
    assert alive() is None
    assert b.data == 6.0


def test_decorator():
    a = Value(2.0)

    @no_grad()
    def double(x):
        """Docs stay."""
        return x * 2

    assert double(a).parents == ()
    assert (double.__name__, double.__doc__) == ("double", "Docs stay.")
    assert (a * 2).parents == (a,)


def test_decorator_without_parentheses_is_refused():
    with pytest.raises(TypeError, match=r"no_grad\(\)"):

        @no_grad
        def double(x):
            return x * 2


def test_nested():
    a, mode = Value(2.0), no_grad()
    with no_grad():
        with no_grad():
            assert (a * 2).parents == ()
        assert (a * 2).parents == ()
    assert (a * 2).parents == (a,)
    with mode:
        with mode:
            pass
        assert (a * 2).parents == ()
    assert (a * 2).parents == (a,)


def test_an_exception_ends_the_block():
    a = Value(2.0)
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / 0  # noqa: B018
    assert (a * 2).parents == (a,)


def test_a_decorated_generator_runs_inside():
    a = Value(2.0)

    @no_grad()
    def results():
        yield a * 2
        yield a * 3

    generator = results()
    assert next(generator).parents == ()
    assert (a * 2).parents == (a,)
    assert [out.parents for out in generator] == [()]


def test_training_goes_on_after_no_grad():
    a = Value(2.0)
    with no_grad():
        constant = a * 3
    loss = constant * a
    loss.backward()
    assert (a.grad, constant.grad) == (6.0, 2.0)


def test_leaves_are_updated_inside():
    a = Value(2.0)
    (a * 3).backward()
    with no_grad():
        a.data -= 0.1 * a.grad
        a.zero_grad()
    assert (a.data, a.has_grad) == (1.7, False)


def test_backward_inside_is_refused():
    a = Value(2.0)
    loss = a * 3
    loss.label = "loss"
    with no_grad(), pytest.raises(GraphError) as caught:
        loss.backward()
    assert str(caught.value).startswith("backward() of loss = 6.0 inside no_grad(): ")
    assert "outside the block" in str(caught.value)
    assert (a.has_grad, loss.has_grad) == (False, False)


def test_gradients_inside():
    a = Value(2.0)
    loss = a * a
    with no_grad():
        assert ac.gradients(loss, a) == 4.0
        with pytest.raises(GraphError, match=r"inside no_grad\(\)"):
            ac.gradients(loss, a, create_graph=True)


def test_backward_of_a_result_computed_inside_is_refused():
    a = Value(2.0)
    with no_grad():
        out = a * 3
    for walk in (out.backward, lambda: ac.gradients(out, a)):
        with pytest.raises(GraphError, match=r"Value\(6.0\).*computed inside no_grad"):
            walk()
    assert not out.has_grad


# -- detect_anomaly --------------------------------------------------------------------

BAD_RESULTS = [
    (lambda p: p.log(), "log(p = 0.0) gave -inf"),
    (lambda p: 1 / p, "1.0 / p gave inf"),
    (lambda p: p / p, "p / p gave nan"),
    (lambda p: (p + 1000).exp(), "exp(Value(1000.0)) gave inf"),
    (lambda p: (p - 1) ** 0.5, "Value(-1.0) ** 0.5 gave nan"),
    (lambda p: (p - 1).sqrt(), "sqrt(Value(-1.0)) gave nan"),
    (lambda p: (p + 1e300) * 1e300, "Value(1e+300) * 1e+300 gave inf"),
    (lambda p: ac.sum([p, 1e308, p + 1e308]), "sum(p = 0.0, 1e+308, Value(1e+308))"),
    (lambda p: ac.arccosh(p), "arccosh(p = 0.0) gave nan"),
]


@pytest.mark.parametrize(("make", "message"), BAD_RESULTS)
def test_first_bad_result(make, message):
    p = Value(0.0, label="p")
    with detect_anomaly(), pytest.raises(NonFiniteError) as caught:
        make(p)
    assert message in str(caught.value)
    line = make.__code__.co_firstlineno
    assert str(caught.value).endswith(f"\n  at {__file__}:{line}")


def test_line_of_a_function_of_the_library():
    values = [Value(1e308, label="big"), Value(1e308)]
    with detect_anomaly(), pytest.raises(NonFiniteError) as caught:
        place = here()
        ac.mean(values)
    assert str(caught.value).endswith(f"\n  at {line_after(place)}")
    assert "mean(big = 1e+308" in str(caught.value)


def test_first_bad_gradient():
    x = Value(0.0, label="x")
    other = Value(1.0, label="other")
    with detect_anomaly():
        place = here()
        root = x.sqrt()
        loss = root * 2 + other
        with pytest.raises(NonFiniteError) as caught:
            loss.backward()
        message = str(caught.value)
        assert "the gradient to x through sqrt(x = 0.0) is inf" in message
        assert "upstream gradient 2.0 x local derivative inf" in message
        assert message.endswith(f"\n  the node was made at {line_after(place)}")
        for node in (x, other, root, loss):
            assert (node.grad, node.has_grad) == (0.0, False)
        with pytest.raises(NonFiniteError, match="through sqrt"):
            ac.gradients(loss, x)
        with pytest.raises(NonFiniteError):
            ac.gradients(loss, x, create_graph=True)


def test_an_error_leaves_the_gradients_of_an_earlier_walk():
    x, y = Value(0.0), Value(3.0)
    (x * 2 + y).backward()
    with detect_anomaly():
        loss = (x + y * y) * 0.5 + x.sqrt() + y
        with pytest.raises(NonFiniteError):
            loss.backward()
    assert (x.grad, y.grad) == (2.0, 1.0)


def test_node_made_outside():
    root = Value(0.0, label="x").sqrt()
    with (
        detect_anomaly(),
        pytest.raises(NonFiniteError, match="outside detect_anomaly"),
    ):
        root.backward()


def test_anomaly_finds_nothing_in_a_sound_graph():
    x = Value(2.0)
    with detect_anomaly():
        y = (x.log() * x).tanh() + ac.dot([x], [3.0])
        y.backward()
        slope = x.grad
    x.zero_grad()
    y.backward()
    assert x.grad == slope


def test_anomaly_ends_with_its_block():
    with detect_anomaly():
        pass
    with pytest.warns(RuntimeWarning):
        Value(0.0).log()


def test_node_made_by_hand():
    p = Value(0.0, label="p")
    with detect_anomaly(), pytest.raises(NonFiniteError, match=r"Value\(.*p = 0\.0"):
        Value(math.inf, (p,), (1.0,))


def test_anomaly_inside_no_grad():
    with no_grad(), detect_anomaly(), pytest.raises(NonFiniteError, match="log"):
        Value(0.0).log()


# -- warnings --------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "message"), BAD_RESULTS)
def test_warning_names_the_op_and_the_line(make, message):
    with pytest.warns(RuntimeWarning, match=re.escape(message)) as caught:
        make(Value(0.0, label="p"))
    assert len(caught) == 1
    assert caught[0].filename == __file__
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
    with pytest.warns(RuntimeWarning, match="gave nan"):
        Value(math.inf) - math.inf


def test_line_of_a_user_file_whose_path_begins_like_the_package():
    package = ac.__path__[0]
    code = compile("\n\nvalue.log()", package + "_notes.py", "exec")
    with pytest.warns(RuntimeWarning) as caught:
        exec(code, {"value": Value(0.0)})
    assert (caught[0].filename, caught[0].lineno) == (package + "_notes.py", 3)
