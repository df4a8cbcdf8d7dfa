"""no_grad, and detect_anomaly, whose errors name the user's line."""

import math
import weakref
from inspect import currentframe

import pytest

import autograd_core as ac
from autograd_core import GraphError, NonFiniteError, Value, detect_anomaly, no_grad
from tests.autograd_core.modes.bad_results import BAD_RESULTS


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


def test_a_decorated_generator_is_sent_to_thrown_into_and_closed():
    seen = []

    @no_grad()
    def echo():
        try:
            sent = yield (Value(2.0) * 2).parents
            try:
                yield sent
            except KeyError:
                yield "caught"
            return "returned"
        finally:
            seen.append((Value(2.0) * 2).parents)

    generator = echo()
    assert next(generator) == ()
    assert generator.send("sent") == "sent"
    assert generator.throw(KeyError()) == "caught"
    with pytest.raises(StopIteration, match="returned"):
        next(generator)
    generator = echo()
    next(generator)
    generator.close()
    assert seen == [(), ()]


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


@pytest.mark.parametrize(("make", "message"), BAD_RESULTS)
def test_first_bad_result(make, message):
    p = Value(0.0, label="p")
    with detect_anomaly(), pytest.raises(NonFiniteError) as caught:
        make(p)
    assert message in str(caught.value)
    code = make.__code__
    assert str(caught.value).endswith(
        f"\n  at {code.co_filename}:{code.co_firstlineno}"
    )


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


def test_a_block_knows_the_lines_of_other_blocks():
    with detect_anomaly():
        place = here()
        root = Value(0.0, label="x").sqrt()
        with detect_anomaly(), pytest.raises(NonFiniteError) as in_an_inner_block:
            root.backward()
    with detect_anomaly(), pytest.raises(NonFiniteError) as in_a_later_block:
        root.backward()
    for caught in (in_an_inner_block, in_a_later_block):
        assert str(caught.value).endswith(f"made at {line_after(place)}")


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
