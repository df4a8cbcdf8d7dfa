"""`__array__` of nodes: what NumPy asks when it makes a plain array of one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from autograd_core.messages.operands import describe


class PlainArray:
    """The attribute `__array__`: refused, but for the comparisons of `numpy.testing`.

    Those look at the numbers of both sides and give nothing back, so no derivative can
    be lost. A Value has no `__array__` elsewhere: NumPy then makes an array of objects,
    on which ops are recorded.

    A type checker must not see it: it would take `np.exp(tensor)` for a plain array.

    >>> from autograd_core import Value
    >>> np.testing.assert_allclose(Value(1.0) / 3.0, 1 / 3)
    >>> np.array([Value(1.0)]).dtype
    dtype('O')
    """

    def __get__(self, node: Any, kind: type) -> Callable[..., Any]:
        caller = sys._getframe(1).f_globals.get("__name__", "")
        if node is not None and caller.startswith("numpy.testing"):
            return lambda dtype=None, copy=None: np.array(node.data, dtype)
        if not getattr(kind, "_holds_array", False):
            raise AttributeError("a Value is one number: NumPy keeps it as an object")
        return lambda dtype=None, copy=None: _refuse(node)


def _refuse(node: Any) -> None:
    name = _function_of_scipy()
    if name in dir(sys.modules["autograd_core"]):
        instead = f"SciPy takes plain arrays; use autograd_core.{name}, or t.numpy()"
    elif name:
        instead = (
            "SciPy takes plain arrays; logsumexp, softmax, expm, cholesky and others "
            "are functions of autograd_core, and what is not there becomes an op by "
            "custom_op"
        )
    else:
        instead = (
            "use t.numpy(), or the functions of autograd_core, such as stack([t, u]) "
            "for np.array([t, u]); of pandas objects beside it use .to_numpy()"
        )
    raise TypeError(
        f"turning {describe(node)} into a plain array would silently leave the graph: "
        f"{instead}"
    )


def _function_of_scipy() -> str:
    """The function of SciPy that asks for the array, "" if none does.

    SciPy's functions in Python, such as `logsumexp`, offer no dispatch: they call
    `np.asarray` on what they get. Wrappers inside SciPy are looked past.
    """
    public = dir(sys.modules["autograd_core"])
    frame: FrameType | None = sys._getframe(3)
    name = ""
    while frame is not None:
        package = frame.f_globals.get("__name__", "").partition(".")[0]
        if package not in ("numpy", "scipy"):
            break
        if package == "scipy" and name not in public:
            name = frame.f_code.co_name
        frame = frame.f_back
    return name
