"""How notebooks show Tensors, modules, histories of training and figures.

As static pictures: they stay in the notebook file, so GitHub and editors show them too.
Each kind is registered by name: nothing is imported before one is shown.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from autograd_core import Tensor
from viz.output.graphviz import available

PIXELS_PER_INCH = 80
"""How large a figure is shown; the picture itself has more pixels than that."""

BUDGET = 60
"""How many boxes a Tensor's graph has at most; beyond that it is folded and cut."""

Shown = tuple[bytes, dict[str, int]] | None


def register_notebook(formatters: Any) -> None:
    """Tell IPython how to show what viz can draw, Values aside.

    Args:
        formatters: those of a shell's `display_formatter`, by MIME type.

    >>> from IPython.core.formatters import DisplayFormatter
    >>> formatters = DisplayFormatter().formatters
    >>> register_notebook(formatters)
    >>> formatters["image/svg+xml"](Tensor([1.0, 2.0]) * 3)[:5]
    '<?xml'
    """
    svg, png = formatters["image/svg+xml"], formatters["image/png"]
    svg.for_type(Tensor, tensor_svg)
    svg.for_type_by_name("nn.module.module", "Module", module_svg)
    png.for_type_by_name("optim.training.history", "History", history_png)
    try:  # whoever has chosen how figures are shown, as %matplotlib inline does, may
        png.lookup_by_type("matplotlib.figure.Figure")
    except KeyError:
        png.for_type_by_name("matplotlib.figure", "Figure", figure_png)


def tensor_svg(tensor: Any) -> str | None:
    """The graph that computed a Tensor; None for a leaf, whose text says more.

    >>> tensor_svg(Tensor([1.0, 2.0])) is None
    True
    """
    if tensor.is_leaf or not available():
        return None
    from viz.displays import running_shell
    from viz.output.draw import draw

    # The code that shows a value is IPython's; the user's variables are elsewhere.
    names = getattr(running_shell(), "user_ns", {})
    return draw(tensor, names=names, max_nodes=BUDGET).svg()


def module_svg(module: Any) -> str | None:
    """The neurons of a network; None for a module that is no such network.

    >>> from nn import MLP, Dropout
    >>> "<svg" in module_svg(MLP(2, [1], rng=0)), module_svg(Dropout()) is None
    (True, True)
    """
    from viz.network.draw_network import draw_network

    if not available():
        return None
    try:
        return draw_network(module).svg()
    except (TypeError, ValueError):
        return None


def history_png(history: Any) -> Shown:
    """The learning curves; None before the first epoch, or without matplotlib.

    >>> from optim import History
    >>> history_png(History()) is None
    True
    """
    if not len(history) or find_spec("matplotlib") is None:
        return None
    from viz.plots import learning_curves

    return figure_png(learning_curves(history))


def figure_png(figure: Any) -> Shown:
    """A figure of matplotlib, and the width it is shown at.

    >>> from viz.plots import fits
    >>> data, size = figure_png(fits([0.0, 1.0], [0.0, 1.0], lambda x: x))
    >>> data[:4], size
    (b'\\x89PNG', {'width': 640})
    """
    from viz.plots.style import picture_bytes

    width = round(PIXELS_PER_INCH * figure.get_figwidth())
    return picture_bytes(figure, "png"), {"width": width}
