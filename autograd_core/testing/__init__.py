"""autograd_core.testing: check a gradient, and find what is wrong with it.

>>> from autograd_core.testing import check_gradient
>>> report = check_gradient(lambda w: (w * 3 - 1) ** 2, 2.0, analytic=lambda w: 15 * w)
>>> report.ok
True
"""

import typing as _typing

from autograd_core.messages.namespaces import public_namespace as _public_namespace
from autograd_core.testing.aliases import check_grads as check_grads
from autograd_core.testing.aliases import gradcheck as gradcheck
from autograd_core.testing.aliases import gradgradcheck as gradgradcheck
from autograd_core.testing.approx import approx_grad as approx_grad
from autograd_core.testing.approx import numerical_gradient as numerical_gradient
from autograd_core.testing.check import assert_gradient as assert_gradient
from autograd_core.testing.check import check_gradient as check_gradient
from autograd_core.testing.check_op import check_op as check_op
from autograd_core.testing.diagnosis.verdict import Row as Row
from autograd_core.testing.diagnosis.verdict import Verdict as Verdict
from autograd_core.testing.numeric.derivative import derivative as derivative
from autograd_core.testing.numeric.estimate import Derivative as Derivative
from autograd_core.testing.report import GradientMismatch as GradientMismatch
from autograd_core.testing.report import Report as Report
from autograd_core.testing.taylor import TaylorTable as TaylorTable
from autograd_core.testing.taylor import taylor_test as taylor_test

# Hypothesis is for tests alone and expensive to import. A star import leaves it out.
# Type checkers and editors read the imports, Python reads `_HOMES`; a test holds them
# equal.
if _typing.TYPE_CHECKING:
    from autograd_core.testing.deep_learning import (
        check_jax_function as check_jax_function,
    )
    from autograd_core.testing.deep_learning import (
        check_torch_function as check_torch_function,
    )
    from autograd_core.testing.scientific import (
        check_estimator_gradient as check_estimator_gradient,
    )
    from autograd_core.testing.scientific import check_scipy as check_scipy
    from autograd_core.testing.strategies import gradient_points as gradient_points

_HOMES = {
    "check_estimator_gradient": "autograd_core.testing.scientific",
    "check_jax_function": "autograd_core.testing.deep_learning",
    "check_scipy": "autograd_core.testing.scientific",
    "check_torch_function": "autograd_core.testing.deep_learning",
    "gradient_points": "autograd_core.testing.strategies",
}

if not _typing.TYPE_CHECKING:  # to a type checker every name would be right
    _names, __dir__, __getattr__ = _public_namespace(globals(), homes=_HOMES)
    __all__ = [name for name in _names if name != "gradient_points"]
