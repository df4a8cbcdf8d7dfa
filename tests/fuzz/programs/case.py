"""A program ready to run: its source, compiled once, and the nodes to run it on."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import CodeType
from typing import Any

import numpy as np

import autograd_core as ac
from tests.fuzz.programs.generator import Program, array_text
from tests.fuzz.programs.ways import Way

HEADER = "import copy\nimport numpy as np\nimport autograd_core as ac\n"
PRELUDE = """\
cube = ac.custom_op(lambda x: x * x * x, lambda x: 3.0 * x * x, name="cube")
wave = ac.custom_op(lambda x: ac.sin(x), lambda x: ac.cos(x), name="wave")
blend = ac.custom_op(
    lambda x, y: x * x * y, lambda x, y: (2.0 * x * y, x * x), name="blend"
)
"""
"""The custom ops of programs; a reference differentiates their forward functions."""

NAMES: dict[str, Any] = {"np": np, "ac": ac, "copy": copy}
exec(PRELUDE, NAMES)


@dataclass(frozen=True)
class Case:
    """A program as source text, the kinds of its inputs, and where it is run."""

    source: str
    kinds: str
    points: Sequence[Any]
    directions: Sequence[Any]
    features: Sequence[str] = ()

    @classmethod
    def of(cls, program: Program) -> Case:
        kinds = "".join(register.kind for register in program.inputs)
        return cls(
            program.source, kinds, program.points, program.directions, program.features
        )

    @cached_property
    def code(self) -> CodeType:
        return compile(self.source, "<program>", "exec")

    def names(self, way: Way) -> dict[str, Any]:
        """The names that the way's text uses."""
        names = dict(NAMES)
        exec(self.code, names)
        names["points"] = [_plain(x) for x in self.points]
        names["directions"] = [_plain(x) for x in self.directions]
        names["leaves"] = [
            ac.Value(x) if kind == "v" else ac.Tensor(x, way.dtype)
            for kind, x in zip(self.kinds, self.points, strict=True)
        ]
        return names

    def script(self, way: Way) -> str:
        """The way's run of the program, as Python that stands alone."""
        option = ", np.float32" if way.dtype is np.float32 else ""
        leaves = [
            f"ac.Value({x})" if kind == "v" else f"ac.Tensor({x}{option})"
            for kind, x in zip(self.kinds, self.points, strict=True)
        ]
        return "\n".join(
            [
                HEADER + (PRELUDE if "custom" in str(self.features) else ""),
                self.source,
                f"points = [{', '.join(map(_text, self.points))}]",
                f"directions = [{', '.join(map(_text, self.directions))}]",
                f"leaves = [{', '.join(leaves)}]",
                way.source,
                "print(answer)",
            ]
        )


def _plain(x: Any) -> Any:
    return np.array(x) if isinstance(x, list) else x


def _text(x: Any) -> str:
    return array_text(x) if isinstance(x, list) else str(x)
