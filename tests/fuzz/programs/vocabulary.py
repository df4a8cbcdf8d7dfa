"""The steps of random programs, as templates of source text, by feature.

A template ends with the line that binds its result. Kinds of registers and results:

    v  a Value                 r  a Tensor of shape (3,)
    z  a Value or 0-d Tensor   m  a Tensor of shape (2, 3)
    k  a Tensor (2, 1)         s  a Tensor of shape (3, 3)

`{m}` is a register of kind m, `{m=}` the one before of that kind again, `{n}` a v or z,
`{c}` a number, `{R}`, `{M}` and `{S}` arrays, `{tmp}` a name, and `{f:r>n}` the name of
a random function from an r to an n; `{f|r>n}` may use its argument only.

Every step keeps its operands inside their domains, away from points where the engine's
derivative is a convention that PyTorch does not share, and its result moderate and live
(computed from the inputs, so that every engine gives a node).
"""

from __future__ import annotations

import re

from tests.fuzz.programs.steps_of_control import CONTROL
from tests.fuzz.programs.steps_of_ops import OPS

SHAPES: dict[str, tuple[int, ...]] = {
    "v": (),
    "z": (),
    "r": (3,),
    "m": (2, 3),
    "k": (2, 1),
    "s": (3, 3),
}

_LAST = re.compile(r"^([vzrmks]) = ")


def _split(text: str) -> list[tuple[str, str]]:
    """`(kind of the result, template)` of each template in the text."""
    templates, lines = [], []
    for line in text.strip().splitlines():
        if not line and not lines:
            continue
        result = _LAST.match(line)
        if result is None:
            lines.append(line)
            continue
        templates.append((result[1], "\n".join([*lines, "{out}" + line[1:]])))
        lines = []
    return templates


TEMPLATES: dict[str, list[tuple[str, str]]] = {
    feature: _split(text) for feature, text in {**OPS, **CONTROL}.items()
}
"""`(kind of the result, template)` by feature."""

WEIGHTS = {"scalar": 2.0, "arrays": 2.0, "transforms": 1.5, "closures": 1.5}
"""How often a feature is drawn; the others 1."""

UNARY = {
    kind: (kind, "{out} = np.tanh({m}) + {m=}".replace("{m", "{" + kind))
    for kind in SHAPES
}
"""A step that needs one register only, for functions of one argument."""
