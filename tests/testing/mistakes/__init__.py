"""Gradients by hand and the mistakes that people publish in them, with right hints."""
