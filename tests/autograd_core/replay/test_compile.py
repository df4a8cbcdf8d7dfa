"""`compile`: what a user gets, and what is refused."""

import random
import threading
import warnings

import numpy as np
import pytest

import autograd_core as ac
from autograd_core import GraphError, Value, compiled

only_compiled = pytest.mark.skipif(
    not compiled, reason="the plain build replays nothing"
)


def graded(f, *arguments):
    """The result and the gradients of the Values among the arguments."""
    out = f(*arguments)
    out.backward()
    return out.data, [x.grad for x in arguments if isinstance(x, Value)]


# -- calls -----------------------------------------------------------------------------


def test_the_expression_of_the_readme_by_hand():
    f = ac.compile(lambda w, x, b: (w * x + b) ** 2)
    for w, x, b in ((1.0, 2.0, 3.0), (0.5, -2.0, 0.25)):
        leaves = [Value(w), Value(b)]
        out = f(leaves[0], x, leaves[1])
        out.backward()
        s = w * x + b
        assert (out.data, leaves[0].grad, leaves[1].grad) == (s * s, 2 * s * x, 2 * s)


def test_leaves_are_read_anew():
    w = Value(2.0)
    f = ac.compile(lambda x: w * x)
    assert f(3.0).data == 6.0
    w.data = 5.0
    assert f(3.0).data == 15.0


def test_a_call_is_a_node_like_any_other():
    w, v = Value(2.0), Value(3.0)
    f = ac.compile(lambda x: w * x * x)
    for _ in range(3):
        w.zero_grad()
        v.zero_grad()
        loss = f(v * 2.0) * v + f(1.0)
        loss.backward()
        # w (2v)^2 v + w = 4 w v^3 + w
        assert (loss.data, v.grad, w.grad) == (218.0, 12 * 2 * 9.0, 4 * 27.0 + 1)


def test_gradients_accumulate_on_leaves():
    w = Value(2.0)
    f = ac.compile(lambda x: w * x)
    f(3.0).backward()
    f(4.0).backward()
    assert w.grad == 7.0


def test_arguments_of_every_kind():
    def f(number, row, table, named, array, flag):
        total = number + row[0] * row[1] + table[1][0] + named["a"] * 2.0
        return total + ac.sum(array * 3.0) if flag else total

    g = ac.compile(f)
    for k in (1.0, 2.0, 3.0):
        arguments = (k, [k, 2], ([1.0], [k]), {"a": k}, np.array([k, 1.0]), True)
        assert g(*arguments).data == k + 2 * k + k + 2 * k + 3 * (k + 1.0)
    assert (
        g(1.0, [1.0, 2], ([1.0], [1.0]), {"a": 1.0}, np.array([1.0]), False).data == 6
    )


def test_keywords_and_defaults():
    f = ac.compile(lambda x, scale=3.0: x * scale)
    assert f(2.0).data == 6.0
    assert f(2.0, scale=4.0).data == 8.0
    assert f(x=2.0).data == 6.0


def test_another_length_is_another_tape():
    f = ac.compile(lambda xs: ac.sum(xs) * xs[0])
    for n in (1, 2, 5, 2, 1):
        assert f([2.0] * n).data == 4.0 * n


def test_one_value_in_two_places():
    f = ac.compile(lambda x, y: x * y)
    for number in (2.0, 3.0):
        x = Value(number)
        out = f(x, x)
        (slope,) = ac.gradients(out, [x], create_graph=True)
        assert slope.data == 2 * number
        assert ac.gradients(slope, x) == 2.0


def test_inside_another_compiled_function():
    w = Value(2.0)
    inner = ac.compile(lambda x: w * x)
    outer = ac.compile(lambda x: inner(x) * inner(x + 1.0))
    inner(1.0)
    for x in (1.0, 2.0, 3.0):
        assert outer(x).data == 4 * x * (x + 1)


def test_no_grad_around_the_call():
    w = Value(2.0)
    f = ac.compile(lambda x: w * x)
    with ac.no_grad():
        assert f(3.0).parents == ()
    assert w in f(3.0).parents


def test_a_constant_and_an_argument_that_is_not_used():
    f = ac.compile(lambda x, y: x * 2.0)
    y = Value(1.0)
    assert graded(f, Value(3.0), y) == (6.0, [2.0, 0.0])
    assert not y.has_grad
    assert ac.compile(lambda x: 3.0)(1.0).data == 3.0


# -- control flow ----------------------------------------------------------------------


def branches(a, b):
    if a > b:
        return a * a * b
    return (b - a).exp() if a > 0 else a.tanh() * b


def newton(a, b):
    x = a * a + 1.0
    y = x
    while (y * y - x) > 1e-9 * x:
        y = 0.5 * (y + x / y)
    return y * b


def extremes(a, b):
    ordered = sorted([a, b, a * b])
    return max(a, b) ** 3 + min(a * b, 1.0) + ordered[1]


def recursive(a, b, depth=0):
    if depth == 3 or not a > 0.2:
        return a * b
    return recursive(a * 0.5, b + a, depth + 1)


def truth(a, b):
    return a * 2.0 if (a - a * b).relu() else b * 3.0


def equal(a, b):
    return a * b if a.clip(0.0, 1.0) == 0.0 else a + b * (1.0 if b != 0.0 else 2.0)


@pytest.mark.parametrize("f", [branches, newton, extremes, recursive, truth, equal])
def test_ways_through_a_function(f):
    rng = random.Random(f.__name__)
    g = ac.compile(f)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "compile: .* it takes more than 8 ways")
        for _ in range(300):
            point = rng.gauss(0, 1), rng.gauss(0, 1)
            found = graded(g, *map(Value, point))
            assert found == graded(f, *map(Value, point)), point


@only_compiled
def test_one_warning_names_the_line_of_too_many_ways():
    def f(x):
        k = 0
        while x > float(k):  # the line
            k += 1
        return x * float(k)

    g = ac.compile(f)
    with pytest.warns(UserWarning, match=r"more than 8 ways.*test_compile\.py:\d+"):
        for i in range(20):
            assert g(i + 0.5).data == (i + 0.5) * (i + 1)
    assert g(30.5).data == 30.5 * 31
    assert g.recordings == 8


@only_compiled
def test_relu_and_its_kin_are_no_branches():
    f = ac.compile(
        lambda x, y: (x * y).relu() + ac.maximum(x, y) + abs(x).clip(0.0, 1.0)
    )
    for x in (-2.0, -0.5, 0.5, 2.0):
        f(x, 0.25)
    assert f.recordings == 1


def test_detach_is_a_constant_that_follows():
    f = ac.compile(lambda x: x * x.detach())
    for number in (2.0, 3.0):
        assert graded(f, Value(number)) == (number * number, [number])


def test_take_follows_its_index():
    table = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
    f = ac.compile(lambda i, x: ac.dot(ac.take(table, i), [x, 1.0]))
    for i in (0, 1, 0, 1):
        f(i, 10.0).backward()
        assert f(i, 10.0).data == (table[i][0].data * 10.0 + table[i][1].data)
    assert [[entry.grad for entry in row] for row in table] == [
        [20.0, 2.0],
        [20.0, 2.0],
    ]
    with pytest.raises(IndexError, match="from 0 to 1, got"):
        f(2, 10.0)


# -- refused ---------------------------------------------------------------------------

w = Value(2.0, label="w")


def no_grad_inside(x):
    with ac.no_grad():
        return w * x


def backward_inside(x):
    y = w * x
    y.backward()
    return y


REFUSED = {
    "data": (lambda x: x * w.data, r"\.?data of w = 2\.0 at .*test_compile.py:\d+"),
    "item": (lambda x: w * x.item(), r"item\(\) of x = 3\.0 at .*test_compile.py:\d+"),
    "no_grad": (no_grad_inside, r"no_grad\(\) at .*around the call"),
    "backward": (backward_inside, r"backward\(\) at .*around the call"),
}


@only_compiled
@pytest.mark.parametrize("name", REFUSED)
def test_numbers_do_not_leave_the_graph(name):
    f, message = REFUSED[name]
    with pytest.raises(GraphError, match=message):
        ac.compile(f)(3.0)


@only_compiled
def test_a_refusal_counts_although_it_is_caught():
    def f(x):
        try:
            return x * x.data
        except GraphError:
            return x

    with pytest.raises(GraphError, match="compile: data of x"):
        ac.compile(f)(3.0)


def test_what_is_no_function_of_values():
    with pytest.raises(
        TypeError, match=r"write compile\(f\), and not compile\(f\(x\)\)"
    ):
        ac.compile(Value(1.0))
    with pytest.raises(TypeError, match=r"must return a Value.* grad\(compile\(f\)\)"):
        ac.compile(lambda x: [x])(1.0)
    with pytest.raises(TypeError, match=r"'static_argnums'; it takes .*; leave it out"):
        ac.compile(lambda x: x, static_argnums=0)


def test_the_error_of_the_function_itself_is_shown():
    with pytest.raises(ZeroDivisionError):
        ac.compile(lambda x: x * (1 / 0))(1.0)


@only_compiled
def test_what_cannot_be_recorded_runs_eagerly_and_says_so():
    f = ac.compile(lambda x, n: ac.sum([x] * len(range(n))) * x)
    with pytest.warns(UserWarning, match=r"runs eagerly, since TypeError"):
        assert f(Value(2.0), 3).data == 12.0
    assert f(Value(2.0), 4).data == 16.0


# -- audit -----------------------------------------------------------------------------


@only_compiled
def test_a_random_draw_is_found():
    rng = random.Random(0)
    with pytest.raises(GraphError, match=r"The constant 0\.8\d+ is 0\.7\d+ now, in x"):
        ac.compile(lambda x: x * rng.random())(2.0)


@only_compiled
def test_a_variable_that_changes_is_found():
    rates = {"now": 1.0}
    f = ac.compile(lambda x: x * x * rates["now"])
    for call in range(1, 16):
        rates["now"] = 1.0 if call < 10 else 2.0
        f(3.0)
    with pytest.raises(
        GraphError, match=r"at call 16 .* The constant 1\.0 is 2\.0 now"
    ):
        f(3.0)
    assert ac.compile(lambda x: x * rates["now"], audit=False)(3.0).data == 6.0


@only_compiled
def test_a_leaf_that_is_replaced_is_found():
    leaves = [Value(2.0)]
    f = ac.compile(lambda x: leaves[0] * x)
    f(1.0)
    leaves[0] = Value(3.0)
    with pytest.raises(GraphError, match="leaf that was replaced"):
        f(1.0)


# -- inf, nan, modes -------------------------------------------------------------------


def test_results_that_are_not_finite_warn_as_the_engine_does():
    f = ac.compile(lambda x: x.log() * 2.0)
    f(1.0)
    with pytest.warns(RuntimeWarning, match=r"log\(x = 0.0\) gave -inf"):
        assert f(Value(0.0, label="x")).data == -np.inf


def test_anomalies_are_detected():
    f = ac.compile(lambda x: x.log())
    f(1.0)
    with ac.detect_anomaly(), pytest.raises(ac.NonFiniteError, match="log"):
        f(Value(0.0))


# -- higher orders ---------------------------------------------------------------------


def test_derivatives_of_second_order():
    c = Value(3.0)
    f = ac.compile(lambda x, y: c * x**3 * y + y * y)
    for x, y in ((2.0, 3.0), (1.0, -1.0)):
        a, b = Value(x), Value(y)
        by_a, by_b = ac.gradients(f(a, b), [a, b], create_graph=True)
        assert ac.gradients(by_a, [a, b, c]) == (18 * x * y, 9 * x * x, 3 * x * x * y)
        assert ac.gradients(by_b, [a, b]) == (9 * x * x, 2.0)


def test_transforms_of_a_compiled_function():
    def plain(x, y):
        return x**3 * y + ac.sin(y)

    f = ac.compile(plain)
    f(1.0, 1.0)
    assert ac.grad(f)(2.0, 3.0) == ac.grad(plain)(2.0, 3.0)
    assert ac.value_and_grad(f)(2.0, 3.0) == ac.value_and_grad(plain)(2.0, 3.0)
    assert ac.grad(ac.grad(f))(2.0, 3.0) == 36.0
    assert ac.jvp(f, (2.0, 3.0), (1.0, 0.0))[1] == 36.0
    assert ac.hvp(lambda x: f(x, 3.0), (2.0,), (1.0,)) == 36.0
    assert ac.hessian(lambda x: f(x, 3.0))(2.0) == 36.0


def test_a_leaf_that_was_assigned_after_the_call():
    c = Value(3.0)
    f = ac.compile(lambda x: c * x * x)
    x = Value(2.0)
    out = f(x)
    c.data = 4.0
    with pytest.raises(GraphError, match="was assigned after the"):
        ac.gradients(out, x, create_graph=True)


def test_a_derivative_inside_the_function():
    def f(x):
        y = x**3
        return ac.gradients(y, x, create_graph=True) * x if isinstance(x, Value) else y

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "compile: f runs eagerly, since it takes der")
        g = ac.compile(f)
        for x in (1.0, 2.0):
            assert g(Value(x)).data == 3 * x**3


# -- threads ---------------------------------------------------------------------------


def test_threads():
    slow = ac.custom_op(lambda x: sum([x] * 200) / 200, lambda x: (1.0,), name="slow")
    f = ac.compile(lambda x: slow(x) * slow(x + 1.0) * x)
    f(1.0)
    wrong = []

    def work(k):
        for i in range(200):
            x = float(k * 1000 + i)
            if abs(f(x).data / (x * x * (x + 1)) - 1 if x else 0.0) > 1e-12:
                wrong.append(x)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_squares_are_rounded_as_a_product() -> None:
    """A C library's power rounds about one square of a thousand another way."""
    rng = np.random.default_rng(5)
    numbers = rng.uniform(-5.0, 5.0, 4000)
    squared = ac.compile(lambda x: x**2, audit=False)
    for x in numbers.tolist():
        eager, exact = (Value(x) ** 2).data, x * x
        assert eager == exact and squared(x).data == exact
    rows = squared.batch(numbers, reduction="none")
    assert np.array_equal(rows.numpy(), numbers * numbers)
    assert np.array_equal((ac.Tensor(numbers) ** 2).numpy(), numbers * numbers)
