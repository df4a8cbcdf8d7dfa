"""Names of graphviz, torchviz, matplotlib and micrograd's notebook, and those here."""

from __future__ import annotations

from collections.abc import Mapping


def _each(names: str, advice: str) -> Mapping[str, str]:
    return dict.fromkeys(names.split(), advice)


OTHER_NAMES = {
    **_each("draw_graph graph make_dot plot show render visualize view display to_dot "
            "Digraph plot_graph trace_graph", "write `viz.draw(v)`"),
    **_each("print_graph summary steps chain_rule", "write `viz.explain(v)`"),
    **_each("animate gif film", "write `viz.frames(v)`"),
    **_each("plot_model model plot_network network", "write `viz.draw_network(mlp)`"),
    **_each("latex expression symbolic", "write `viz.formula(v)`"),
    **_each("html step stepper", "write `viz.play(v, 'page.html')`"),
    **_each("decision_boundary learning_curves loss_curve plt pyplot", "plots of data "
            "and training are in `viz.plots`"),
}  # fmt: skip
"""For `viz`."""
