"""How a diagram is written: DOT, Graphviz, Mermaid, TikZ, HTML."""
