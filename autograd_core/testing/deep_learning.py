"""Gradients written for PyTorch and JAX, checked in one call.

Neither library is needed here: each is imported when its check is called.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.messages.extras import require
from autograd_core.testing.check import check_gradient
from autograd_core.testing.report import Report, merged, without_engine
from autograd_core.transforms import pytree


def check_torch_function(function: Any, *inputs: Any, **options: Any) -> Report:
    """Check the backward pass of a function of PyTorch by differences.

    g^T J by `backward` = g^T J by differences of `forward`, for a random g.

    Args:
        function: a subclass of `torch.autograd.Function`, a module, or a function of
            tensors.
        inputs: what it takes; arrays of floats are made tensors. Moved are the tensors
            with `requires_grad`, without any all tensors of floats; they are made
            float64 if the function takes those.
        options: those of `check_gradient`.

    Returns:
        The report; its `analytic` numbers are those of `backward`.

    Raises:
        ImportError: PyTorch is not installed.
        ValueError: no input is a tensor of floats.

    Example:
        `assert check_torch_function(Cube, torch.tensor([1.0, 2.0]))`
    """
    torch = require("torch", None)
    if getattr(function, "__name__", "") == "apply":
        function = getattr(function, "__self__", function)
    is_class = isinstance(function, type) and hasattr(function, "apply")
    is_module = isinstance(function, torch.nn.Module)

    inputs = tuple(torch.as_tensor(x) if _is_floats(x) else x for x in inputs)

    def is_float(x: object) -> bool:
        return bool(torch.is_tensor(x)) and x.is_floating_point()  # type: ignore[attr-defined]

    floats = [i for i, x in enumerate(inputs) if is_float(x)]
    places = [i for i in floats if inputs[i].requires_grad] or floats
    if not places:
        raise ValueError(
            "check_torch_function: no input is a tensor of floats; give tensors, such "
            "as torch.tensor([1.0, 2.0])"
        )
    run = function.apply if is_class else function
    run = copy.deepcopy(run).double() if is_module else run
    single = tuple(x.detach() if is_float(x) else x for x in inputs)
    at = tuple(x.double() if is_float(x) else x for x in single)
    try:
        run(*at)
    except Exception:  # of weights that it holds in float32, or of the user's own
        run, at = function.apply if is_class else function, single

    def f(*values: Any) -> Any:
        results = [x for x in pytree.leaves_of_anything(run(*values)) if is_float(x)]
        if not results:  # of nodes of the engine, too
            raise TypeError("check_torch_function: no result is a tensor of floats")
        return results[0] if len(results) == 1 else results

    def vjp(*values: Any) -> Any:
        *leaves, g = values
        for i in places:
            leaves[i] = leaves[i].detach().requires_grad_()
        # A leaf refuses to be changed in place; its clone is what forward may change.
        clones = [x.clone() if i in places else x for i, x in enumerate(leaves)]
        outputs = pytree.leaves_of_anything(f(*clones))
        upstream = pytree.leaves_of_anything(g)
        pairs = [
            (x, torch.as_tensor(u, dtype=x.dtype, device=x.device))
            for x, u in zip(outputs, upstream, strict=True)
            if x.requires_grad
        ]
        if not pairs:
            raise ValueError(
                "check_torch_function: no result depends on an input: does forward "
                "detach it?"
            )
        gradients = torch.autograd.grad(
            [x for x, _ in pairs],
            [leaves[i] for i in places],
            [u for _, u in pairs],
            allow_unused=True,
        )
        return tuple(
            torch.zeros_like(leaves[i]) if gradient is None else gradient
            for i, gradient in zip(places, gradients, strict=True)
        )

    source = function.forward if is_class or is_module else function
    _name(f, function, source, len(inputs), skip=is_class)
    report = check_gradient(f, at, vjp=vjp, wrt=places, **options)
    return without_engine(report, f"check_torch_function({f.__name__}, ...)")


def check_jax_function(
    function: Callable[..., Any],
    *inputs: Any,
    modes: Sequence[str] = ("rev",),
    **options: Any,
) -> Report:
    """Check the derivative rules of a function of JAX, such as a `custom_vjp`.

    Args:
        function: a function of arrays or trees of them.
        inputs: what it takes. Those that hold floats are moved, in double precision.
        modes: `rev` checks `jax.vjp`, `fwd` checks `jax.jvp`.
        options: those of `check_gradient`.

    Returns:
        The report; its `analytic` numbers are those of JAX.

    Raises:
        ImportError: JAX is not installed.
        ValueError: a mode is unknown, or no input holds floats.

    Example:
        `assert check_jax_function(clipped, np.array([1.0, 2.0]))`
    """
    jax = require("jax", None)
    if isinstance(modes, str) or not modes or not set(modes) <= {"rev", "fwd"}:
        raise ValueError(f"modes: expected ('rev',) and 'fwd', got {modes!r}")
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    try:
        at = jax.tree_util.tree_map(_as_double(jax), tuple(inputs))
        places = [i for i, x in enumerate(at) if _holds_floats(jax, x)]
        if not places:
            raise ValueError(
                "check_jax_function: no input holds floats; give arrays of them, such "
                "as np.array([1.0, 2.0])"
            )

        def f(*values: Any) -> Any:
            return function(*values)

        def moving(values: Sequence[Any]) -> tuple[Callable[..., Any], list[Any]]:
            """The function of the inputs that move, and those."""

            def of_some(*some: Any) -> Any:
                arguments = list(values)
                for i, x in zip(places, some, strict=True):
                    arguments[i] = x
                return function(*arguments)

            return of_some, [values[i] for i in places]

        def vjp(*values: Any) -> Any:
            some, primals = moving(values[:-1])
            out, pull = jax.vjp(some, *primals)
            cast = jax.tree_util.tree_map(
                lambda x, u: jax.numpy.asarray(u, x.dtype), out, values[-1]
            )
            return pull(cast)

        def jvp(primals: Any, tangents: Any) -> Any:
            some, arguments = moving(primals)
            return jax.jvp(some, arguments, [tangents[i] for i in places])[1]

        _name(f, function, inspect.unwrap(function), len(inputs))
        rules: dict[str, dict[str, Any]] = {"rev": {"vjp": vjp}, "fwd": {"jvp": jvp}}
        reports = [
            check_gradient(f, at, wrt=places, **rules[mode], **options)
            for mode in modes
        ]
    finally:
        jax.config.update("jax_enable_x64", before)
    return without_engine(merged(reports), f"check_jax_function({f.__name__}, ...)")


def _name(f: Any, function: Any, source: Any, count: int, skip: bool = False) -> None:
    """Give the function that is checked the name and parameters of the user's.

    Args:
        f: the function that is checked.
        function: whose name it gets.
        source: whose place and parameters it gets.
        count: the number of inputs.
        skip: leave out the first parameter, the context of PyTorch.
    """
    f.__name__ = getattr(function, "__name__", type(function).__name__)
    try:
        names = list(inspect.signature(source).parameters)[skip:]
    except (TypeError, ValueError):
        names = []
    names = names[:count] if len(names) >= count else [f"x{i}" for i in range(count)]
    kind = inspect.Parameter.POSITIONAL_ONLY
    f.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in names])
    f.__wrapped__ = source


def _is_floats(x: object) -> bool:
    """Whether it is an array of NumPy that holds floats."""
    return isinstance(x, np.ndarray) and x.dtype.kind == "f"


def _as_double(jax: Any) -> Callable[[Any], Any]:
    def convert(x: Any) -> Any:
        array = _float_array(jax, x)
        return x if array is None else array.astype("float64")

    return convert


def _holds_floats(jax: Any, tree: Any) -> bool:
    leaves = jax.tree_util.tree_leaves(tree)
    return any(_float_array(jax, x) is not None for x in leaves)


def _float_array(jax: Any, leaf: Any) -> Any:
    """A leaf that holds floats, as an array; None for class ids, text and others."""
    try:
        array = jax.numpy.asarray(leaf)
    except TypeError:
        return None
    is_float = array.dtype.kind == "f" or array.dtype.name == "bfloat16"
    return array if is_float else None
