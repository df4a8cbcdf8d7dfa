"""state_dict and load_state_dict: everything is set, or nothing."""

import copy

import numpy as np
import pytest

import nn
from autograd_core import Value
from nn import MLP, Module, Neuron


def numbers(model):
    return {name: array.tolist() for name, array in model.state_dict().items()}


def test_the_state_is_copied_out_and_in_bit_for_bit():
    model, other = MLP(2, [3, 1], rng=0), MLP(2, [3, 1], rng=1)
    state = model.state_dict()
    assert [(a.shape, a.dtype) for a in state.values()] == [((), np.float64)] * 13
    before = numbers(model)
    assert other.load_state_dict(state) == ([], [])
    assert numbers(other) == before
    assert other([0.1, 0.2]).data == model([0.1, 0.2]).data
    state["layers.0.neurons.0.b"][...] = 7.0  # a copy: neither model sees it
    assert numbers(model) == numbers(other) == before


def test_loading_keeps_the_parameters_themselves():
    """An optimizer holds them: they may get new data, but must not be replaced."""
    model = MLP(2, [3, 1], rng=0)
    before = model.parameters()
    model.load_state_dict(MLP(2, [3, 1], rng=1).state_dict())
    assert all(a is b for a, b in zip(model.parameters(), before, strict=True))


class WithBuffer(Module):
    def __init__(self):
        self.inner = Neuron(1, rng=0)
        self.inner.register_buffer("mean", np.zeros(2, np.float32))


def test_buffers_and_frozen_parameters_are_loaded():
    module, state = WithBuffer(), WithBuffer().freeze().state_dict()
    assert list(state) == ["inner.w.0", "inner.b", "inner.mean"]
    state["inner.mean"] = np.array([1.0, 2.0], np.float32)
    state["inner.b"] = np.array(3.0)
    module.freeze().load_state_dict(state)
    assert module.inner.mean.tolist() == [1.0, 2.0]
    assert module.inner.b.data == 3.0
    state["inner.mean"][0] = 9.0
    assert module.inner.mean.tolist() == [1.0, 2.0]


WEIGHT = "layers.1.neurons.0.w.0"


def change(**entries):
    def changed(state):
        return {**state, **{key.replace("_", "."): new for key, new in entries.items()}}

    return changed


def without(*names):
    return lambda state: {k: v for k, v in state.items() if k not in names}


@pytest.mark.parametrize(
    ("alter", "error", "message"),
    [
        (without(WEIGHT), ValueError, f"1 name is missing: {WEIGHT}; nothing was ch"),
        (change(extra=np.array(1.0)), ValueError, "1 name is unexpected: extra;"),
        (lambda state: {}, ValueError, "13 names are missing: .* and 8 more"),
        (
            lambda state: {**state, WEIGHT: np.ones(2)},
            ValueError,
            rf"{WEIGHT} has shape \(\), the state's \(2,\)",
        ),
        (
            lambda state: {**state, WEIGHT: np.float32(1.0)},
            ValueError,
            rf"{WEIGHT} is float64, the state's float32 \(convert it: .astype\('fl",
        ),
        (lambda state: {**state, WEIGHT: "1"}, TypeError, "entry .* got str '1'"),
        (lambda state: {**state, 3: np.ones(1)}, TypeError, "entry 3 of the state"),
        (lambda state: list(state), TypeError, "expected a dict of arrays.* got list"),
        (
            lambda state: {**state, WEIGHT: np.array([None])},
            TypeError,
            r"entry .* of the state: expected real numbers, .* holds NoneType",
        ),
        (
            lambda state: {**state, WEIGHT: [[1.0, 2.0], [3.0]]},
            ValueError,
            f"entry '{WEIGHT}' of the state: a ragged",
        ),
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_a_state_that_does_not_fit_changes_nothing(alter, error, message, strict):
    model = MLP(2, [3, 1], rng=0)
    state = alter(MLP(2, [3, 1], rng=1).state_dict())
    before = numbers(model)
    if not strict and "name" in message.partition("(")[0]:
        model.load_state_dict(state, strict=False)  # names alone may differ
        return
    with pytest.raises(error, match=message):
        model.load_state_dict(state, strict=strict)
    assert numbers(model) == before


def test_not_strict_loads_what_both_sides_know():
    model, other = MLP(2, [3, 1], rng=0), MLP(2, [3, 1], rng=1)
    state = other.state_dict()
    weight = numbers(model)[WEIGHT]
    del state[WEIGHT]
    state["extra"] = np.ones(3)
    unmatched = model.load_state_dict(state, strict=False)
    assert unmatched.missing_keys == [WEIGHT]
    assert unmatched.unexpected_keys == ["extra"]
    assert numbers(model) == {**numbers(other), WEIGHT: weight}


def test_a_long_name_is_cut_in_the_message():
    with pytest.raises(ValueError) as caught:
        MLP(1, [1], rng=0).load_state_dict({"x" * 10_000: np.ones(1)})
    assert len(str(caught.value)) < 500


def test_a_shared_parameter_is_saved_once():
    model = MLP(2, [2, 2], rng=0)
    model.layers[1].neurons[0].w = model.layers[0].neurons[0].w
    twin = copy.deepcopy(model)
    for parameter in twin.parameters():
        parameter.data = 0.0
    twin.load_state_dict(model.state_dict())
    assert twin([1.0, 2.0])[0].data == model([1.0, 2.0])[0].data


def test_values_in_dicts_and_tuples_are_state_too():
    class Odd(Module):
        def __init__(self):
            self.parts = {"a": (Value(1.0), Value(2.0))}

    odd = Odd()
    odd.load_state_dict({"parts.a.0": np.array(5.0), "parts.a.1": np.array(6.0)})
    assert [value.data for value in odd.parts["a"]] == [5.0, 6.0]


def test_a_state_of_nodes():
    model, other = nn.mlp([2, 1], rng=0), nn.mlp([2, 1], rng=1)
    other.load_state_dict(dict(model.named_parameters()))
    assert (other[0].weight.data == model[0].weight.data).all()
    assert other[0].weight.data is not model[0].weight.data
