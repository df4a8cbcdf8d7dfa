"""A demo of single functions: methods of `Value`, slopes, descent, Newton's method.

The functions need `exp`, `log` and operators of their numbers, so they also run on
`DualNumber`, which carries a derivative by the rules of calculus, forwards.
"""

import math


def product(x, y):
    return (x * y).log() * 3.0 - (x / y).exp() + 1.0


def tower(x, y):
    return ((x**2 + y.exp()).log() / (x * y + 3.0)) ** 1.5


def squashed(x, y):
    return 1.0 / (1.0 + (-(x - 2.0 * y)).exp()) - y**-0.5


def mixed(x, y):
    z = x * y + y
    z += 2 - z / x
    z *= z**0.5
    return z.log() - (x - y) ** 3 + 2.0 * z


FUNCTIONS = (product, tower, squashed, mixed)


def slopes(Value, f, point):
    """The value of f and its derivatives in each number."""
    numbers = [Value(x) for x in point]
    out = f(*numbers)
    out.backward()
    return out.data, [x.grad for x in numbers]


def descend(Value, f, point, steps, rate):
    """Gradient descent; where it ends."""
    point = list(point)
    for _ in range(steps):
        _, gradient = slopes(Value, f, point)
        point = [x - rate * g for x, g in zip(point, gradient, strict=True)]
    return point


def find_root(Value, f, start):
    """Newton's method for f(x) = 0."""
    x = Value(start)
    for _ in range(30):
        out = f(x)
        x.grad = 0.0
        out.backward()
        if abs(out.data) < 1e-14:
            break
        x = Value(x.data - out.data / x.grad)
    return x.data


class DualNumber:
    """a + b e with e^2 = 0: b is the derivative along one direction."""

    def __init__(self, a, b=0.0):
        self.a, self.b = a, b

    def exp(self):
        return DualNumber(math.exp(self.a), math.exp(self.a) * self.b)

    def log(self):
        return DualNumber(math.log(self.a), self.b / self.a)

    def __add__(self, other):
        other = dual(other)
        return DualNumber(self.a + other.a, self.b + other.b)

    def __mul__(self, other):
        other = dual(other)
        return DualNumber(self.a * other.a, self.a * other.b + self.b * other.a)

    def __pow__(self, n):
        return DualNumber(self.a**n, n * self.a ** (n - 1) * self.b)

    def __neg__(self):
        return self * -1.0

    def __sub__(self, other):
        return self + -dual(other)

    def __truediv__(self, other):
        return self * dual(other) ** -1.0

    def __rsub__(self, other):
        return dual(other) - self

    def __rtruediv__(self, other):
        return dual(other) / self

    __radd__, __rmul__ = __add__, __mul__


def dual(x):
    return x if isinstance(x, DualNumber) else DualNumber(float(x))
