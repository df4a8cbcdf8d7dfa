"""Names of graphviz, torchviz, matplotlib and micrograd's notebook, and those here."""

from __future__ import annotations

from autograd_core.extend import each

OTHER_NAMES = {
    "plot": "write `viz.draw(v)`; the curves of training are "
            "`viz.plots.learning_curves(history)`",
    **each("draw_graph graph make_dot show render visualize view display to_dot "
            "Digraph plot_graph trace_graph", "write `viz.draw(v)`"),
    **each("print_graph summary steps chain_rule", "write `viz.explain(v)`"),
    **each("animate gif film", "write `viz.frames(v)`"),
    **each("plot_model model plot_network network", "write `viz.draw_network(mlp)`"),
    **each("latex expression symbolic", "write `viz.formula(v)`"),
    **each("html step stepper", "write `viz.play(v, 'page.html')`"),
    **each("serve server watch follow monitor", "write `viz.live('L')`"),
    **each("decision_boundary learning_curves learning_curve loss_curve loss_curves "
            "curves curve history plot_history plot_loss plot_losses plot_curves plt "
            "pyplot", "plots of data and training are in `viz.plots`"),
}  # fmt: skip
"""For `viz`."""
