"""Sums that are done side by side: the numbers are the engine's, to the last bit."""

import copy
import itertools
import random
import warnings

import numpy as np
import pytest

import autograd_core as ac
import nn
import optim
from autograd_core import Value
from autograd_core.replay.side_by_side import in_runs


@pytest.fixture(params=[True, False], ids=["AVX2", "any processor"])
def loops(request):
    """Both forms of the loops; the plain build has none, and runs eagerly."""
    if not ac.compiled:
        yield
        return
    from autograd_core.replay import machine

    machine.choose_loops(request.param)
    yield
    machine.choose_loops(True)


def numbers(rng, count):
    """Numbers of all sizes, whose sums hang on their order; zeros of both signs."""
    exact = (0.0, -0.0, 1.0, -1.0)
    return [
        rng.choice(exact)
        if rng.random() < 0.2
        else rng.gauss(0, 1) * 10 ** rng.uniform(-9, 9)
        for _ in range(count)
    ]


def layer(weights, biases, x, bias_first):
    rows = []
    for row, bias in zip(weights, biases, strict=True):
        total = bias if bias_first else row[0] * x[0]
        for w, entry in list(zip(row, x, strict=True))[not bias_first :]:
            total = total + w * entry
        rows.append((total if bias_first else total + bias).relu())
    return rows


def bits(values):
    return [float(x).hex() for x in values]


@pytest.mark.parametrize("order", ["as made", "shuffled"])
@pytest.mark.parametrize("bias_first", [True, False])
@pytest.mark.parametrize("widths", [(1, 4), (3, 5, 2), (8, 13, 9, 1), (17, 16, 8, 4)])
def test_a_network_equals_the_engine(widths, bias_first, order, loops):
    rng = random.Random(f"{widths}")
    sizes = [n * m for n, m in itertools.pairwise(widths)]
    leaves = [Value(x) for x in numbers(rng, sum(sizes) + sum(widths[1:]))]
    mixed = leaves[:]
    if order == "shuffled":
        rng.shuffle(mixed)
    parts = iter(mixed)
    layers = [
        (
            [[next(parts) for _ in range(n)] for _ in range(m)],
            [next(parts) for _ in range(m)],
        )
        for n, m in itertools.pairwise(widths)
    ]

    def f(x):
        for weights, biases in layers:
            x = layer(weights, biases, x, bias_first)
        return sum(x[1:], x[0])

    compiled = ac.compile(f, audit=False)
    for _ in range(3):
        x = numbers(rng, widths[0])
        for as_values in (False, True):
            found, wanted = [], []
            for function, out in ((compiled, found), (f, wanted)):
                for leaf in leaves:
                    leaf.zero_grad()
                given = [Value(entry) for entry in x] if as_values else x
                root = function(given)
                root.backward()
                out += [root, *leaves, *(given if as_values else ())]
                out[:] = bits([root.data] + [node.grad for node in out])
            assert found == wanted


def test_weights_that_all_layers_share(loops):
    rng = random.Random(3)
    weights = [[Value(rng.gauss(0, 0.5)) for _ in range(7)] for _ in range(7)]
    biases = [Value(rng.gauss(0, 1)) for _ in range(7)]

    def f(*x):
        for _ in range(6):
            x = layer(weights, biases, x, False)
        return ac.sum(x)

    x = [Value(rng.gauss(0, 1)) for _ in range(7)]
    leaves = [*x, *biases, *[w for row in weights for w in row]]
    outcomes = []
    for function in (f, ac.compile(f, audit=False)):
        for leaf in leaves:
            leaf.zero_grad()
        root = function(*x)
        root.backward()
        outcomes.append(bits([root.data, *[leaf.grad for leaf in leaves]]))
    assert outcomes[0] == outcomes[1]


def test_each_gradient_is_that_of_its_leaf():
    """Of sum a_i w_i it is a_i, in whatever order the leaves were made."""
    rng = random.Random(5)
    leaves = [Value(rng.gauss(0, 1)) for _ in range(50)]
    rng.shuffle(leaves)
    f = ac.compile(lambda a: ac.sum([x * w for x, w in zip(a, leaves, strict=True)]))
    for _ in range(2):
        f([float(i) for i in range(50)]).backward()
    assert [leaf.grad for leaf in leaves] == [2.0 * i for i in range(50)]


@pytest.mark.parametrize("place", [0, 3, 4, 17, 49])
def test_one_gradient_that_is_not_finite_among_many(place):
    """The engine runs instead: the derivative of a root at 0 is inf."""
    leaves = [Value(1.0) for _ in range(50)]
    f = ac.compile(lambda: ac.sum([(0.0 + w) ** 0.5 for w in leaves]), audit=False)
    f().backward()
    leaves[place].data = 0.0
    for leaf in leaves:
        leaf.zero_grad()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        f().backward()
    assert not ac.compiled or "1 run eagerly" in str(f.report())
    found = [leaf.grad for leaf in leaves]
    assert found[place] == float("inf")
    assert found[:place] + found[place + 1 :] == [0.5] * 49


RUNS = {
    "a layer: the inputs are shared": (
        [(50 + k, (4 * k, 40, 4 * k + 1, 41)) for k in range(5)],
        [[50, 5, 1, 2, 4, 0, 0, 40, 1, 41]],
    ),
    "the shared factor comes second": (
        [(50 + k, (7, 20 + k)) for k in range(4)],
        [[50, 4, 1, 1, 1, 0, 20, 7]],
    ),
    "a bias, 1 times it, between the products": (
        [(50 + k, (k, 40, 30 + 2 * k, 48, 10 + k, 41)) for k in range(4)],
        [[50, 4, 3, 1, 1, 0, 0, 40, 1, 2, 0, 30, 48, 1, 1, 0, 10, 41]],
    ),
    "both factors go on": (
        [(50 + k, (k, 20 + k)) for k in range(6)],
        [[50, 6, 1, 1, 1, 1, 0, 20]],
    ),
    "too few": ([(50 + k, (k, 20)) for k in range(3)], [None]),
    "a step changes": (
        [(50 + k, (k * k, 20)) for k in range(4)],
        [None],
    ),
    "the results have a gap": (
        [(50 + 2 * k, (k, 20)) for k in range(4)],
        [None],
    ),
    "two runs and one between": (
        [
            *[(50 + k, (k, 20)) for k in range(4)],
            (54, (90, 91)),
            *[(55 + k, (10 + k, 21)) for k in range(4)],
        ],
        [[50, 4, 1, 1, 1, 0, 0, 20], [55, 4, 1, 1, 1, 0, 10, 21], None],
    ),
}


@pytest.mark.parametrize("name", RUNS)
def test_runs_and_their_instructions(name):
    sums, wanted = RUNS[name]
    table = np.array([[out, *factors] for out, factors in sums])
    runs = list(in_runs(table))
    assert [instruction for _, instruction in runs] == wanted
    assert sorted(row for run, _ in runs for row in run) == [*range(len(sums))]


def test_a_copy_whose_leaf_is_a_result_sends_its_gradient_on():
    a, w = Value(3.0), Value(2.0)
    loss = ac.compile(lambda: w * w * w, audit=False)()
    copied = copy.deepcopy(loss, {id(w): a * a})
    copied.backward()
    assert a.grad == 3 * 2.0**2 * 2 * 3.0


def in_place(w):
    with ac.no_grad():
        w *= 2.0


def by_optimizer(w):
    optimizer = optim.SGD([w], lr=1.0)
    w.grad = -w.data
    optimizer.step()


def by_state(w):
    module = nn.Module()
    module.w = w
    module.load_state_dict({"w": 2.0 * w.data})


CHANGES = {
    "assigned": lambda w: setattr(w, "data", 2.0 * w.data),
    "in place": in_place,
    "by an optimizer": by_optimizer,
    "by a state": by_state,
    "made anew": lambda w: w.__init__(2.0 * w.data),
    "a subclass made anew": lambda w: Value.__init__(w, 2.0 * w.data),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_number_is_read_again_however_it_was_changed(change):
    class Weight(Value):
        pass

    w, v = Weight(1.0), Value(10.0)
    f = ac.compile(lambda x: x * w + v, audit=False)
    product = ac.compile(lambda: w * v, audit=False)
    for k in range(5):
        assert f(3.0).data == 3.0 * 2.0**k + 10.0
        assert product().data == 2.0**k * 10.0
        CHANGES[change](w)
        assert f(3.0).data == 3.0 * 2.0 ** (k + 1) + 10.0
        Value(7.0)
        (w * v).backward()
        assert f(1.0).data == 2.0 ** (k + 1) + 10.0


def test_a_call_inside_another_reads_for_itself():
    w = Value(1.0)
    inner = ac.custom_op(lambda x: f(0.0).data if x > 0 else x, lambda x: (1.0,))
    f = ac.compile(lambda x: inner(x) + w, audit=False)
    assert f(0.0).data == 1.0
    for k in range(2, 6):
        w.data = float(k)
        assert f(1.0).data == 2.0 * k
        assert f(0.0).data == k
