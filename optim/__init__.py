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

from optim.optimizer import SGD as SGD
from optim.optimizer import Optimizer as Optimizer
from optim.rules import Rule as Rule
from optim.rules import SGDRule as SGDRule
