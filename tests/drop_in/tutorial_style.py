"""A polynomial fitted to a sine wave as in PyTorch's tutorials, on any `Tensor`.

Parameters are moved in place inside `no_grad()`, their gradients set to None.
"""


def fit_polynomial(Tensor, no_grad, x, y, start, steps, rate):
    """`(losses, coefficients)` of a + b x + c x^2 + d x^3."""
    a, b, c, d = (Tensor(number) for number in start)
    losses = []
    for _ in range(steps):
        predicted = a + b * x + c * x**2 + d * x**3
        loss = ((predicted - y) ** 2).sum()
        losses.append(loss.item())
        loss.backward()
        with no_grad():
            a -= rate * a.grad
            b -= rate * b.grad
            c -= rate * c.grad
            d -= rate * d.grad
            a.grad = b.grad = c.grad = d.grad = None
    return losses, [p.item() for p in (a, b, c, d)]


def fit_network(Tensor, no_grad, x, y, weights, steps, rate):
    """Two layers with relu, no biases: losses, and the matrices at the end."""
    w1, w2 = (Tensor(w) for w in weights)
    losses = []
    for _ in range(steps):
        hidden = (x @ w1).clip(0, None)
        loss = (hidden @ w2 - y).square().sum()
        losses.append(loss.item())
        loss.backward()
        with no_grad():
            for w in (w1, w2):
                w -= rate * w.grad
                w.grad = None
    return losses, [w.data for w in (w1, w2)]
