"""Mistakes in a module or loss of one's own: said where they are made."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import nn
from autograd_core import Tensor
from tests.autograd_core.messages import message_of


def module_with(name: str, value: Any) -> nn.Module:
    class Own(nn.Module):
        def __init__(self) -> None:
            setattr(self, name, value)

    return Own()


@pytest.mark.parametrize("name", ["parameters", "train", "eval", "state_dict"])
@pytest.mark.parametrize("value", [Tensor([1.0]), nn.Linear(1, 1, rng=0)])
def test_a_part_does_not_hide_a_method(name: str, value: Any) -> None:
    assert message_of(TypeError, module_with, name, value) == (
        f"Own: {name!r} is a method of every module, which the "
        f"{type(value).__name__} would hide; choose another name"
    )


def test_a_result_is_no_parameter() -> None:
    """Initialised as `torch.randn(2) * 0.5` is there, it would never be trained."""
    with pytest.warns(UserWarning) as caught:
        model = module_with("w", Tensor(np.ones(2)) * 0.5)
    assert [str(warning.message) for warning in caught] == [
        "w of Own is the result of an op (*), so it is no parameter and is not "
        "trained; write self.w = (...).detach(), or compute it in forward"
    ]
    assert caught[0].filename == __file__
    assert model.parameters() == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = module_with("w", (Tensor(np.ones(2)) * 0.5).detach())
        model.last = model.w * 2.0
    assert len(model.parameters()) == 1


def test_a_loss_of_ones_own_says_what_it_lacks() -> None:
    class Nothing(nn.Loss):
        pass

    class NoSlope(nn.Loss):
        def items(self, y: Any, t: Any) -> Any:
            return (y - t) ** 2

    y, t = Tensor([1.0, 2.0]), [0.0, 1.0]
    assert "(self, y, t) and slope" in message_of(NotImplementedError, Nothing(), y, t)
    assert message_of(ValueError, Nothing(), y, [0.0]).startswith("Nothing: outputs")
    assert NoSlope()([1.0, 3.0], t) == 2.5
    with pytest.raises(NotImplementedError, match=r"NoSlope has no slope\(self, i"):
        NoSlope()(y, t).backward()
