"""The score of a quiz: first tries, as a small file that the page writes, too."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograd_core.extend import require_folder, write_file

FORMAT = "autograd_core score 1"


@dataclass
class Question:
    """One question and what it took.

    Attributes:
        text: the question, such as `dL/dw` or `L -> n2: local`.
        tries: the answers given.
        hints: the highest rung of the ladder that was asked for, 0 for none.
        solved: whether the right answer was found, in the end.
    """

    text: str
    tries: int = 0
    hints: int = 0
    solved: bool = False

    @property
    def first_try(self) -> bool:
        """Whether the first answer was right and there was no hint before it.

        >>> Question("dL/dw", tries=1, solved=True).first_try
        True
        >>> Question("dL/dw", tries=1, hints=1, solved=True).first_try
        False
        """
        return self.solved and self.tries == 1 and self.hints == 0


@dataclass
class Score:
    """What was asked, and how much was right at the first try.

    Attributes:
        mode: "predict" or "do".
        result: the name of the result that was differentiated.
        questions: those that were asked.

    >>> Score("do", "L", [Question("L -> w", 1, 0, True), Question("L -> x", 2)])
    1 of 2 right at the first try
    """

    mode: str
    result: str
    questions: list[Question] = field(default_factory=list)

    @property
    def right(self) -> int:
        """How many were right at the first try, without a hint."""
        return sum(question.first_try for question in self.questions)

    @property
    def asked(self) -> int:
        """How many questions were asked."""
        return len(self.questions)

    def __repr__(self) -> str:
        return f"{self.right} of {self.asked} right at the first try"

    def as_dict(self) -> dict[str, Any]:
        """The content of the file.

        >>> Score("do", "L", [Question("L -> w", 1, 0, True)]).as_dict()["right"]
        1
        """
        return {
            "format": FORMAT,
            "mode": self.mode,
            "result": self.result,
            "right": self.right,
            "asked": self.asked,
            "questions": [
                {
                    "question": question.text,
                    "tries": question.tries,
                    "hints": question.hints,
                    "right": question.first_try,
                }
                for question in self.questions
            ],
        }

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the score as JSON; an existing file is replaced.

        Raises:
            OSError: the file cannot be written.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     Score("do", "L").save(folder + "/score.json").name
        'score.json'
        """
        target = Path(path)
        require_folder(target)
        write_file(target, f"{json.dumps(self.as_dict(), indent=1)}\n".encode())
        return target
