"""Rosenblatt's perceptron: one unit with a threshold, and its learning rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.extend import Array, plural
from nn.checks.arguments import checked_number, checked_width
from nn.checks.numbers import numbers_of
from nn.checks.targets import binary_targets
from nn.module.module import Module


@dataclass(frozen=True)
class PerceptronFit:
    """The end of the training of a perceptron.

    Attributes:
        separated: whether the last epoch made no mistake.
        cycled: whether the weights are again those at the start of an earlier epoch.
        mistakes: the number of misclassified samples in each epoch.
        bias: whether the line need not go through 0.
    """

    separated: bool
    cycled: bool
    mistakes: tuple[int, ...]
    bias: bool = True

    @property
    def epochs(self) -> int:
        """The number of epochs, the last one included."""
        return len(self.mistakes)

    def __str__(self) -> str:
        epochs = plural(self.epochs, "epoch")
        if self.separated:
            return f"separated after {epochs}"
        line = "line" if self.bias else "line through 0"
        if self.cycled:
            return (
                f"not separated: after {epochs} the weights were back where an earlier "
                f"epoch began, so they would repeat for ever; no {line} separates the "
                f"data, a {'network with a hidden layer' if self.bias else 'bias'} may"
            )
        return (
            f"not separated after {epochs}, {self.mistakes[-1]} mistakes in the last; "
            f"no {line} may separate the data, or more epochs are needed (max_epochs)"
        )


class Perceptron(Module):
    """A unit that classifies points by the side of a hyperplane on which they lie.

    y = step(w . x + b), with targets -1 and +1 it is -1 where it would be 0. On the
    hyperplane itself y is the lower output, or with `at_zero=1` the higher one, as for
    a threshold written w . x + b >= 0.

    `fit` takes the samples in turn. Where y is wrong, w += lr x and b += lr if the
    target is the higher of the two, w -= lr x and b -= lr if it is the lower. The rule
    uses no gradient: the derivative of the step is 0 wherever it exists.

    If some hyperplane separates the data, the rule finds one: it makes at most
    (R / margin)^2 mistakes, R being the length of the longest (x, 1). If none does, as
    for exclusive or, some sample is wrong for every w, so w changes for ever. Yet w
    stays bounded, and for inputs that are whole numbers there are only finitely many w
    within a bound: one of them occurs again, and from there on the weights repeat in a
    cycle. `fit` detects a cycle and stops; without one it stops at `max_epochs`.

    Args:
        n_in: the number of inputs.
        bias: whether there is a b; without, the hyperplane goes through 0.
        at_zero: the output on the hyperplane: 1 for the higher one, 0 or -1 for the
            lower one.
        low: the lower output, 0 or -1, for a unit that is not fitted.

    Attributes:
        w: the weights, an array of shape (n_in,), 0 at first.
        b: the bias, an array of shape (), or None.
        low: the lower of the two outputs, 0 or -1; `fit` takes it from the targets.

    Raises:
        TypeError: `n_in` is not an integer.
        ValueError: `n_in` < 1, or `at_zero` or `low` is another number.

    >>> X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> unit = Perceptron(2)
    >>> print(unit.fit(X, [0, 0, 0, 1]))
    separated after 6 epochs
    >>> unit.predict(X)
    array([0, 0, 0, 1])
    >>> print(Perceptron(2).fit(X, [0, 1, 1, 0]))
    not separated: after 3 epochs the weights were back where an earlier ...

    Source: Rosenblatt, The Perceptron: A Probabilistic Model for Information Storage
    and Organization in the Brain, 1958, for the rule; Novikoff, On Convergence Proofs
    on Perceptrons, 1962, for the bound; Minsky and Papert, Perceptrons, 1969, for the
    cycles.
    """

    w: Array
    b: Array | None
    low: NDArray[np.int_]

    def __init__(
        self, n_in: int, bias: bool = True, *, at_zero: int = 0, low: int = 0
    ) -> None:
        n_in = checked_width(n_in, "Perceptron", "n_in")
        if low not in (0, -1):
            raise ValueError(f"Perceptron: low must be 0 or -1, got {low!r}")
        if at_zero not in (1, 0, -1):
            raise ValueError(
                "Perceptron: at_zero must be 1, the higher output, or 0 or -1, the "
                f"lower one; got {at_zero!r}"
            )
        self.at_zero = int(at_zero)
        self.register_buffer("w", np.zeros(n_in))
        if bias:
            self.register_buffer("b", np.zeros(()))
        else:
            self.b = None
        self.register_buffer("low", np.array(int(low)))

    def fit(
        self, X: Any, y: Any, max_epochs: int = 1000, *, lr: float = 1.0
    ) -> PerceptronFit:
        """Train on samples until an epoch has no mistake, or the weights repeat.

        Args:
            X: inputs, shape (samples, n_in).
            y: targets, shape (samples,): 0 and 1, or -1 and +1.
            max_epochs: the maximal number of passes over the samples.
            lr: the length of a step. From weights 0 it changes only their scale.

        Returns:
            A report, with a text for `print`. Another call continues from the weights
            reached.

        Raises:
            TypeError: X or y are not arrays of numbers.
            ValueError: shapes do not fit, a target is another number, X holds inf or
                nan, or `max_epochs` or `lr` is not positive and finite.
        """
        inputs = self._checked(X, batch=True)
        targets, coding = binary_targets(y, len(inputs), "Perceptron.fit")
        limit = checked_width(max_epochs, "Perceptron.fit", "max_epochs")
        rate = checked_number(lr, "Perceptron.fit", "lr")
        if not rate > 0:
            raise ValueError(f"Perceptron.fit: lr must be > 0, got {lr}")
        self.low = np.array(coding[0])
        mistakes: list[int] = []
        earlier: set[bytes] = set()
        while len(mistakes) < limit:
            earlier.add(self._state())
            mistakes.append(self._epoch(inputs, targets, rate))
            if mistakes[-1] == 0 or self._state() in earlier:
                break
        separated = mistakes[-1] == 0
        cycled = not separated and self._state() in earlier
        has_bias = self.b is not None
        return PerceptronFit(separated, cycled, tuple(mistakes), has_bias)

    def predict(self, X: Any) -> Any:
        """The outputs for samples of shape (samples, n_in), or for one of (n_in,).

        Raises:
            TypeError: X is not an array of numbers.
            ValueError: its last size is not n_in, or it holds inf or nan.
        """
        inputs = self._checked(X, batch=False)
        return np.where(self._fires(inputs), 1, int(self.low))[()]

    def forward(self, x: Any) -> Any:
        """The same as `predict`."""
        return self.predict(x)

    def multiply_adds(self, output_shape: tuple[int, ...]) -> int:
        """The number of inputs, for each sample."""
        return len(self.w) * int(np.prod(output_shape))

    def extra_repr(self) -> str:
        """The number of inputs, and the options that differ from the default."""
        options = [str(len(self.w))]
        options += [] if self.b is not None else ["bias=False"]
        return ", ".join(options + (["at_zero=1"] if self.at_zero == 1 else []))

    def _fires(self, inputs: Array) -> Any:
        """Whether the output is the higher one."""
        total = inputs @ self.w if self.b is None else inputs @ self.w + self.b
        return total >= 0 if self.at_zero == 1 else total > 0

    def _epoch(self, inputs: Array, targets: NDArray[np.bool_], rate: float) -> int:
        mistakes = 0
        for x, target in zip(inputs, targets, strict=True):
            error = int(target) - int(self._fires(x))
            if error:
                self.w = self.w + rate * error * x
                if self.b is not None:
                    self.b = self.b + rate * error
                mistakes += 1
        return mistakes

    def _state(self) -> bytes:
        return bytes(np.append(self.w, [] if self.b is None else self.b).tobytes())

    def _checked(self, X: Any, batch: bool) -> Array:
        inputs = numbers_of(X, f"{self!r}: X")
        n_in = len(self.w)
        if inputs.ndim not in ((2,) if batch else (1, 2)) or inputs.shape[-1] != n_in:
            raise ValueError(
                f"{self!r}: X must have shape (samples, {n_in}), got {inputs.shape}"
            )
        if not np.isfinite(inputs).all():
            raise ValueError(f"{self!r}: X holds inf or nan")
        return inputs.astype(np.float64)
