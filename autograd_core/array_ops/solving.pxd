# solving.py needs no types of its own; the file marks it as compiled.
