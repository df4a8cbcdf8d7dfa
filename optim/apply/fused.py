"""The updates of SGD and Adam in one pass over the arrays, for the compiled build.

What they compute is said by the rules, in `optim.rules`: the same operations in the
same order, so the numbers are the same to the last bit; tests hold them to it. A rule
makes a pass over the arrays per operation; here each number is loaded once, and loading
is what a step of many parameters takes its time for.

This is Cython in pure Python mode. `optim.apply.compiled` decides whether
it runs.
"""

from __future__ import annotations

import math

import cython


@cython.boundscheck(False)
@cython.wraparound(False)
@cython.initializedcheck(False)
def sgd(
    params: cython.floating[::1],
    grads: cython.floating[::1],
    start: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    lr: cython.floating,
    sign: cython.floating,
    decay: cython.floating,
    shrink: cython.floating,
) -> None:
    """`SGDRule` without momentum, for the entries from `start` to `stop`.

    Args:
        params: what moves, in place.
        grads: the gradients.
        start, stop: the range of the entries.
        lr: the learning rate.
        sign: -1 to go uphill, else 1.
        decay: coupled weight decay.
        shrink: what decoupled weight decay leaves of a parameter, else 1.
    """
    i: cython.Py_ssize_t
    p: cython.floating
    g: cython.floating
    with cython.nogil:
        for i in range(start, stop):
            p = params[i]
            g = sign * grads[i]
            if decay != 0:
                g = g + decay * p
            params[i] = shrink * p - lr * g


@cython.boundscheck(False)
@cython.wraparound(False)
@cython.initializedcheck(False)
def momentum(
    params: cython.floating[::1],
    grads: cython.floating[::1],
    buffer: cython.floating[::1],
    start: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    lr: cython.floating,
    keep: cython.floating,
    share: cython.floating,
    nesterov: cython.bint,
    sign: cython.floating,
    decay: cython.floating,
    shrink: cython.floating,
) -> None:
    """`SGDRule` with momentum, for the entries from `start` to `stop`.

    Args:
        params, grads, start, stop, lr, sign, decay, shrink: as for `sgd`.
        buffer: the momentum, changed in place.
        keep: how much of it is kept.
        share: how much of the gradient enters.
        nesterov: whether to look ahead.
    """
    i: cython.Py_ssize_t
    p: cython.floating
    g: cython.floating
    v: cython.floating
    with cython.nogil:
        for i in range(start, stop):
            p = params[i]
            g = sign * grads[i]
            if decay != 0:
                g = g + decay * p
            v = keep * buffer[i] + share * g
            buffer[i] = v
            if nesterov:
                v = g + keep * v
            params[i] = shrink * p - lr * v


@cython.boundscheck(False)
@cython.wraparound(False)
@cython.initializedcheck(False)
@cython.cdivision(True)
def adam(
    params: cython.floating[::1],
    grads: cython.floating[::1],
    exp_avg: cython.floating[::1],
    exp_avg_sq: cython.floating[::1],
    start: cython.Py_ssize_t,
    stop: cython.Py_ssize_t,
    lr: cython.floating,
    keep1: cython.floating,
    share1: cython.floating,
    keep2: cython.floating,
    share2: cython.floating,
    correction: cython.floating,
    eps: cython.floating,
    eps_inside: cython.floating,
    sign: cython.floating,
    decay: cython.floating,
    shrink: cython.floating,
) -> None:
    """`AdamRule` without amsgrad, for the entries from `start` to `stop`.

    Args:
        params, grads, start, stop, sign, decay, shrink: as for `sgd`.
        exp_avg, exp_avg_sq: the two averages, changed in place.
        lr: the learning rate, divided by the correction of the first average.
        keep1, share1, keep2, share2: b1, 1 - b1, b2, 1 - b2.
        correction: what the second average is multiplied by, 1 / (1 - b2^t).
        eps, eps_inside: what is added to the root, and under it.
    """
    i: cython.Py_ssize_t
    p: cython.floating
    g: cython.floating
    m: cython.floating
    v: cython.floating
    root: cython.floating
    with cython.nogil:
        for i in range(start, stop):
            p = params[i]
            g = sign * grads[i]
            if decay != 0:
                g = g + decay * p
            m = keep1 * exp_avg[i] + share1 * g
            v = keep2 * exp_avg_sq[i] + share2 * (g * g)
            exp_avg[i] = m
            exp_avg_sq[i] = v
            root = v * correction + eps_inside
            # In two lines: C's sqrt gives a double, which must be rounded before eps.
            root = math.sqrt(root)
            root = root + eps
            params[i] = shrink * p - lr * (m / root)
