"""Calls of NumPy's further functions, with the keywords that NumPy gives them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.autograd_core.array_ops.array_checks import numbers

A, B = numbers(2, 3, seed=1), numbers(3, 2, seed=2)
V, CUBE = numbers(3, seed=4), numbers(2, 3, 4, seed=5)

P = np.array([[4.0, 1.0], [1.0, 3.0]])
SVDVALS = hasattr(np.linalg, "svdvals")  # it came with NumPy 2

CALLS: dict[Any, list[Any]] = {
    np.around: [lambda f, t: f(t(A)), lambda f, t: f(t(A), decimals=1)],
    np.conjugate: [lambda f, t: f(t(A)) + 0.0],
    np.copysign: [lambda f, t: f(t(A), -1.0)],
    np.deg2rad: [lambda f, t: f(t(A))],
    np.degrees: [lambda f, t: f(t(A))],
    np.divmod: [lambda f, t: f(t(A), 0.5)[1], lambda f, t: f(2.0, t(A))[1]],
    np.fabs: [lambda f, t: f(t(A))],
    np.float_power: [lambda f, t: f(t(A), 2.0)],
    np.linspace: [lambda f, t: f(t(V), 2.0, num=3), lambda f, t: f(0.0, t(A), 4)],
    np.modf: [lambda f, t: f(t(A))[0]],
    np.nan_to_num: [lambda f, t: f(t(A)), lambda f, t: f(t(A), nan=1.0, posinf=2.0)],
    np.rad2deg: [lambda f, t: f(t(A))],
    np.radians: [lambda f, t: f(t(A))],
    np.real: [lambda f, t: f(t(A)) * 1.0],
    np.real_if_close: [lambda f, t: f(t(A)) * 1.0],
    np.round: [lambda f, t: f(t(A), 1)],
    np.sinc: [lambda f, t: f(t(A))],
    np.linalg.cholesky: [lambda f, t: f(t(P))],
    np.linalg.eigh: [lambda f, t: f(t(P))[0], lambda f, t: f(t(P), UPLO="U")[1]],
    np.linalg.eigvalsh: [lambda f, t: f(t(P)), lambda f, t: f(t(P), "U")],
    np.linalg.matrix_power: [lambda f, t: f(t(P), 3), lambda f, t: f(t(P), -1)],
    np.linalg.pinv: [lambda f, t: f(t(A)), lambda f, t: f(t(A), rcond=1e-8)],
    np.linalg.qr: [lambda f, t: f(t(B))[1], lambda f, t: f(t(B), mode="r")],
    np.linalg.svd: [
        lambda f, t: f(t(A), full_matrices=False)[0],
        lambda f, t: f(t(A), compute_uv=False),
    ],
    **({np.linalg.svdvals: [lambda f, t: f(t(A))]} if SVDVALS else {}),
    np.append: [lambda f, t: f(t(A), t(V)), lambda f, t: f(A, t(A), axis=1)],
    np.array_split: [lambda f, t: f(t(A), 2, axis=1)[1], lambda f, t: f(t(V), 2)[0]],
    np.atleast_1d: [lambda f, t: f(t(V[0])), lambda f, t: f(t(V[0]), A)[0]],
    np.atleast_2d: [lambda f, t: f(t(V))],
    np.atleast_3d: [lambda f, t: f(t(V)), lambda f, t: f(t(A))],
    np.average: [
        lambda f, t: f(t(A)),
        lambda f, t: f(t(A), axis=1, weights=[1.0, 2.0, 3.0]),
        lambda f, t: f(A, weights=t(A)),
    ],
    np.block: [lambda f, t: f([[t(A), A], [A, t(A)]])],
    np.column_stack: [lambda f, t: f((t(V), V))],
    np.convolve: [lambda f, t: f(t(V), V), lambda f, t: f(V, t(V), mode="same")],
    np.copy: [lambda f, t: f(t(A))],
    np.cross: [lambda f, t: f(t(A), V), lambda f, t: f(V, t(B), axisb=0)],
    np.cumprod: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=0)],
    np.diagonal: [lambda f, t: f(t(CUBE), offset=1, axis1=1, axis2=2)],
    np.diff: [lambda f, t: f(t(A)), lambda f, t: f(t(A), n=2, axis=1)],
    np.dsplit: [lambda f, t: f(t(CUBE), 2)[0]],
    np.dstack: [lambda f, t: f([t(A), A])],
    np.flip: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=0)],
    np.fliplr: [lambda f, t: f(t(A))],
    np.flipud: [lambda f, t: f(t(A))],
    np.gradient: [
        lambda f, t: f(t(A))[1],
        lambda f, t: f(t(A), 2.0, axis=1, edge_order=2),
    ],
    np.hsplit: [lambda f, t: f(t(A), [1])[1]],
    np.inner: [lambda f, t: f(t(A), V), lambda f, t: f(V, t(V))],
    np.interp: [
        lambda f, t: f(t(V), [-2.0, 0.0, 2.0], [1.0, 2.0, 5.0]),
        lambda f, t: f(V, [-1.0, 0.0, 1.0], t(V), left=0.0, right=9.0),
        lambda f, t: f(0.5, [0.0, 1.0, 2.0], t(V)),
    ],
    np.kron: [lambda f, t: f(t(A), B), lambda f, t: f(V, t(A))],
    np.median: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=0, keepdims=True)],
    np.moveaxis: [lambda f, t: f(t(CUBE), 0, -1), lambda f, t: f(t(A), [0], [1])],
    np.nanmean: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=1, keepdims=True)],
    np.nansum: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=0)],
    np.partition: [lambda f, t: f(t(V), 1)[1]],
    np.percentile: [lambda f, t: f(t(A), 30), lambda f, t: f(t(A), [5, 50], axis=1)],
    np.ptp: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=1)],
    np.quantile: [
        lambda f, t: f(t(A), 0.3),
        lambda f, t: f(t(A), [[0.1, 0.9]], axis=1, keepdims=True),
        *[
            lambda f, t, m=method: f(t(A), 0.3, method=m)
            for method in ("lower", "higher", "midpoint", "nearest")
        ],
    ],
    np.repeat: [lambda f, t: f(t(A), 2), lambda f, t: f(t(A), [1, 2], axis=0)],
    np.roll: [lambda f, t: f(t(A), 1), lambda f, t: f(t(A), (1, 2), axis=(0, 1))],
    np.rollaxis: [lambda f, t: f(t(CUBE), 2), lambda f, t: f(t(CUBE), 0, start=2)],
    np.rot90: [lambda f, t: f(t(A)), lambda f, t: f(t(A), k=3, axes=(1, 0))],
    np.select: [lambda f, t: f([A > 0.5, A < 0.0], [t(A), t(A)], default=t(A))],
    np.sort: [lambda f, t: f(t(A)), lambda f, t: f(t(A), axis=None)],
    np.take: [lambda f, t: f(t(A), [0, 5]), lambda f, t: f(t(A), [[0, 2]], axis=1)],
    np.tensordot: [lambda f, t: f(t(A), B, axes=1), lambda f, t: f(A, t(A))],
    np.tile: [lambda f, t: f(t(A), 2), lambda f, t: f(t(V), (2, 2))],
    np.tril: [lambda f, t: f(t(A)), lambda f, t: f(t(A), k=-1)],
    np.triu: [lambda f, t: f(t(A)), lambda f, t: f(t(A), k=1)],
    np.vdot: [lambda f, t: f(t(A), A)],
    np.vsplit: [lambda f, t: f(t(A), 2)[1]],
}
"""Each function with its arguments: calls it on arrays and on Tensors alike."""
