"""Mistakes in formulas of numbers, planted: the hint names each."""

import numpy as np

import autograd_core as ac
from tests.testing.printed import printed

XS, YS = (1.0, 2.0, 3.0), (2.0, 2.0, 5.0)


AT = {"w": 1.5, "b": 0.5}


def mse(w, b):
    return sum((w * x + b - y) ** 2 for x, y in zip(XS, YS, strict=True)) / 3


def mse_gradient(w, b, factor=2 / 3):
    residuals = [w * x + b - y for x, y in zip(XS, YS, strict=True)]
    over_w = sum(r * x for r, x in zip(residuals, XS, strict=True))
    return factor * over_w, factor * sum(residuals)


def formula(factor):
    return lambda w, b: mse_gradient(w, b, factor)


def test_factor_two_is_missing():
    text = printed(mse, AT, analytic=formula(1 / 3))
    assert text.startswith(
        "FORMULA_WRONG: d mse/d w - your formula disagrees with auto"
    )
    assert "0.5x -> a factor 2 is missing" in text
    lines = [line.split() for line in text.splitlines()]
    assert lines[3][:4] == ["w", "()", "1", "2"]
    assert lines[4][:4] == ["b", "()", "0.5", "1"]
    assert lines[3][-2:] == ["<--", "worst"]
    assert "Contributions to w: 0 via w * 3, 2 via w * 2, 0 via w * 1" in text
    assert "reproduce: check_gradient(mse, at={'w': 1.5, 'b': 0.5}" in text


def test_factor_two_too_much():
    assert "2x -> a factor 2 too much" in printed(mse, AT, analytic=formula(4 / 3))


def test_sign():
    text = printed(mse, AT, analytic=formula(-2 / 3))
    assert text.startswith("FORMULA_WRONG")
    assert "-1x -> the sign is wrong" in text


def test_sum_for_mean():
    text = printed(mse, AT, analytic=formula(2.0))
    assert text.startswith("FORMULA_WRONG")
    assert "3x -> a 1/3 is missing: a mean over 3, not a sum" in text


def test_mean_for_sum():
    text = printed(mse, AT, analytic=formula(2 / 9))
    assert "1/3x -> divided by 3 too often: a sum, not a mean" in text


def test_missing_upstream():
    text = printed(
        lambda x: x.tanh().exp(), 0.7, analytic=lambda x: 1 - np.tanh(x) ** 2
    )
    assert text.startswith("FORMULA_WRONG")
    assert "the local derivative of tanh(x) alone: multiply it by the upstream" in text


def test_missing_inner_derivative():
    text = printed(
        lambda x: ac.sin(x * x * 3), 0.7, analytic=lambda x: np.cos(3 * x**2) * 2 * x
    )
    assert "a factor 3 is missing: the derivative of multiply" in text


def test_missing_plus_equals():
    def f(x):
        return ac.sin(x) + x**3

    text = printed(f, 0.7, analytic=lambda x: 3 * x**2)
    assert text.startswith("FORMULA_WRONG")
    assert "the path via sin(x) is missing (0.764842): the gradients of all 2" in text
    assert "uses of x add up (`+=`, not `=`)" in text
    assert "Contributions to x: 0.764842 via sin(x), 1.47 via x ** 3" in text


def test_one_of_three_paths_is_missing():
    def f(x):
        return ac.sin(x) + x**3 + ac.exp(x)

    text = printed(f, 0.7, analytic=lambda x: 3 * x**2 + np.cos(x))
    assert "the path via exp(x) is missing (2.01375)" in text


def test_zero():
    text = printed(mse, AT, analytic=(0.0, 0.0))
    assert "the gradient is exactly 0" in text


def test_swapped_components():
    text = printed(mse, AT, analytic=lambda w, b: mse_gradient(w, b)[::-1])
    assert "w and b are in each other's place" in text


def test_a_term_is_missing():
    def f(w, b):
        return mse(w, b) + 7 * (w + b)

    text = printed(f, AT, analytic=mse_gradient)
    assert "the path via w + b is missing: what all uses send adds up" in text
