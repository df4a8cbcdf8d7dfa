"""Update rules as pure functions: no graph, no parameters, no hidden state.

`init(params)` gives the first state, `update(grads, state, params)` the new parameters
and the next state. Each rule is written once, in operators, so that it works on a float
and on a flat array alike; nothing that goes in is changed.

>>> rule = SGDRule(lr=0.25, momentum=0.5)
>>> x, state = 8.0, rule.init(8.0)
>>> for _ in range(3):  # the gradient of x**2 is 2 x
...     x, state = rule.update(2 * x, state, x)
>>> x, state
(-2.0, {'step': 3, 'momentum_buffer': 8.0})
"""

from optim.apply.rule import GradientRule as GradientRule
from optim.apply.rule import Rule as Rule
from optim.apply.rule import State as State
from optim.first_order.adam import AdamRule as AdamRule
from optim.first_order.adam import AdamWRule as AdamWRule
from optim.first_order.adam_relatives import AdamaxRule as AdamaxRule
from optim.first_order.adam_relatives import NAdamRule as NAdamRule
from optim.first_order.adam_relatives import RAdamRule as RAdamRule
from optim.first_order.adaptive import AdadeltaRule as AdadeltaRule
from optim.first_order.adaptive import AdagradRule as AdagradRule
from optim.first_order.adaptive import RMSpropRule as RMSpropRule
from optim.first_order.sgd import HeavyBallRule as HeavyBallRule
from optim.first_order.sgd import MomentumRule as MomentumRule
from optim.first_order.sgd import NesterovRule as NesterovRule
from optim.first_order.sgd import SGDRule as SGDRule
from optim.first_order.sign import LionRule as LionRule
from optim.first_order.sign import RpropRule as RpropRule
from optim.first_order.sign import SignSGDRule as SignSGDRule
