"""Schedules: PyTorch's rates, formulas by hand, composition, and the shells."""

import dataclasses
import json
import math
from pathlib import Path

import pytest

from autograd_core import Value
from optim import SGD, Adam, schedules
from optim.schedules import (
    Constant,
    Cosine,
    CosineRestarts,
    Cyclic,
    Exponential,
    GrowingMomentum,
    InverseSqrt,
    InverseTime,
    Linear,
    LinearWarmup,
    MultiStep,
    OneCycle,
    Polynomial,
    ReduceOnPlateau,
    Scheduler,
    Sequential,
    StepDecay,
)

STORED = json.loads(
    Path(__file__).with_name("torch_schedules.json").read_text(encoding="utf-8")
)
LR = STORED["lr"]
LIKE_PYTORCHS = {
    "step": StepDecay(LR, step_size=4, gamma=0.5),
    "multi_step": MultiStep(LR, [3, 7, 8], gamma=0.4),
    "exponential": Exponential(LR, gamma=0.9),
    "polynomial": Polynomial(LR, steps=12, power=2.5),
    "warmup": LinearWarmup(6, LR, start_factor=0.25),
    "cosine": Cosine(LR, steps=24, lr_min=0.02),
    "restarts": CosineRestarts(LR, period=3, factor=2, lr_min=0.01),
    "one_cycle": OneCycle(LR, steps=26),
    "one_cycle_momentum": OneCycle(
        0.85, 26, div_factor=0.85 / 0.95, final_div_factor=1
    ),
    "one_cycle_linear": OneCycle(
        LR, 26, rising=0.4, anneal="linear", div_factor=10, final_div_factor=50
    ),
    "cyclic": Cyclic(LR, rising=3, falling=5, lr_min=0.05),
    "cyclic_halved": Cyclic(LR, rising=4, lr_min=0.05, mode="triangular2"),
    "cyclic_exp": Cyclic(LR, 4, 2, lr_min=0.05, mode="exp_range", gamma=0.9),
    "sequential": Sequential(
        [LinearWarmup(5, LR, start_factor=0.25), Exponential(LR, gamma=0.8)], [5]
    ),
    "chained": LinearWarmup(5, start_factor=0.25) * Exponential(LR, gamma=0.8),
}


def optimizer_of(count=1, **settings):
    return SGD([{"params": [Value(1.0)]} for _ in range(count)], **settings)


# -- the formulas ----------------------------------------------------------------------


@pytest.mark.parametrize("name", LIKE_PYTORCHS)
def test_rates_are_pytorchs(name):
    expected = STORED["rates"][name]
    if name == "cosine":  # PyTorch's rises again afterwards
        expected = expected[:25]
    schedule = LIKE_PYTORCHS[name]
    assert [schedule(step) for step in range(len(expected))] == pytest.approx(
        expected, rel=1e-9, abs=1e-15
    )


def test_every_scheduler_of_pytorch_that_was_stored_is_compared():
    assert STORED["rates"].keys() == LIKE_PYTORCHS.keys() | STORED["plateaus"].keys()


def test_the_lectures_rates():
    """eta0 / (gamma t) and eta0 / sqrt(gamma t), with t counted from 1."""
    for t in (1, 2, 3, 10, 1000):
        assert InverseTime(0.8, gamma=4.0)(t - 1) == pytest.approx(0.8 / (4 * t))
        assert InverseSqrt(0.8, gamma=4.0)(t - 1) == pytest.approx(0.4 / math.sqrt(t))


def test_sutskevers_momentum():
    """Equation 5 of the paper, as printed: with a base-2 logarithm."""
    schedule = GrowingMomentum(period=250, largest=0.995)
    for t in (0, 249, 250, 1000, 5000, 10**6):
        printed = min(1 - 2 ** (-1 - math.log2(t // 250 + 1)), 0.995)
        assert schedule(t) == pytest.approx(printed, rel=1e-14)


def test_linear_may_rise_and_stays_at_its_end():
    line = Linear(0.5, 0.99, steps=4)
    assert [line(step) for step in (0, 1, 4, 100)] == pytest.approx(
        [0.5, 0.6225, 0.99, 0.99]
    )


@pytest.mark.parametrize(
    ("schedule", "last"),
    [
        (Polynomial(0.3, steps=7, end=0.05), 0.05),
        (Cosine(0.3, steps=7, lr_min=0.02), 0.02),
        (OneCycle(0.3, steps=7), 0.3 / 25 / 1e4),
        (LinearWarmup(7, 0.3), 0.3),
    ],
)
def test_what_has_an_end_stays_there(schedule, last):
    assert [schedule(step) for step in (7, 8, 1000)] == pytest.approx([last] * 3)


def test_restarts_of_equal_length_far_out_take_no_time():
    schedule = CosineRestarts(1.0, period=4)
    assert schedule(10**15) == 1.0
    assert schedule(10**15 + 2) == pytest.approx(0.5)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_one_cycle_of_few_steps_is_finite(steps):
    values = [OneCycle(1.0, steps=steps)(step) for step in range(steps + 1)]
    assert all(0 <= value <= 1 for value in values)


# -- composition -----------------------------------------------------------------------


def test_schedules_multiply_with_each_other_with_numbers_and_with_functions():
    fall = Exponential(8.0, gamma=0.5)
    assert (fall * 0.5)(1) == (0.5 * fall)(1) == 2.0
    assert (fall * fall)(2) == 4.0
    assert (fall * (lambda step: step))(3) == 3.0
    assert ((lambda step: step) * fall)(3) == 3.0
    with pytest.raises(TypeError):
        fall * "half"


def test_sequential_restarts_the_count_of_each():
    steps = []
    watched = Sequential([steps.append, steps.append, steps.append], [2, 3])
    for step in range(5):
        watched(step)
    assert steps == [0, 1, 0, 0, 1]


def test_a_schedule_tells_its_settings():
    assert repr(Cosine(0.1, steps=5)) == "Cosine(lr=0.1, steps=5, lr_min=0.0)"


# -- the shell -------------------------------------------------------------------------


def test_the_scheduler_sets_the_rate_at_once_and_at_each_step():
    optimizer = optimizer_of(lr=7.0)
    scheduler = Scheduler(optimizer, Exponential(1.0, gamma=0.5))
    rates = [optimizer.lr]
    for _ in range(3):
        scheduler.step()
        rates.append(optimizer.lr)
    assert rates == [1.0, 0.5, 0.25, 0.125]
    assert scheduler.get_last_lr() == [0.125]


def test_a_momentum_schedule_moves_as_the_formula_says():
    """v <- a_t v + g, w <- w - lr v, with a_t = 0.5, 0.75, 0.75 and g = 1."""
    w = Value(1.0)
    optimizer = SGD([w], lr=1.0, momentum=0.9)
    schedule = Linear(0.5, 0.75, steps=1)
    scheduler = Scheduler(optimizer, schedule, name="momentum")
    for _ in range(3):
        w.grad = 1.0
        optimizer.step()
        scheduler.step()
    assert w.data == 1.0 - 1.0 - 1.75 - 2.3125


def test_betas_follow_any_function():
    optimizer = Adam([Value(1.0)])
    Scheduler(optimizer, lambda step: (0.5 + step, 0.75), name="betas")
    assert optimizer.param_groups[0]["betas"] == (0.5, 0.75)


def test_one_schedule_per_group():
    optimizer = optimizer_of(2)
    scheduler = Scheduler(optimizer, [Constant(0.1), Exponential(1.0, gamma=0.5)])
    scheduler.step()
    assert scheduler.get_last_lr() == [0.1, 0.5]


def test_a_scheduler_goes_on_where_it_was():
    fall = Exponential(1.0, gamma=0.5)
    scheduler = Scheduler(optimizer_of(), fall)
    scheduler.step()
    scheduler.step()
    optimizer = optimizer_of()
    later = Scheduler(optimizer, fall)
    later.load_state_dict(scheduler.state_dict())
    assert optimizer.lr == 0.25
    later.step()
    assert optimizer.lr == 0.125


def test_a_schedule_that_fails_leaves_all_groups_as_they_are():
    optimizer = optimizer_of(2, lr=0.5)
    scheduler = Scheduler(
        optimizer, [Constant(0.1), lambda step: 0.1 if step == 0 else 1 / 0]
    )
    optimizer.lr = 0.5
    with pytest.raises(ZeroDivisionError):
        scheduler.step()
    assert scheduler.get_last_lr() == [0.5, 0.5]
    assert scheduler.state_dict() == {"steps": 0}


# -- reduce on plateau -----------------------------------------------------------------


@pytest.mark.parametrize("name", STORED["plateaus"])
def test_plateaus_are_pytorchs(name):
    optimizer = optimizer_of(lr=LR)
    scheduler = ReduceOnPlateau(optimizer, **STORED["plateaus"][name])
    rates = []
    for measure in STORED["measures"]:
        scheduler.step(measure)
        rates.append(optimizer.lr)
    assert rates == pytest.approx(STORED["rates"][name], rel=1e-12)
    assert len(set(rates)) > 1


def test_a_plateau_of_nan_is_a_plateau():
    optimizer = optimizer_of(lr=1.0)
    scheduler = ReduceOnPlateau(optimizer, patience=0, factor=0.5)
    scheduler.step(math.nan)
    assert optimizer.lr == 0.5


def test_a_negative_measure_must_improve_too():
    optimizer = optimizer_of(lr=1.0)
    scheduler = ReduceOnPlateau(optimizer, patience=0, factor=0.5, threshold=0.1)
    scheduler.step(-1.0)
    scheduler.step(-1.05)
    assert optimizer.lr == 0.5
    scheduler.step(-1.11)
    assert optimizer.lr == 0.5


def test_a_plateau_goes_on_where_it_was():
    def run(scheduler, measures):
        for measure in measures:
            scheduler.step(measure)
        return scheduler.optimizer.lr

    settings = {"patience": 1, "factor": 0.5, "cooldown": 1}
    measures = [1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5]
    uninterrupted = run(ReduceOnPlateau(optimizer_of(lr=1.0), **settings), measures)
    for split in range(len(measures)):
        first = ReduceOnPlateau(optimizer_of(lr=1.0), **settings)
        lr = run(first, measures[:split])
        second = ReduceOnPlateau(optimizer_of(lr=lr), **settings)
        second.load_state_dict(first.state_dict())
        assert run(second, measures[split:]) == uninterrupted
    assert uninterrupted < 1.0


# -- bad input -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Cosine(-1, 5), ValueError, "Cosine: lr must be finite and >= 0"),
        (lambda: Cosine(0.1, 0), ValueError, "Cosine: steps must be at least 1, got 0"),
        (lambda: Cosine(0.1, 2.5), TypeError, "Cosine: steps must be an integer, got"),
        (lambda: StepDecay("a", 5), TypeError, "StepDecay: lr must be a number"),
        (lambda: StepDecay(0.1, 5, 0), ValueError, "gamma must be finite and > 0, got"),
        (lambda: MultiStep(0.1, [5, 5]), ValueError, r"milestones must increase, got"),
        (lambda: MultiStep(0.1, 5), TypeError, "milestones must be a list of integers"),
        (lambda: OneCycle(0.1, 9, anneal="cosine"), ValueError, "'cos' or 'linear'"),
        (lambda: OneCycle(0.1, 9, rising=1.0), ValueError, r"rising must be in \[0, 1"),
        (
            lambda: Sequential([Constant(1)], [3]),
            ValueError,
            "Sequential: 1 schedule and 1 milestone; there must be one milestone",
        ),
        (
            lambda: Sequential([], []),
            ValueError,
            "Sequential: the list of schedules is",
        ),
        (lambda: Sequential(3, []), TypeError, "Sequential: expected a list of sched"),
        (
            lambda: Sequential([0.1, 0.2], [3]),
            TypeError,
            "schedule 0 must be a function",
        ),
        (lambda: Constant(0.1)(-1), ValueError, "step must be at least 0, got -1"),
        (lambda: Constant(0.1)(0.5), TypeError, "step must be an integer, got float"),
        (
            lambda: Scheduler(0.1, Constant(1)),
            TypeError,
            "expected an optimizer, such as",
        ),
        (
            lambda: Scheduler(optimizer_of(), 0.1),
            TypeError,
            "must be a function of the",
        ),
        (
            lambda: Scheduler(optimizer_of(2), [Constant(1)]),
            ValueError,
            "Scheduler: 1 schedule for 2 parameter groups",
        ),
        (
            lambda: Scheduler(optimizer_of(), Constant(1), name="rate"),
            ValueError,
            "SGD has no setting 'rate'; it has lr",
        ),
        (
            lambda: Scheduler(optimizer_of(), Constant(-1)),
            ValueError,
            "SGD: lr must be finite and >= 0, got -1",
        ),
        (
            lambda: Scheduler(optimizer_of(), Constant(1)).load_state_dict({"step": 1}),
            ValueError,
            "Scheduler: expected a dict of steps, got",
        ),
        (lambda: ReduceOnPlateau(0.1), TypeError, "ReduceOnPlateau: expected an optim"),
        (
            lambda: ReduceOnPlateau(optimizer_of(), mode="low"),
            ValueError,
            "ReduceOnPlateau: mode must be 'min' or 'max', got 'low'",
        ),
        (
            lambda: ReduceOnPlateau(optimizer_of()).step(Value(1.0)),
            TypeError,
            r"ReduceOnPlateau.step: expected a number, got Value .*item\(\)",
        ),
        (
            lambda: ReduceOnPlateau(optimizer_of()).load_state_dict({}),
            ValueError,
            "expected a dict of bad_steps, best, cooling",
        ),
    ],
)
def test_bad_input(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_every_schedule_is_exported_and_checked():
    names = {
        n for n, member in vars(schedules).items() if dataclasses.is_dataclass(member)
    }
    compared = {type(schedule).__name__ for schedule in LIKE_PYTORCHS.values()}
    assert names - compared == {
        *("Constant", "GrowingMomentum", "InverseSqrt", "InverseTime", "Linear"),
        "ReduceOnPlateau",
    }
