"""tabular: six columns, nine hidden neurons, two classes, and the network drawn."""

import csv

from tests.curriculum.examples import EXAMPLES, run_example


def test_the_table_is_small_and_complete():
    with open(EXAMPLES / "athletes.csv", newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert len(header) == 7 and len(rows) == 160
    assert {row[-1] for row in rows} == {"sprint", "marathon"}
    assert all(float(cell) > 0 for row in rows for cell in row[:-1])


def test_the_example_learns_it_and_draws_the_network(tmp_path, capsys):
    script = run_example("tabular", tmp_path)
    names, X, y = script["load"]()
    assert X.shape == (160, 6) and names[0] == "height_cm"
    assert sorted(set(y.tolist())) == [0, 1]
    printed = capsys.readouterr().out
    assert "Layer(6 -> 9, Tanh)" in printed and "Layer(9 -> 2, Linear)" in printed
    share = float(printed.partition("test: ")[2].partition("%")[0])
    assert share >= 90.0
