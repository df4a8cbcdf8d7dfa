"""The comparison that `backprop check` makes: a formula against a gradient."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from autograd_core import Value
from autograd_core.extend import MissingExtra, install_command
from autograd_core.testing import Report, Verdict, check_gradient
from viz.cli.expression import ExpressionError, expression_function, parse_expression
from viz.symbolic.cases import in_words
from viz.symbolic.formula import formula

_NEARBY = (0.73, 1.19, 1.61)
"""Factors for the point, or numbers in place of 0, where the formula is tried too."""


class FormulaCheck(NamedTuple):
    """The outcome of `check_expression`.

    Attributes:
        ok: whether the gradients are right.
        text: the report, and below it what to read or install.
        report: the report itself.
        formulas: the right gradients, such as "df/dx = 2*x"; empty without SymPy.
    """

    ok: bool
    text: str
    report: Report
    formulas: tuple[str, ...]


def check_expression(
    text: str, gradients: Mapping[str, str], variables: Mapping[str, float]
) -> FormulaCheck:
    """Compare formulas for the gradient of an expression with the engine's gradient.

    A formula that is right at the point is tried at three more points nearby, since at
    one point a wrong one may happen to agree: 2x and 2x^2 at 1.

    Args:
        text: the expression, such as "x**2*sin(x)".
        gradients: a formula for each variable in question; without any the engine's
            gradient is checked by differences.
        variables: the number of each variable.

    Returns:
        Whether all is right, and the report; with SymPy it ends with the right formula.

    Raises:
        ExpressionError: an expression cannot be used, or a formula is for a variable
            that is not in the expression.

    >>> check = check_expression("x**2", {"x": "x"}, {"x": 1.5})
    >>> check.ok
    False
    >>> check.text.splitlines()[0]
    'FORMULA_WRONG: d f/d x - your formula disagrees with autodiff and with finite ...
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the report says if a result is not finite
        node = parse_expression(text, variables)
    names = list(variables)
    f = expression_function(text, names)
    f.__name__ = "f"
    wrt = list(gradients) or names
    analytic = {name: _formula(gradients[name], name, names) for name in gradients}
    report = _report(f, variables, analytic, wrt)
    lines = []
    if report.verdict is Verdict.PASS and analytic:
        for point in _points_nearby(variables):
            other = _report(f, point, analytic, wrt)
            if other.verdict is Verdict.FORMULA_WRONG:
                lines = [f"right at {_point(variables)}, but not at {_point(point)}:"]
                report = other
                break
    report.text, report.place, report.call = " ".join(text.split()), "", ""
    lines.append(str(report))
    try:
        formulas = _right_formulas(node, wrt)
    except MissingExtra:
        formulas = ()
        if not report.ok:
            remedy = install_command("autograd_core[symbolic]")
            lines.append(f"  To see the right formula: {remedy}")
    lines += [f"  Right formula: {gradient}" for gradient in formulas]
    return FormulaCheck(report.ok, "\n".join(lines), report, formulas)


def gradients_of(words: Sequence[str], variables: Sequence[str]) -> dict[str, str]:
    """Return the formulas by variable, from words such as `x=2*x`, or `2*x` for one.

    Raises:
        ValueError: a word does not name a variable though there are several, names
            one that is not there, or the same one twice.

    >>> gradients_of(["2*x"], ["x"]), gradients_of(["w=x", "x = w"], ["w", "x"])
    ({'x': '2*x'}, {'w': 'x', 'x': 'w'})
    """
    formulas: dict[str, str] = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            if len(variables) != 1:
                names = ", ".join(variables)
                raise ValueError(
                    f"--gradient {word!r}: by which variable? There are {names}; "
                    f'write --gradient "{variables[0]}={word}"'
                )
            name, text = variables[0], word
        name = unicodedata.normalize("NFKC", name.strip())
        if name not in variables:
            raise ValueError(
                f"--gradient {word!r}: there is no variable {name!r}; there is "
                f"{', '.join(variables)}"
            )
        if name in formulas:
            raise ValueError(f"--gradient: {name} is given twice")
        formulas[name] = text.strip()
    return formulas


def _formula(text: str, name: str, names: Sequence[str]) -> Callable[..., Any]:
    """Return a gradient by hand as a function of all variables."""
    try:
        return expression_function(text, names)
    except ExpressionError as error:
        raise ExpressionError(f"the gradient of {name}: {error}") from None


def _report(
    f: Callable[..., Any],
    point: Mapping[str, float],
    analytic: Mapping[str, Callable[..., Any]],
    wrt: Sequence[str],
) -> Report:
    """Check the gradient of f at a point, against formulas if there are any."""

    def gradient(**values: float) -> dict[str, Any]:
        return {name: formula(**values) for name, formula in analytic.items()}

    return check_gradient(
        f, dict(point), analytic=gradient if analytic else None, wrt=wrt
    )


def _points_nearby(variables: Mapping[str, float]) -> list[dict[str, float]]:
    """Return three points at which every variable is another number."""
    rng = np.random.default_rng(0)
    points = []
    for _ in _NEARBY:
        factors = rng.permutation(_NEARBY)
        pairs = zip(variables.items(), np.resize(factors, len(variables)), strict=True)
        points.append({name: float(x * c if x else c) for (name, x), c in pairs})
    return points


def _point(variables: Mapping[str, float]) -> str:
    return " ".join(f"{name}={number:.6g}" for name, number in variables.items())


def _right_formulas(node: Value, wrt: Sequence[str]) -> tuple[str, ...]:
    """Return what the chain rule gives, for each variable in question.

    Raises:
        MissingExtra: SymPy is not installed.
    """
    if not node.label:
        node.label = "f" if "f" not in wrt else "L"
    try:
        gradients = [formula(node, of=name, names={}) for name in wrt]
    except ValueError:  # too long, or an op without a closed form
        return ()
    texts = [in_words(gradient.expression) for gradient in gradients]
    pairs = zip(gradients, texts, strict=True)
    return tuple(f"{left.partition(' = ')[0]} = {text}" for left, text in pairs if text)
