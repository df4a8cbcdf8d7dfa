"""tabular: six columns, nine hidden neurons, two classes, and the network drawn."""

import csv

import numpy as np

import nn
import optim
from tests.examples import EXAMPLES
from tests.source import needs_source_tree


@needs_source_tree
def test_the_table_is_small_and_complete():
    with open(EXAMPLES / "athletes.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert len(header) == 7 and len(rows) == 160
    assert {row[-1] for row in rows} == {"sprint", "marathon"}
    assert all(float(cell) > 0 for row in rows for cell in row[:-1])


def test_the_example_learns_it_and_draws_the_network(example):
    script = example("tabular")
    names, X, y = script["load"]()
    assert X.shape == (160, 6) and names[0] == "height_cm"
    assert sorted(set(y.tolist())) == [0, 1]
    for layer in ("Layer(6 -> 9, Tanh)", "Layer(9 -> 2, Linear)"):
        assert layer in script.printed
    share = float(script.printed.partition("test: ")[2].partition("%")[0])
    assert share >= 90.0


def test_the_lectures_own_rows(example):
    """Six columns of three people, F and M, and its 6-9-2 network: 83 parameters."""
    people = example("blocks")["PEOPLE"]
    assert people[112] == ([125, 56, 1.2, 32, 3, 10], "F")
    assert people[208] == ([189, 90, 2.5, 48, 5, 15], "M")
    X = np.array([row for row, _ in people.values()], float)
    y = np.array(["FM".index(gender) for _, gender in people.values()])
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    model = nn.mlp([6, 9, 2], "sigmoid", rng=0)
    assert model.num_parameters() == 83
    optimizer = optim.Adam(model.parameters(), lr=0.05)
    for _ in range(60):
        optimizer.zero_grad()
        nn.cross_entropy(model(X), y).backward()
        optimizer.step()
    assert (nn.predict(model, X).argmax(axis=1) == y).all()
