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

from autograd_core.modes import add_package as _add_package
from optim import datasets as datasets
from optim import toys as toys
from optim.adam import Adam as Adam
from optim.adam import Adamax as Adamax
from optim.adam import AdamW as AdamW
from optim.adam import NAdam as NAdam
from optim.adam import RAdam as RAdam
from optim.adaptive import Adadelta as Adadelta
from optim.adaptive import Adagrad as Adagrad
from optim.adaptive import RMSprop as RMSprop
from optim.adaptive import Rprop as Rprop
from optim.callbacks import Callback as Callback
from optim.callbacks import GradientClipping as GradientClipping
from optim.callbacks import GradientNormLogger as GradientNormLogger
from optim.callbacks import LearningRateLogger as LearningRateLogger
from optim.callbacks import NaNGuard as NaNGuard
from optim.checkpoint import Checkpoint as Checkpoint
from optim.clip import clip_each_grad_norm_ as clip_each_grad_norm_
from optim.clip import clip_grad_norm_ as clip_grad_norm_
from optim.clip import clip_grad_value_ as clip_grad_value_
from optim.data import batches as batches
from optim.data import standardize as standardize
from optim.data import train_test_split as train_test_split
from optim.evaluation import evaluate as evaluate
from optim.history import History as History
from optim.optimizer import Optimizer as Optimizer
from optim.rules import Rule as Rule
from optim.rules import SGDRule as SGDRule
from optim.search import grid_search as grid_search
from optim.search import random_search as random_search
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
from optim.sgd import SGD as SGD
from optim.sgd import HeavyBall as HeavyBall
from optim.sgd import Momentum as Momentum
from optim.sgd import Nesterov as Nesterov
from optim.signs import Lion as Lion
from optim.signs import SignSGD as SignSGD
from optim.stopping import EarlyStopping as EarlyStopping
from optim.stopping import PlateauStop as PlateauStop
from optim.stopping import RunningAverageStop as RunningAverageStop
from optim.sweep import learning_rate_sweep as learning_rate_sweep
from optim.training import fit as fit

_add_package(__file__)
