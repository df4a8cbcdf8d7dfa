"""`custom_op`: an op of the user's own, in a few lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd_core.messages.explained import explained
from autograd_core.ops.custom import CustomOp
from autograd_core.transforms.whole_array_op import WholeArrayOp


@explained
def custom_op(
    forward: Callable[..., Any] | None = None,
    local_grads: Callable[..., Any] | None = None,
    *,
    vjp: Callable[..., Any] | None = None,
    jvp: Callable[..., Any] | None = None,
    name: str | None = None,
) -> Any:
    """Make an op from a function and its derivatives.

    With `local_grads` the op is elementwise: a function of floats, applied to each
    entry of arrays. With `vjp` or `jvp`, or both, it is one of whole arrays.

    Args:
        forward: `(x, y, ...) -> number`, called with floats, or arrays for Tensors. For
            an op of whole arrays `(x, y, ..., *, option) -> array`, or a tuple of
            arrays, called with arrays; keyword arguments are static: constants of any
            type, which every function of the op gets too.
        local_grads: `(x, y, ...) -> d out / d x`, or a tuple with one derivative for
            each operand. Called with floats, or arrays for Tensors, when the op runs,
            and never by `backward()`. For higher orders it is called with nodes, and
            must be written in operators and ops: `x.data` raises. What it does not
            compute from its operands is a constant.
        vjp: `(upstream, out, x, y, ...) -> cotangents`, the Jacobian transposed times
            the upstream gradient: one array for each operand, in its shape, or None for
            0. `upstream` and `out` are tuples if the op has several results. It is
            called in each walk back; with nodes for higher orders, as `local_grads` is.
        jvp: `(tangents, out, x, y, ...) -> tangent of out`, the Jacobian times the
            tangents, a tuple with one for each operand. Where only one of `vjp` and
            `jvp` is given, the other follows from it, if it is written in ops.
        name: what messages and diagrams print; the function's own name by default.

    Do not keep a node that the op made where the op's own functions can reach it: in
    the compiled build such a cycle is never freed.

    Returns:
        The op; without `forward`, a decorator that makes it. Of Values an op of whole
        arrays gives Values, where a result is one number.

    Raises:
        TypeError: a function cannot be called, `name` is no string, or `local_grads` is
            given beside `vjp` or `jvp`; (when called) a static argument is a node, or
            `forward` uses one from outside.
        ValueError: (in a walk) a cotangent or tangent is of another shape than what it
            belongs to, or there is not one for each.

    >>> from autograd_core import Tensor, Value
    >>> cube = custom_op(lambda x: x**3, lambda x: 3 * x**2, name="cube")
    >>> x = Value(2.0)
    >>> cube(x).backward()
    >>> x.grad
    12.0

    The solution of A x = b; A^T v = upstream, d/db = v, d/dA = -v x^T:

    >>> import numpy as np
    >>> def pull_back(upstream, x, A, b):
    ...     v = np.linalg.solve(A.T, upstream)
    ...     return -np.outer(v, x), v
    >>> solve = custom_op(np.linalg.solve, vjp=pull_back, name="solve")
    >>> b = Tensor([2.0, 4.0])
    >>> solve(np.array([[2.0, 0.0], [0.0, 4.0]]), b).sum().backward()
    >>> b.grad
    array([0.5 , 0.25])

    Source: Bradbury et al., JAX, custom_vjp and custom_jvp, for the idea of both.
    """
    if forward is None:
        return lambda function: custom_op(
            function, local_grads, vjp=vjp, jvp=jvp, name=name
        )
    if name is not None and not isinstance(name, str):
        raise TypeError(
            f"custom_op: name must be a string, got {type(name).__name__} {name!r}"
        )
    own_name = getattr(forward, "__name__", "custom").replace("<lambda>", "custom")
    function, title = _function(forward, "forward"), name or own_name
    if vjp is None and jvp is None:
        return CustomOp(function, _function(local_grads, "local_grads"), title)
    if local_grads is not None:
        raise TypeError(
            "custom_op: local_grads is for an elementwise op, vjp and jvp are for one "
            "of whole arrays; give the one or the others"
        )
    return WholeArrayOp(
        function,
        None if vjp is None else _function(vjp, "vjp"),
        None if jvp is None else _function(jvp, "jvp"),
        title,
    )


def _function(argument: object, role: str) -> Callable[..., Any]:
    if callable(argument):
        return argument
    raise TypeError(
        f"custom_op: {role} must be a function, got {type(argument).__name__} "
        f"{argument!r}; e.g. custom_op(lambda x: x**2, lambda x: 2*x)"
    )
