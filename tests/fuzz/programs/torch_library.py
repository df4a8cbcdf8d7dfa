"""The names that programs use, on PyTorch in float64: the reference.

Reverse mode (`torch.autograd.grad` with `create_graph=True`) is all that is used, so
forward mode, Hessians and products of them are computed here in another way than in the
engine. The transforms differentiate with respect to a copy of their argument; what else
a function uses stays connected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from types import SimpleNamespace
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from tests.fuzz.programs.case import PRELUDE

Array = torch.Tensor
torch.set_num_threads(1)


def array(data: Any) -> Array:
    """Numbers, or Tensors, as a Tensor in float64."""
    if isinstance(data, Array):
        return data
    if isinstance(data, (list, tuple)) and any(
        isinstance(x, (Array, list)) for x in data
    ):
        return torch.stack([array(x) for x in data])
    dtype = torch.bool if data is True or data is False else torch.float64
    if isinstance(data, (list, tuple)) and isinstance(data[0], (bool, int)):
        return torch.tensor(data)
    return torch.tensor(data, dtype=dtype)


def _ready(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function of PyTorch, for numbers and lists too."""
    return lambda *args: function(*map(array, args))


def _reduction(function: Callable[..., Any]) -> Callable[..., Any]:
    def call(x: Any, axis: int | None = None, keepdims: bool = False) -> Array:
        x = array(x)
        if axis is None:
            return function(x.reshape(-1), 0, False)
        return function(x, axis, keepdims)

    return call


def _elu(x: Array, alpha: Array) -> Array:
    """At 0 from the left, to every order."""
    negative = torch.where(x > 0, 0.0, x)
    return torch.where(x > 0, x, alpha * torch.expm1(negative))


def _softplus(x: Array) -> Array:
    """Without PyTorch's threshold, beyond which it is x."""
    return torch.logaddexp(torch.zeros(()), x)


# -- places where a derivative is a convention -----------------------------------------


def _largest_twice(x: Array, axis: int, sign: float) -> bool:
    """Whether the largest entry along an axis, or the least, is there twice."""
    entries = (sign * x).sort(axis).values
    if entries.shape[axis] < 2:
        return False
    return bool((entries.select(axis, -1) == entries.select(axis, -2)).any())


_AT_A_KINK: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("maximum", "minimum"), lambda out, x, y: (x == y).any()),
    **dict.fromkeys(("abs", "relu", "pow"), lambda out, x, *_: (x == 0).any()),
    **dict.fromkeys(("vector_norm", "std", "hypot"), lambda out, *_: (out == 0).any()),
    "hardtanh": lambda out, x, *_: (x.abs() == 1).any(),
    "clamp": lambda out, x, *bounds: any((x == bound).any() for bound in bounds),
    "amax": lambda out, x, axis, *_: _largest_twice(x, axis, 1.0),
    "amin": lambda out, x, axis, *_: _largest_twice(x, axis, -1.0),
}
_COMPARISONS = ("lt", "le", "gt", "ge")


class Ties(TorchFunctionMode):
    """While it is in force, it notes where a program is at a kink.

    Attributes:
        kinks: whether an op was at a kink, where its derivative is a convention.
        comparisons: whether equal numbers were compared, by more than `==`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.kinks = self.comparisons = False

    def __torch_function__(
        self, function: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        out = function(*args, **(kwargs or {}))
        name = function.__name__.strip("_")
        if name in _COMPARISONS:
            self.comparisons |= bool((array(args[0]) == array(args[1])).any())
        elif name in _AT_A_KINK:
            arguments = [*args, *(kwargs or {}).values()]
            self.kinks |= bool(_AT_A_KINK[name](out, *arguments))
        return out


# -- transforms ------------------------------------------------------------------------


def _slope(y: Any, x: Array, upstream: Any = None) -> Array:
    """d y / d x, connected to all that it was computed from."""
    y = array(y)
    if not y.requires_grad:
        return 0.0 * x
    seed = torch.ones_like(y) if upstream is None else array(upstream)
    (slope,) = torch.autograd.grad(
        y, x, seed.expand(y.shape), create_graph=True, allow_unused=True
    )
    if slope is None:
        return 0.0 * x
    # A slope that is a constant is a node in the engine, so it is connected here too.
    return slope if slope.requires_grad else slope + 0.0 * x


def _argument(x: Any) -> Array:
    x = array(x)
    return x.clone() if x.requires_grad else x.clone().requires_grad_()


def _transform(function: Callable[..., Any]) -> Callable[..., Any]:
    """Inside `no_grad()` a transform differentiates too; its results are constants."""

    def call(*args: Any) -> Any:
        recording = torch.is_grad_enabled()
        with torch.enable_grad():
            out = function(*args)
        return out if recording else torch.utils._pytree.tree_map(Array.detach, out)

    return call


def value_and_grad(f: Any) -> Any:
    def call(x: Any) -> tuple[Array, Array]:
        x = _argument(x)
        y = array(f(x))
        return y, _slope(y, x)

    return _transform(call)


def grad(f: Any) -> Any:
    return lambda x: value_and_grad(f)(x)[1]


def elementwise_grad(f: Any) -> Any:
    return grad(lambda x: f(x).sum())


def vjp(f: Any, x: Any) -> tuple[Array, Any]:
    x = _argument(x)
    y = array(f(x))
    return y, lambda upstream: (_slope(y, x, upstream),)


def linearize(f: Any, x: Any) -> tuple[Array, Any]:
    """J v as the derivative of J^T u with respect to u."""
    x = _argument(x)
    y = array(f(x))
    u = torch.zeros_like(y).requires_grad_()
    pulled = _slope(y, x, u)
    return y, lambda tangent: _slope(pulled, u, tangent)


def jvp(f: Any, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Array, Array]:
    y, push = linearize(f, primals[0])
    return y, push(tangents[0])


def hvp(f: Any, primals: Sequence[Any], tangents: Sequence[Any]) -> Array:
    x = _argument(primals[0])
    slope = _slope(f(x), x)
    return _slope((slope * array(tangents[0])).sum(), x)


def jacobian(f: Any) -> Any:
    def call(x: Any) -> Array:
        x = _argument(x)
        y = array(f(x))
        rows = [_slope(entry, x) for entry in y.reshape(-1)]
        return torch.stack(rows).reshape(y.shape + x.shape)

    return _transform(call)


def hessian(f: Any) -> Any:
    return jacobian(grad(f))


def gradients(y: Any, x: Any, create_graph: bool = True, upstream: Any = None) -> Any:
    if isinstance(x, Array):
        return _slope(y, x, upstream)
    return tuple(_slope(y, register, upstream) for register in x)


class _Tensor:
    """The class as programs use it: to make a Tensor, and for its method `values`."""

    values = staticmethod(torch.unbind)

    def __new__(cls, data: Any) -> Any:
        return array(data)


# -- the names -------------------------------------------------------------------------

_SAME = (
    "sin cos tan sinh cosh tanh exp expm1 log log1p sqrt square reciprocal erf erfc "
)
_SAME += (
    "sigmoid hypot maximum minimum arcsin arccos arctan arcsinh arccosh arctanh where "
)
_SAME += "abs relu outer not_equal"

_functional = torch.nn.functional

ARRAYS: dict[str, Callable[..., Any]] = {
    **{name: _ready(getattr(torch, name)) for name in _SAME.split()},
    "equal": _ready(torch.eq),
    "sum": _reduction(torch.sum),
    "mean": _reduction(torch.mean),
    "prod": _reduction(torch.prod),
    "max": _reduction(torch.amax),
    "min": _reduction(torch.amin),
    "var": _reduction(lambda x, axis, keepdims: torch.var(x, axis, correction=0)),
    "std": _reduction(lambda x, axis, keepdims: torch.std(x, axis, correction=0)),
    "logsumexp": _reduction(torch.logsumexp),
    "norm": _reduction(lambda x, axis, _: torch.linalg.vector_norm(x, dim=axis)),
    "cumsum": torch.cumsum,
    "matmul": torch.matmul,
    "reshape": torch.reshape,
    "transpose": lambda x: x.T,
    "array": array,
    "float64": float,
    "eye": lambda n: torch.eye(n, dtype=torch.float64),
}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **ARRAYS,
    "softplus": _ready(_softplus),
    "silu": _ready(_functional.silu),
    "gelu": _ready(_functional.gelu),
    "elu": _ready(_elu),
    "leaky_relu": lambda x, slope: torch.where(array(x) > 0, x, slope * array(x)),
    "hard_tanh": _ready(_functional.hardtanh),
    "clip": torch.clamp,
    "dot": lambda a, b, bias=0.0: array(a) @ array(b) + bias,
    "softmax": lambda x, axis=-1: torch.softmax(array(x), axis),
    "log_softmax": lambda x, axis=-1: torch.log_softmax(array(x), axis),
    "concatenate": torch.cat,
    "stack": array,
    "expand_dims": torch.unsqueeze,
    "squeeze": torch.squeeze,
    "pad": lambda x, width: _functional.pad(x, (*width[1], *width[0])),
    "broadcast_to": torch.broadcast_to,
    "diag": torch.diag,
    "split": lambda x, n: torch.tensor_split(x, n),
    "ravel": torch.ravel,
    "take_along_axis": torch.take_along_dim,
    "swapaxes": torch.swapaxes,
    "einsum": torch.einsum,
    "trace": torch.trace,
    "det": torch.linalg.det,
    "inv": torch.linalg.inv,
    "solve": torch.linalg.solve,
    "slogdet": torch.linalg.slogdet,
    "stack_values": array,
    "Tensor": _Tensor,
    "custom_op": lambda forward, local_grads, name: forward,
    "scope": lambda label: nullcontext(),
    "detect_anomaly": nullcontext,
    "no_grad": torch.no_grad,
    "grad": grad,
    "value_and_grad": value_and_grad,
    "elementwise_grad": elementwise_grad,
    "vjp": _transform(vjp),
    "jvp": _transform(jvp),
    "hvp": _transform(hvp),
    "linearize": _transform(linearize),
    "jacobian": jacobian,
    "jacrev": jacobian,
    "jacfwd": jacobian,
    "hessian": hessian,
    "gradients": gradients,
}

NAMES: dict[str, Any] = {
    "np": SimpleNamespace(**ARRAYS),
    "ac": SimpleNamespace(**FUNCTIONS),
}
"""What `np` and `ac` are in the reference's run of a program, and its custom ops."""
exec(PRELUDE, NAMES)
