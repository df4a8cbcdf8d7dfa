"""The page of a lesson: what it steps through, and the story that it tells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from autograd_core import Value
from viz.course.lessons import Lesson
from viz.page import play
from viz.page.story import Card


class Example(NamedTuple):
    """What the page of a lesson shows.

    Attributes:
        numbers: of the leaves, by name.
        function: the calculation, of the leaves; without leaves it makes a model.
        story: the cards: the question to predict first, then its answer.
        options: of `viz.play`, such as the leaves that a step moves.
    """

    numbers: Mapping[str, float]
    function: Callable[..., Any]
    story: tuple[Card, ...]
    options: Mapping[str, Any] = {}


def result_of(example: Example) -> Any:
    """Return the result, called L; or a model.

    >>> result_of(Example({"x": 3.0}, lambda x: x**2, ())).label
    'L'
    """
    leaves = {name: Value(x, label=name) for name, x in example.numbers.items()}
    result = example.function(**leaves)
    if isinstance(result, Value):
        result.label = "L"
    return result


def write_page(lesson: Lesson, example: Example, path: Path) -> None:
    """Write the page of a lesson.

    Raises:
        OSError: the file cannot be written.
        RenderError: there is no Graphviz to lay the page's graph out.
    """
    title = f"{lesson.number} · {lesson.title}"
    options = {"story": example.story, **example.options}
    play(result_of(example), path, title=title, **options)
