"""viz: see a graph of Values, as a picture or as the sums of the chain rule.

>>> from autograd_core import Value
>>> w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
>>> L = (w * x + b).tanh()
>>> draw(L)
<Drawing of 6 nodes; .save("graph.svg") writes it, .svg() is its text>

Importing viz in IPython or a notebook lets it show Values as pictures.
"""

from viz.displays import register_displays as register_displays
from viz.drawing import Drawing as Drawing
from viz.drawing import draw as draw
from viz.drawing import draw_dot as draw_dot
from viz.expression import ExpressionError as ExpressionError
from viz.expression import parse_expression as parse_expression
from viz.render import RenderError as RenderError
from viz.text import Explanation as Explanation
from viz.text import explain as explain
from viz.trace import trace as trace

register_displays()
