"""Random graphs: HIPS autograd, a sum over all paths and other laws must agree."""

from __future__ import annotations

import copy
from typing import Any

import autograd
import autograd.numpy as anp
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import autograd_core
from autograd_core import Value, gradients, topological_order
from tests.autograd_core.engine.random_graphs import (
    HIPS,
    KINKED,
    SMOOTH,
    Program,
    build,
    numbers,
    programs,
    run,
)

points = st.lists(numbers, min_size=3, max_size=3)
thorough = settings(
    max_examples=100, deadline=None, suppress_health_check=list(HealthCheck)
)
quick = settings(thorough, max_examples=40)


def close(numbers: Any, expected: Any) -> bool:
    return list(numbers) == pytest.approx(list(expected), rel=1e-9, abs=1e-10)


def theirs(program: Program) -> Any:
    """The program as a function of an array, for HIPS autograd."""
    return lambda row: run(program, HIPS, [row[i] for i in range(len(row))])


def away_from_kinks(program: Program, data: list[float]) -> bool:
    """A tie is a kink, where each library has its own convention."""
    if not {name for name, *_ in program} & set(KINKED):
        return True
    line = [run(program, HIPS, [x + step for x in data]) for step in (-1e-7, 0, 1e-7)]
    bend = line[0] - 2 * line[1] + line[2]
    return len(set(data)) == 3 and all(data) and abs(bend) < 1e-9


@pytest.mark.parametrize("name", [*SMOOTH, *KINKED])
def test_each_instruction_alone_agrees_with_hips(name: str) -> None:
    data = [0.7, -1.3, 0.4]
    program: Program = [(name, 0, 1, 2, 0.6)]
    out, leaves = build(program, data)
    assert out.data == pytest.approx(run(program, HIPS, data), rel=1e-12)
    expected = autograd.grad(theirs(program))(anp.array(data))
    assert gradients(out, leaves) == pytest.approx(list(expected), rel=1e-11)


@thorough
@given(programs(), points)
def test_value_and_gradient_agree_with_hips(program: Program, data: Any) -> None:
    assume(away_from_kinks(program, data))
    out, leaves = build(program, data)
    assert close([out.data], [run(program, HIPS, data)])
    expected = autograd.grad(theirs(program))(anp.array(data))
    out.backward()
    assert close([leaf.grad for leaf in leaves], expected)
    assert close(gradients(out, leaves), expected)
    on_nodes = gradients(out, leaves, create_graph=True)
    assert close([node.data for node in on_nodes], expected)


@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@quick
@given(programs(kinks=False, max_length=5), points, points)
def test_hessian_vector_products_agree_with_hips(
    program: Program, data: Any, vector: Any
) -> None:
    out, leaves = build(program, data)
    slopes = gradients(out, leaves, create_graph=True)
    product = gradients(autograd_core.dot(slopes, vector), leaves)
    gradient = autograd.grad(theirs(program))
    along = anp.array(vector)
    expected = autograd.grad(lambda row: anp.dot(gradient(row), along))(anp.array(data))
    assert close(product, expected)


@quick
@given(programs(kinks=False, max_length=3), points)
def test_third_derivatives_do_not_depend_on_the_order_taken(
    program: Program, data: Any
) -> None:
    """d3 / dx dx dy in all three orders (Schwarz)."""
    out, (x, y, _) = build(program, data)

    def third(*along: Value) -> float:
        node = out
        for leaf in along:
            node = gradients(node, leaf, create_graph=True)
        return node.data

    first = third(x, x, y)
    assert close([third(x, y, x), third(y, x, x)], [first, first])


@thorough
@given(programs(max_length=6), points)
def test_the_gradient_is_the_sum_over_all_paths(program: Program, data: Any) -> None:
    """The naive engine: each path from the root to a leaf, its slopes multiplied."""
    out, leaves = build(program, data)
    assume(len(topological_order(out)) < 120)
    along_paths = dict.fromkeys(leaves, 0.0)
    sizes = dict.fromkeys(leaves, 0.0)
    budget = 20_000
    stack = [(out, 1.0)]
    while stack:
        budget -= 1
        assume(budget)
        node, product = stack.pop()
        if node.is_leaf:
            along_paths[node] += product
            sizes[node] += abs(product)
        stack += [
            (parent, product * slope)
            for parent, slope in zip(node.parents, node.local_grads, strict=True)
        ]
    out.backward()
    for leaf in leaves:
        off = abs(leaf.grad - along_paths[leaf])
        assert off <= 1e-12 * sizes[leaf]


@thorough
@given(programs(), points)
def test_nothing_but_grad_changes_in_a_walk(program: Program, data: Any) -> None:
    """Data, slopes, operands and labels stay; backward() twice doubles the leaves.

    Not to the last bit: a leaf adds the second walk's contributions one by one.
    """
    out, leaves = build(program, data)
    order = topological_order(out)
    before = [(n.data, n.local_grads, n.operands, n.label) for n in order]
    assert [leaf.data for leaf in leaves] == data
    gradients(out, leaves)
    gradients(out, leaves, create_graph=True)
    assert not any(node.has_grad or node.grad for node in order)
    out.backward()
    once = [node.grad for node in order]
    gradients(out, leaves, create_graph=True)
    assert [node.grad for node in order] == once
    out.backward()
    for node, grad in zip(order, once, strict=True):
        if node.is_leaf:
            assert node.grad == pytest.approx(2 * grad, rel=1e-12, abs=1e-12)
        else:
            assert node.grad == grad
    after = [(n.data, n.local_grads, n.operands, n.label) for n in order]
    assert after == before


@thorough
@given(programs(), points, st.integers(-8, 8))
def test_the_gradient_is_linear_in_the_seed(
    program: Program, data: Any, exponent: int
) -> None:
    """Exactly so for powers of two."""
    out, leaves = build(program, data)
    expected = [2.0**exponent * slope for slope in gradients(out, leaves)]
    out.backward(2.0**exponent)
    assert [leaf.grad for leaf in leaves] == expected


@thorough
@given(programs(), points)
def test_a_deep_copy_is_equal_and_apart(program: Program, data: Any) -> None:
    out, leaves = build(program, data)
    twin, twins = copy.deepcopy((out, leaves))
    assert repr(twin) == repr(out)
    assert not set(topological_order(twin)) & set(topological_order(out))
    twin.backward()
    assert not any(leaf.has_grad for leaf in leaves)
    out.backward()
    assert [leaf.grad for leaf in twins] == [leaf.grad for leaf in leaves]
    of_twins = [slope.data for slope in gradients(twin, twins, create_graph=True)]
    slopes = [slope.data for slope in gradients(out, leaves, create_graph=True)]
    assert of_twins == slopes


@thorough
@given(st.permutations(range(8)), st.lists(st.integers(-9, 9), min_size=8, max_size=8))
def test_the_order_of_consumers_does_not_matter(order: Any, factors: Any) -> None:
    """In whole numbers, where addition is exact."""
    x, shared = Value(3.0), Value(2.0)
    y = x * shared
    terms = [y * c if c % 2 else c * x + y * y for c in factors]
    by_chain = Value(0.0)
    for i in order:
        by_chain = by_chain + terms[i]
    by_node = autograd_core.sum(terms)
    assert by_chain.data == by_node.data
    assert gradients(by_chain, [x, y, shared]) == gradients(by_node, [x, y, shared])


@thorough
@given(programs(), points)
def test_several_outputs_add_their_gradients(program: Program, data: Any) -> None:
    out, leaves = build(program, data)
    outputs = [out, leaves[0] * out, out.tanh()]
    together = gradients(outputs, leaves)
    apart = [gradients(output, leaves) for output in outputs]
    assert close(together, map(sum, zip(*apart, strict=True)))


@thorough
@given(programs(), points)
def test_an_interior_input_cuts_the_graph_nowhere(program: Program, data: Any) -> None:
    """The chain rule through any interior node by hand gives the whole gradient."""
    out, leaves = build(program, data)
    last = out.tanh()
    through = gradients(last, out)
    expected = [through * slope for slope in gradients(out, leaves)]
    assert close(gradients(last, leaves), expected)
    assert gradients(last, [out, leaves[0], last])[2] == 1.0
