"""`play`: backpropagation of a graph, step by step, as one HTML file.

`record.py` writes the graph as data, `layout.py` and `picture.py` draw it; the script
beside them (`*.js`) computes and shows every step in the browser.
"""

from viz.page.page import Page as Page
from viz.page.story import say as say
from viz.page.write import page_html as page_html
from viz.page.write import play as play
