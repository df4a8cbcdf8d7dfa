"""The local derivatives of the elementwise ops in JavaScript, from the op table.

`ops.js` has the value of each op, in one line. Its derivatives are the table's own
expressions, printed.
"""

from __future__ import annotations

import functools
import re

from autograd_core.extend import OPS, Op
from viz.page.assets import asset
from viz.symbolic.javascript import javascript_of
from viz.symbolic.term import Term, term

OPERANDS = ("x", "y", "z")
_VALUES = re.compile(r"^const VALUES = \{$(.*?)^\};$", re.M | re.S)
_CALL = re.compile(r"\b(\w+)\(")
_ENTRY = re.compile(r"^  (\w+): ", re.M)


@functools.cache
def elementwise_names() -> frozenset[str]:
    """The names of the elementwise ops that `ops.js` can compute.

    >>> "tanh" in elementwise_names()
    True
    """
    table = _VALUES.search(asset("ops.js"))
    assert table is not None
    return frozenset(_ENTRY.findall(table[1]))


def derivatives_script() -> str:
    """The table `DERIVATIVES`: for each op one function `(out, x, y, z)` an operand.

    >>> derivatives_script().splitlines()[3]
    '  absolute: [(out, x) => sign(x)],'
    """
    names = sorted(elementwise_names() & OPS.keys())
    rows = [f"  {name}: [{', '.join(derivatives_of(OPS[name]))}]," for name in names]
    functions = sorted({name for row in rows for name in _CALL.findall(row)})
    return "\n".join(
        [
            "// Printed from the op table.",
            "const DERIVATIVES = (({",
            f"  {', '.join(functions)} }}) => ({{",
            *rows,
            "}))(VALUES);",
        ]
    )


def derivatives_of(op: Op) -> list[str]:
    """The local derivatives of an op as functions of JavaScript.

    >>> derivatives_of(OPS["multiply"])
    ['(out, x, y) => y', '(out, x, y) => x']
    """
    names = OPERANDS[: op.arity]
    out, operands = Term("name", "out"), [Term("name", name) for name in names]
    return [
        f"({', '.join(('out', *names))}) => "
        + javascript_of(term(derivative(out, *operands)))
        for derivative in op.derivatives
    ]
