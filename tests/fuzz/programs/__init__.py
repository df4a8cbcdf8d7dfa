"""Random programs over every part of the engine, compared with PyTorch.

`vocabulary.py` lists the steps; `generator.py` draws programs of them and writes each
as Python source; `torch_library.py` runs the same source on PyTorch; `ways.py` lists
the ways to differentiate it with the engine; `checks.py` compares; `shrinker.py` makes
a failing program small; `corpus.py` stores programs with their numbers for the tests.

    python -m tests.fuzz.programs --count 100000 --seed 0
"""
