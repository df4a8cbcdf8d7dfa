"""Messages: operands described, numbers read, classes of errors, names of packages."""
