"""Names of matplotlib's and Keras's habits, and the plots here."""

from __future__ import annotations

from autograd_core.extend import each

PLOTS = {
    **each("loss losses plot_loss loss_curve learning_curve plot_history", "write "
            "`viz.plots.learning_curves`"),
    **each("boundary plot_decision_boundary decision_regions", "write "
            "`viz.plots.decision_boundary`"),
    **each("hist histogram", "write `viz.plots.histograms`"),
    **each("surface contour plot_loss_surface", "write `viz.plots.loss_surface`"),
    **each("plot scatter imshow heatmap bar figure subplots plt pyplot", "it is of "
           "matplotlib: `import matplotlib.pyplot as plt`"),
    **each("savefig", "write `viz.plots.save`"),
    **each("show", "leave it out: a notebook shows the figure, and plt.show() a "
            "window"),
}  # fmt: skip
"""For `viz.plots`."""
