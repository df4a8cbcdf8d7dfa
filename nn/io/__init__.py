"""Saving and loading, and export to ONNX and PyTorch."""
