"""How errors speak: operands described, numbers read, the classes of errors."""
