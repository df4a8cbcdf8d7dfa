"""The named optimizers of first order."""

import optim

FIRST_ORDER = [
    name
    for name, member in vars(optim).items()
    if isinstance(member, type)
    and issubclass(member, optim.Optimizer)
    and member.__module__.startswith("optim.first_order.")
]
