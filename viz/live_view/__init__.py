"""`live`: the graph beside the prompt, as a page on this machine that follows along.

`view.py` ties the parts together: `follow.py` finds the result to show, `snapshot.py`
makes a page of it, `server.py` sends it, `prompts.py` says when a line has run.
"""

from viz.live_view.live import live as live
from viz.live_view.view import View as View
