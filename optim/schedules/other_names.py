"""Names of the schedules of PyTorch and Keras, with the advice what to write here."""

from __future__ import annotations

_STEPS = "of the step, where PyTorch's scheduler takes an optimizer"

SCHEDULES = {
    # torch.optim.lr_scheduler
    "StepLR": f"write `StepDecay(lr, step_size, gamma)`, a function {_STEPS}",
    "MultiStepLR": f"write `MultiStep(lr, milestones, gamma)`, a function {_STEPS}",
    "ConstantLR": "write `Sequential([Constant(factor * lr), Constant(lr)], [steps])`, "
    f"a function {_STEPS}",
    "LinearLR": "write `LinearWarmup(steps, lr)` or `Linear(start, end, steps)`, "
    f"a function {_STEPS}",
    "ExponentialLR": f"write `Exponential(lr, gamma)`, a function {_STEPS}",
    "PolynomialLR": f"write `Polynomial(lr, steps, power)`, a function {_STEPS}",
    "CosineAnnealingLR": "write `Cosine(lr, steps, lr_min)`, which stays at lr_min, a "
    f"function {_STEPS}",
    "CosineAnnealingWarmRestarts": "write `CosineRestarts(lr, period, factor, "
    f"lr_min)`, a function {_STEPS}",
    "OneCycleLR": "write `OneCycle(lr, steps)`, which leaves the momentum as it is, a "
    f"function {_STEPS}",
    "LambdaLR": "a plain function of the step is a schedule: `Scheduler(optimizer, f)`",
    "MultiplicativeLR": "a plain function of the step is a schedule: "
    "`Scheduler(optimizer, f)`",
    "SequentialLR": f"write `Sequential(schedules, milestones)`, a function {_STEPS}",
    "ChainedScheduler": "multiply the schedules, a * b, or write `Product([a, b])`",
    "ReduceLROnPlateau": "write `ReduceOnPlateau(optimizer)`",
    "CyclicLR": "write `Cyclic(lr, steps, lr_min=lr_min)`, which leaves the momentum "
    f"as it is, a function {_STEPS}",
    "LRScheduler": "write `Scheduler(optimizer, schedule)`",
    # keras.optimizers.schedules and keras.callbacks
    "ExponentialDecay": "write `Exponential(lr, gamma)`, with gamma = decay_rate ** "
    "(1 / decay_steps)",
    "PolynomialDecay": "write `Polynomial(lr, steps, power, end)`",
    "InverseTimeDecay": "write it as a function of the step, lr / (1 + decay_rate * "
    "step / decay_steps); InverseTime is lr / (gamma (step + 1))",
    "PiecewiseConstantDecay": "write `Sequential([Constant(0.1), Constant(0.01)], "
    "[100])`",
    "CosineDecay": "write `Cosine(lr, steps, lr_min)`",
    "CosineDecayRestarts": "write `CosineRestarts(lr, period, factor, lr_min)`",
    "LearningRateSchedule": "write Schedule",
    "LearningRateScheduler": "write `Scheduler(optimizer, schedule)`",
    # what people type
    "Step": "write `StepDecay(lr, step_size, gamma)`",
    "Warmup": "write `LinearWarmup(steps, lr)`",
    "CosineAnnealing": "write `Cosine(lr, steps, lr_min)`",
}
"""For `optim.schedules`."""

OPTIM = {
    "lr_scheduler": "schedules are in optim.schedules: Scheduler(optimizer, "
    "Cosine(0.1, steps=1000)), or fit(..., schedule=Cosine(0.1, steps=1000))",
    **{
        name: f"schedules are in optim.schedules; {advice}"
        for name, advice in SCHEDULES.items()
    },
}
"""For `optim`."""
