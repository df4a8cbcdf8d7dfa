"""`detect_anomaly`: its errors name the op, the operands and the user's line."""

import math
from inspect import currentframe

import pytest

import autograd_core as ac
from autograd_core import NonFiniteError, Value, detect_anomaly, no_grad
from tests.autograd_core.messages import message_of
from tests.autograd_core.modes.bad_results import BAD_RESULTS


def line_here():
    """`file:line` of the caller."""
    frame = currentframe().f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def line_after(place):
    """`file:line` of the line after `place`."""
    name, _, line = place.rpartition(":")
    return f"{name}:{int(line) + 1}"


@pytest.mark.parametrize(("make", "message"), BAD_RESULTS)
def test_first_bad_result(make, message):
    p = Value(0.0, label="p")
    with detect_anomaly():
        text = message_of(NonFiniteError, make, p)
    code = make.__code__
    line = f"{code.co_filename}:{code.co_firstlineno}"
    assert text == f"{message}\n  at {line}"


def test_line_of_a_function_of_the_library():
    values = [Value(1e308, label="big"), Value(1e308)]
    with detect_anomaly(), pytest.raises(NonFiniteError) as caught:
        place = line_here()
        ac.mean(values)
    assert str(caught.value) == (
        f"mean(big = 1e+308, Value(1e+308)) gave inf\n  at {line_after(place)}"
    )


def test_first_bad_gradient():
    x = Value(0.0, label="x")
    bias = Value(1.0, label="bias")
    with detect_anomaly():
        place = line_here()
        root = x.sqrt()
        loss = root * 2 + bias
        message = (
            "the gradient to x through sqrt(x = 0.0) is inf: upstream gradient 2.0 x "
            f"local derivative inf\n  the node was made at {line_after(place)}"
        )
        assert message_of(NonFiniteError, loss.backward) == message
        for node in (x, bias, root, loss):
            assert (node.grad, node.has_grad) == (0.0, False)
        assert message_of(NonFiniteError, ac.gradients, loss, x) == message
        # On a graph the derivative of sqrt, 0.5 / sqrt(x), is itself a result.
        text = message_of(NonFiniteError, ac.gradients, loss, x, create_graph=True)
        assert text.startswith("0.5 / Value(0.0) gave inf\n  at ")


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
    with detect_anomaly():
        message = message_of(NonFiniteError, root.backward)
    assert message.endswith("the node was made at a line outside detect_anomaly()")


def test_a_block_knows_the_lines_of_other_blocks():
    with detect_anomaly():
        place = line_here()
        root = Value(0.0, label="x").sqrt()
        with detect_anomaly():
            in_an_inner_block = message_of(NonFiniteError, root.backward)
    with detect_anomaly():
        in_a_later_block = message_of(NonFiniteError, root.backward)
    for message in (in_an_inner_block, in_a_later_block):
        assert message.endswith(f"made at {line_after(place)}")


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
    with detect_anomaly():
        message = message_of(NonFiniteError, Value, math.inf, (p,), (1.0,))
    assert message.startswith("Value(p = 0.0) gave inf\n  at ")


def test_anomaly_inside_no_grad():
    with no_grad(), detect_anomaly():
        message = message_of(NonFiniteError, Value(0.0).log)
    assert message.startswith("log(Value(0.0)) gave -inf\n  at ")
