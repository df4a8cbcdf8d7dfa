"""Messages of plots about arguments that they cannot draw."""

import numpy as np
import pytest

import nn
from autograd_core import Value
from optim import SGD, History
from viz import plots

POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
IDS = [0, 1, 1, 0]


def half_plane(points):
    """x1 + 2 x2 - 1.5."""
    return points @ [1.0, 2.0] - 1.5


def bowl(x, y):
    return 0.1 * x**2 + 2 * y**2


def descent(parameters):
    return SGD(parameters, lr=0.1)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: plots.decision_boundary(half_plane, np.zeros((4, 3)), IDS),
            ValueError,
            "decision_boundary: X must have shape (n, 2), points in the plane; "
            "got (4, 3)",
        ),
        (
            lambda: plots.decision_boundary(half_plane, POINTS, [0, 1, 1]),
            ValueError,
            "decision_boundary: X has 4 points, y has shape (3,)",
        ),
        (
            lambda: plots.decision_boundary(half_plane, POINTS, [0, 1, 2, 0]),
            ValueError,
            "decision_boundary: y has 3 classes, and the model gives one score "
            "per point, which separates two",
        ),
        (
            lambda: plots.decision_boundary(lambda points: points[:1, 0], POINTS, IDS),
            ValueError,
            "decision_boundary: for points of shape (14400, 2) the model gave "
            "shape (1,); it must give one row of scores, or one score, per "
            "point",
        ),
        (
            lambda: plots.decision_boundary(
                lambda points: points[:, 0] * np.nan, POINTS, IDS
            ),
            ValueError,
            "decision_boundary: the model gave a score that is inf or nan",
        ),
        (
            lambda: plots.decision_boundary(
                half_plane, [[0.0, 1.0], [np.nan, 1.0]], [0, 1]
            ),
            ValueError,
            "decision_boundary: X has an entry that is inf or nan, in row 1",
        ),
        (
            lambda: plots.decision_boundary(
                half_plane, POINTS, IDS, classes=["a", "b", "c"]
            ),
            ValueError,
            "decision_boundary: 3 names for 2 classes: ['a', 'b', 'c']",
        ),
        (
            lambda: plots.decision_boundary("mlp", POINTS, IDS),
            TypeError,
            "decision_boundary: the model must be a module or a function of an "
            "array of points, got str 'mlp'",
        ),
        (
            lambda: plots.confusion_matrix([[1, -2], [3, 4]]),
            ValueError,
            "confusion_matrix: counts must not be negative or nan",
        ),
        (
            lambda: plots.confusion_matrix([[1, np.nan], [3, 4]]),
            ValueError,
            "confusion_matrix: counts must not be negative or nan",
        ),
        (
            lambda: plots.confusion_matrix([[1, 2]]),
            ValueError,
            "confusion_matrix: counts must have shape (classes, classes), got "
            "(1, 2); nn.confusion_matrix(outputs, targets) makes them",
        ),
        (
            lambda: plots.confusion_matrix([[1, 0], [0, 1]], ["a", "b", "c"]),
            ValueError,
            "confusion_matrix: 3 names for 2 classes",
        ),
        (
            lambda: plots.digits(np.zeros((2, 64)), [1, 2, 3]),
            ValueError,
            "digits: 2 images but 3 predictions",
        ),
        (
            lambda: plots.digits(np.zeros((2, 64)), [1, 2], targets=[1]),
            ValueError,
            "digits: 2 images but 1 targets",
        ),
        (
            lambda: plots.digits(np.zeros((2, 63)), [1, 2]),
            ValueError,
            "digits: images must have shape (n, height, width), or (n, pixels) "
            "of square ones; got (2, 63)",
        ),
        (
            lambda: plots.fits([0.0, 1.0], [0.0, 1.0, 2.0], lambda x: x),
            ValueError,
            "fits: x and y must be as many numbers, one input for each output; "
            "got shapes (2,) and (3,)",
        ),
        (
            lambda: plots.fits([0.0, 1.0], [0.0, 1.0], {"m": lambda x: 3.0}),
            ValueError,
            "fits: for inputs of shape (300, 1) the model 'm' gave shape (); "
            "it must give one number for each",
        ),
        (
            lambda: plots.fits([0.0, 1.0], [0.0, 1.0], [2.0]),
            TypeError,
            "fits: a model must be a module or a function of an array, got list [2.0]",
        ),
        (
            lambda: plots.learning_curves(History(), per="step"),
            ValueError,
            "learning_curves: nothing was measured per step; train for at "
            "least one epoch first",
        ),
        (
            lambda: plots.learning_curves([0.5, 0.4]),
            TypeError,
            "learning_curves: expected the History that fit returned, or a "
            "dict such as {'loss': [...]}; got list",
        ),
        (
            lambda: plots.learning_curves(History(), per="batch"),
            ValueError,
            "learning_curves: per must be epoch or step, got 'batch'",
        ),
        (
            lambda: plots.optimizer_race(
                {"SGD": ([1, 2], [0.5, 0.6]), "Adam": ([1, 2], [50.0, np.nan])}
            ),
            ValueError,
            "optimizer_race: 'Adam' reaches 50, but with a % in ylabel the "
            "measures are shares from 0 to 1: divide them by 100, or choose "
            "another ylabel",
        ),
        (
            lambda: plots.optimizer_race({"SGD": ([1, 2], [0.5])}),
            ValueError,
            "optimizer_race: 'SGD' needs as many places as measures, at least "
            "one; got shapes (2,) and (1,)",
        ),
        (
            lambda: plots.optimizer_race({"SGD": [1, 2, 3]}),
            ValueError,
            "optimizer_race: 'SGD' must be a pair of places and measures, got "
            "[1, 2, 3]",
        ),
        (
            lambda: plots.optimizer_race({}),
            ValueError,
            "optimizer_race: no curves to draw",
        ),
        (
            lambda: plots.optimizer_race([1.0, 2.0]),
            TypeError,
            "optimizer_race: expected a dict by name, such as {'SGD': (seen, "
            "accuracy)}; got list [1.0, 2.0]",
        ),
        (
            lambda: plots.activations([]),
            ValueError,
            "activations: no names; give some, such as ['tanh', 'relu']",
        ),
        (
            lambda: plots.activations(["tanh"], 1, -1),
            ValueError,
            "activations: low must be below high, got 1 and -1",
        ),
        (
            lambda: plots.gradient_norms({}),
            ValueError,
            "gradient_norms: no networks to compare",
        ),
        (
            lambda: plots.gradient_norms(nn.ReLU()),
            ValueError,
            "gradient_norms: the module has no layers",
        ),
        (
            lambda: plots.gradient_norms([1.0, 2.0]),
            TypeError,
            "gradient_norms: expected a dict by name, such as {'relu': model}; "
            "got list [1.0, 2.0]",
        ),
        (
            lambda: plots.histograms([1.0]),
            TypeError,
            "histograms: expected a module, got list",
        ),
        (
            lambda: plots.histograms(nn.ReLU()),
            ValueError,
            "histograms: the module has no parameters",
        ),
        (
            lambda: plots.trajectory(lambda x: 1.0, 2.0, descent),
            TypeError,
            "trajectory: f must compute a Value from its Values, got float 1.0",
        ),
        (
            lambda: plots.trajectory(lambda x: x**2, 2.0, "SGD"),
            TypeError,
            "trajectory: optimizer must be a function that makes one for "
            "parameters, such as lambda p: SGD(p, lr=0.1); got 'SGD'",
        ),
        (
            lambda: plots.trajectory(lambda x: x**2, 2.0, SGD([Value(1.0)])),
            TypeError,
            "trajectory: optimizer must be a function that makes one for "
            "parameters, such as lambda p: SGD(p, lr=0.1); got SGD(1 "
            "parameter, lr=0.001)",
        ),
        (
            lambda: plots.loss_surface(lambda a, b: (a * 0 - 1).log(), resolution=20),
            ValueError,
            "loss_surface: f is finite nowhere in this region",
        ),
        (
            lambda: plots.loss_surface(bowl, trajectories={"SGD": [1.0, 2.0, 3.0]}),
            ValueError,
            "loss_surface: trajectory 'SGD' must have shape (points, 2), got (3,)",
        ),
        (
            lambda: plots.loss_surface(bowl, trajectories=[1.0, 2.0]),
            TypeError,
            "loss_surface: expected a dict by name, such as {'SGD': "
            "trajectory(...)}; got list [1.0, 2.0]",
        ),
        (
            lambda: plots.descents(lambda x: x, {}),
            ValueError,
            "descents: no paths to draw",
        ),
        (
            lambda: plots.descents(lambda x: x, {"a": [1.0]}, 3, -3),
            ValueError,
            "descents: low must be below high, got 3 and -3",
        ),
        (
            lambda: plots.descents(lambda x: x, {"a": [[1.0, 2.0]]}),
            ValueError,
            "descents: path 'a' must hold one number per step, got shape (1, 2)",
        ),
        (
            lambda: plots.descents(lambda x: x, [1.0, 2.0]),
            TypeError,
            "descents: expected a dict by name, such as {'rate 0.1': "
            "trajectory(...)}; got list [1.0, 2.0]",
        ),
        (
            lambda: plots.animate(
                bowl, (-1, 1), (-1, 1), {"SGD": [[1.0, 1.0]]}, "path.avi"
            ),
            ValueError,
            "cannot tell from 'path.avi' what to write: unknown file ending "
            "'.avi'; known: .gif, .mp4",
        ),
        (
            lambda: plots.animate(bowl, (-1, 1), (-1, 1), {}, "path.gif"),
            ValueError,
            "animate: no trajectories to show",
        ),
        (
            lambda: plots.learning_rate_sweep({}),
            ValueError,
            "learning_rate_sweep: no learning rates to compare",
        ),
        (
            lambda: plots.learning_rate_sweep({-0.1: [1.0]}),
            ValueError,
            "learning_rate_sweep: rate -0.1 must be positive, with at least "
            "one loss, the first of them finite; got losses [1.0]",
        ),
        (
            lambda: plots.learning_rate_sweep({0.1: []}),
            ValueError,
            "learning_rate_sweep: rate 0.1 must be positive, with at least one "
            "loss, the first of them finite; got losses []",
        ),
        (
            lambda: plots.learning_rate_sweep({0.1: [np.nan, 1.0]}),
            ValueError,
            "learning_rate_sweep: rate 0.1 must be positive, with at least one "
            "loss, the first of them finite; got losses [nan, 1.0]",
        ),
        (
            lambda: plots.learning_rate_sweep([0.1]),
            TypeError,
            "learning_rate_sweep: expected a Sweep, or a dict from rates to "
            "losses, got list",
        ),
        (
            lambda: plots.save(None, "a.svg"),
            TypeError,
            "save: expected a figure, as the functions of viz.plots return it; "
            "got NoneType None",
        ),
        (
            lambda: plots.save(plots.activations(["tanh"]), "a.jpg"),
            ValueError,
            "cannot tell from 'a.jpg' what to write: unknown file ending "
            "'.jpg'; known: .svg, .png, .pdf",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error) as report:
        call()
    assert str(report.value) == message


@pytest.mark.parametrize(
    ("call", "error", "start"),
    [
        (
            lambda: plots.decision_boundary(half_plane, POINTS, IDS, theme="drak"),
            ValueError,
            "decision_boundary: unknown theme 'drak'; known: light, dark",
        ),
        (
            lambda: plots.digits(np.zeros((2, 64)), None),
            TypeError,
            "digits: expected numbers",
        ),
        (
            lambda: plots.activations(["rleu"]),
            ValueError,
            "unknown activation 'rleu'; did you mean 'relu'?",
        ),
    ],
)
def test_mistakes_that_a_module_below_reports(call, error, start):
    with pytest.raises(error) as report:
        call()
    assert str(report.value).startswith(start)
