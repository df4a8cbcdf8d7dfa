"""Names of matplotlib's figures and of images, and those of a Drawing."""

from __future__ import annotations

from autograd_core.extend import each

DRAWINGS = {
    **each("show display plot open", "write .view(); a notebook shows it without"),
    **each("savefig write export to_file", "write `viz.draw(v).save('graph.svg')`"),
    **each("to_svg to_html", "write `viz.draw(v).svg()`"),
    **each("to_png", "write `viz.draw(v).png()`"),
    **each(
        "attr node edge",
        "write .graph_attr, .node_attr or .edge_attr, as in "
        ".graph_attr['rankdir'] = 'TB'",
    ),
}
"""Attributes that a Drawing lacks."""
