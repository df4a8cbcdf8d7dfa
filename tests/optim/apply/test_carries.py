"""Named optimizers take defaults and documentation from their rules and methods."""

import dataclasses
import inspect
import re

import pytest

import optim
from autograd_core import Value
from optim import Optimizer
from optim.apply.carries import carries
from optim.rules import GradientRule, SignSGDRule
from tests.source import source_file

# As in PyTorch, where it has the optimizer: the order and the defaults are part of the
# interface.
SIGNATURES = {
    "SGD": "lr=0.001, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False, "
    "*, maximize=False, decoupled_weight_decay=False, decay_bias=True",
    "Momentum": "lr=0.001, momentum=0.9, weight_decay=0.0, *, maximize=False, "
    "decoupled_weight_decay=False, decay_bias=True",
    "HeavyBall": "lr=0.001, momentum=0.9, weight_decay=0.0, *, maximize=False, "
    "decoupled_weight_decay=False, decay_bias=True",
    "Nesterov": "lr=0.001, momentum=0.9, weight_decay=0.0, *, maximize=False, "
    "decoupled_weight_decay=False, decay_bias=True",
    "SignSGD": "lr=0.001, weight_decay=0.0, *, maximize=False, "
    "decoupled_weight_decay=False, decay_bias=True",
    "Lion": "lr=0.0001, betas=(0.9, 0.99), weight_decay=0.0, *, maximize=False, "
    "decoupled_weight_decay=True, decay_bias=True",
    "Adagrad": "lr=0.01, lr_decay=0.0, weight_decay=0.0, "
    "initial_accumulator_value=0.0, eps=1e-10, *, maximize=False, "
    "decoupled_weight_decay=False, eps_inside_root=False, decay_bias=True",
    "Adadelta": "lr=1.0, rho=0.9, eps=1e-06, weight_decay=0.0, *, maximize=False, "
    "decoupled_weight_decay=False, eps_inside_root=True, decay_bias=True",
    "RMSprop": "lr=0.01, alpha=0.99, eps=1e-08, weight_decay=0.0, momentum=0.0, "
    "centered=False, *, nesterov=False, maximize=False, "
    "decoupled_weight_decay=False, eps_inside_root=False, decay_bias=True",
    "Rprop": "lr=0.01, etas=(0.5, 1.2), step_sizes=(1e-06, 50.0), *, "
    "weight_decay=0.0, maximize=False, decoupled_weight_decay=False, decay_bias=True",
    "Adam": "lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, "
    "amsgrad=False, *, maximize=False, decoupled_weight_decay=False, "
    "eps_inside_root=False, decay_bias=True",
    "AdamW": "lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01, "
    "amsgrad=False, *, maximize=False, eps_inside_root=False, decay_bias=True",
    "NAdam": "lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, "
    "momentum_decay=0.004, decoupled_weight_decay=False, *, maximize=False, "
    "eps_inside_root=False, decay_bias=True",
    "RAdam": "lr=0.001, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, "
    "decoupled_weight_decay=False, *, maximize=False, eps_inside_root=False, "
    "decay_bias=True",
    "Adamax": "lr=0.002, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, *, "
    "maximize=False, decoupled_weight_decay=False, decay_bias=True",
    "GradientDescent": "lr=1.0, *, line_search='armijo', max_iter=1",
    "BFGS": "lr=1.0, *, line_search='strong-wolfe', max_iter=1",
    "LBFGS": "lr=1.0, max_iter=20, max_eval=None, tolerance_grad=1e-07, "
    "tolerance_change=1e-09, history_size=100, line_search_fn=None",
    "ConjugateGradient": "formula='polak-ribiere', lr=1.0, *, "
    "line_search='strong-wolfe', max_iter=1",
    "Newton": "lr=1.0, *, line_search=None, max_iter=1",
    "DampedNewton": "damping=1.0, adapt=True, lr=1.0, *, max_iter=1",
    "NewtonCG": "damping=0.0, max_products=None, lr=1.0, *, "
    "line_search='strong-wolfe', max_iter=1",
    "GaussNewton": "lr=1.0, *, line_search='armijo', max_iter=1",
    "LevenbergMarquardt": "damping=0.001, adapt=True, lr=1.0, *, max_iter=1",
    "NaturalGradient": "lr=1.0, damping=0.001, *, fisher=None, "
    "line_search='armijo', max_iter=1",
}
FAMILIES = ("adam", "adam_relatives", "adaptive", "sgd", "sign")
optimizers = pytest.mark.parametrize("name", SIGNATURES)


def test_the_table_holds_every_optimizer():
    names = {
        name
        for name in dir(optim)
        if isinstance(getattr(optim, name), type)
        and issubclass(getattr(optim, name), Optimizer)
    }
    assert names - {"Optimizer"} == SIGNATURES.keys()


@optimizers
def test_signatures(name):
    signature = inspect.signature(getattr(optim, name))
    text = str(
        signature.replace(
            parameters=[
                parameter.replace(annotation=inspect.Parameter.empty)
                for parameter in signature.parameters.values()
            ],
            return_annotation=inspect.Signature.empty,
        )
    )
    assert text == f"(params, {SIGNATURES[name]})"


@optimizers
def test_every_argument_and_the_errors_are_documented(name):
    optimizer = getattr(optim, name)
    sections = re.split(r"\n(?=Args:|Raises:)", inspect.getdoc(optimizer))
    assert [text.split("\n")[0] for text in sections[1:]] == ["Args:", "Raises:"]
    documented = re.findall(r"^    (\w+): \S", sections[1], re.MULTILINE)
    assert documented == list(inspect.signature(optimizer).parameters)
    assert re.findall(
        r"^    (\w+): \S", sections[2].split("\n\n")[0], re.MULTILINE
    ) == [
        "TypeError",
        "ValueError",
    ]
    assert ">>>" in sections[2]


@pytest.mark.parametrize("name", [n for n in SIGNATURES if n != "LBFGS"])
def test_the_formula_and_the_source_are_the_rules(name):
    documentation = inspect.getdoc(getattr(optim, name))
    suffix, home = "Rule", optim.rules
    if not hasattr(home, name + suffix):
        suffix, home = "Method", optim.second_order
    rule = inspect.getdoc(getattr(home, name + suffix))
    formula = rule.partition("\n\n")[2].partition("\n\nArgs:")[0]
    assert formula and formula in documentation
    assert documentation.endswith(rule[rule.index("Source:") :])


@pytest.mark.parametrize("name", ["first_order/" + n for n in FAMILIES])
def test_no_default_of_a_setting_is_written_twice(name):
    """The optimizers' signatures have `...` in place of defaults."""
    source = source_file(optim).parent.joinpath(f"{name}.py").read_text("utf-8")
    for signature in re.findall(r"def __init__\((.*?)\) -> None", source, re.DOTALL):
        assert set(re.findall(r" = (\S+?)[,\n]", signature)) <= {"..."}


@dataclasses.dataclass(frozen=True, kw_only=True)
class HalfRule(GradientRule):
    """Half a step.

        params <- params - lr / 2 * g

    Args:
        lr: twice the rate.
        weight_decay: see `GradientRule`.
    """

    def move(self, g, state, params):
        return params - self.lr / 2 * g, state


@carries(HalfRule)
class Half(Optimizer):
    """Half a step.

    >>> Half
    """

    def __init__(self, params, lr=..., weight_decay: float = 0.5, *, maximize=...): ...


def test_an_optimizer_of_ones_own():
    assert str(inspect.signature(Half)) == (
        "(params, lr=0.001, weight_decay: float = 0.5, *, maximize=False)"
    )
    assert inspect.getdoc(Half).startswith(
        "Half a step.\n\n    params <- params - lr / 2 * g\n\nArgs:\n    params: leaf"
    )
    assert "\n    lr: twice the rate.\n    weight_decay: strength" in Half.__doc__
    assert Half.__doc__.endswith("\n\n>>> Half")
    w = Value(2.0)
    optimizer = Half([w], 0.1, maximize=True)
    w.grad = 3.0
    optimizer.step()
    # Uphill, g is -3, and the decay adds 0.5 * 2 to it.
    assert w.data == pytest.approx(2.0 - 0.05 * (-3.0 + 1.0))
    assert (
        repr(optimizer) == "Half(1 parameter, lr=0.1, weight_decay=0.5, maximize=True)"
    )

    class Quarter(Half):
        def __init__(self, params):
            super().__init__(params, lr=0.5)

    assert Quarter([w]).lr == 0.5


def unknown_setting():
    @carries(SignSGDRule)
    class Wrong(Optimizer):
        def __init__(self, params, lr=..., momentum=...): ...


MISTAKES = {
    "no parameters": (
        lambda: optim.Adam(),
        TypeError,
        "Adam.__init__() missing 1 required positional argument: 'params'",
    ),
    "unknown": (
        lambda: optim.Adam([Value(1.0)], rate=0.1),
        TypeError,
        "Adam.__init__() got an unexpected keyword argument 'rate'",
    ),
    "too many": (
        lambda: optim.Newton([Value(1.0)], 1.0, None),
        TypeError,
        "Newton.__init__() takes from 2 to 3 positional arguments but 4 were given",
    ),
    "range of the rule": (
        lambda: optim.Adam([Value(1.0)], lr=-1),
        ValueError,
        "Adam: lr must be finite and >= 0, got -1",
    ),
    "range of the base class": (
        lambda: optim.Newton([Value(1.0)], max_iter=0),
        ValueError,
        "max_iter must be at least 1, got 0",
    ),
    "definition": (
        unknown_setting,
        TypeError,
        "unknown_setting.<locals>.Wrong.__init__: SignSGDRule has no setting momentum",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes(mistake):
    call, kind, message = MISTAKES[mistake]
    with pytest.raises(kind) as caught:
        call()
    assert message in str(caught.value)
