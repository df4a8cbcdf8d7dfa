"""Rich displays: notebooks show a Value as its diagram.

The core knows nothing of this; viz tells IPython, and only an IPython that is running.
"""

from __future__ import annotations

import sys
from typing import Any

from autograd_core import Value
from viz.notebook import register_notebook
from viz.output.draw import draw
from viz.output.graphviz import available


def register_displays(shell: Any = None) -> bool:
    """Let IPython show Values as SVG; `import viz` does it when IPython is running.

    Args:
        shell: the IPython shell; the running one if None.

    Returns:
        Whether there was an IPython to tell.

    >>> register_displays()
    False
    """
    shell = shell or running_shell()
    formatter = getattr(shell, "display_formatter", None)
    if formatter is None:
        return False
    formatter.formatters["image/svg+xml"].for_type(Value, svg_of)
    register_notebook(formatter.formatters)
    return True


def running_shell() -> Any:
    """The IPython shell this program runs in, None outside IPython; imports nothing."""
    get_shell = getattr(sys.modules.get("IPython"), "get_ipython", None)
    return get_shell() if get_shell else None


def svg_of(node: Value) -> str | None:
    """The diagram of a Value; None where there is no Graphviz, for its text to show."""
    if not available():
        return None
    # The code that shows a value is IPython's; the user's variables are elsewhere.
    names = getattr(running_shell(), "user_ns", {})
    return draw(node, names=names).svg()
