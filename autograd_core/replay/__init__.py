"""`compile`: a recorded function and its gradient as a program of plain numbers."""
