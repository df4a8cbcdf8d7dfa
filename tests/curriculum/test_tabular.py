"""tabular: six columns, nine hidden neurons, two classes, and the network drawn."""

import csv

from tests.examples import EXAMPLES


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
