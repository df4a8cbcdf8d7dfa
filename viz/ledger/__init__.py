"""The chain rule step by step: `explain` and `tape`, as text, LaTeX, Markdown, data."""
