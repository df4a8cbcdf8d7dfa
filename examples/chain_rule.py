"""One neuron: every step of its gradient, as a ledger and as a graph.

python examples/chain_rule.py chain_rule.svg
"""

import sys

import viz
from autograd_core import Value


def main(path: str = "chain_rule.svg") -> None:
    w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.5, label="b")
    L = (w * x + b).tanh()
    L.label = "L"
    L.backward()
    print(viz.explain(L))
    print(viz.draw(L, names={}).save(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
