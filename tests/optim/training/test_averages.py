"""The exponential moving average of weights."""

import numpy as np
import pytest

import nn
import optim
from autograd_core import Tensor, Value

# torch.optim.swa_utils.AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(0.9)) of
# PyTorch 2.13.0 in float64, with one weight that was 1, 4, -2 and 0.5.
TORCH = [1.0, 1.2999999999999998, 0.9699999999999998, 0.9229999999999998]


EMA = optim.ExponentialMovingAverage


def test_pytorchs_numbers():
    w = Tensor([1.0])
    average = EMA([w], decay=0.9)
    for number, expected in zip((1.0, 4.0, -2.0, 0.5), TORCH, strict=True):
        w.data = np.array([number])
        average.update()
        with average.in_use():
            assert w.data[0] == pytest.approx(expected, rel=1e-15)
        assert w.data.tolist() == [number]


X = np.random.default_rng(0).normal(size=(20, 2))
T = X @ [[1.0], [2.0]]


def trained(model, average, epochs=3, **options):
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    optim.fit(
        *(model, nn.squared_error, optimizer, (X, T)),
        epochs=epochs,
        batch_size=5,
        rng=0,
        callbacks=[average, *options.pop("callbacks", ())],
        **options,
    )


@pytest.mark.parametrize(
    "make", [lambda: nn.mlp([2, 3, 1], rng=0), lambda: nn.MLP(2, [1], rng=0)]
)
def test_fit_updates_it_at_each_step(make):
    """By hand: the weights after each step, weighted by 0.1 x 0.9^(steps since)."""
    model, seen = make(), []

    class Record(optim.Callback):
        def on_step_end(self, training):
            seen.append([np.array(p.data) for p in model.parameters()])

    loss = nn.squared_error
    average = EMA(model.parameters(), decay=0.9)
    data = (X, T if isinstance(model, nn.Sequential) else T[:, 0])
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    optim.fit(
        *(model, loss, optimizer, data),
        epochs=2,
        batch_size=5,
        callbacks=[average, Record()],
    )
    n = len(seen)
    weights = [0.9 ** (n - 1)] + [0.1 * 0.9 ** (n - 1 - k) for k in range(1, n)]
    assert average.updates == n == 8
    last = [np.array(p.data) for p in model.parameters()]
    with average.in_use():
        for i, parameter in enumerate(model.parameters()):
            expected = sum(w * step[i] for w, step in zip(weights, seen, strict=True))
            np.testing.assert_allclose(parameter.data, expected, rtol=1e-12)
    for before, parameter in zip(last, model.parameters(), strict=True):
        assert np.array_equal(before, parameter.data)
    optimizer.step()  # the optimizer goes on with the weights of its own


def test_a_second_fit_starts_anew_and_a_checkpoint_goes_on(tmp_path):
    def run(epochs, **options):
        model = nn.mlp([2, 3, 1], rng=0)
        average = EMA(model.parameters(), decay=0.9)
        trained(model, average, epochs, **options)
        return average

    path = tmp_path / "run"
    checkpoint = optim.Checkpoint(path)
    run(2, callbacks=[checkpoint])
    resumed, whole = run(4, resume=path, callbacks=[checkpoint]), run(4)
    for a, b in zip(
        resumed.state_dict()["averages"], whole.state_dict()["averages"], strict=True
    ):
        assert np.array_equal(a, b)
    trained(nn.mlp([2, 3, 1], rng=0), whole, 1)
    assert whole.updates == 4


def test_float32_and_values():
    w, v = Tensor([1.0, 2.0], dtype=np.float32), Value(3.0)
    average = EMA([w, v])
    average.update()
    w.data, v.data = w.data * 2, 5.0
    average.update()
    with average.in_use():
        assert w.dtype == np.float32 and isinstance(v.data, float)
        assert v.data == pytest.approx(0.999 * 3 + 0.001 * 5)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: EMA(nn.mlp([2, 1])),
            TypeError,
            "write model",
        ),
        (
            lambda: EMA([]),
            ValueError,
            "a list of parameters",
        ),
        (lambda: EMA([1.0]), ValueError, "a list of param"),
        (
            lambda: EMA([Value(1.0)], 1.5),
            ValueError,
            "decay mu",
        ),
        (
            lambda: EMA([Value(1.0)]).in_use().__enter__(),
            ValueError,
            r"no average before the first update\(\)",
        ),
        (
            lambda: EMA([Value(1.0)]).load_state_dict(
                {"updates": 1, "averages": [np.ones(2)]}
            ),
            ValueError,
            "the state is of 1 parameter of other shapes",
        ),
    ],
)
def test_mistakes(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_looking_at_the_averages_does_not_disturb_training():
    def run(look):
        model = nn.mlp([2, 3, 1], rng=0)
        average = EMA(model.parameters(), decay=0.5)
        optimizer = optim.Adam(model.parameters(), lr=0.05)
        for _ in range(6):
            optimizer.zero_grad()
            nn.squared_error(model(X), T).backward()
            optimizer.step()
            average.update()
            if look:
                with average.in_use():
                    model(X)
        return model.state_dict()

    for a, b in zip(run(True).values(), run(False).values(), strict=True):
        assert np.array_equal(a, b)
