"""A network with a layer of every kind."""

import nn


def network():
    return nn.Sequential(
        nn.Linear(3, 6, rng=0),
        nn.BatchNorm1d(6),
        nn.GELU(),
        nn.Dropout(0.5, rng=0),
        nn.Residual(nn.LayerNorm(6), nn.Linear(6, 6, rng=1)),
        nn.Linear(6, 2, bias=False, rng=2),
    )
