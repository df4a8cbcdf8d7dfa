"""The engine: how a graph is recorded and walked. Start with ../README.md."""
