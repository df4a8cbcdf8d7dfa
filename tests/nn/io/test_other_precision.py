"""float32 loaded as float64, and the other way round."""

import numpy as np
import pytest

import nn


def network(dtype, rng=0):
    return nn.Sequential(
        nn.Conv1d(2, 3, 2, dtype=dtype, rng=rng),
        nn.BatchNorm1d(3, dtype=dtype),
        nn.LSTM(4, 2, dtype=dtype, rng=rng),
    )


@pytest.mark.parametrize("by", ["file", "state"])
@pytest.mark.parametrize(
    ("old", "new"), [(np.float32, np.float64), (np.float64, np.float32)]
)
def test_numbers_are_converted_on_request(old, new, by, tmp_path):
    stored, model = network(old), network(new, 1)
    stored[1](np.random.default_rng(0).normal(size=(5, 3)))
    if by == "file":
        nn.save(stored, tmp_path / "m")
        with pytest.raises(nn.LoadError, match="or load it with cast=True"):
            nn.load(model, tmp_path / "m")
        nn.load(model, tmp_path / "m", cast=True)
    else:
        with pytest.raises(ValueError, match="or load it with cast=True"):
            model.load_state_dict(stored.state_dict())
        model.load_state_dict(stored.state_dict(), cast=True)
    for name, array in model.state_dict().items():
        expected = stored.state_dict()[name]
        if expected.dtype.kind == "f":
            assert array.dtype == new
            expected = expected.astype(new)
        assert np.array_equal(array, expected), name


def test_what_float32_cannot_hold_is_refused_and_nothing_changes(tmp_path):
    large, small = nn.Linear(1, 2, rng=0), nn.Linear(1, 2, dtype=np.float32, rng=1)
    large.weight.data = np.array([[1e300, 1.0]])
    nn.save(large, tmp_path / "m")
    before = small.weight.data.copy()
    with pytest.raises(
        nn.LoadError, match="weight holds numbers too large for float32"
    ):
        nn.load(small, tmp_path / "m", cast=True)
    assert np.array_equal(small.weight.data, before)
    with pytest.raises(ValueError, match="is float32, the state's int64"):
        small.load_state_dict(
            {"weight": np.ones((1, 2), int), "bias": np.ones(2, np.float32)}, cast=True
        )
