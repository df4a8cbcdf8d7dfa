"""`source`, `report` and `graph`: what a program is, in text."""

import ctypes
import re
import shutil
import subprocess

import numpy as np
import pytest

import autograd_core as ac
import viz
from autograd_core import Value, compiled

pytestmark = pytest.mark.skipif(not compiled, reason="the plain build has no programs")

rng = np.random.default_rng(0)


def neuron(x, w, b, t):
    return ((w[0] * x[0] + w[1] * x[1] + b).tanh() - t) ** 2


def every_op(x, w, b, t):
    positive = x[0] * x[0] + 0.5
    total = ac.sigmoid(x[0]) * ac.silu(w[0]) + ac.softplus(b) - ac.gelu(t) / positive
    total = total + positive**1.5 + ac.log(positive) * ac.sqrt(positive) - abs(w[1])
    total = total + ac.where(x[0] * x[1], b, t).clip(-1.0, 1.0) + ac.maximum(b, t)
    total = total + ac.sin(b) + ac.cos(t) + ac.erf(b) + ac.hypot(b, t) + x[1].exp()
    total = total + ac.arctan(b) * ac.arcsinh(t) + ac.expm1(b) * ac.log1p(positive)
    total = total + ac.elu(x[1]) * ac.leaky_relu(w[1]) + ac.minimum(b, t).relu()
    total = total + ac.softmax([b, t])[0] + ac.max([b, t, w[0]]) * ac.mean([b, t])
    return total - ac.sinh(b) * ac.cosh(t) + ac.arcsin(ac.tanh(b)) * ac.hard_tanh(t)


def arguments(seed):
    numbers = np.random.default_rng(seed).normal(size=6).tolist()
    nodes = [Value(x) for x in numbers]
    return numbers, nodes, (nodes[:2], nodes[2:4], nodes[4], nodes[5])


@pytest.mark.parametrize("f", [neuron, every_op])
def test_python_runs_on_its_own(f):
    g = ac.compile(f)
    g(*arguments(0)[2])
    namespace = {}
    exec(g.source("python"), namespace)
    for seed in range(1, 5):
        numbers, nodes, tree = arguments(seed)
        out = f(*tree)
        out.backward()
        value, slopes = namespace[f.__name__](*numbers)
        assert value == pytest.approx(out.data, rel=1e-13)
        names = ("x_0", "x_1", "w_0", "w_1", "b", "t")
        for name, node in zip(names, nodes, strict=True):
            assert slopes[name] == pytest.approx(node.grad, rel=1e-11, abs=1e-14)


@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
@pytest.mark.parametrize("f", [neuron, every_op])
def test_c_runs_on_its_own(f, tmp_path):
    g = ac.compile(f)
    g(*arguments(0)[2])
    (tmp_path / "f.c").write_text(g.source("c"))
    command = ["cc", "-O1", "-ffp-contract=off", "-Wall", "-Werror", "-shared", "-fPIC"]
    command += [str(tmp_path / "f.c"), "-o", str(tmp_path / "f.so"), "-lm"]
    subprocess.run(command, check=True)
    function = getattr(ctypes.CDLL(str(tmp_path / "f.so")), f.__name__)
    function.restype = ctypes.c_double
    function.argtypes = [ctypes.c_double] * 6 + [ctypes.c_void_p]
    for seed in range(1, 5):
        numbers, nodes, tree = arguments(seed)
        out = f(*tree)
        out.backward()
        gradient = np.zeros(6)
        assert function(*numbers, gradient.ctypes.data) == pytest.approx(out.data)
        slopes = [node.grad for node in nodes]
        np.testing.assert_allclose(gradient, slopes, rtol=1e-11, atol=1e-14)


def test_names_come_from_labels():
    w = Value(2.0, label="w")
    g = ac.compile(lambda x, for_, v1: w * x * for_ + v1)
    g(1.0, 2.0, 3.0)
    text = g.source()
    assert "def program(x, for_, v1_, w):" in text
    assert re.search(r"return v\d, {\"w\": d_w}", text)


def test_what_has_no_source():
    cube = ac.custom_op(lambda x: x**3, lambda x: (3 * x * x,), name="cube")
    g = ac.compile(lambda x: cube(x))
    with pytest.raises(ValueError, match=r"there is no program 1 .* Call it first"):
        g.source()
    g(2.0)
    with pytest.raises(ValueError, match="the op cube has no form in c"):
        g.source("c")
    with pytest.raises(ValueError, match="language must be"):
        g.source("fortran")


def test_the_report_counts():
    w = Value(2.0)

    def f(x):
        return (w * x + w * x) * 1.0 if x > 0 else w * x

    g = ac.compile(f)
    for x in (1.0, 2.0, -1.0, -2.0, 3.0):
        g(x)
    g.batch([1.0, -1.0])
    report = g.report()
    assert (report.calls, report.recordings, report.eager_calls) == (6, 4, 0)
    assert [tape.rows for tape in report.tapes] == [False, False, True, True]
    assert [tape.guards for tape in report.tapes] == [1, 1, 1, 1]
    assert "f: 6 calls, 4 recordings, 0 run eagerly" in str(report)
    assert "1 guard, 1 leaf" in str(report)


def test_memory_is_a_few_bytes_a_node():
    ws = [Value(float(x)) for x in rng.normal(size=2000)]

    def f(x):
        total = ws[0] * x
        for w in ws[1:]:
            total = total + w * x
        return total

    g = ac.compile(f)
    g(1.0)
    nodes = len(ac.topological_order(f(Value(1.0))))
    assert g.report().tapes[0].bytes <= 24 * nodes


def test_it_can_be_drawn():
    w = Value(2.0, label="w")
    g = ac.compile(lambda x, t: (w * x - t) ** 2)
    with pytest.raises(ValueError, match="never recorded"):
        viz.draw(g)
    g(1.0, 2.0)
    assert "w" in viz.draw(g).source
    assert "<compiled" in repr(g)
