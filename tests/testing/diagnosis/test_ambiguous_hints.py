"""Where several mistakes give the same numbers, a hint names them or claims less."""

import math

import numpy as np

import autograd_core as ac
from autograd_core.testing import check_gradient

X = np.array([[0.3, -1.2, 0.8, 0.1], [1.1, 0.4, -0.5, 0.9], [-0.7, 0.6, 0.2, -1.4]])


def hints(f, at, formula):
    report = check_gradient(f, at, analytic=formula)
    assert not report.ok
    return report.hints


def test_a_constant_of_f_is_not_taken_for_a_mean():
    def f(w):
        return (X @ w).sum() ** 2 + 0.1 * -(ac.sin(w) * ac.log(w)).sum()

    def formula(w):  # 0.1 is forgotten
        inner = np.cos(w) * np.log(w) + np.sin(w) / w
        return 2 * (X @ w).sum() * X.sum(0) - inner

    (hint,) = hints(f, np.array([0.4, 1.3, 0.9, 2.0]), formula)
    assert hint.startswith("a factor 0.1 is missing: the derivative of multiply(0.1")


def test_a_constant_of_f_is_not_taken_for_a_sum():
    def f(q):
        return (ac.sin(3.0 * q) * X[0, :3]).sum() + (q**4).sum()

    def formula(q):  # the inner 3 is forgotten, and there are three entries
        return np.cos(3 * q) * X[0, :3] + 4 * q**3

    (hint,) = hints(f, np.array([0.4, -1.3, 0.9]), formula)
    assert hint.startswith("a factor 3 is missing: the derivative of multiply(3.0, q)")


def test_twice_may_be_a_half_of_f():
    W = np.arange(1.0, 17.0).reshape(4, 4) / 10

    def f(x):
        return (ac.sin(x @ W / 2)).sum() + (x**3).sum()

    def formula(x):
        return np.cos(x @ W / 2) @ W.T + 3 * x**2

    (hint,) = hints(f, np.array([0.3, -0.8, 0.5, 0.2]), formula)
    assert hint.endswith("is counted twice, or has a factor 2 too much: f has a 1/2")


def test_a_path_without_a_square_names_the_two_of_f():
    def f(x):
        return (x[0] - 1) ** 2 + 9.81 * (x[0] + 2 * x[1])

    def formula(x):
        return np.array([2 * (x[0] - 1) + 9.81, 9.81])

    (hint,) = hints(f, np.array([0.4, 1.5]), formula)
    assert hint.endswith("d(r**2)/dr = 2*r, or a 2 that f multiplies by")


def test_without_a_graph_a_factor_is_a_guess():
    def f(x):
        return float(np.sum(np.exp(np.asarray(x, float)) / 5))

    (five,) = hints(f, np.ones(4), np.exp)
    assert five.endswith("5x -> a 1/5 is missing, perhaps a mean over 5, not a sum")
    (two,) = hints(f, np.ones(4), lambda x: np.exp(x) / 10)
    assert "perhaps that of a square" in two


def test_two_products_in_one_line_are_no_loop():
    """4x by a mean over 4: two products halved would set it right, too."""

    def f(x):
        x = np.asarray(x, float)
        return float(np.sum(x / np.sqrt(0.1 + np.mean(x * x, axis=1, keepdims=True))))

    def formula(x):
        r = np.sqrt(0.1 + np.mean(x * x, axis=1, keepdims=True))
        return 1 / r - x * x.sum(axis=1, keepdims=True) / r**3

    (hint,) = hints(f, X, formula)
    assert "each time" not in hint and "divided by 4" in hint


def test_what_a_result_is_multiplied_by_is_named():
    def f(x, gain):
        return (X * (x * x) * gain).sum()

    def formula(x, gain):
        return X * 2 * x, (X * x * x).sum(0)

    hint, *_ = hints(f, (X + 2.0, np.array([0.5, 2.0, -1.0, 3.0])), formula)
    assert hint.endswith("multiply it by the upstream gradient, gain")


def test_a_factor_of_one_column_is_not_that_of_an_activation():
    def f(p):
        p = np.asarray(p, float)
        return np.array([p[0] * np.sin(p[1]), np.sin(p[1]) * p[2], p[0] + p[2]])

    def formula(p):  # sin(p[1]) is forgotten in the last column
        c = np.cos(p[1])
        return np.array([[np.sin(p[1]), p[0] * c, 0], [0, p[2] * c, 1], [1, 0, 1]])

    found = hints(f, np.array([1.7, 0.8, 2.1]), formula)
    assert not any("tanh" in hint or "sigmoid" in hint for hint in found)


def test_a_mean_of_a_vector_may_be_an_amount_too_much():
    def f(z):
        return float(np.log(np.sum(np.exp(np.asarray(z, float)))) - np.mean(z))

    def formula(z):  # 1/3 in the mean is forgotten
        return np.exp(z) / np.exp(z).sum() - 1

    (hint,) = hints(f, np.array([0.4, -0.3, 1.2]), formula)
    assert (
        "path through a mean is missing, or each entry has -0.666667 too much" in hint
    )


def test_two_uses_that_are_missing_are_not_one_of_the_wrong_sign():
    def f(a, b):
        c = ac.sin(a)
        return 3 * c + b * c * c

    def formula(a, b):  # the path via b * c * c to a is forgotten
        return 3 * np.cos(a), np.sin(a) ** 2

    (hint,) = hints(f, (0.7, 0.4), formula)
    assert " missing" in hint and "sign" not in hint


def test_a_parameter_of_each_step_is_taken_for_a_constant():
    y = np.array([0.5, 1.2, 2.3, 0.9])

    def f(p):
        z = [(v**p - 1) / p for v in y]
        mean = 0.25 * sum(z)
        return ac.log(sum((x - mean) ** 2 for x in z))

    def formula(p):  # the p below is not differentiated
        power = y**p
        z, slope = (power - 1) / p, power * np.log(y) / p
        z = z - z.mean()
        return 2 * (z * slope).sum() / (z**2).sum()

    (hint,) = hints(f, 0.7, formula)
    assert hint == "at each divide (there are 4): p is taken for a constant there"


def test_a_minimum_is_no_product_of_a_symmetric_matrix():
    gain = np.array([1.0, -0.5, 2.0, -1.0])

    def f(r):
        return ac.minimum(r * gain, ac.clip(r, 0.8, 1.2) * gain).sum()

    def formula(r):  # clipped whatever the sign of the gain
        return np.where((r > 1.2) | (r < 0.8), 0.0, gain)

    found = hints(f, np.array([0.5, 1.3, 0.9, 1.1]), formula)
    assert "symmetric" not in str(found)


def test_zeros_that_are_right_do_not_say_that_the_rest_alone_is_wrong():
    counts = np.array([0.0, 2.0, 0.0, 3.0, 1.0])

    def f(w):
        return float(np.sum(np.asarray(counts * w) ** 3))

    assert not hints(f, np.arange(1.0, 6.0), lambda w: counts**2 * w + counts)
    (hint,) = hints(lambda w: f(w) + w[0], np.arange(1.0, 6.0), lambda w: counts * 0)
    assert "exactly 0" in hint


def test_two_signs_that_are_the_same_are_no_normalisation():
    def f(angles):
        u, v = np.asarray(angles)
        return float(np.cos(u - v) - 3 * np.cos(u) - np.cos(v))

    def formula(angles):  # without the coupling, which sends one +s and the other -s
        return np.array([3.0, 1.0]) * np.sin(angles)

    assert not hints(f, np.array([0.9, -0.4]), formula)


def test_an_input_named_f_is_not_the_value_of_f():
    def reprojection(f, k):
        return float(f * np.sin(k) ** 2 + 4.0)

    def formula(f, k):
        return np.sin(k) ** 2, 2 * np.sin(k) * np.cos(k)

    (hint,) = hints(reprojection, {"f": 1.3, "k": 0.6}, formula)
    assert hint == "a factor f is missing in the gradient of k"


def test_amounts_that_change_with_the_point_are_no_linear_term():
    def f(x):
        return float(np.sum(np.asarray(x) ** 3))

    def formula(x):  # weighted by cosines the amounts add up to 1 at each point
        u, v = map(float, x)
        amount = math.sin(u)
        return np.array([3 * u * u + amount, 3 * v * v + (1 - amount) / math.cos(1)])

    found = hints(f, np.array([0.7, 1.9]), formula)
    assert "do not depend on the point" not in str(found)


def test_two_paths_of_one_name_are_told_apart_by_their_number():
    def reach(q):
        return np.sin(q[0]) + 0.7 * np.sin(q[0] + q[1]) + 0.2 * np.cos(q[0] * q[1])

    def formula(q):  # q[0] moves the first link alone
        outer = -0.2 * np.sin(q[0] * q[1]) * q[0] + 0.7 * np.cos(q[0] + q[1])
        return np.stack([np.cos(q[0]), outer])

    (hint,) = hints(reach, np.array([0.4, 0.9]), formula)
    assert hint.startswith("two of the paths via q[0] are missing: all uses of q")
