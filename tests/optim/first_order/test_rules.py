"""The pure rules: against transcriptions of the papers, and what they must not do."""

import dataclasses
import math

import numpy as np
import pytest

from optim import rules
from tests.optim.landscape import START, gradient

STEPS = 20
# Every rule, with every buffer it can have.
RULES = [
    rules.SGDRule(lr=0.01, momentum=0.9, nesterov=True, weight_decay=0.1),
    rules.SGDRule(lr=1e-4, momentum=0.9, dampening=0.5, maximize=True),
    rules.MomentumRule(lr=0.01, weight_decay=0.1),
    rules.NesterovRule(lr=0.01, weight_decay=0.1),
    rules.HeavyBallRule(lr=0.01, weight_decay=0.1, decoupled_weight_decay=True),
    rules.SignSGDRule(lr=0.01),
    rules.AdagradRule(lr=0.1, initial_accumulator_value=0.5),
    rules.AdadeltaRule(),
    rules.RMSpropRule(centered=True, momentum=0.9, nesterov=True),
    rules.RpropRule(),
    rules.AdamRule(amsgrad=True),
    rules.AdamWRule(eps_inside_root=True),
    rules.NAdamRule(),
    rules.RAdamRule(betas=(0.9, 0.9)),
    rules.AdamaxRule(),
    rules.LionRule(weight_decay=0.1),
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.title)


def walk(rule, start=START, steps=STEPS, gradient=gradient):
    """The points after each step, and where the gradients were taken."""
    params, state = np.array(start), rule.init(np.array(start))
    path, points = [], []
    for _ in range(steps):
        points.append(rule.ahead(state, params))
        grads = np.array(gradient(*points[-1]))
        params, state = rule.update(grads, state, params)
        path.append(params)
    return np.array(path), np.array(points)


def assert_same(path, expected):
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-10)


# -- what every rule is ----------------------------------------------------------------


def test_the_list_holds_every_rule():
    public = {
        member
        for name, member in vars(rules).items()
        if isinstance(member, type) and name.endswith("Rule")
    }
    abstract = {rules.Rule, rules.GradientRule}
    assert {type(rule) for rule in RULES} == public - abstract


@every_rule
def test_nothing_that_goes_in_is_changed(rule):
    params, state = np.array(START), rule.init(np.array(START))
    for _ in range(3):
        grads = np.array(gradient(*params))
        before = params.copy(), grads.copy(), {n: np.copy(v) for n, v in state.items()}
        new_params, after = rule.update(grads, state, params)
        assert np.array_equal(params, before[0])
        assert np.array_equal(grads, before[1])
        assert state.keys() == before[2].keys() == after.keys()
        assert all(np.array_equal(state[name], before[2][name]) for name in state)
        params, state = new_params, after


@every_rule
def test_a_float_walks_like_an_entry_of_an_array(rule):
    path, points = walk(rule)
    number, state = START[0], rule.init(START[0])
    for point, expected in zip(points, path[:, 0], strict=True):
        grad = float(gradient(*point)[0])
        number, state = rule.update(grad, state, number)
        assert type(number) is float
        assert {type(entry) for entry in state.values()} <= {float, int}
        assert number == pytest.approx(expected, rel=1e-14)


@every_rule
def test_float32_stays_float32(rule):
    params = np.array(START, np.float32)
    state = rule.init(params)
    for _ in range(8):
        params, state = rule.update(np.float32(0.1) * params, state, params)
    arrays = [entry for entry in state.values() if isinstance(entry, np.ndarray)]
    assert {array.dtype for array in [params, *arrays]} == {np.dtype(np.float32)}


@every_rule
def test_numpy_settings_do_not_widen_float32(rule):
    rule = dataclasses.replace(rule, lr=np.float64(0.1), weight_decay=np.float64(0.1))
    params = np.array(START, np.float32)
    assert rule.update(params, rule.init(params), params)[0].dtype == np.float32


@every_rule
def test_maximizing_is_minimizing_the_negative(rule):
    down, _ = walk(dataclasses.replace(rule, maximize=False))
    flipped = dataclasses.replace(rule, maximize=True)
    up, _ = walk(flipped, gradient=lambda *at: [-slope for slope in gradient(*at)])
    assert np.array_equal(down, up)


# -- rules that PyTorch lacks, transcribed from their papers ---------------------------


def test_lion_is_algorithm_2_of_chen_et_al():
    lr, b1, b2, decay = 0.03, 0.8, 0.7, 0.5
    theta, m, expected = list(START), [0.0] * 3, []
    for _ in range(STEPS):
        grads = gradient(*theta)
        for i, g in enumerate(grads):
            c = b1 * m[i] + (1 - b1) * g
            theta[i] -= lr * (math.copysign(1, c) + decay * theta[i])
            m[i] = b2 * m[i] + (1 - b2) * g
        expected.append(list(theta))
    rule = rules.LionRule(lr=lr, betas=(b1, b2), weight_decay=decay)
    assert_same(walk(rule)[0], expected)


def test_sign_descent_moves_by_the_rate():
    theta, expected = list(START), []
    for _ in range(STEPS):
        signs = [(g > 0) - (g < 0) for g in gradient(*theta)]
        theta = [number - 0.02 * s for number, s in zip(theta, signs, strict=True)]
        expected.append(theta)
    assert_same(walk(rules.SignSGDRule(lr=0.02))[0], expected)
    assert rules.SignSGDRule(lr=0.02).update(0.0, {"step": 0}, 1.0)[0] == 1.0


def test_lion_without_memory_is_sign_descent():
    lion = rules.LionRule(lr=0.02, betas=(0.0, 0.0))
    assert_same(walk(lion)[0], walk(rules.SignSGDRule(lr=0.02))[0])


def test_rmsprop_with_nesterov_is_algorithm_8_6_of_the_deep_learning_book():
    """There the gradient is taken at theta + alpha v; here the parameters are there."""
    lr, rho, alpha = 0.01, 0.8, 0.7
    theta, v, r, points = np.array(START), np.zeros(3), np.zeros(3), []
    for _ in range(STEPS):
        ahead = theta + alpha * v
        points.append(ahead)
        g = np.array(gradient(*ahead))
        r = rho * r + (1 - rho) * g * g
        v = alpha * v - lr / np.sqrt(r) * g
        theta = theta + v
    rule = rules.RMSpropRule(lr=lr, alpha=rho, momentum=alpha, nesterov=True, eps=0.0)
    assert_same(walk(rule)[1], points)


# -- momentum in its spellings ---------------------------------------------------------

LR, MOMENTUM = 0.02, 0.8


def changing_rate(rule, rates):
    params, state = np.array(START), rule.init(np.array(START))
    path = []
    for lr in rates:
        rule = dataclasses.replace(rule, lr=lr)
        grads = np.array(gradient(*params))
        params, state = rule.update(grads, state, params)
        path.append(params)
    return np.array(path)


def test_three_spellings_of_momentum_walk_the_same_way():
    accumulated, _ = walk(rules.SGDRule(lr=LR, momentum=MOMENTUM))
    velocity, _ = walk(rules.MomentumRule(lr=LR, momentum=MOMENTUM))
    heavy_ball, _ = walk(rules.HeavyBallRule(lr=LR, momentum=MOMENTUM))
    assert_same(velocity, accumulated)
    assert_same(heavy_ball, accumulated)
    plain, _ = walk(rules.SGDRule(lr=LR))
    assert abs(plain - accumulated).max() > 0.1


def test_their_memories_are_each_others_under_the_change_of_variables():
    spellings = [
        rules.SGDRule(lr=LR, momentum=MOMENTUM),
        rules.MomentumRule(lr=LR, momentum=MOMENTUM),
        rules.HeavyBallRule(lr=LR, momentum=MOMENTUM),
    ]
    params = [np.array(START)] * 3
    states = [rule.init(np.array(START)) for rule in spellings]
    for _ in range(STEPS):
        updates = [
            rule.update(np.array(gradient(*at)), state, at)
            for rule, state, at in zip(spellings, states, params, strict=True)
        ]
        params, states = zip(*updates, strict=True)
        velocity = states[1]["velocity"]
        assert_same(-LR * states[0]["momentum_buffer"], velocity)
        assert_same(params[2] - states[2]["previous"], velocity)


def test_a_changing_rate_tells_the_spellings_apart():
    rates = [0.02] * 5 + [0.002] * 5
    accumulated = changing_rate(rules.SGDRule(momentum=MOMENTUM), rates)
    velocity = changing_rate(rules.MomentumRule(momentum=MOMENTUM), rates)
    heavy_ball = changing_rate(rules.HeavyBallRule(momentum=MOMENTUM), rates)
    assert_same(heavy_ball, velocity)
    assert_same(accumulated[:5], velocity[:5])
    # The one that keeps gradients applies the smaller rate to the old ones too.
    assert abs(accumulated[5] - velocity[5]).max() > 0.01


def test_nesterov_looks_ahead_where_the_reformulation_stands():
    look_ahead = rules.NesterovRule(lr=LR, momentum=MOMENTUM)
    reformulated = rules.SGDRule(lr=LR, momentum=MOMENTUM, nesterov=True)
    assert_same(walk(look_ahead)[1], walk(reformulated)[1])
    assert abs(walk(look_ahead)[0] - walk(reformulated)[0]).max() > 1e-3


def test_nesterov_looks_ahead_for_its_weight_decay_too():
    decay = {"lr": LR, "momentum": MOMENTUM, "weight_decay": 0.3}
    look_ahead, reformulated = [
        walk(rule)[1]
        for rule in (rules.NesterovRule(**decay), rules.SGDRule(**decay, nesterov=True))
    ]
    assert_same(look_ahead, reformulated)


def test_nesterov_transcribed_from_sutskever_et_al():
    theta, v, expected = np.array(START), np.zeros(3), []
    for _ in range(STEPS):
        v = MOMENTUM * v - LR * np.array(gradient(*(theta + MOMENTUM * v)))
        theta = theta + v
        expected.append(theta)
    assert_same(walk(rules.NesterovRule(lr=LR, momentum=MOMENTUM))[0], expected)


# -- weight decay ----------------------------------------------------------------------

DECAY = 0.4


def with_penalty(*at):
    """The gradient of the loss + DECAY/2 |params|^2."""
    return [g + DECAY * number for g, number in zip(gradient(*at), at, strict=True)]


def test_weight_decay_is_an_l2_term_for_sgd():
    for settings in ({}, {"momentum": 0.8}, {"momentum": 0.8, "nesterov": True}):
        decayed, _ = walk(rules.SGDRule(lr=LR, weight_decay=DECAY, **settings))
        penalized, _ = walk(rules.SGDRule(lr=LR, **settings), gradient=with_penalty)
        assert_same(decayed, penalized)


def test_for_plain_sgd_coupled_and_decoupled_decay_are_the_same():
    coupled = rules.SGDRule(lr=LR, weight_decay=DECAY)
    decoupled = dataclasses.replace(coupled, decoupled_weight_decay=True)
    assert_same(walk(coupled)[0], walk(decoupled)[0])


def test_for_adam_only_coupled_decay_is_an_l2_term():
    penalized, _ = walk(rules.AdamRule(lr=0.05), gradient=with_penalty)
    coupled, _ = walk(rules.AdamRule(lr=0.05, weight_decay=DECAY))
    decoupled, _ = walk(rules.AdamWRule(lr=0.05, weight_decay=DECAY))
    assert_same(coupled, penalized)
    assert abs(decoupled - penalized).max() > 0.1


@every_rule
def test_decoupled_decay_shrinks_and_then_moves_as_without(rule):
    """2 shrinks by 1 - lr * decay; the rest is the step of a rule without decay."""
    rule = dataclasses.replace(
        rule, lr=0.1, weight_decay=0.5, decoupled_weight_decay=True, maximize=False
    )
    bare = dataclasses.replace(rule, weight_decay=0.0)
    shrunk = 0.95 * 2.0
    with_decay, _ = rule.update(0.3, rule.init(2.0), 2.0)
    without, _ = bare.update(0.3, bare.init(2.0), shrunk)
    assert with_decay == pytest.approx(without, rel=1e-15)


# -- where eps stands ------------------------------------------------------------------

EPS = 0.25


@pytest.mark.parametrize(
    ("rule", "square", "factor"),
    [
        (rules.AdagradRule(lr=0.5, eps=EPS), 9.0, 1.0),
        (rules.RMSpropRule(lr=0.5, alpha=0.75, eps=EPS), 9.0 / 4, 1.0),
        (rules.AdamRule(lr=0.5, eps=EPS), 9.0, 1.0),
        (rules.AdamWRule(lr=0.5, eps=EPS, weight_decay=0.0), 9.0, 1.0),
    ],
    ids=lambda argument: getattr(argument, "title", None),
)
def test_eps_outside_and_inside_the_root(rule, square, factor):
    """The first step from 1 with g = 3: lr g / root, the average of squares known."""
    outside, _ = rule.update(3.0, rule.init(1.0), 1.0)
    assert outside == pytest.approx(1 - 0.5 * 3 / (math.sqrt(square) + EPS), rel=1e-14)
    rule = dataclasses.replace(rule, eps_inside_root=True)
    inside, _ = rule.update(3.0, rule.init(1.0), 1.0)
    assert inside == pytest.approx(1 - 0.5 * 3 / math.sqrt(square + EPS), rel=1e-14)


def test_eps_of_adadelta_is_inside_by_default_and_outside_on_request():
    rule = rules.AdadeltaRule(rho=0.75, eps=EPS)
    inside, _ = rule.update(3.0, rule.init(1.0), 1.0)
    assert inside == pytest.approx(1 - math.sqrt(EPS / (9 / 4 + EPS)) * 3, rel=1e-14)
    rule = dataclasses.replace(rule, eps_inside_root=False)
    outside, _ = rule.update(3.0, rule.init(1.0), 1.0)
    assert outside == pytest.approx(1 - EPS / (3 / 2 + EPS) * 3, rel=1e-14)


@pytest.mark.parametrize("rule", [rules.NAdamRule, rules.RAdamRule])
def test_eps_inside_the_root_of_the_others(rule):
    """A huge eps shows where it stands: sqrt(v + eps) is about sqrt(eps)."""
    settings = {"lr": 0.5, "betas": (0.5, 0.9), "eps": 1e8}
    ratios = []
    for inside in (False, True):
        variant = rule(**settings, eps_inside_root=inside)
        params, state = 1.0, variant.init(1.0)
        for _ in range(12):
            last = params
            params, state = variant.update(3.0, state, params)
        ratios.append(params - last)
    assert ratios[1] / ratios[0] == pytest.approx(1e8 / math.sqrt(1e8), rel=1e-6)


# -- numbers that are hard -------------------------------------------------------------


def test_centered_rmsprop_outlives_a_constant_gradient():
    """The variance is 0 then, and rounding makes it slightly negative at times."""
    rule = rules.RMSpropRule(lr=0.01, alpha=0.5, centered=True)
    params, state, lowest = 1.0, rule.init(1.0), 0.0
    for _ in range(200):
        params, state = rule.update(0.7, state, params)
        lowest = min(lowest, state["square_avg"] - state["grad_avg"] ** 2)
        assert math.isfinite(params)
    assert lowest < 0, "the case does not test what it should"


def test_rprop_sees_the_sign_of_tiny_gradients():
    rule = rules.RpropRule(lr=0.5, etas=(0.5, 2.0))
    params, state = rule.update(1e-200, rule.init(0.0), 0.0)
    params, state = rule.update(1e-200, state, params)
    assert (params, state["step_size"]) == (-1.5, 1.0)


def test_a_rule_of_ones_own_needs_only_its_move():
    @dataclasses.dataclass(frozen=True, kw_only=True)
    class CubeRule(rules.GradientRule):
        def move(self, g, state, params):
            return params - self.lr * g**3, state

    rule = CubeRule(lr=0.5, weight_decay=1.0)
    assert rule.update(1.0, rule.init(1.0), 1.0) == (1 - 0.5 * 2.0**3, {"step": 1})
    with pytest.raises(ValueError, match="Cube: lr must be finite and >= 0, got -1"):
        CubeRule(lr=-1)


# -- bad settings ----------------------------------------------------------------------

BAD = [
    (rules.SGDRule, {"lr": -1}, "SGD: lr must be finite and >= 0, got -1"),
    (rules.SGDRule, {"lr": math.nan}, "SGD: lr must be finite and >= 0, got nan"),
    (rules.MomentumRule, {"momentum": 1.5}, r"Momentum: momentum must be in \[0, 1\]"),
    (rules.AdagradRule, {"lr_decay": -1}, "Adagrad: lr_decay must be finite and >= 0"),
    (
        rules.AdagradRule,
        {"initial_accumulator_value": -1},
        "Adagrad: initial_accumulator_value must be finite and >= 0",
    ),
    (rules.AdadeltaRule, {"rho": 1.5}, r"Adadelta: rho must be in \[0, 1\], got 1.5"),
    (rules.RMSpropRule, {"alpha": -0.1}, r"RMSprop: alpha must be in \[0, 1\]"),
    (rules.RMSpropRule, {"eps": math.inf}, "RMSprop: eps must be finite and >= 0"),
    (rules.RMSpropRule, {"nesterov": True}, "RMSprop: nesterov=True needs momentum"),
    (rules.RMSpropRule, {"centered": 1}, "centered must be True or False, got int 1"),
    (rules.RpropRule, {"etas": (1.2, 0.5)}, r"Rprop: etas must be \(a, b\) with 0 < a"),
    (
        rules.RpropRule,
        {"etas": 0.5},
        "Rprop: etas must be a pair of numbers, got float",
    ),
    (rules.RpropRule, {"step_sizes": (1, 0.1)}, "Rprop: step_sizes must be"),
    (
        rules.AdamRule,
        {"betas": (0.9, 1)},
        r"Adam: betas\[1\] must be in \[0, 1\), got 1",
    ),
    (rules.AdamRule, {"betas": (-0.1, 0.9)}, r"Adam: betas\[0\] must be in \[0, 1\)"),
    (rules.AdamRule, {"betas": (math.nan, 0.9)}, r"Adam: betas\[0\] must be in \[0, 1"),
    (rules.AdamRule, {"betas": 0.9}, "betas must be a pair of numbers, got float 0.9"),
    (rules.AdamRule, {"betas": (0.9,)}, r"pair of numbers, got tuple \(0.9,\)"),
    (rules.AdamRule, {"eps": None}, "Adam: eps must be a number, got NoneType None"),
    (rules.AdamWRule, {"lr": True}, "AdamW: lr must be a number, got bool True"),
    (rules.NAdamRule, {"momentum_decay": -1}, "NAdam: momentum_decay must be finite"),
    (rules.AdamaxRule, {"eps": -1}, "Adamax: eps must be finite and >= 0, got -1"),
    (rules.LionRule, {"weight_decay": "0"}, "Lion: weight_decay must be a number, got"),
]


@pytest.mark.parametrize(
    ("rule", "settings", "message"), BAD, ids=lambda argument: str(argument)[:40]
)
def test_bad_settings(rule, settings, message):
    with pytest.raises((TypeError, ValueError), match=message):
        rule(**settings)
