"""The state of a network by the names and shapes that PyTorch uses, and back."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from autograd_core.extend import payload_of, real_array, short_repr
from nn.layers.containers import Residual
from nn.layers.linear import Linear, effective_weight
from nn.module.checked_module import checked_module
from nn.module.module import Module
from nn.module.state_dict import listed
from nn.module.title import title
from nn.module.torch_layout import is_of_torch, torch_names
from nn.scalar.neuron import MLP, Layer, Neuron
from nn.scalar.perceptron import Perceptron

M = TypeVar("M", bound=Module)


def to_torch_state_dict(module: Any) -> dict[str, Any]:
    """The state with the names and shapes that PyTorch gives the same network.

    `torch_model.load_state_dict({k: torch.from_numpy(v) for k, v in state.items()})`
    then gives the same network. PyTorch stores the weight of a Linear transposed.

    Args:
        module: a `Sequential` or another layer, an `MLP` of Values, or a Module of
            yours whose attributes have the same names as in PyTorch.

    Returns:
        Arrays by names such as `0.weight`.

    Raises:
        TypeError: `module` is not a module, or a part has no counterpart in PyTorch.

    >>> from nn import mlp
    >>> state = to_torch_state_dict(mlp([2, 3, 1]))
    >>> [(name, array.shape) for name, array in state.items()]
    [('0.weight', (3, 2)), ('0.bias', (3,)), ('2.weight', (1, 3)), ('2.bias', (1,))]
    """
    where = "to_torch_state_dict"
    network = module.to_tensor() if isinstance(module, MLP) else module
    modules = dict(checked_module(network, where).named_modules())
    for part in modules.values():
        _check_counterpart(part, where)
    numbers = network.state_dict()
    for name, part in modules.items():
        if isinstance(part, Linear) and part.weight_mask is not None:
            prefix = f"{name}." if name else ""
            numbers[f"{prefix}weight"] = effective_weight(part)
            del numbers[f"{prefix}weight_mask"]
    return {
        torch_name: numbers[name].T.copy() if transposed else numbers[name]
        for name, (torch_name, transposed) in torch_names(network).items()
        if name in numbers
    }


def from_torch_state_dict(state: Mapping[str, Any], module: Any) -> dict[str, Any]:
    """A state of PyTorch by the names, shapes and dtypes of a module here.

    `model.load_state_dict(from_torch_state_dict(torch_model.state_dict(), model))`
    gives the network of PyTorch. The inverse of `to_torch_state_dict`.

    Args:
        state: PyTorch's Tensors, or arrays, by name.
        module: a `Sequential`, an `MLP` of Values, or a Module of yours whose
            attributes have the same names as in PyTorch.

    Returns:
        A state for `module.load_state_dict`, as new arrays.

    Raises:
        TypeError: `state` is not a dict of arrays, or `module` not a module.
        ValueError: names are missing or unexpected, or a shape differs.

    >>> from nn import mlp
    >>> model = mlp([2, 3, 1], rng=0)
    >>> state = from_torch_state_dict(to_torch_state_dict(model), model)
    >>> bool((state["layers.0.weight"] == model[0].weight.data).all())
    True
    """
    if isinstance(module, MLP):
        network = module.to_tensor()
        network.load_state_dict(from_torch_state_dict(state, network))
        return network.to_scalar().state_dict()
    where = "from_torch_state_dict"
    current = checked_module(module, where).state_dict()
    if not isinstance(state, Mapping):
        raise TypeError(
            f"{where}: expected a dict of arrays by name, got {type(state).__name__} "
            f"{short_repr(state)}"
        )
    names = torch_names(module)
    missing = [name for name, _ in names.values() if name not in state]
    unexpected = state.keys() - {name for name, _ in names.values()}
    if missing or unexpected:
        raise ValueError(
            f"{where}: the state does not fit {title(module)}; missing: "
            f"{listed(missing) or 'none'}; unexpected: "
            f"{listed(sorted(map(str, unexpected))) or 'none'}"
        )
    converted = {}
    for name, (torch_name, transposed) in names.items():
        array = _array(state[torch_name], f"{where}: {torch_name}")
        array = array.T if transposed else array
        if array.shape != current[name].shape:
            shape = current[name].shape[::-1] if transposed else current[name].shape
            raise ValueError(
                f"{where}: {torch_name} must have shape {shape}, got "
                f"{array.T.shape if transposed else array.shape}"
            )
        converted[name] = np.array(array, current[name].dtype, order="C")
    return converted


def from_torch(module_or_state: Any, *, like: M) -> M:
    """A network here with the weights of a network of PyTorch.

    What PyTorch stores transposed, the weight of a Linear, is transposed, and numbers
    get the dtypes that `like` has, from float16, bfloat16, float32 or float64.

    Args:
        module_or_state: a `torch.nn.Module`, or its `state_dict()`, also as arrays.
        like: a network here of the same architecture, which stays as it is; see
            `from_torch_state_dict`.

    Returns:
        A copy of `like` with these weights.

    Raises:
        TypeError: `module_or_state` is neither, or `like` is not a module.
        ValueError: names are missing or unexpected, or a shape differs.

    >>> from nn import Linear
    >>> state = {"weight": np.array([[1.0, 2.0]]), "bias": np.array([3.0])}
    >>> from_torch(state, like=Linear(2, 1))([10.0, 100.0]).data
    array([213.])
    """
    checked_module(like, "from_torch: like")
    state = module_or_state
    if not isinstance(state, Mapping):
        if not callable(getattr(state, "state_dict", None)):
            raise TypeError(
                "from_torch: expected a torch.nn.Module or its state_dict(), got "
                f"{type(state).__name__} {short_repr(state)}; a file of torch.save is "
                "read by torch.load(path, weights_only=True)"
            )
        state = state.state_dict()
    network = copy.deepcopy(like)
    network.load_state_dict(from_torch_state_dict(state, network))
    return network


def _array(tensor: Any, where: str) -> Any:
    """PyTorch's Tensor, also one on a device that is being trained, as an array."""
    if is_of_torch(tensor):
        tensor = tensor.detach().cpu()
        # NumPy has no bfloat16; every one of its numbers is one of float32.
        is_brain = str(tensor.dtype) == "torch.bfloat16"
        tensor = (tensor.float() if is_brain else tensor).numpy()
    return real_array(payload_of(tensor), where)


def _check_counterpart(part: Module, where: str) -> None:
    """Refuse what PyTorch has no class for, if it holds numbers."""
    have_none = (Residual, Neuron, Layer, MLP, Perceptron)
    if isinstance(part, have_none) and part.state_dict():
        remedy = "in a Module of your own the names are those of its attributes"
        if isinstance(part, MLP):
            remedy = "make it of Tensors first, with its to_tensor()"
        raise TypeError(
            f"{where}: {title(part)} has no counterpart in PyTorch; {remedy}"
        )
