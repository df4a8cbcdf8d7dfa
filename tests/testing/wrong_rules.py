"""Rules of arrays whose derivatives are wrong in one known way."""

import numpy as np

from autograd_core import custom_op
from autograd_core.array_ops.array_rule import ArrayRule


class Half(ArrayRule):
    """x/2, with the gradient of x."""

    __slots__ = ()
    name = "half"

    def array(self, x):
        return 0.5 * x

    def vjp(self, i, upstream, out, operands):
        return upstream

    def jvp(self, tangents, out, operands):
        return tangents[0]


CUBE = custom_op(lambda x: x**3, lambda x: 3.01 * x**2, name="cube")


class SecondHalf(Half):
    """Right for the first entry, wrong for the others."""

    __slots__ = ()

    def vjp(self, i, upstream, out, operands):
        factors = np.ones(np.shape(out))
        factors[0] = 0.5
        return upstream * factors


class Thrice(ArrayRule):
    """3x, with a gradient that is wrong from some entry on."""

    __slots__ = ("first", "forward")
    name = "thrice"

    def __init__(self, first, forward=3.0):
        self.first, self.forward = first, forward

    def array(self, x):
        return 3.0 * x

    def vjp(self, i, upstream, out, operands):
        factors = np.full(np.shape(out), 3.0)
        factors.reshape(-1)[self.first :] = 2.0
        return upstream * factors

    def jvp(self, tangents, out, operands):
        return self.forward * tangents[0]


class Cut(ArrayRule):
    """x^2 whose gradient forgets that it depends on x."""

    __slots__ = ()
    name = "cut"

    def array(self, x):
        return x * x

    def vjp(self, i, upstream, out, operands):
        x = operands[0]
        return upstream * (2.0 * (x.data if hasattr(x, "_apply") else x))

    def jvp(self, tangents, out, operands):
        return 2.0 * operands[0] * tangents[0]
