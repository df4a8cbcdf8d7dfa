"""nn: neural networks, of single Values to look at and of Tensors to train fast.

>>> from nn import MLP
>>> model = MLP(2, [3, 1], rng=0)
>>> model
MLP of [Layer of [TanhNeuron(2), TanhNeuron(2), TanhNeuron(2)], Layer of \
[LinearNeuron(3)]]
>>> len(model.parameters())
13
>>> model.to_tensor()
Sequential(
  (layers.0): Linear(2 -> 3)
  (layers.1): Tanh()
  (layers.2): Linear(3 -> 1)
)
"""

from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from autograd_core.extend import add_package as _add_package
from nn import init as init
from nn.io.onnx import export_onnx as export_onnx
from nn.io.safetensors import LoadError as LoadError
from nn.io.safetensors import load as load
from nn.io.safetensors import save as save
from nn.io.torch_state import to_torch_state_dict as to_torch_state_dict
from nn.layers.activations import ELU as ELU
from nn.layers.activations import GELU as GELU
from nn.layers.activations import Activation as Activation
from nn.layers.activations import HardTanh as HardTanh
from nn.layers.activations import Identity as Identity
from nn.layers.activations import LeakyReLU as LeakyReLU
from nn.layers.activations import LogSoftmax as LogSoftmax
from nn.layers.activations import ReLU as ReLU
from nn.layers.activations import Sigmoid as Sigmoid
from nn.layers.activations import Sign as Sign
from nn.layers.activations import SiLU as SiLU
from nn.layers.activations import Softmax as Softmax
from nn.layers.activations import Softplus as Softplus
from nn.layers.activations import Step as Step
from nn.layers.activations import Tanh as Tanh
from nn.layers.containers import Residual as Residual
from nn.layers.containers import Sequential as Sequential
from nn.layers.dropout import Dropout as Dropout
from nn.layers.dropout import Flatten as Flatten
from nn.layers.embedding import Embedding as Embedding
from nn.layers.linear import Linear as Linear
from nn.layers.mlp import mlp as mlp
from nn.layers.norms import BatchNorm1d as BatchNorm1d
from nn.layers.norms import LayerNorm as LayerNorm
from nn.losses import BCELoss as BCELoss
from nn.losses import BCEWithLogitsLoss as BCEWithLogitsLoss
from nn.losses import BinaryCrossEntropyLoss as BinaryCrossEntropyLoss
from nn.losses import (
    BinaryCrossEntropyWithLogitsLoss as BinaryCrossEntropyWithLogitsLoss,
)
from nn.losses import CrossEntropyLoss as CrossEntropyLoss
from nn.losses import HingeLoss as HingeLoss
from nn.losses import HuberLoss as HuberLoss
from nn.losses import JSDivergenceLoss as JSDivergenceLoss
from nn.losses import KLDivergenceLoss as KLDivergenceLoss
from nn.losses import L1Loss as L1Loss
from nn.losses import Loss as Loss
from nn.losses import MeanAbsoluteErrorLoss as MeanAbsoluteErrorLoss
from nn.losses import MeanSquaredLogErrorLoss as MeanSquaredLogErrorLoss
from nn.losses import MSELoss as MSELoss
from nn.losses import MulticlassHingeLoss as MulticlassHingeLoss
from nn.losses import MultiMarginLoss as MultiMarginLoss
from nn.losses import NLLLoss as NLLLoss
from nn.losses import SquaredErrorLoss as SquaredErrorLoss
from nn.losses import SquaredHingeLoss as SquaredHingeLoss
from nn.losses import SymmetricKLLoss as SymmetricKLLoss
from nn.losses import binary_cross_entropy as binary_cross_entropy
from nn.losses import (
    binary_cross_entropy_with_logits as binary_cross_entropy_with_logits,
)
from nn.losses import cross_entropy as cross_entropy
from nn.losses import hinge as hinge
from nn.losses import huber as huber
from nn.losses import js_divergence as js_divergence
from nn.losses import kl_divergence as kl_divergence
from nn.losses import mean_absolute_error as mean_absolute_error
from nn.losses import mean_squared_log_error as mean_squared_log_error
from nn.losses import multiclass_hinge as multiclass_hinge
from nn.losses import nll_loss as nll_loss
from nn.losses import squared_error as squared_error
from nn.losses import squared_hinge as squared_hinge
from nn.losses import symmetric_kl as symmetric_kl
from nn.metrics import accuracy as accuracy
from nn.metrics import confusion_matrix as confusion_matrix
from nn.metrics import gradient_norms as gradient_norms
from nn.metrics import one_hot as one_hot
from nn.module.module import Module as Module
from nn.module.predict import predict as predict
from nn.regularize.penalties import elastic_net as elastic_net
from nn.regularize.penalties import l1 as l1
from nn.regularize.penalties import l2 as l2
from nn.regularize.penalties import project_max_norm as project_max_norm
from nn.regularize.pruning import SparseLinear as SparseLinear
from nn.regularize.pruning import prune as prune
from nn.regularize.pruning import remove_masks as remove_masks
from nn.regularize.pruning import sparsity as sparsity
from nn.regularize.pruning import to_sparse as to_sparse
from nn.scalar import convert as _convert  # noqa: F401 - registers both ways
from nn.scalar.neuron import MLP as MLP
from nn.scalar.neuron import Layer as Layer
from nn.scalar.neuron import Neuron as Neuron
from nn.scalar.perceptron import Perceptron as Perceptron

_add_package(__file__)

if not _TYPE_CHECKING:  # a type checker would take every name for one that exists

    def __getattr__(name: str) -> _Any:
        from nn.checks.torch_names import NETWORKS, missing

        raise missing("nn", name, NETWORKS)
