"""viz: see a graph of Values, as a picture or as the sums of the chain rule.

>>> from autograd_core import Value
>>> w, x, b = Value(0.5, label="w"), Value(2.0, label="x"), Value(-1.0, label="b")
>>> L = (w * x + b).tanh()
>>> draw(L)
<Drawing of 6 nodes; .save("graph.svg") writes it, .svg() is its text>

Importing viz in IPython or a notebook lets it show Values as pictures.
"""

from viz.drawing import Drawing as Drawing
from viz.drawing import draw as draw
from viz.drawing import draw_dot as draw_dot
from viz.render import RenderError as RenderError
from viz.trace import trace as trace
