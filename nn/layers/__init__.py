"""Layers of Tensors: linear, norms, dropout, embedding, activations, containers."""
