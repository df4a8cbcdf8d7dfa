"""Scripts on NumPy arrays in the style of HIPS autograd's examples.

Each takes `np` and `grad`, as if it had said `import autograd.numpy as np` and `from
autograd import grad`, or `import numpy as np` and `from autograd_core import grad`.
"""


def logistic_regression(np, grad, steps=40):
    """Training losses, and the weights at the end."""
    inputs = np.array(
        [[0.5, 1.1, 0.8], [0.9, -1.1, 0.9], [0.7, -0.1, -1.3], [1.2, 2.0, 0.1]]
    )
    targets = np.array([True, True, False, True])

    def sigmoid(x):
        return 0.5 * (np.tanh(x / 2.0) + 1)

    def training_loss(weights):
        predictions = sigmoid(np.dot(inputs, weights))
        chances = predictions * targets + (1 - predictions) * (1 - targets)
        return -np.sum(np.log(chances))

    slope = grad(training_loss)
    weights, losses = np.zeros(3), []
    for _ in range(steps):
        losses.append(training_loss(weights))
        weights = weights - 0.5 * slope(weights)
    return np.array(losses), weights


def flatten(np, tree):
    """All arrays of a list of tuples as one vector, and the way back."""
    shapes = [[array.shape for array in arrays] for arrays in tree]

    def unflatten(vector):
        arrays, at = [], 0
        for row in shapes:
            group = []
            for shape in row:
                size = 1
                for n in shape:
                    size *= n
                group.append(np.reshape(vector[at : at + size], shape))
                at += size
            arrays.append(tuple(group))
        return arrays

    return np.concatenate(
        [np.ravel(array) for arrays in tree for array in arrays]
    ), unflatten


def neural_net_regression(np, grad, layers, inputs, targets, steps=25):
    """Descent on the log posterior of a net with tanh, by one vector of weights."""
    vector, unflatten = flatten(np, layers)

    def log_posterior(vector):
        outputs = inputs
        for W, b in unflatten(vector):
            hidden = np.dot(outputs, W) + b
            outputs = np.tanh(hidden)
        log_prior = -0.5 * np.sum(vector**2) / 4.0
        log_likelihood = -0.5 * np.sum((targets - hidden) ** 2) / 0.01
        return log_prior + log_likelihood

    slope = grad(log_posterior)
    history = []
    for _ in range(steps):
        history.append(log_posterior(vector))
        vector = vector + 1e-4 * slope(vector)
    return np.array(history), vector


def rosenbrock(np, grad, start, steps=12):
    """Newton's method, the Hessian column by column from gradients of gradients."""

    def f(x):
        return 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2

    slope = grad(f)

    def hessian(x):
        columns = [
            grad(lambda x, v=v: np.dot(slope(x), v))(x) for v in np.eye(len(start))
        ]
        return np.array(columns)

    x, path = start, [start]
    for _ in range(steps):
        x = x - np.linalg.solve(hessian(x), slope(x))
        path.append(x)
    return np.array(path)


def gaussian_process(np, grad, inputs, targets, steps=15):
    """Ascent on the marginal likelihood of a squared-exponential kernel."""

    def covariance(parameters, x):
        scale, lengths = np.exp(parameters[0]), np.exp(parameters[1:3])
        differences = np.expand_dims(x / lengths, 1) - np.expand_dims(x / lengths, 0)
        return scale * np.exp(-0.5 * np.sum(differences**2, axis=2))

    def log_marginal(parameters):
        noise, mean = np.exp(parameters[3]) + 0.01, parameters[4]
        K = covariance(parameters, inputs) + noise * np.eye(len(targets))
        centred = targets - mean
        fit = np.dot(centred, np.linalg.solve(K, centred))
        _, log_det = np.linalg.slogdet(K)
        return -0.5 * (fit + log_det + len(targets) * np.log(2 * np.pi))

    slope = grad(log_marginal)
    parameters, history = np.array([0.1, -0.3, 0.2, -1.0, 0.3]), []
    for _ in range(steps):
        history.append(log_marginal(parameters))
        parameters = parameters + 0.02 * slope(parameters)
    return np.array(history), parameters


def tanh_and_its_derivatives(np, elementwise_grad, x, orders=5):
    """tanh written with exp, differentiated again and again, at many points."""

    def f(x):
        y = np.exp(-2.0 * x)
        return (1.0 - y) / (1.0 + y)

    rows = []
    for _ in range(orders):
        rows.append(f(x))
        f = elementwise_grad(f)
    return np.array(rows)
