"""The graph that is shown: trace, names, scopes, numbers as text."""
