"""A program as source text: straight lines of Python or C that run on their own."""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Sequence
from importlib.resources import files

from autograd_core.replay.layout_one import cleaned, roots_of
from autograd_core.replay.opcodes import (
    COMPARISONS,
    CONSTANT,
    INPUT,
    LEAF,
    LINEAR,
    NAMES,
)
from autograd_core.replay.program import Program
from autograd_core.replay.tape import Tape

LANGUAGES = ("python", "c")

_INFIX = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", **COMPARISONS}
_SHORT = {"negative": "-{}", "reciprocal": "1.0 / {}", "square": "{0} * {0}"}


class Listing:
    """The lines of a program in one language.

    Args:
        program: a program for one input; it is changed: sums become one op.
        name: the name of the function.
        language: "python" or "c".
    """

    def __init__(self, program: Program, name: str, language: str) -> None:
        self.tape: Tape = program.tape
        self.program = program
        self.language = language
        self.function = _identifier("" if name == "<lambda>" else name, "program")
        roots = roots_of(program)
        self.entries, _, _ = cleaned(self.tape, roots)
        self.result = roots[0]
        self.gradients = roots[1 : 1 + len(program.gradients)]
        self.names = self._names()

    def _names(self) -> dict[int, str]:
        """A name for each entry: its label, or v1, v2, ... for results."""
        tape, names, taken = self.tape, dict[int, str](), set[str]()
        for entry, kind in enumerate(tape.kinds):
            if kind in (INPUT, LEAF):
                letter = "x" if kind == INPUT else "w"
                default = f"{letter}{tape.operands[entry][0]}"
                names[entry] = _unique(
                    self.program.labels.get(entry, ""), default, taken
                )
        for position, entry in enumerate(self.entries, 1):
            label = self.program.labels.get(entry, "")
            names[entry] = _unique(label, f"v{position}", taken)
        for k, (kind, position) in enumerate(self.program.wanted):
            source = names[tape.source(kind, position)]
            entry = self.gradients[k]
            if entry in self.entries and re.fullmatch(r"v\d+", names[entry]):
                names[entry] = _unique(f"d_{source}", f"g{k}", taken)
        return names

    def parameters(self) -> list[str]:
        """The names of the arguments and leaves, arguments first."""
        kinds = self.tape.kinds
        entries = [i for i, kind in enumerate(kinds) if kind in (INPUT, LEAF)]
        entries.sort(key=lambda i: (kinds[i] != INPUT, self.tape.operands[i][0]))
        return [self.names[entry] for entry in entries]

    def targets(self) -> list[str]:
        """The names of what gets a gradient."""
        sources = [self.tape.source(*target) for target in self.program.wanted]
        return [self.names[entry] for entry in sources]

    def place(self, entry: int) -> str:
        """How an operand is written."""
        if self.tape.kinds[entry] == CONSTANT:
            return self._number(self.tape.numbers[entry])
        return self.names[entry]

    def _number(self, number: float) -> str:
        if math.isfinite(number):
            return repr(number) if number >= 0 else f"({number!r})"
        if self.language == "c":
            return (
                "NAN"
                if number != number
                else "INFINITY"
                if number > 0
                else "(-INFINITY)"
            )
        return f"float({str(number)!r})"

    def expression(self, entry: int) -> str:
        """The right side of the line of an op."""
        tape = self.tape
        kind = tape.kinds[entry]
        places = [self.place(x) for x in tape.operands[entry]]
        if kind == LINEAR:
            plain = tape.plain[entry]
            pairs = places[plain:]
            factors = zip(pairs[::2], pairs[1::2], strict=True)
            terms = [*places[:plain], *[_product(x, y) for x, y in factors]]
            return " + ".join(terms).replace("+ -", "- ")
        name = NAMES[kind]
        if name in _INFIX:
            text = f"{places[0]} {_INFIX[name]} {places[1]}"
            return f"({text})" if name in COMPARISONS else text
        if name in _SHORT:
            return _SHORT[name].format(*places)
        return f"{_FUNCTIONS.get(name, name)}({', '.join(places)})"


_FUNCTIONS = {"and": "both", "or": "either", "absolute": "fabs", "arctan": "atan"}
_FUNCTIONS |= {
    f"arc{name}": f"a{name}" for name in ("sin", "cos", "sinh", "cosh", "tanh")
}


def _product(x: str, y: str) -> str:
    """A product as it is written; a factor of 1 or -1 is none."""
    if y == "1.0":
        return x
    return f"-{x}" if y == "(-1.0)" else f"{x} * {y}"


def source_of(program: Program, name: str, language: str) -> str:
    """The program as source text.

    Raises:
        ValueError: another language, or an op that only its rule can compute.
    """
    if language not in LANGUAGES:
        raise ValueError(f"source: language must be 'python' or 'c', got {language!r}")
    for rule in program.tape.rules.values():
        raise ValueError(
            f"source: the op {rule.name} has no form in {language}; it is evaluated by "
            "its rule"
        )
    listing = Listing(program, name, language)
    return _python(listing) if language == "python" else _c(listing)


def _python(listing: Listing) -> str:
    parameters = listing.parameters()
    lines = [f"def {listing.function}({', '.join(parameters)}):"]
    lines.append('    """The value, and its derivatives by name."""')
    for entry in listing.entries:
        lines.append(f"    {listing.names[entry]} = {listing.expression(entry)}")
    pairs = [
        f'"{name}": {listing.place(entry)}'
        for name, entry in zip(listing.targets(), listing.gradients, strict=True)
    ]
    lines.append(f"    return {listing.place(listing.result)}, {{{', '.join(pairs)}}}")
    body = "\n".join(lines) + "\n"
    return _with_helpers(_PYTHON_HEADER.split("\n\n\n"), body, "\n\n\n")


def _with_helpers(header: Sequence[str], body: str, gap: str) -> str:
    """The body after those functions of the header that it calls, and they call."""
    used: list[str] = []
    text = body
    for part in reversed(header[1:]):
        name = re.search(r"(?:def |^)(\w+)(?:\(| = )|double (\w+)\(", part)
        called = name is not None and re.search(rf"\b{name[1] or name[2]}\(", text)
        if called:
            used.insert(0, part.rstrip())
            text += part
    return gap.join([header[0].rstrip(), *used, body])


def _c(listing: Listing) -> str:
    arguments = [f"double {name}" for name in listing.parameters()]
    lines = [
        f"double {listing.function}({', '.join([*arguments, 'double *gradient'])})"
    ]
    lines.append("{")
    for entry in listing.entries:
        lines.append(
            f"    double {listing.names[entry]} = {listing.expression(entry)};"
        )
    for k, name in enumerate(listing.targets()):
        number = listing.place(listing.gradients[k])
        lines.append(f"    gradient[{k}] = {number}; /* by {name} */")
    lines.append(f"    return {listing.place(listing.result)};")
    body = "\n".join([*lines, "}"]) + "\n"
    return _with_helpers(_c_header(), body, "\n\n")


_PYTHON_HEADER = """from math import *


def relu(x):
    return 0.0 if x <= 0 else x


def sign(x):
    return float((x > 0) - (x < 0))


def step(x):
    return float(x > 0)


def maximum(x, y):
    return x if x >= y else y


def minimum(x, y):
    return x if x <= y else y


def where(condition, x, y):
    return x if condition != 0 else y


def clip(x, low, high):
    return min(max(x, low), high)


def both(x, y):
    return x != 0 and y != 0


def either(x, y):
    return x != 0 or y != 0


def power(x, y):
    return x * x if y == 2.0 else pow(x, y)


def sigmoid(x):
    small = exp(-abs(x))
    return (1.0 if x >= 0 else small) / (1.0 + small)


def softplus(x):
    return (x if x > 0 else 0.0) + log1p(exp(-abs(x)))


def silu(x):
    return x * sigmoid(x)


def gelu(x):
    return x * 0.5 * erfc(-x * 0.70710678118654757)


def hard_tanh(x):
    return min(max(x, -1.0), 1.0)


def leaky_relu(x, slope):
    return x if x > 0 else slope * x


def elu(x, alpha):
    return x if x > 0 else alpha * expm1(x)
"""
"""What the lines of a program call; of `math`, and as the blocks of the ops say."""


def _c_header() -> list[str]:
    """The functions of `scalar_ops.h` under the names of the ops."""
    text = files("autograd_core.replay").joinpath("scalar_ops.h").read_text("utf-8")
    functions = text[text.index("#include") : text.index("#define OPERATIONS")]
    functions = re.sub(r"\bop_(\w+)", r"\1", functions) + _C_LOGIC
    head, *rest = functions.split("static inline ")
    return [head, *[f"static inline {part}" for part in rest]]


_C_LOGIC = """static inline double both(double x, double y)
{
    return x != 0.0 && y != 0.0;
}
static inline double either(double x, double y)
{
    return x != 0.0 || y != 0.0;
}
"""


def _identifier(text: str, default: str) -> str:
    """A label as a name: `x[0]` is x_0."""
    name = re.sub(r"\W+", "_", text).strip("_")
    if not name or not name.isascii() or name[0].isdigit():
        return default
    return f"{name}_" if keyword.iskeyword(name) or name in _RESERVED else name


_RESERVED = frozenset(
    re.findall(
        r"\w+",
        """auto break case char const default do double enum extern float goto gradient
        inline int long register restrict short signed sizeof static struct switch
        typedef union unsigned void volatile""",
    )
)


def _unique(label: str, default: str, taken: set[str]) -> str:
    name = _identifier(label, default)
    while (
        name in taken or name in _CALLED or (label and re.fullmatch(r"[vg]\d+", name))
    ):
        name = f"{name}_"
    taken.add(name)
    return name


_CALLED = (
    frozenset(re.findall(r"^def (\w+)", _PYTHON_HEADER, re.MULTILINE))
    | frozenset(name for name in dir(math) if not name.startswith("_"))
    | frozenset(NAMES.values())
)
