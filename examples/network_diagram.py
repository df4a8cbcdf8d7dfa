"""A network that reads digits, drawn with what its neurons give for one image.

python examples/network_diagram.py network_diagram.svg
"""

import sys

import nn
import optim
import viz
from optim.datasets import load_digits


def main(path: str = "network_diagram.svg") -> None:
    X, y = load_digits()
    model = nn.mlp([64, 12, 8, 10], "tanh", rng=0)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    history = optim.fit(model, nn.cross_entropy, optimizer, (X, y), epochs=10, rng=0)
    model.append(nn.Softmax())
    print(f"loss {history.last['loss']:.3f}; the first image shows a {y[0]}")
    drawing = viz.draw_network(
        model,
        activations=X[0],
        outputs=[str(digit) for digit in range(10)],
        widest=10,
    )
    print(drawing.save(path))


if __name__ == "__main__":
    main(*sys.argv[1:])
