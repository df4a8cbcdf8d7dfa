"""The optimizers that take a closure, by the name of their method."""

import optim
from optim import LBFGS

ON_LOSSES = {
    "gd": optim.GradientDescent,
    "newton": optim.Newton,
    "damped-newton": optim.DampedNewton,
    "bfgs": optim.BFGS,
    "lbfgs": lambda params: LBFGS(
        params,
        max_iter=1,
        history_size=10,
        tolerance_change=0.0,
        line_search_fn="strong_wolfe",
    ),
    "cg": optim.ConjugateGradient,
    "newton-cg": optim.NewtonCG,
}
ON_RESIDUALS = {
    "gauss-newton": optim.GaussNewton,
    "levenberg-marquardt": optim.LevenbergMarquardt,
    "natural-gradient": optim.NaturalGradient,
}
ALL = {**ON_LOSSES, **ON_RESIDUALS}
