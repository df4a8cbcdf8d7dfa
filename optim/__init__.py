"""optim: rules that move parameters against their gradients.

>>> from autograd_core import Value
>>> from optim import SGD
>>> x = Value(5.0, label="x")
>>> optimizer = SGD([x], lr=0.25)
>>> for _ in range(40):
...     loss = (x - 3) ** 2
...     optimizer.zero_grad()
...     loss.backward()
...     optimizer.step()
>>> round(x.data, 6)
3.0
"""

import typing as _typing

from autograd_core.extend import explain_constructors as _explain_constructors
from autograd_core.extend import public_namespace as _public_namespace
from optim import datasets as datasets
from optim import distributed as distributed
from optim import rules as rules
from optim import schedules as schedules
from optim import second_order as second_order
from optim import spaces as spaces
from optim import toys as toys
from optim.apply.optimizer import Optimizer as Optimizer
from optim.apply.rule import Rule as Rule
from optim.checks.other_names import OTHER_NAMES as _OTHER_NAMES
from optim.data.batches import batches as batches
from optim.data.batches import standardize as standardize
from optim.data.splits import k_fold as k_fold
from optim.data.splits import train_test_split as train_test_split
from optim.first_order.adam import Adam as Adam
from optim.first_order.adam import AdamW as AdamW
from optim.first_order.adam_relatives import Adamax as Adamax
from optim.first_order.adam_relatives import NAdam as NAdam
from optim.first_order.adam_relatives import RAdam as RAdam
from optim.first_order.adaptive import Adadelta as Adadelta
from optim.first_order.adaptive import Adagrad as Adagrad
from optim.first_order.adaptive import RMSprop as RMSprop
from optim.first_order.sgd import SGD as SGD
from optim.first_order.sgd import HeavyBall as HeavyBall
from optim.first_order.sgd import Momentum as Momentum
from optim.first_order.sgd import Nesterov as Nesterov
from optim.first_order.sgd import SGDRule as SGDRule
from optim.first_order.sign import Lion as Lion
from optim.first_order.sign import Rprop as Rprop
from optim.first_order.sign import SignSGD as SignSGD
from optim.schedules.other_names import OPTIM as _SCHEDULE_NAMES
from optim.search.search import grid_search as grid_search
from optim.search.search import random_search as random_search
from optim.second_order import BFGS as BFGS
from optim.second_order import LBFGS as LBFGS
from optim.second_order import ConjugateGradient as ConjugateGradient
from optim.second_order import DampedNewton as DampedNewton
from optim.second_order import GaussNewton as GaussNewton
from optim.second_order import GradientDescent as GradientDescent
from optim.second_order import LevenbergMarquardt as LevenbergMarquardt
from optim.second_order import NaturalGradient as NaturalGradient
from optim.second_order import Newton as Newton
from optim.second_order import NewtonCG as NewtonCG
from optim.second_order import minimize as minimize
from optim.training.averages import (
    ExponentialMovingAverage as ExponentialMovingAverage,
)
from optim.training.callbacks import Callback as Callback
from optim.training.callbacks import GradientClipping as GradientClipping
from optim.training.callbacks import GradientNormLogger as GradientNormLogger
from optim.training.callbacks import LearningRateLogger as LearningRateLogger
from optim.training.callbacks import NaNGuard as NaNGuard
from optim.training.checkpoint import Checkpoint as Checkpoint
from optim.training.clip import clip_each_grad_norm_ as clip_each_grad_norm_
from optim.training.clip import clip_grad_norm_ as clip_grad_norm_
from optim.training.clip import clip_grad_value_ as clip_grad_value_
from optim.training.evaluation import evaluate as evaluate
from optim.training.fit import fit as fit
from optim.training.history import History as History
from optim.training.lr_range_test import learning_rate_sweep as learning_rate_sweep
from optim.training.stopping import EarlyStopping as EarlyStopping
from optim.training.stopping import PlateauStop as PlateauStop
from optim.training.stopping import RunningAverageStop as RunningAverageStop
from optim.training.weights_stop import WeightsStop as WeightsStop

_explain_constructors(
    [x for x in vars().values() if isinstance(x, type) and issubclass(x, Callback)]
)

# If type checkers saw these, every name would be right to them.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(
        globals(),
        submodules=(
            *("datasets", "distributed", "rules", "schedules", "second_order"),
            *("spaces", "toys"),
        ),
        advice={**_OTHER_NAMES, **_SCHEDULE_NAMES},
    )
