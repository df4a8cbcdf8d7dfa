"""Initial weights: functions `name(shape, rng=...)` that give such an array."""

import typing as _typing

from autograd_core.extend import public_namespace as _public_namespace
from nn.checks.torch_names import INITS as _INITS
from nn.init.functions import Rng as Rng
from nn.init.functions import constant as constant
from nn.init.functions import fan_in as fan_in
from nn.init.functions import fan_out as fan_out
from nn.init.functions import he_normal as he_normal
from nn.init.functions import he_uniform as he_uniform
from nn.init.functions import lecun_normal as lecun_normal
from nn.init.functions import normal as normal
from nn.init.functions import ones as ones
from nn.init.functions import orthogonal as orthogonal
from nn.init.functions import sparse as sparse
from nn.init.functions import uniform as uniform
from nn.init.functions import xavier_normal as xavier_normal
from nn.init.functions import xavier_uniform as xavier_uniform
from nn.init.functions import zeros as zeros
from nn.init.gains import gain as gain

# Type checkers read the imports above. They would take every name for one that exists
# if they saw `__getattr__`, and none for public if they saw this `__all__`.
if not _typing.TYPE_CHECKING:
    __all__, __dir__, __getattr__ = _public_namespace(globals(), advice=_INITS)
