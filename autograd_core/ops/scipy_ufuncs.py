"""The ufuncs of scipy.special that nodes have a form of."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from autograd_core.ops.activation import sigmoid, softplus
from autograd_core.ops.exponential import erfc, log1p
from autograd_core.ops.gamma import (
    beta,
    betainc,
    betaln,
    digamma,
    gamma,
    gammainc,
    gammaincc,
    gammaln,
    rgamma,
)
from autograd_core.ops.special import erfcinv, erfinv, iv, jv, logit, xlogy, yv

ON_NODES: dict[str, Callable[..., Any]] = {
    **{op.name: op for op in (gammaln, digamma, gamma, rgamma, betaln, beta)},
    **{op.name: op for op in (gammainc, gammaincc, betainc, jv, yv, iv)},
    **{op.name: op for op in (xlogy, logit, erfinv, erfcinv)},
    "psi": digamma,
    "expit": sigmoid,
    "log_expit": lambda x: -softplus(-x),
    "entr": lambda x: -xlogy(x, x),
    "xlog1py": lambda x, y: x * log1p(y),
    "ndtr": lambda x: 0.5 * erfc(-x * math.sqrt(0.5)),
    "jn": jv,
    "yn": yv,
    "j0": lambda x: jv(0.0, x),
    "j1": lambda x: jv(1.0, x),
    "y0": lambda x: yv(0.0, x),
    "y1": lambda x: yv(1.0, x),
    "i0": lambda x: iv(0.0, x),
    "i1": lambda x: iv(1.0, x),
}
"""What computes a ufunc of scipy.special on nodes, by the name of the ufunc."""
