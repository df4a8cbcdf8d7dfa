"""Names of torch.nn that are other ones here, and what to write instead."""

from __future__ import annotations

from autograd_core.extend import missing as missing_name

NETWORKS = {
    "Parameter": "a leaf Tensor kept in an attribute of a Module is a parameter",
    "ModuleList": "a plain list of modules in an attribute of a Module will do",
    "ModuleDict": "a plain dict of modules in an attribute of a Module will do",
    "functional": "losses are functions of nn, activations those of autograd_core",
    "Hardtanh": "write HardTanh",
    "KLDivLoss": "write KLDivergenceLoss(p, q), of probabilities",
    "SmoothL1Loss": "write HuberLoss",
    "BatchNorm": "write BatchNorm1d",
    "mse_loss": "write squared_error",
    "l1_loss": "write mean_absolute_error",
    "huber_loss": "write huber",
    "kl_div": "write kl_divergence(p, q), of probabilities",
}

INITS = {
    "kaiming_uniform": "write he_uniform",
    "kaiming_normal": "write he_normal",
    "glorot_uniform": "write xavier_uniform",
    "glorot_normal": "write xavier_normal",
    "calculate_gain": "write gain",
}


def missing(module: str, name: str, known: dict[str, str]) -> AttributeError:
    """The error for a name that a module does not have, with what to write instead.

    >>> str(missing("nn", "Hardtanh", NETWORKS))
    "module 'nn' has no attribute 'Hardtanh'; write HardTanh"
    """
    advice = known.get(name)
    if known is INITS and name.endswith("_") and not name.startswith("_"):
        plain = name.rstrip("_")
        advice = (
            f"{known.get(plain, f'write {plain}')}: it gives an array, for "
            "weight_init= of a layer or for layer.weight.data"
        )
    return missing_name(f"module {module!r}", name, advice)
