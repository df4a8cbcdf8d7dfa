"""Rich displays of IPython: notebooks show Values, Tensors, modules and figures.

As static pictures: they stay in the notebook file, so GitHub and editors show them too.
The core knows nothing of this. Each kind but Value and Tensor is registered by name, so
nothing is imported before one is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from autograd_core import Tensor, Value
from viz.graph.shell import running_shell
from viz.output.draw import draw
from viz.output.graphviz import available

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from nn import Module
    from optim import History

PIXELS_PER_INCH = 80
"""The size at which a figure is shown; the picture itself has more pixels."""

BUDGET = 60
"""The most boxes of a Tensor's graph; a larger one is folded and cut."""

Image = tuple[bytes, dict[str, int]] | None
"""A PNG and its metadata; None lets IPython show the text instead."""


def register_displays(shell: Any = None) -> bool:
    """Let IPython show what viz can draw; `import viz` does it when IPython is running.

    Args:
        shell: the IPython shell; the running one if None.

    Returns:
        Whether there was an IPython to register with.

    >>> register_displays()
    False
    """
    shell = shell or running_shell()
    formatter = getattr(shell, "display_formatter", None)
    if formatter is None:
        return False
    register_formatters(formatter.formatters)
    return True


def register_formatters(formatters: Mapping[str, Any]) -> None:
    """Tell IPython how to show each kind of object.

    Args:
        formatters: those of a shell's `display_formatter`, by MIME type.

    >>> from IPython.core.formatters import DisplayFormatter
    >>> formatters = DisplayFormatter().formatters
    >>> register_formatters(formatters)
    >>> formatters["image/svg+xml"](Tensor([1.0, 2.0]) * 3)[:5]
    '<?xml'
    """
    svg, png = formatters["image/svg+xml"], formatters["image/png"]
    svg.for_type(Value, value_svg)
    svg.for_type(Tensor, tensor_svg)
    svg.for_type_by_name("nn.module.module", "Module", module_svg)
    png.for_type_by_name("optim.training.history", "History", history_png)
    try:  # a choice made before, as by %matplotlib inline, stays
        png.lookup_by_type("matplotlib.figure.Figure")
    except KeyError:
        png.for_type_by_name("matplotlib.figure", "Figure", figure_png)


def value_svg(node: Value) -> str | None:
    """Return the diagram of a Value; None without Graphviz, so its text is shown.

    >>> value_svg(Value(2.0) * 3)[:5]
    '<?xml'
    """
    if not available():
        return None
    return draw(node, names=_user_variables()).svg()


def _user_variables() -> Mapping[str, Any]:
    """Return the variables of the notebook: the caller of a formatter is IPython."""
    variables: Mapping[str, Any] = getattr(running_shell(), "user_ns", {})
    return variables


def tensor_svg(tensor: Tensor) -> str | None:
    """Return the graph that computed a Tensor; None for a leaf, whose text says more.

    >>> tensor_svg(Tensor([1.0, 2.0])) is None
    True
    """
    if tensor.is_leaf or not available():
        return None
    return draw(tensor, names=_user_variables(), max_nodes=BUDGET).svg()


def module_svg(module: Module) -> str | None:
    """Return a diagram of the neurons; None for a module that has none.

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


def history_png(history: History) -> Image:
    """Return the learning curves; None before the first epoch or without matplotlib.

    >>> from optim import History
    >>> history_png(History()) is None
    True
    """
    if not len(history) or find_spec("matplotlib") is None:
        return None
    from viz.plots import learning_curves

    return figure_png(learning_curves(history))


def figure_png(figure: Figure) -> Image:
    """Return the PNG of a matplotlib figure, and the width to show it at.

    >>> from viz.plots import fits
    >>> data, size = figure_png(fits([0.0, 1.0], [0.0, 1.0], lambda x: x))
    >>> data[:4], size
    (b'\\x89PNG', {'width': 640})
    """
    from viz.plots.style import picture_bytes

    width = round(PIXELS_PER_INCH * figure.get_figwidth())
    return picture_bytes(figure, "png"), {"width": width}
