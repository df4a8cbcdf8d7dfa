"""At a cliff plain gradient descent is thrown far away; a clipped gradient is not.

python examples/cliff.py cliff.svg
"""

import sys

from autograd_core import Value
from optim import SGD, clip_grad_norm_
from viz import plots


def f(x):
    """A valley around x = 1, and a cliff of height 10 at x = 2."""
    return 0.05 * (x - 1) ** 2 + 10 * (100 * (x - 2)).sigmoid()


def descend(max_norm=None, steps=20):
    x = Value(2.02)
    optimizer = SGD([x], lr=1.0)
    path = [x.data]
    for _ in range(steps):
        optimizer.zero_grad()
        f(x).backward()
        if max_norm is not None:
            clip_grad_norm_([x], max_norm)
        optimizer.step()
        path.append(x.data)
    return path


def main(path: str = "cliff.svg") -> None:
    x = Value(2.02)
    f(x).backward()
    plain, clipped = descend(), descend(max_norm=1.0)
    print(f"gradient on the cliff, at x = 2.02: {x.grad:.1f}")
    print(f"plain:   one step to {plain[1]:.1f}, after 20 steps {plain[-1]:.1f}")
    print(f"clipped: one step to {clipped[1]:.3f}, after 20 steps {clipped[-1]:.3f}")
    paths = {"plain": plain, "gradient clipped to norm 1": clipped}
    print(plots.save(plots.descents(f, paths, -0.5, 3), path))


if __name__ == "__main__":
    main(*sys.argv[1:])
