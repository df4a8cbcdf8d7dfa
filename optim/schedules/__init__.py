"""Schedules: learning rates and momenta as pure functions of the step.

`schedule(step)` is the value for the update after `step` others. A `Scheduler` writes
it into an optimizer; `fit(..., schedule=schedule)` does so at every step.

>>> from optim.schedules import Cosine, LinearWarmup
>>> schedule = LinearWarmup(steps=10) * Cosine(0.1, steps=100)
>>> f"{schedule(0):.3f} {schedule(10):.3f} {schedule(100):.3f}"
'0.033 0.098 0.000'
"""

import typing as _typing

from autograd_core.extend import explain_constructors as _explain_constructors
from autograd_core.extend import public_namespace as _public_namespace
from optim.schedules.base import Constant as Constant
from optim.schedules.base import Product as Product
from optim.schedules.base import Schedule as Schedule
from optim.schedules.cycles import Cosine as Cosine
from optim.schedules.cycles import CosineRestarts as CosineRestarts
from optim.schedules.cycles import Cyclic as Cyclic
from optim.schedules.cycles import OneCycle as OneCycle
from optim.schedules.cycles import Sequential as Sequential
from optim.schedules.decays import Exponential as Exponential
from optim.schedules.decays import GrowingMomentum as GrowingMomentum
from optim.schedules.decays import InverseSqrt as InverseSqrt
from optim.schedules.decays import InverseTime as InverseTime
from optim.schedules.decays import Linear as Linear
from optim.schedules.decays import LinearWarmup as LinearWarmup
from optim.schedules.decays import MultiStep as MultiStep
from optim.schedules.decays import Polynomial as Polynomial
from optim.schedules.decays import StepDecay as StepDecay
from optim.schedules.other_names import SCHEDULES as _SCHEDULES
from optim.schedules.scheduler import ReduceOnPlateau as ReduceOnPlateau
from optim.schedules.scheduler import Scheduler as Scheduler

_explain_constructors([x for x in vars().values() if isinstance(x, type)])

# If type checkers saw these, every name would be right to them.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(globals(), advice=_SCHEDULES)
