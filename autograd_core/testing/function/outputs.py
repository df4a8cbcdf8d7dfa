"""What a function returns, made one number: the output of a gradient check."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.engine.node import Node
from autograd_core.messages.numbers import as_float
from autograd_core.transforms import pytree


class Upstream:
    """Random upstream gradients for a function that returns more than one number.

    sum over outputs of u_k y_k has the gradient J^T u; with u drawn at random, a wrong
    entry anywhere in the Jacobian J shows.

    Args:
        seed: draws u, when the shapes of the outputs are known.

    Attributes:
        weights: u, an array for each output; None for a function of one number.
        float32: whether an output was computed in float32.

    >>> upstream = Upstream(seed=0)
    >>> upstream.contract(3.0), upstream.weights
    (3.0, None)
    >>> u = np.random.default_rng(0).standard_normal(2)
    >>> float(upstream.contract([1.0, 2.0])) == float(u @ [1.0, 2.0])
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.weights: list[Any] | None = None
        self.float32 = False

    def contract(self, out: Any) -> Any:
        """One number, or a node of one entry.

        Raises:
            TypeError: the output holds anything but numbers, or none at all.
        """
        outputs = self._outputs(out)
        self.float32 = any(_dtype(each) == np.float32 for each in outputs)
        if len(outputs) == 1 and np.size(_payload(outputs[0])) == 1:
            return _single(outputs[0])
        if self.weights is None:
            rng = np.random.default_rng(self.seed)
            shapes = [np.shape(_payload(each)) for each in outputs]
            self.weights = [rng.standard_normal(shape) for shape in shapes]
        total: Any = 0.0
        for each, weight in zip(outputs, self.weights, strict=True):
            total = total + _weighted(each, weight)
        return total

    def flat(self) -> Any:
        """All weights in a row."""
        assert self.weights is not None
        return np.concatenate([np.ravel(each) for each in self.weights])

    @property
    def note(self) -> str:
        """What a report says of it."""
        if self.weights is None:
            return ""
        shapes = ", ".join(str(np.shape(each)) for each in self.weights)
        many = "shape" if len(self.weights) == 1 else "shapes"
        return (
            f"f returns {many} {shapes}: the Jacobian is checked by the gradient of "
            f"sum(u * f), u drawn from the normal distribution with seed {self.seed}"
        )

    def _outputs(self, out: Any) -> list[Any]:
        if isinstance(out, np.ndarray) and out.dtype == object:
            out = out.ravel().tolist()
        if out is None:
            raise TypeError("f: it returned None; does it lack its return?")
        outputs = pytree.leaves(_boxed(out), "f")
        if not any(np.size(_payload(each)) for each in outputs):
            raise TypeError(
                "f: it returned no numbers, so there is nothing to differentiate"
            )
        return outputs


def _boxed(out: Any) -> Any:
    """An output whose complex numbers, of the complex step, are arrays."""
    if isinstance(out, (tuple, list)):
        return [_boxed(each) for each in out]
    if isinstance(out, dict):
        return {key: _boxed(each) for key, each in out.items()}
    return np.asarray(out) if isinstance(out, (complex, np.complexfloating)) else out


def _weighted(output: Any, weight: Any) -> Any:
    if np.shape(weight) == ():
        return float(weight) * _single(output)
    if isinstance(output, Node):
        product: Any = output * weight.astype(_payload(output).dtype)
        return product.sum()
    return np.sum(weight * output)


def _single(output: Any) -> Any:
    """An output of one entry: a number, or the node as it is."""
    if isinstance(output, Node):
        return output
    return output.reshape(())[()] if isinstance(output, np.ndarray) else output


def _payload(output: Any) -> Any:
    return output.data if isinstance(output, Node) else output


def _dtype(output: Any) -> Any:
    return getattr(_payload(output), "dtype", None)


def is_complex(out: Any) -> bool:
    """Whether a result of `contract` is a complex number."""
    return bool(np.iscomplexobj(_payload(out)))


def as_number(out: Any, complex_inputs: bool) -> Any:
    """A result of `contract` as a float; as a complex number for complex inputs.

    Raises:
        TypeError: it is complex, and no input is.
    """
    data = _payload(out)
    if isinstance(data, np.ndarray):
        data = data.reshape(())[()]
    if isinstance(data, (complex, np.complexfloating)) and complex_inputs:
        return complex(data)
    return as_float(data, "f")
