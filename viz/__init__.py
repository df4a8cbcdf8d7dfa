"""viz: see a graph of Values, as a picture or as the sums of the chain rule.

>>> import viz
>>> from autograd_core import Value
>>> w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
>>> L = (w * x + b).tanh()
>>> viz.draw(L)
<Drawing of 6 nodes; .save("graph.svg") writes it, .svg() is its text>

Importing viz in IPython or a notebook lets it show Values as pictures. Each function is
imported when it is first used: `import viz` itself costs next to nothing.
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from viz.closed_form import Formula as Formula
    from viz.closed_form import formula as formula
    from viz.displays import register_displays as register_displays
    from viz.drawing import draw as draw
    from viz.drawing import draw_dot as draw_dot
    from viz.explanation import Explanation as Explanation
    from viz.expression import ExpressionError as ExpressionError
    from viz.expression import parse_expression as parse_expression
    from viz.formats import Drawing as Drawing
    from viz.network import draw_network as draw_network
    from viz.page import play as play
    from viz.quizzes import quiz as quiz
    from viz.render import RenderError as RenderError
    from viz.slides import Frames as Frames
    from viz.slides import frames as frames
    from viz.tapes import tape as tape
    from viz.text import explain as explain
    from viz.themes import Theme as Theme
    from viz.tracing import trace as trace
    from viz.variables import name as name

# Where each public name lives; no module may be called like one of them.
_HOMES = {
    "register_displays": "viz.displays",
    "Drawing": "viz.formats",
    "draw": "viz.drawing",
    "draw_dot": "viz.drawing",
    "draw_network": "viz.network",
    "ExpressionError": "viz.expression",
    "parse_expression": "viz.expression",
    "play": "viz.page",
    "quiz": "viz.quizzes",
    "RenderError": "viz.render",
    "Explanation": "viz.explanation",
    "explain": "viz.text",
    "Formula": "viz.closed_form",
    "formula": "viz.closed_form",
    "Frames": "viz.slides",
    "frames": "viz.slides",
    "name": "viz.variables",
    "tape": "viz.tapes",
    "Theme": "viz.themes",
    "trace": "viz.tracing",
}
__all__ = [*_HOMES]


def __getattr__(name: str) -> Any:
    if name == "plots":  # a package, not a name in a module
        return _import_module("viz.plots")
    home = _HOMES.get(name)
    if home is None:
        here = _import_module("viz")  # for Python to find the name that was meant
        text = f"module 'viz' has no attribute {name!r}"
        raise AttributeError(text, name=name, obj=here)
    thing = globals()[name] = getattr(_import_module(home), name)
    return thing


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})


def _register_in_ipython() -> None:
    """Tell a running IPython how to show Values; without one, nothing is imported."""
    import sys

    if "IPython" in sys.modules:
        from viz.displays import register_displays

        register_displays()


_register_in_ipython()
