"""Derivatives written for SciPy and scikit-learn, checked in one call.

scikit-learn is imported when its check is called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.messages.explained import explained
from autograd_core.messages.extras import require
from autograd_core.messages.operands import short_repr
from autograd_core.testing.check import check_gradient
from autograd_core.testing.report import Report, without_engine


@explained
def check_scipy(
    fun: Callable[..., Any],
    jac: Any,
    x0: Any,
    args: Any = (),
    bounds: Any = None,
    *,
    hess: Any = None,
    hessp: Callable[..., Any] | None = None,
    **options: Any,
) -> Report:
    """Check the derivatives that an optimizer of SciPy is given.

    Args:
        fun: the objective, `fun(x, *args)`, of one number or of residuals.
        jac: its gradient or Jacobian, also sparse or a LinearOperator; True if `fun`
            returns `(value, gradient)`.
        x0: the point, a vector.
        args: further arguments of all functions.
        bounds: pairs, or `scipy.optimize.Bounds`; `fun` is not called outside.
        hess: the Hessian, `hess(x, *args)`.
        hessp: its product with a vector, `hessp(x, p, *args)`.
        options: those of `check_gradient`.

    Returns:
        The report.

    Raises:
        ValueError: there is no derivative to check.

    >>> def fun(x):
    ...     return x[0] ** 2 + x[1]
    >>> check_scipy(fun, lambda x: [2 * x[0], 1.0], [3.0, 4.0]).ok
    True
    """
    if jac is None or jac is False:
        raise ValueError(
            "jac: there is no derivative to check; give the function that you pass to "
            "scipy.optimize as jac="
        )
    x = np.atleast_1d(np.asarray(x0, dtype=np.float64))
    return check_gradient(
        fun, x, jac=jac, args=args, bounds=bounds, hess=hess, hessp=hessp, **options
    )


@explained
def check_estimator_gradient(
    estimator: Any, X: Any, y: Any = None, **options: Any
) -> Report:
    """Check the gradient with respect to the hyperparameters of scikit-learn.

    Args:
        estimator: a kernel of `sklearn.gaussian_process.kernels`, whose gradient is
            that of `kernel(X, eval_gradient=True)`; or a Gaussian process, with that of
            `log_marginal_likelihood(theta, eval_gradient=True)`.
        X: the samples.
        y: the targets; for a Gaussian process that is not fitted.
        options: those of `check_gradient`.

    Returns:
        The report; its input is `theta`, the logarithms of the hyperparameters.

    Raises:
        ImportError: scikit-learn is not installed.
        TypeError: the estimator has no such gradient.

    Example:
        `assert check_estimator_gradient(RBF(0.5) + WhiteKernel(), X)`
    """
    base = require("sklearn.base", "data", "scikit-learn")
    if isinstance(estimator, type):
        raise TypeError(
            "check_estimator_gradient: expected a kernel or a Gaussian process, got "
            f"the class {estimator.__name__}; write {estimator.__name__}()"
        )
    if hasattr(estimator, "clone_with_theta"):

        def value(theta: Any) -> Any:
            return estimator.clone_with_theta(np.array(theta, float))(X)

        def gradient(theta: Any) -> Any:
            kernel = estimator.clone_with_theta(theta)
            return kernel(X, eval_gradient=True)[1]

        at = estimator.theta
    elif hasattr(estimator, "log_marginal_likelihood"):
        model = estimator
        if not hasattr(model, "kernel_"):
            if y is None:
                raise TypeError(
                    "y: a Gaussian process that is not fitted needs targets"
                )
            model = base.clone(estimator).set_params(optimizer=None).fit(X, y)

        def value(theta: Any) -> Any:
            return model.log_marginal_likelihood(np.array(theta, float))

        def gradient(theta: Any) -> Any:
            return model.log_marginal_likelihood(theta, eval_gradient=True)[1]

        at = model.kernel_.theta
    else:
        raise TypeError(
            "check_estimator_gradient: expected a kernel or a Gaussian process of "
            f"scikit-learn, got {type(estimator).__name__} {short_repr(estimator)}"
        )
    value.__name__ = name = type(estimator).__name__
    report = check_gradient(value, at, gradient, **options)
    report.place = ""
    return without_engine(report, f"check_estimator_gradient({name}(...), X)")
