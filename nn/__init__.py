"""nn: neural networks of Values, small enough to see every weight.

>>> from nn import MLP
>>> model = MLP(2, [3, 1], rng=0)
>>> model
MLP of [Layer of [TanhNeuron(2), TanhNeuron(2), TanhNeuron(2)], Layer of \
[LinearNeuron(3)]]
>>> len(model.parameters())
13
"""

from nn import init as init
from nn.metrics import accuracy as accuracy
from nn.metrics import confusion_matrix as confusion_matrix
from nn.metrics import gradient_norms as gradient_norms
from nn.metrics import one_hot as one_hot
from nn.metrics import predict as predict
from nn.module import Module as Module
from nn.perceptron import Perceptron as Perceptron
from nn.scalar import MLP as MLP
from nn.scalar import Layer as Layer
from nn.scalar import Neuron as Neuron
