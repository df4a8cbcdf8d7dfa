"""Each thing that a common factor may be due to, with a mistake that is just that."""

import math

import numpy as np

import autograd_core as ac
from tests.testing.diagnosis.planted.case import Planted

X = np.array([0.7, -1.3, 2.1, 0.4, 1.9])
POSITIVE = np.abs(X)
TWO = X[:2]


def density(x):
    return (ac.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)).sum()


_ENDS = [
    ("the sign is wrong", lambda x: ac.sin(x).sum(), X, lambda x: -np.cos(x)),
    (
        "degrees, where radians are due (missing)",
        *(lambda x: ac.sin(x * (math.pi / 180)).sum(), X),
        lambda x: np.cos(x * math.pi / 180),
    ),
    (
        "a 1/5 is missing: a mean over 5, not a sum",
        *(lambda x: ac.sin(x).mean(), X),
        np.cos,
    ),
    (
        "a 1/7 is missing: a mean over 7, or a constant of f",
        *(lambda x: (ac.sin(x) / 7 + x**2).sum(), X),
        lambda x: np.cos(x) + 14 * x,
    ),
    (
        "divided by 5 too often: a sum, not a mean",
        *(lambda x: ac.sin(x).sum(), X),
        lambda x: np.cos(x) / 5,
    ),
    (
        "divided by 5 too often: a sum, not a mean, or a constant of f",
        *(lambda x: (5.0 * ac.sin(x) + x**2).sum(), X),
        lambda x: np.cos(x) + 2 * x / 5,
    ),
    (
        "a factor 3 is missing: d(u**3)/du = 3*u**2",
        *(lambda x: (ac.sin(x) ** 3).sum(), X),
        lambda x: np.sin(x) ** 2 * np.cos(x),
    ),
    (
        "a factor 2 is missing: d(r**2)/dr = 2*r",
        *(lambda x: (ac.sin(x) ** 2).sum(), X),
        lambda x: np.sin(x) * np.cos(x),
    ),
    (
        "a factor 2 is missing, perhaps that of a square, d(r**2)/dr = 2*r",
        *(lambda x: float(np.sum(np.sin(np.asarray(x)) ** 2)), X),
        lambda x: np.asarray([math.sin(t) * math.cos(t) for t in x]),
    ),
    (
        "a factor 2 too much: a 1/2 in f, d(r**2/2)/dr = r",
        *(lambda x: 0.5 * (ac.sin(x) ** 2).sum(), X),
        lambda x: 2 * np.sin(x) * np.cos(x),
    ),
    (
        "a factor 2 too much: a mean over 2",
        *(lambda x: ac.sin(x).mean(), TWO),
        np.cos,
    ),
    (
        "2/5 is missing: a factor 2 of a square, and a mean over 5",
        *(lambda x: (ac.sin(x) ** 2).mean(), X),
        lambda x: np.sin(x) * np.cos(x),
    ),
    (
        "10x is 2 and 5: a mean over 5 and a 1/2 of f",
        *(lambda x: 0.5 * (ac.sin(x) ** 2).mean(), X),
        lambda x: 2 * np.sin(x) * np.cos(x),
    ),
    (
        "a factor sqrt(5) too much",
        *(lambda x: ac.sin(x).sum(), X),
        lambda x: math.sqrt(5) * np.cos(x),
    ),
    (
        "a factor sqrt(5) is missing",
        *(lambda x: ac.sin(x).sum(), X),
        lambda x: np.cos(x) / math.sqrt(5),
    ),
    (
        "divided by 4, where 5 is due",
        *(lambda x: ac.sin(x).mean(), X),
        lambda x: np.cos(x) / 4,
    ),
    (
        "divided by 5, where 4 is due",
        *(lambda x: ac.sin(x).sum() / 4, X),
        lambda x: np.cos(x) / 5,
    ),
    (
        "the logarithm to base 10 has the derivative 1/(x ln 10) (missing)",
        *(lambda x: float(np.sum(np.log10(np.asarray(x)))), POSITIVE),
        lambda x: [1 / t / 2.302585092994046**2 for t in x],
    ),
    (
        "the logarithm to base 10 has the derivative 1/(x ln 10) (too much)",
        *(lambda x: ac.log10(x).sum(), POSITIVE),
        lambda x: 1 / x,
    ),
    (
        "the logarithm to base 2 has the derivative 1/(x ln 2) (missing)",
        *(lambda x: ac.log(x).sum(), POSITIVE),
        lambda x: 1 / (x * math.log(2)),
    ),
    (
        "a factor sqrt(2) (missing)",
        *(lambda x: ac.sin(x).sum(), X),
        lambda x: np.cos(x) / math.sqrt(2),
    ),
    (
        "a factor 2 pi (missing)",
        *(lambda x: ac.sin(2 * math.pi * x).sum(), X),
        lambda x: np.cos(2 * math.pi * x),
    ),
    (
        "a factor pi (missing)",
        *(lambda x: ac.sin(math.pi * x).sum(), X),
        lambda x: np.cos(math.pi * x),
    ),
    (
        "a factor sqrt(2 pi) (too much)",
        *(density, X),
        lambda x: -x * np.exp(-(x**2) / 2),
    ),
    (
        "1.7 or its inverse is a constant of f",
        *(lambda x: (1.7 * ac.sin(x) + x**2).sum(), X),
        lambda x: 1.7 * (1.7 * np.cos(x) + 2 * x),
    ),
]

PLANTED = [Planted(reason + "$", *mistake) for reason, *mistake in _ENDS]
