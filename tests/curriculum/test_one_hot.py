"""one-hot: class ids as rows with a single 1, and losses that take either."""

import numpy as np
import pytest

import nn
from autograd_core import Tensor, Value

IDS = [2, 0, 1]
ROWS = [[0, 0, 1], [1, 0, 0], [0, 1, 0]]
LOGITS = np.array([[0.2, -1.0, 1.5], [0.3, 0.1, -0.4], [2.0, 0.5, -0.5]])


def test_the_helper():
    assert nn.one_hot(IDS).tolist() == ROWS
    assert nn.one_hot([0], classes=3).tolist() == [[1, 0, 0]]
    assert nn.one_hot(np.array(ROWS).argmax(axis=1)).tolist() == ROWS


@pytest.mark.parametrize("loss", [nn.cross_entropy, nn.nll_loss, nn.multiclass_hinge])
def test_losses_take_ids_or_rows(loss):
    values = [[Value(z) for z in row] for row in LOGITS]
    by_id, by_row = loss(LOGITS, IDS), loss(LOGITS, ROWS)
    assert by_id == by_row
    assert loss(values, IDS).data == loss(values, ROWS).data == pytest.approx(by_id)
    tensor = Tensor(LOGITS)
    loss(tensor, IDS).backward()
    grads = tensor.grad
    tensor.zero_grad()
    loss(tensor, nn.one_hot(IDS)).backward()
    np.testing.assert_allclose(tensor.grad, grads, rtol=1e-14)


def test_cross_entropy_picks_the_logarithm_of_the_right_share():
    shares = np.exp(LOGITS) / np.exp(LOGITS).sum(axis=1, keepdims=True)
    expected = -np.log(shares[range(3), IDS]).mean()
    assert nn.cross_entropy(LOGITS, IDS) == pytest.approx(expected, rel=1e-14)
    assert nn.accuracy(LOGITS, IDS) == nn.accuracy(LOGITS, ROWS) == 2 / 3
