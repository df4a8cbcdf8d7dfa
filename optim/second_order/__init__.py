"""Second order: methods that measure curvature, on functions and on closures.

`minimize` takes a function; the optimizers take parameters, and a closure at each step.
Both use the same methods.

>>> from optim import minimize
>>> minimize(lambda x: (x - 3) ** 2, 0.0, "newton").x
3.0
"""

from optim.second_order.conjugate import ConjugateGradient as ConjugateGradient
from optim.second_order.conjugate import (
    ConjugateGradientMethod as ConjugateGradientMethod,
)
from optim.second_order.conjugate import NewtonCG as NewtonCG
from optim.second_order.conjugate import NewtonCGMethod as NewtonCGMethod
from optim.second_order.descent import GradientDescent as GradientDescent
from optim.second_order.descent import GradientDescentMethod as GradientDescentMethod
from optim.second_order.least_squares import GaussNewton as GaussNewton
from optim.second_order.least_squares import GaussNewtonMethod as GaussNewtonMethod
from optim.second_order.least_squares import LevenbergMarquardt as LevenbergMarquardt
from optim.second_order.least_squares import (
    LevenbergMarquardtMethod as LevenbergMarquardtMethod,
)
from optim.second_order.linear_cg import conjugate_gradient as conjugate_gradient
from optim.second_order.method import StepFailed as StepFailed
from optim.second_order.minimize import minimize as minimize
from optim.second_order.natural import NaturalGradient as NaturalGradient
from optim.second_order.natural import NaturalGradientMethod as NaturalGradientMethod
from optim.second_order.newton import DampedNewton as DampedNewton
from optim.second_order.newton import DampedNewtonMethod as DampedNewtonMethod
from optim.second_order.newton import Newton as Newton
from optim.second_order.newton import NewtonMethod as NewtonMethod
from optim.second_order.quasi_newton import BFGS as BFGS
from optim.second_order.quasi_newton import LBFGS as LBFGS
from optim.second_order.quasi_newton import BFGSMethod as BFGSMethod
from optim.second_order.quasi_newton import LBFGSMethod as LBFGSMethod
from optim.second_order.result import MinimizeResult as MinimizeResult
