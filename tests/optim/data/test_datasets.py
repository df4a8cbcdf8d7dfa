"""The data sets: real ones by facts published about them, toys by their geometry."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

import nn
from autograd_core.messages.extras import MissingExtra
from optim import SGD, datasets, evaluate, fit, toys

# Facts from the documentation of each set: samples, features, samples per class.
REAL = {
    "load_digits": (1797, 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    "load_iris": (150, 4, [50, 50, 50]),
    "load_wine": (178, 13, [59, 71, 48]),
    "load_breast_cancer": (569, 30, [212, 357]),
    "load_diabetes": (442, 10, None),
}


@pytest.mark.parametrize("name", REAL)
def test_real_data(name):
    samples, features, classes = REAL[name]
    data = getattr(datasets, name)()
    X, y = data
    assert (X.shape, X.dtype, y.shape) == ((samples, features), np.float64, (samples,))
    assert len(data.feature_names) == features
    if classes:
        assert np.bincount(y).tolist() == classes
        assert len(data.target_names) == len(classes)
    else:
        assert data.target_names == ()
        assert (y.min(), y.max()) == (25, 346)
    assert len(data.description) > 200


def test_a_data_set_goes_into_fit_as_it_is():
    iris = datasets.load_iris()

    def losses(data):
        model = nn.mlp([4, 3], rng=0)
        optimizer = SGD(model.parameters(), lr=0.05)
        history = fit(
            model, nn.cross_entropy, optimizer, data, epochs=2, validation=data, rng=0
        )
        last = evaluate(model, nn.cross_entropy, data)["loss"]
        return history["loss"], history["val_loss"], last

    assert losses(iris) == losses((iris.X, iris.y))


def test_pixels_of_digits_go_from_0_to_1():
    X, _ = datasets.load_digits()
    assert (X.min(), X.max()) == (0.0, 1.0)


def test_mnist_comes_from_openml(monkeypatch):
    points = []

    def fetch_openml(name, **options):
        points.append((name, options["version"], options["data_home"]))
        return SimpleNamespace(
            data=np.array([[0, 255], [51, 102]]),
            target=np.array(["7", "0"], dtype=object),
            feature_names=["pixel1", "pixel2"],
            DESCR="digits",
        )

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch_openml)
    data = datasets.fetch_mnist(cache="here")
    assert points == [("mnist_784", 1, "here")]
    assert data.X.ravel().tolist() == pytest.approx([0, 1, 0.2, 0.4])
    assert data.X.dtype == np.float32
    assert data.y.tolist() == [7, 0]


def test_mnist_without_network_says_so(monkeypatch):
    def fetch_openml(name, **options):
        raise OSError("no route")

    monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch_openml)
    with pytest.raises(
        ConnectionError, match=r"openml.org, which cannot be reached: no"
    ):
        datasets.fetch_mnist()


def test_without_scikit_learn_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(MissingExtra, match=r'scikit-learn.*"autograd_core\[data\]"'):
        datasets.load_iris()


# -- toys ------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [toys.moons, toys.circles, toys.spirals, toys.xor])
@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_two_classes_of_nearly_equal_size_in_random_order(make, n):
    X, y = make(n, rng=0)
    assert (X.shape, y.shape) == ((n, 2), (n,))
    zeros, n_ones = np.bincount(y, minlength=2)
    assert abs(zeros - n_ones) <= (1 if make is not toys.xor else 2)
    if n == 100:
        assert 20 < abs(np.diff(y)).sum() < 80


@pytest.mark.parametrize(
    "make", [toys.moons, toys.circles, toys.spirals, toys.xor, toys.blobs]
)
def test_a_seed_decides_everything(make):
    first, repeat, other = [make(20, rng=seed)[0] for seed in (3, 3, 4)]
    assert (first == repeat).all()
    assert (first != other).any()


def test_moons_are_half_circles():
    X, y = toys.moons(200, noise=0.0, rng=0)
    upper, lower = X[y == 0], X[y == 1]
    assert np.hypot(*upper.T) == pytest.approx(np.ones(100))
    assert np.hypot(*(lower - [1.0, 0.5]).T) == pytest.approx(np.ones(100))
    assert upper[:, 1].min() >= -1e-12
    assert lower[:, 1].max() <= 0.5 + 1e-12
    assert (X[:, 0].min(), X[:, 0].max()) == pytest.approx((-1, 2))


def test_circles_are_evenly_filled():
    X, y = toys.circles(80, noise=0.0, factor=0.3, rng=0)
    assert np.hypot(*X.T) == pytest.approx(np.where(y == 0, 1.0, 0.3))
    for label in (0, 1):
        angles = np.sort(np.arctan2(X[y == label, 1], X[y == label, 0]))
        assert np.diff(angles) == pytest.approx(np.full(39, 2 * np.pi / 40))


def test_spirals_wind_into_each_other():
    X, y = toys.spirals(300, noise=0.0, arms=3, turns=1.5, rng=0)
    radius = np.hypot(*X.T)
    assert (radius.min(), radius.max()) == pytest.approx((0.1, 1.0))
    # One arm turned by a third of a circle is the next one.
    turn = 2 * np.pi / 3
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    arms = [X[y == i][np.argsort(radius[y == i])] for i in range(3)]
    assert arms[0] @ rotation == pytest.approx(arms[1])
    angles = np.unwrap(np.arctan2(arms[0][:, 1], arms[0][:, 0]))
    assert angles[-1] - angles[0] == pytest.approx(1.5 * 2 * np.pi)


def test_xor_is_not_separable_by_a_line():
    X, y = toys.xor(40, noise=0.0, rng=0)
    assert ((X[:, 0] * X[:, 1] < 0) == (y == 1)).all()
    assert np.bincount(2 * (X[:, 0] > 0) + (X[:, 1] > 0)).tolist() == [10] * 4


def test_blobs_and_noise_have_the_deviation_asked_for():
    X, y = toys.blobs(6000, centers=4, spread=0.25, rng=0)
    for i in range(4):
        cloud = X[y == i]
        middle = 2 * np.cos(np.pi / 2 * i), 2 * np.sin(np.pi / 2 * i)
        assert cloud.mean(axis=0) == pytest.approx(middle, abs=0.03)
        assert cloud.std(axis=0) == pytest.approx([0.25, 0.25], rel=0.05)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: toys.moons(0), ValueError, "n must be at least 1, got 0"),
        (lambda: toys.moons(10.5), TypeError, "n must be an integer, got float 10.5"),
        (lambda: toys.circles(noise=-1), ValueError, "noise must be finite and >= 0"),
        (lambda: toys.blobs(spread=-1), ValueError, "spread must be finite and >= 0"),
        (lambda: toys.circles(factor="a"), TypeError, "factor must be a number, got"),
        (lambda: toys.spirals(arms=0), ValueError, "arms must be at least 1, got 0"),
        (lambda: toys.spirals(turns=0), ValueError, "turns must be finite and > 0"),
        (lambda: toys.blobs(centers=0), ValueError, "centers must be at least 1, got"),
        (lambda: toys.xor(rng=1.5), TypeError, "rng must be a numpy.random.Generator"),
    ],
)
def test_bad_toys(call, error, message):
    with pytest.raises(error, match=message):
        call()
