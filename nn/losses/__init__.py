"""Losses as functions and as classes, for Tensors, Values and plain numbers.

>>> from nn import losses
>>> losses.squared_error([1.0, 4.0], [1.0, 2.0])
2.0
"""

import typing as _typing

from autograd_core.extend import public_namespace as _public_namespace
from nn.checks.other_names import LOSSES as _LOSSES
from nn.losses.base import Loss as Loss
from nn.losses.binary import BinaryCrossEntropyLoss as BinaryCrossEntropyLoss
from nn.losses.binary import (
    BinaryCrossEntropyWithLogitsLoss as BinaryCrossEntropyWithLogitsLoss,
)
from nn.losses.binary import HingeLoss as HingeLoss
from nn.losses.binary import SquaredHingeLoss as SquaredHingeLoss
from nn.losses.binary import binary_cross_entropy as binary_cross_entropy
from nn.losses.binary import (
    binary_cross_entropy_with_logits as binary_cross_entropy_with_logits,
)
from nn.losses.binary import hinge as hinge
from nn.losses.binary import squared_hinge as squared_hinge
from nn.losses.divergence import BhattacharyyaLoss as BhattacharyyaLoss
from nn.losses.divergence import JSDivergenceLoss as JSDivergenceLoss
from nn.losses.divergence import KLDivergenceLoss as KLDivergenceLoss
from nn.losses.divergence import SymmetricKLLoss as SymmetricKLLoss
from nn.losses.divergence import bhattacharyya as bhattacharyya
from nn.losses.divergence import js_divergence as js_divergence
from nn.losses.divergence import kl_divergence as kl_divergence
from nn.losses.divergence import symmetric_kl as symmetric_kl
from nn.losses.entropy import CrossEntropyLoss as CrossEntropyLoss
from nn.losses.entropy import NLLLoss as NLLLoss
from nn.losses.entropy import cross_entropy as cross_entropy
from nn.losses.entropy import nll_loss as nll_loss
from nn.losses.margin import MulticlassHingeLoss as MulticlassHingeLoss
from nn.losses.margin import multiclass_hinge as multiclass_hinge
from nn.losses.regression import HuberLoss as HuberLoss
from nn.losses.regression import MeanAbsoluteErrorLoss as MeanAbsoluteErrorLoss
from nn.losses.regression import MeanSquaredLogErrorLoss as MeanSquaredLogErrorLoss
from nn.losses.regression import SquaredErrorLoss as SquaredErrorLoss
from nn.losses.regression import huber as huber
from nn.losses.regression import mean_absolute_error as mean_absolute_error
from nn.losses.regression import mean_squared_log_error as mean_squared_log_error
from nn.losses.regression import squared_error as squared_error

# PyTorch's names of losses that have another name here.
MSELoss = SquaredErrorLoss
L1Loss = MeanAbsoluteErrorLoss
BCELoss = BinaryCrossEntropyLoss
BCEWithLogitsLoss = BinaryCrossEntropyWithLogitsLoss
MultiMarginLoss = MulticlassHingeLoss

# Type checkers read the imports above. They would take every name for one that exists
# if they saw `__getattr__`, and none for public if they saw this `__all__`.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(globals(), advice=_LOSSES)
