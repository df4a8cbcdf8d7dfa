"""What holds for every module: gradients, saving, freezing, float32, messages."""

import copy

import numpy as np
import pytest

import autograd_core as ac
import nn
from autograd_core import Tensor
from autograd_core.testing import check_gradient
from tests.nn.layers.modules import flat
from tests.nn.layers.random_modules import RANDOM, random_case

EVERY = pytest.mark.parametrize("make", RANDOM, ids=lambda make: make.__name__)


def of_inputs_and_parameters(module):
    """The module as a function of its inputs and of its parameters, and those."""
    owners = dict(module.named_modules())
    places = []
    for name, parameter in module.named_parameters():
        owner, _, key = name.rpartition(".")
        places.append((owners[owner], key, parameter.data))

    def function(*arguments):
        count = len(arguments) - len(places)
        for (owner, key, _), parameter in zip(places, arguments[count:], strict=True):
            vars(owner)[key] = parameter  # past the check that it stays a leaf
        outs = flat(module(*arguments[:count]))
        return sum((ac.sum(ac.sin(out)) for out in outs), 0.0)

    return function, [data for *_, data in places]


@EVERY
@pytest.mark.parametrize("seed", [0, 1])
def test_first_and_second_derivatives(make, seed):
    module, inputs = random_case(make, seed)
    function, parameters = of_inputs_and_parameters(module)
    report = check_gradient(function, (*inputs, *parameters), order=2, directions=4)
    assert report.ok, report


@EVERY
def test_a_saved_module_is_loaded_with_every_bit(make, tmp_path):
    (module, inputs), (other, _) = random_case(make, 0), random_case(make, 0)
    for parameter in other.parameters():
        parameter.data = parameter.data + 1.0
    module(*inputs)  # moves running statistics
    nn.save(module, tmp_path / "m")
    nn.load(other, tmp_path / "m")
    for mine, loaded in zip(
        flat(module.eval()(*inputs)), flat(other.eval()(*inputs)), strict=True
    ):
        assert np.array_equal(mine.data, loaded.data)
    twin = copy.deepcopy(module)
    assert repr(twin) == repr(module)


@EVERY
def test_a_frozen_module_is_a_constant(make):
    module, inputs = random_case(make, 0)
    parameters = module.parameters()
    expected = flat(module(*inputs))
    module.freeze()
    tensors = [Tensor(array) for array in inputs]
    outs = flat(module(*tensors))
    for out, before in zip(outs, expected, strict=True):
        np.testing.assert_allclose(out.data, before.data, rtol=1e-14)
    sum((out.sum() for out in outs), 0.0).backward()
    assert not any(parameter.has_grad for parameter in parameters)
    assert all(x.has_grad for x in tensors)
    assert all(isinstance(out, Tensor) for out in flat(module(*inputs)))


@EVERY
def test_float32_stays_float32(make):
    module, inputs = random_case(make, 0)
    settings = copy.deepcopy(module)
    for owner in settings.modules():
        for name, value in list(vars(owner).items()):
            if isinstance(value, Tensor):
                vars(owner)[name] = Tensor(value.data, dtype=np.float32)
            elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
                vars(owner)[name] = value.astype(np.float32)
        if hasattr(owner, "dtype"):
            owner.dtype = np.dtype(np.float32)
    for kind in (np.float32, np.float64)[: 1 + bool(module.parameters())]:
        outs = flat(settings(*[array.astype(kind) for array in inputs]))
        expected = flat(module(*inputs))
        for out, double in zip(outs, expected, strict=True):
            assert out.dtype == np.float32
            np.testing.assert_allclose(out.data, double.data, rtol=2e-4, atol=2e-5)


@EVERY
def test_arrays_cost_no_gradient_and_no_grad_records_nothing(make):
    module, inputs = random_case(make, 0)
    for out in flat(module(*inputs)):
        leaves = {id(n) for n in ac.topological_order(out) if n.is_leaf}
        assert leaves <= {id(parameter) for parameter in module.parameters()} | {
            id(out)
        }
    with ac.no_grad():
        assert all(out.parents == () for out in flat(module(*inputs)))


@EVERY
@pytest.mark.filterwarnings("ignore:vmap. PReLU has no batching rule")
def test_many_examples_at_once_are_a_loop(make):
    """`vmap` of the module, and per-sample gradients, over three examples."""
    module, inputs = random_case(make, 0)
    module.eval()

    def function(*arguments):
        return sum((ac.sum(ac.sin(out)) for out in flat(module(*arguments))), 0.0)

    def numbers(x):
        return np.asarray(x.data if isinstance(x, Tensor) else x)

    examples = [np.stack([x, 2.0 * x, -x]) for x in inputs]
    for f in (function, ac.grad(function)):
        loop = [numbers(f(*[x[i] for x in examples])) for i in range(3)]
        np.testing.assert_allclose(
            numbers(ac.vmap(f)(*examples)), loop, rtol=1e-11, atol=1e-13
        )
