"""The result of a gradient check, as an object and as text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograd_core.testing.diagnosis.verdict import Row, Verdict
from autograd_core.testing.numeric.estimate import Derivative
from autograd_core.testing.options import EVIDENCE

_MOST_ROWS = 12
"""Rows that are printed; the report itself holds all."""

SEVERITY = list(Verdict)
"""The verdicts, the worst last."""

_AGREEMENT = {
    Verdict.FORMULA_WRONG: (
        "your formula disagrees with autodiff and with {} (which agree)",
        "your formula disagrees with {} (there is no autodiff)",
    ),
    Verdict.ENGINE_OR_CUSTOM_OP_WRONG: (
        "autodiff disagrees with your formula and with {} (which agree)",
        "autodiff disagrees with {}",
    ),
    Verdict.FD_UNRELIABLE: (
        "your formula and autodiff agree with each other, but not with {}",
        "your formula and autodiff agree with each other, but not with {}",
    ),
}


class GradientMismatch(AssertionError):
    """A gradient is wrong; the text is the report.

    Attributes:
        report: the `Report`.
    """

    def __init__(self, report: Report) -> None:
        super().__init__(str(report))
        self.report = report

    def __reduce__(self) -> tuple[type, tuple[Report]]:
        return (GradientMismatch, (self.report,))


GradientMismatch.__module__ = "autograd_core.testing"


@dataclass(repr=False)
class Report:
    """The result of a gradient check.

    Attributes:
        verdict: the outcome, that of the worst component.
        rows: one per component, the worst first.
        ok: whether the gradient passes.
        name: the name of f.
        text: f as a formula, where it is one.
        place: `file:line` of f.
        points: how many points were checked.
        seed: of the random directions.
        hints: likely causes of a mismatch.
        notes: other observations.
        evaluations: how often f was called for differences: every call at another
            point; those at the point itself, up to four, are not counted.
        call: the call that runs this check again.
        dtype: of the inputs.
        method: of the numerical derivatives; see `check_gradient`.
        text: f as a formula.
        checked: what a pass has looked at, and how large an error could hide.
    """

    verdict: Verdict
    rows: list[Row]
    ok: bool
    name: str
    place: str = ""
    points: int = 1
    seed: int = 0
    hints: Sequence[str] = ()
    notes: Sequence[str] = ()
    evaluations: int = 0
    call: str = ""
    dtype: str = "float64"
    method: str = "auto"
    text: str = ""
    checked: str = ""

    @property
    def worst(self) -> Row | None:
        """The component with the largest error, failing ones first."""
        return self.rows[0] if self.rows else None

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        lines = [self._headline(), self._circumstances()]
        if self.rows:
            lines += _aligned(self._table())
        if len(self.rows) > _MOST_ROWS:
            hidden_count = len(self.rows) - _MOST_ROWS
            lines.append(f"  ... and {hidden_count} more components")
        lines += [f"  Checked: {self.checked}"] if self.ok and self.checked else []
        lines += [f"  Note: {note}" for note in self.notes]
        lines += [f"  Hint: {hint}" for hint in self.hints]
        if self.call and not self.ok:
            lines.append(f"  reproduce: {self.call}")
        return "\n".join(lines)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        """The report as a notebook shows it."""
        from autograd_core.testing.html import report_html

        return report_html(
            self._headline(),
            self._circumstances(),
            self._table() if self.rows else [],
            {
                "Checked": [self.checked] if self.ok and self.checked else [],
                "Note": self.notes,
                "Hint": self.hints,
            },
            self.ok,
        )

    def to_dict(self) -> dict[str, Any]:
        """The report as dicts, lists, strings and numbers, which JSON takes.

        JSON has no infinite numbers: they and nan become strings.

        >>> import json
        >>> from autograd_core.testing import check_gradient
        >>> data = check_gradient(lambda x: x**2, 3.0).to_dict()
        >>> data["verdict"], data["components"][0]["autodiff"]
        ('PASS', 6.0)
        >>> json.loads(json.dumps(data)) == data
        True
        """
        return {
            "ok": self.ok,
            "verdict": str(self.verdict),
            "meaning": self.verdict.value,
            "function": self.name,
            "expression": self.text or self.name,
            "place": self.place,
            "points": self.points,
            "dtype": self.dtype,
            "method": self.method,
            "seed": self.seed,
            "evaluations": self.evaluations,
            "components": [row.to_dict() for row in self.rows],
            "checked": self.checked,
            "hints": list(self.hints),
            "notes": list(self.notes),
            "call": self.call,
        }

    def to_markdown(self) -> str:
        """The report with its table in Markdown.

        >>> from autograd_core.testing import check_gradient
        >>> report = check_gradient(lambda x: x**2, 3.0)
        >>> print(report.to_markdown().splitlines()[2])
        | input | index | autodiff | finite diff (+- err) | ratio |
        """
        head, *rows = [row[:-1] for row in self._table()]  # without the arrow
        lines = [f"**{self._headline()}**", ""]
        lines += [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
        for row in rows:
            cells = [cell.replace("|", "\\|") for cell in row]
            lines.append(f"| {' | '.join(cells)} |")
        lines += ["", *[f"- {line}" for line in [*self.notes, *self.hints]]]
        return "\n".join(lines).rstrip()

    def _headline(self) -> str:
        row = self.worst
        if row is None:
            text = self.verdict.value
            if self.verdict is Verdict.UNRESOLVED:
                text = "there is no gradient to check at this point"
            return f"{self.verdict}: {self.name} - {text}"
        if self.verdict is Verdict.KINK:
            row = next((other for other in self.rows if other.numeric.kink), row)
        return f"{self.verdict}: {self._subject(row)} - {self._outcome(row)}"

    def _subject(self, row: Row) -> str:
        """The derivative that the headline is about."""
        inputs = {other.input for other in self.rows}
        if self.verdict is Verdict.PASS and len(inputs) > 1:
            return self.name
        if row.order == 2:
            over = " ".join(f"d {name}" for name in row.input.split(", "))
            return f"d2 {self.name}/{over}"
        return f"d {self.name}{row.output}/d {row.input}"

    def _outcome(self, row: Row) -> str:
        """The verdict in a sentence that names who agrees with whom."""
        text = self.verdict.value
        if row.verdict in _AGREEMENT and row.verdict is self.verdict:
            sentence = _AGREEMENT[row.verdict][0 if len(row.gradients) == 2 else 1]
            text = sentence.format(self._evidence[0])
        if row.three_numbers:
            text = f"your formula, autodiff and {self._evidence[0]} all disagree"
        if self.verdict is Verdict.FD_UNRELIABLE and self.ok:
            text = (
                f"your formula and autodiff agree; {self._evidence[0]} cannot tell here"
            )
        if self.verdict is Verdict.KINK and row.numeric.kink:
            side = "refused: not unique in" if not self.ok else "inside"
            if self.ok and not all(map(row.numeric.agrees, row.gradients)):
                side = "not looked at (kinks='skip'), the slopes are"
            text = f"f has a kink here; the gradient is {side} {row.numeric.interval}"
        return text

    @property
    def _evidence(self) -> tuple[str, str]:
        return EVIDENCE.get(self.method, ("finite differences", "finite diff"))

    def _circumstances(self) -> str:
        at = f"  ({self.place})" if self.place else ""
        point = self.worst.point if self.worst else 1
        return "      ".join(
            [
                f"  f = {self.text or self.name}{at}",
                f"point {point} of {self.points}",
                f"dtype {self.dtype}",
                f"seed {self.seed}",
            ]
        )

    def _table(self) -> list[list[str]]:
        rows = self.rows[:_MOST_ROWS]
        analytic = any(row.analytic is not None for row in rows)
        autodiff = any(row.autodiff is not None for row in rows)
        over = "analytic/autodiff" if analytic and autodiff else "ratio"
        entries = any(row.output for row in rows)
        several = len({row.point for row in rows}) > 1
        head = ["point"] * several + ["result"] * entries + ["input", "index"]
        head += ["analytic"] * analytic + ["autodiff"] * autodiff
        head += [f"{self._evidence[1]} (+- err)", over, ""]
        table = [head]
        for i, row in enumerate(rows):
            cells = [str(row.point)] * several + [row.output] * entries
            cells += [row.input, "(" + ", ".join(map(str, row.index)) + ")"]
            cells += [_gradient(row.analytic)] * analytic
            cells += [_gradient(row.autodiff)] * autodiff
            ratio = f"{row.ratio:.6g}" if not math.isnan(row.ratio) else "-"
            cells += [_numeric(row.numeric), ratio]
            cells.append("<-- worst" if i == 0 and not self.ok else "")
            table.append(cells)
        return table


def without_engine(report: Report, call: str) -> Report:
    """A report as of a check in which the engine has no part."""
    report.notes = [x for x in report.notes if not x.startswith("no autodiff:")]
    report.call = call
    return report


def merged(reports: Sequence[Report]) -> Report:
    """One report: that of the worst part, with the rows of all."""
    ranks = [(not report.ok, SEVERITY.index(report.verdict)) for report in reports]
    worst = reports[ranks.index(max(ranks))]
    rows = [row for report in reports for row in report.rows]
    rows.sort(key=lambda row: (row not in worst.rows, row.rank))
    evaluations = sum(report.evaluations for report in reports)
    return replace(worst, rows=rows, evaluations=evaluations)


def _aligned(table: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines


def _gradient(number: float | None) -> str:
    return "-" if number is None else f"{number:.9g}"


def _numeric(estimate: Derivative) -> str:
    if estimate.kink is not None:
        return f"kink {estimate.interval}"
    if math.isnan(estimate.value):
        return "none"
    return f"{estimate.value:.9g} (+-{estimate.error:.0e})"
