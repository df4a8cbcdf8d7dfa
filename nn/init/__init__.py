"""Initial weights: functions `name(shape, rng=...)` that give such an array."""

from nn.init.functions import Rng as Rng
from nn.init.functions import __getattr__ as __getattr__
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
