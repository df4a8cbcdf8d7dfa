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

import typing as _typing
from importlib import import_module as _import_module

# Type checkers and editors read these imports, Python reads `_HOMES`: neither knows the
# other form, and a stub file would repeat the names as well. A test holds them equal.
if _typing.TYPE_CHECKING:
    from viz import course as course
    from viz import plots as plots
    from viz.animation.frames import Frames as Frames
    from viz.animation.frames import frames as frames
    from viz.checkup.health import health as health
    from viz.cli.expression import ExpressionError as ExpressionError
    from viz.cli.expression import parse_expression as parse_expression
    from viz.diagram.themes import Theme as Theme
    from viz.graph.source_lines import tracing as tracing
    from viz.graph.trace import trace as trace
    from viz.graph.variable_names import name as name
    from viz.ledger.explain import explain as explain
    from viz.ledger.explanation import Explanation as Explanation
    from viz.ledger.tape import tape as tape
    from viz.live_view import View as View
    from viz.live_view import live as live
    from viz.network.draw_network import draw_network as draw_network
    from viz.notebook import register_displays as register_displays
    from viz.output.draw import draw as draw
    from viz.output.draw import draw_dot as draw_dot
    from viz.output.drawing import Drawing as Drawing
    from viz.output.graphviz import RenderError as RenderError
    from viz.page import Page as Page
    from viz.page import play as play
    from viz.page import say as say
    from viz.quizzes.quiz import quiz as quiz
    from viz.symbolic.formula import Formula as Formula
    from viz.symbolic.formula import formula as formula

# The module of each public name. No module of the package itself may have such a name.
_HOMES = {
    "register_displays": "viz.notebook",
    "Drawing": "viz.output.drawing",
    "draw": "viz.output.draw",
    "draw_dot": "viz.output.draw",
    "draw_network": "viz.network.draw_network",
    "ExpressionError": "viz.cli.expression",
    "parse_expression": "viz.cli.expression",
    "View": "viz.live_view",
    "live": "viz.live_view",
    "Page": "viz.page",
    "play": "viz.page",
    "say": "viz.page",
    "quiz": "viz.quizzes.quiz",
    "RenderError": "viz.output.graphviz",
    "Explanation": "viz.ledger.explanation",
    "explain": "viz.ledger.explain",
    "Formula": "viz.symbolic.formula",
    "formula": "viz.symbolic.formula",
    "Frames": "viz.animation.frames",
    "frames": "viz.animation.frames",
    "health": "viz.checkup.health",
    "name": "viz.graph.variable_names",
    "tape": "viz.ledger.tape",
    "Theme": "viz.diagram.themes",
    "trace": "viz.graph.trace",
    "tracing": "viz.graph.source_lines",
}
_PACKAGES = ("course", "plots")
__all__ = [*_HOMES]


def __dir__() -> list[str]:
    return sorted([*_HOMES, *_PACKAGES])


if (
    not _typing.TYPE_CHECKING
):  # a type checker would take every name for one that exists

    def __getattr__(name: str) -> _typing.Any:
        """Import a public name when it is first used."""
        if name in _PACKAGES:
            return _import_module(f"viz.{name}")
        if name not in _HOMES:
            # Imported here, because `import viz` loads neither the core nor NumPy.
            from autograd_core.extend import advise_imports, no_such_name
            from viz.other_names import OTHER_NAMES

            advise_imports("viz", __dir__(), OTHER_NAMES)
            raise no_such_name("viz", name, __dir__(), OTHER_NAMES)
        member = globals()[name] = getattr(_import_module(_HOMES[name]), name)
        return member


def _register_in_ipython() -> None:
    """Tell a running IPython how to show Values; without one, nothing is imported."""
    import sys

    if "IPython" in sys.modules:
        from viz.notebook import register_displays

        register_displays()


_register_in_ipython()
