"""Names of other libraries' schedules, and schedulers of another optimizer."""

import pytest

import optim
from autograd_core import Tensor, Value, mean
from optim import SGD, fit, schedules
from optim.schedules import Constant, OneCycle, ReduceOnPlateau, Scheduler
from optim.schedules.other_names import SCHEDULES

# torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.5, total_steps=steps,
# pct_start=rising), of PyTorch 2.13.0: the top lies before the first step.
FEW_STEPS = {
    (2, 0.3): [0.4058728269748815, 2e-06],
    (3, 0.3): [0.49720771772545586, 0.23131855133348753, 2e-06],
    (4, 0.1): [0.4665064849207059, 0.29341287076855493, 0.08930474036597484, 2e-06],
}


@pytest.mark.parametrize(("steps", "rising"), FEW_STEPS)
def test_one_cycle_of_few_steps_is_pytorchs(steps, rising):
    schedule = OneCycle(0.5, steps=steps, rising=rising)
    rates = [schedule(step) for step in range(steps)]
    assert rates == pytest.approx(FEW_STEPS[steps, rising], rel=1e-12)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("StepLR", "write StepDecay(lr, step_size, gamma)"),
        ("CosineAnnealingLR", "write Cosine(lr, steps, lr_min)"),
        ("ReduceLROnPlateau", "write ReduceOnPlateau(optimizer)"),
        ("OneCycleLR", "write OneCycle(lr, steps)"),
        ("LambdaLR", "a plain function of the step is a schedule"),
        ("ExponentialDecay", "write Exponential(lr, gamma), with gamma = decay_rate"),
        (
            "PiecewiseConstantDecay",
            "write Sequential([Constant(0.1), Constant(0.01)], [",
        ),
        ("CosineDecay", "write Cosine(lr, steps, lr_min)"),
        ("Cosin", "did you mean 'Cosine'?"),
    ],
)
def test_names_of_other_libraries_lead_to_the_ones_here(name, advice):
    with pytest.raises(AttributeError) as caught:
        getattr(schedules, name)
    opening = f"module 'optim.schedules' has no attribute {name!r}; {advice}"
    assert str(caught.value).replace("`", "").startswith(opening)


@pytest.mark.parametrize("name", ["lr_scheduler", "StepLR", "CosineDecay"])
def test_optim_itself_says_where_the_schedules_are(name):
    with pytest.raises(AttributeError, match=r"schedules are in optim\.schedules[;:]"):
        getattr(optim, name)


def test_no_name_of_another_library_is_one_of_ours():
    assert not SCHEDULES.keys() & set(dir(schedules))


def test_the_advice_names_what_there_is():
    """Each name with a capital before a parenthesis is in the namespace."""
    import re

    for advice in SCHEDULES.values():
        for name in re.findall(r"([A-Z]\w+)\(", advice):
            assert hasattr(schedules, name), advice


def loss(outputs, targets):
    return mean([(y - t) ** 2 for y, t in zip(outputs, targets, strict=True)])


@pytest.mark.parametrize(
    "make", [lambda o: Scheduler(o, Constant(0.5)), ReduceOnPlateau]
)
def test_fit_refuses_a_scheduler_of_another_optimizer(make):
    w, v = Value(1.0), Value(1.0)
    trained, other = SGD([w], lr=0.1), SGD([v], lr=0.2)
    message = (
        r"it was made for another optimizer, SGD\(1 parameter, lr=0\.\d\), and would "
        r"not change the rate of SGD\(1 parameter, lr=0\.1\); make it for the one"
    )
    schedule = make(other)
    data = [0.0, 1.0], [1.0, 2.0]
    with pytest.raises(ValueError, match=message):
        fit(lambda x: w * x, loss, trained, data, epochs=1, schedule=schedule)
    assert w.data == 1.0
    fit(lambda x: w * x, loss, trained, data, epochs=1, schedule=make(trained))
    assert w.data != 1.0


def test_a_wrapper_with_the_same_groups_is_the_same_optimizer():
    class Wrapper:
        def __init__(self, optimizer):
            self.param_groups = optimizer.param_groups

    optimizer = SGD([Tensor([1.0])], lr=0.1)
    scheduler = Scheduler(optimizer, Constant(0.5))
    scheduler.check_optimizer(Wrapper(optimizer))
    with pytest.raises(ValueError, match="another optimizer"):
        scheduler.check_optimizer(SGD(optimizer.params, lr=0.1))


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_sweep_over_a_loss_that_is_not_finite_says_so(wrong):
    w = Value(1.0)
    optimizer = SGD([w], lr=0.1)
    message = f"the loss is {wrong} at the first step, before any rate was tried"
    with pytest.raises(ValueError, match=message):
        optim.learning_rate_sweep(
            lambda x: w * x, lambda y, t: y[0] * wrong, optimizer, ([1.0], [0.0])
        )
    assert (w.data, optimizer.lr) == (1.0, 0.1)
