"""NumPy's functions that nodes do not have: what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from autograd_core.messages.habits.rows import each

_INSTEAD = {
    "apply_along_axis": "a loop over t, and np.stack",
    "apply_over_axes": "np.sum of several axes",
    "astype": "t.astype(dtype)",
    "bincount": "np.sum of np.where, for each bin",
    "broadcast_arrays": "np.broadcast_to",
    "choose": "np.select or np.where",
    "compress": "an index, t[mask]",
    "cond": "np.linalg.svdvals: the largest over the smallest",
    "corrcoef": "np.matmul of centred rows over np.std",
    "correlate": "np.convolve with the second reversed, np.flip(v)",
    "cov": "np.matmul of centred rows",
    "cumulative_prod": "np.cumprod",
    "cumulative_sum": "np.cumsum",
    "delete": "an index, t[mask]",
    "diagflat": "np.diag of np.ravel",
    "ediff1d": "np.diff",
    "eig": "np.linalg.eigh for symmetric matrices",
    "eigvals": "np.linalg.eigvalsh for symmetric matrices",
    "extract": "an index, t[mask]",
    "fill_diagonal": "np.where with np.eye",
    "fix": "np.trunc",
    **each("frexp nextafter spacing", "the array, t.data: it jumps"),
    **each(
        "fft fft2 fftn hfft ifft ifft2 ifftn ihfft irfft irfft2 irfftn rfft rfft2 "
        "rfftn",
        "np.matmul with a matrix of cosines and one of sines: nodes are real",
    ),
    **each("fftshift ifftshift", "np.roll"),
    "geomspace": "np.exp of start + np.linspace(0.0, 1.0, n) * width",
    "histogram": "the array, t.data: counts jump",
    **each(
        "histogram2d histogramdd histogram_bin_edges intersect1d setdiff1d setxor1d "
        "union1d unique unique_all unique_counts unique_inverse unique_values",
        "the array, t.data",
    ),
    "i0": "scipy.special.i0",
    "insert": "np.concatenate",
    **each("in1d isin", "the array, t.data: membership jumps"),
    "ldexp": "x * 2.0**n",
    "logspace": "np.exp2 or np.exp of start + np.linspace(0.0, 1.0, n) * width",
    "lstsq": "np.linalg.solve of the normal equations, or np.linalg.pinv",
    "matrix_norm": "np.linalg.norm",
    "matrix_rank": "the array, t.data: a rank jumps",
    "multi_dot": "np.matmul, or a @ b @ c",
    "nancumprod": "np.cumprod of np.nan_to_num(t, nan=1.0)",
    "nancumsum": "np.cumsum of np.nan_to_num(t)",
    "nanmax": "np.max of np.nan_to_num(t, nan=-np.inf)",
    "nanmedian": "np.median of t[~np.isnan(t)]",
    "nanmin": "np.min of np.nan_to_num(t, nan=np.inf)",
    "nanprod": "np.prod of np.nan_to_num(t, nan=1.0)",
    "nanstd": "np.std of t[~np.isnan(t)]",
    "nanvar": "np.var of t[~np.isnan(t)]",
    "matvec": "np.matmul",
    "meshgrid": "np.broadcast_to of x[None, :] and y[:, None]",
    "piecewise": "np.select or np.where",
    "poly": "np.convolve",
    "polyadd": "np.add of rows of one length",
    "polyder": "p[:-1] * np.arange(n - 1, 0, -1)",
    "polydiv": "np.convolve, and np.linalg.solve for the quotient",
    "polyfit": "np.linalg.solve of the normal equations, or np.linalg.pinv",
    "polyint": "p / np.arange(n, 0, -1), and np.append",
    "polymul": "np.convolve",
    "polysub": "np.subtract of rows of one length",
    "polyval": "Horner's rule: p = p * x + c for each coefficient",
    "nanargmax": "np.argmax of np.nan_to_num(t, nan=-np.inf)",
    "nanargmin": "np.argmin of np.nan_to_num(t, nan=np.inf)",
    "nanpercentile": "np.percentile of t[~np.isnan(t)]",
    "nanquantile": "np.quantile of t[~np.isnan(t)]",
    **each("place put put_along_axis putmask", "np.where"),
    "resize": "np.tile or np.reshape",
    "roots": "np.linalg.solve in steps of Newton's method",
    "sliding_window_view": "np.stack of slices, t[k : k + n]",
    "tensorinv": "np.linalg.inv of a matrix",
    "tensorsolve": "np.linalg.solve of a matrix",
    "trapezoid": "np.sum of the means of neighbours, (y[1:] + y[:-1]) / 2 * dx",
    "trim_zeros": "an index, t[mask]",
    "unstack": "list(t)",
    "unwrap": "np.cumsum of np.remainder of np.diff",
    "vander": "np.stack of powers",
    "vecmat": "np.matmul",
    "vecdot": "np.sum of a * b along the last axis",
    "vector_norm": "np.linalg.norm",
}
"""What to write instead of functions whose name does not say it."""

_INSTEAD_OF_METHODS = {
    "add.accumulate": "np.cumsum",
    "add.reduce": "np.sum",
    "add.reduceat": "np.sum of each part of np.split",
    "logaddexp.reduce": "autograd_core.logsumexp",
    "maximum.reduce": "np.max",
    "minimum.reduce": "np.min",
    "multiply.accumulate": "np.cumprod",
    "multiply.outer": "np.outer",
    "multiply.reduce": "np.prod",
}
"""What to write instead of methods of ufuncs."""


def missing_function(func: Callable[..., Any], functions: Iterable[str]) -> TypeError:
    """The error for a function of NumPy or SciPy that has no form on nodes.

    Args:
        func: the function that was called.
        functions: the names of those that have one.

    >>> str(missing_function(np.ediff1d, ["diff"]))
    'np.ediff1d has no derivative here; the nearest that exists: np.diff; for a...'
    """
    name = func.__name__
    if getattr(np, name, None) is func:
        full = f"np.{name}"
    elif getattr(np.linalg, name, None) is func:
        full = f"np.linalg.{name}"
    elif isinstance(func, np.ufunc):
        full = f"scipy.special.{name}"
    else:
        full = f"{func.__module__.replace('numpy', 'np')}.{name}"
    nearest = _INSTEAD.get(name, "")
    if not nearest:
        close = difflib.get_close_matches(name, [*functions], 3, 0.75)
        nearest = ", ".join(f"np.{found}" for found in close)
    hint = f"the nearest that exists: {nearest}; " if nearest else ""
    return TypeError(
        f"{full} has no derivative here; {hint}for a plain result give it the array, "
        "t.data; for an op of your own see autograd_core.custom_op"
    )


def missing_method(ufunc: np.ufunc, method: str) -> TypeError:
    """The error for a method of a ufunc, which nodes have no form of.

    >>> str(missing_method(np.add, "reduce"))
    'np.add.reduce has no form on nodes; the nearest that exists: np.sum'
    """
    name = f"{ufunc.__name__}.{method}"
    if method == "outer":
        nearest = f"np.{ufunc.__name__}(a[:, None], b)"
    else:
        nearest = f"np.{ufunc.__name__} of two operands"
    nearest = _INSTEAD_OF_METHODS.get(name, nearest)
    return TypeError(
        f"np.{name} has no form on nodes; the nearest that exists: {nearest}"
    )
