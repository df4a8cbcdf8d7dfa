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

import typing as _typing

from autograd_core.extend import public_namespace as _public_namespace
from nn import init as init
from nn import losses as losses
from nn.checks.torch_names import NETWORKS as _NETWORKS
from nn.depth import delta_norms as delta_norms
from nn.depth import jacobian_norms as jacobian_norms
from nn.io.safetensors import LoadError as LoadError
from nn.io.safetensors import load as load
from nn.io.safetensors import save as save
from nn.io.torch_state import from_torch as from_torch
from nn.io.torch_state import from_torch_state_dict as from_torch_state_dict
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
from nn.layers.activations import SiLU as SiLU
from nn.layers.activations import Softmax as Softmax
from nn.layers.activations import Softplus as Softplus
from nn.layers.activations import Tanh as Tanh
from nn.layers.batch_norm import BatchNorm1d as BatchNorm1d
from nn.layers.containers import Residual as Residual
from nn.layers.containers import Sequential as Sequential
from nn.layers.dropout import Dropout as Dropout
from nn.layers.dropout import Flatten as Flatten
from nn.layers.embedding import Embedding as Embedding
from nn.layers.jumps import Sign as Sign
from nn.layers.jumps import Step as Step
from nn.layers.jumps import StochasticStep as StochasticStep
from nn.layers.linear import Linear as Linear
from nn.layers.mlp import mlp as mlp
from nn.layers.norms import GroupNorm as GroupNorm
from nn.layers.norms import LayerNorm as LayerNorm
from nn.layers.norms import RMSNorm as RMSNorm
from nn.losses import *  # noqa: F403 - every loss is listed once, in nn.losses
from nn.metrics import accuracy as accuracy
from nn.metrics import confusion_matrix as confusion_matrix
from nn.metrics import gradient_norms as gradient_norms
from nn.metrics import one_hot as one_hot
from nn.module.functional_call import functional_call as functional_call
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

# These names are imported when they are first used: few programs need them all. Type
# checkers and editors read the imports, Python reads `_HOMES`; a test holds them equal.
if _typing.TYPE_CHECKING:
    from nn.io.onnx import export_onnx as export_onnx
    from nn.layers.attention import MultiheadAttention as MultiheadAttention
    from nn.layers.batch_norm import BatchNorm2d as BatchNorm2d
    from nn.layers.composed_activations import SELU as SELU
    from nn.layers.composed_activations import Mish as Mish
    from nn.layers.composed_activations import PReLU as PReLU
    from nn.layers.composed_activations import Softsign as Softsign
    from nn.layers.convolution import Conv1d as Conv1d
    from nn.layers.convolution import Conv2d as Conv2d
    from nn.layers.pooling import AvgPool1d as AvgPool1d
    from nn.layers.pooling import AvgPool2d as AvgPool2d
    from nn.layers.pooling import MaxPool1d as MaxPool1d
    from nn.layers.pooling import MaxPool2d as MaxPool2d
    from nn.layers.recurrent import GRU as GRU
    from nn.layers.recurrent import LSTM as LSTM
    from nn.layers.recurrent import RNN as RNN
    from nn.scores import f1 as f1
    from nn.scores import r2 as r2
    from nn.scores import roc_auc as roc_auc

_HOMES = {
    "export_onnx": "nn.io.onnx",
    "MultiheadAttention": "nn.layers.attention",
    "BatchNorm2d": "nn.layers.batch_norm",
    "Mish": "nn.layers.composed_activations",
    "PReLU": "nn.layers.composed_activations",
    "SELU": "nn.layers.composed_activations",
    "Softsign": "nn.layers.composed_activations",
    "Conv1d": "nn.layers.convolution",
    "Conv2d": "nn.layers.convolution",
    "AvgPool1d": "nn.layers.pooling",
    "AvgPool2d": "nn.layers.pooling",
    "MaxPool1d": "nn.layers.pooling",
    "MaxPool2d": "nn.layers.pooling",
    "GRU": "nn.layers.recurrent",
    "LSTM": "nn.layers.recurrent",
    "RNN": "nn.layers.recurrent",
    "f1": "nn.scores",
    "r2": "nn.scores",
    "roc_auc": "nn.scores",
}

# Type checkers read the imports above. They would take every name for one that exists
# if they saw `__getattr__`, and none for public if they saw this `__all__`.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(
        globals(), submodules=("init", "losses"), homes=_HOMES, advice=_NETWORKS
    )
