"""Questions about a graph, and what a wrong answer tells."""
