"""Neurons of single Values, and their conversion to Tensors."""
