"""Names of torch.nn that differ here, with the advice what to write instead."""

from __future__ import annotations

LOSSES = {
    "KLDivLoss": "write KLDivergenceLoss(p, q), of probabilities",
    "SmoothL1Loss": "write HuberLoss",
    "mse_loss": "write squared_error",
    "l1_loss": "write mean_absolute_error",
    "huber_loss": "write huber",
    "kl_div": "write kl_divergence(p, q), of probabilities",
}

NETWORKS = {
    "Parameter": "a leaf Tensor kept in an attribute of a Module is a parameter",
    "ModuleList": "a plain list of modules in an attribute of a Module is enough",
    "ModuleDict": "a plain dict of modules in an attribute of a Module is enough",
    "functional": "losses are functions of nn, activations those of autograd_core",
    "Hardtanh": "write HardTanh",
    "BatchNorm": "write BatchNorm1d",
    **LOSSES,
}

_INITS_UNDER_OTHER_NAMES = {
    "kaiming_uniform": "write he_uniform",
    "kaiming_normal": "write he_normal",
    "glorot_uniform": "write xavier_uniform",
    "glorot_normal": "write xavier_normal",
    "calculate_gain": "write gain",
}
_INITS_IN_PLACE = {
    **{f"{name}_": f"write {name}" for name in ("zeros", "ones", "constant", "sparse")},
    **{f"{name}_": f"write {name}" for name in ("uniform", "normal", "orthogonal")},
    **{f"{name}_": f"write {name}" for name in ("xavier_uniform", "xavier_normal")},
    **{f"{name}_": advice for name, advice in _INITS_UNDER_OTHER_NAMES.items()},
}
INITS = {
    **_INITS_UNDER_OTHER_NAMES,
    **{
        name: f"{advice}: it gives an array, for weight_init= of a layer or for "
        "layer.weight.data"
        for name, advice in _INITS_IN_PLACE.items()
    },
}
