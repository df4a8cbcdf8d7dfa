"""`no_grad`: nothing is recorded, and walks of its results are refused."""

import copy
import weakref

import pytest

import autograd_core as ac
from autograd_core import GraphError, Value, no_grad
from tests.autograd_core.messages import message_of
from tests.identity import identical


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


def test_nested():
    a, mode = Value(2.0), no_grad()
    with no_grad():
        with no_grad():
            assert (a * 2).parents == ()
        assert (a * 2).parents == ()
    assert identical((a * 2).parents, (a,))
    with mode:
        with mode:
            pass
        assert (a * 2).parents == ()
    assert identical((a * 2).parents, (a,))


def test_an_exception_ends_the_block():
    a = Value(2.0)
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / 0  # noqa: B018
    assert identical((a * 2).parents, (a,))


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


def test_first_derivatives_inside():
    a = Value(2.0)
    loss = a * a
    with no_grad():
        assert ac.gradients(loss, a) == 4.0


# -- refusals --------------------------------------------------------------------------


def loss_of(a):
    loss = a * a
    loss.label = "loss"
    return loss


REFUSALS_INSIDE = {
    "backward": (
        lambda loss, a: loss.backward(),
        "backward() of loss = 4.0 inside no_grad(): nothing is recorded here; compute "
        "the result and call backward() outside the block",
    ),
    "gradients on a graph": (
        lambda loss, a: ac.gradients(loss, a, create_graph=True),
        "gradients of loss = 4.0 inside no_grad(): nothing is recorded here; compute "
        "the result and call gradients outside the block",
    ),
}
REFUSALS_OF_RESULTS = {
    "backward": (
        lambda loss, a: loss.backward(),
        "backward() of loss = 4.0, which was computed inside no_grad(): it has no "
        "graph; compute it outside the block",
    ),
    "gradients": (
        lambda loss, a: ac.gradients(loss, a),
        "gradients of loss = 4.0, which was computed inside no_grad(): it has no "
        "graph; compute it outside the block",
    ),
    "backward of a copy": (
        lambda loss, a: copy.deepcopy(loss).backward(),
        "backward() of loss = 4.0, which was computed inside no_grad(): it has no "
        "graph; compute it outside the block",
    ),
}


@pytest.mark.parametrize(
    ("walk", "message"), REFUSALS_INSIDE.values(), ids=list(REFUSALS_INSIDE)
)
def test_walks_inside_are_refused(walk, message):
    a = Value(2.0)
    loss = loss_of(a)
    with no_grad():
        assert message_of(GraphError, walk, loss, a) == message
    assert (a.has_grad, loss.has_grad) == (False, False)


@pytest.mark.parametrize(
    ("walk", "message"), REFUSALS_OF_RESULTS.values(), ids=list(REFUSALS_OF_RESULTS)
)
def test_walks_of_results_computed_inside_are_refused(walk, message):
    a = Value(2.0)
    with no_grad():
        loss = loss_of(a)
    assert message_of(GraphError, walk, loss, a) == message
    assert (a.has_grad, loss.has_grad) == (False, False)
