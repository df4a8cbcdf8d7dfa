"""`backprop learn`: the lessons, what is solved, and the files of one of them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from viz.cli.command import Command, UsageError

if TYPE_CHECKING:
    from viz.course.lessons import Lesson


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the lesson and what to do with it."""
    parser.add_argument(
        "lesson", nargs="?", type=int, help="its number; without it, the list"
    )
    parser.add_argument(
        "--no-open", action="store_true", help="do not open the page in a browser"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace files that are there already"
    )


def run(arguments: argparse.Namespace) -> int:
    """List the lessons, or write the files of one and open its page."""
    from viz.course.lessons import lessons

    numbered = lessons()
    if arguments.lesson is None:
        print(listing())
        return 0
    if arguments.lesson not in numbered:
        raise UsageError(
            f"there is no lesson {arguments.lesson}; there are 0 to {max(numbered)}, "
            "see: backprop learn"
        )
    lesson = numbered[arguments.lesson]
    stem = f"lesson{lesson.number:02}"
    paths = [Path(f"{stem}{ending}") for ending in (".ipynb", ".py", ".html")]
    existing = [str(path) for path in paths[:2] if path.exists()]
    if existing and not arguments.force:
        raise UsageError(
            f"{' and '.join(existing)}: there already, with what you wrote in it; "
            "--force replaces it"
        )
    write(lesson, *paths)
    page = paths[2]
    if page.exists() and not arguments.no_open:
        open_page(page)
    return 0


def listing() -> str:
    """Return the lessons, and what is solved of each.

    >>> listing().splitlines()[0]
    ' 0  A tour in pictures'
    """
    from viz.course.lessons import lessons
    from viz.course.progress import progress, progress_in_words

    tried, lines = progress(), []
    for lesson in lessons().values():
        words = progress_in_words(tried.get(lesson.number))
        lines.append(f"{lesson.number:2}  {lesson.title:<45}  {words}".rstrip())
    return "\n".join(
        [*lines, "", "backprop learn 1 writes lesson 1 as a notebook and as a script"]
    )


def write(lesson: Lesson, book: Path, script: Path, page: Path) -> None:
    """Write the files of a lesson, and say so; not all lessons have a page.

    Raises:
        OSError: a file cannot be written.
        RenderError: there is no Graphviz to lay the page's graph out.
    """
    from autograd_core.extend import write_file
    from viz.course import notebooks
    from viz.course.stepper import write_page
    from viz.course.stories import EXAMPLES

    print(f"Lesson {lesson.number}: {lesson.title}")
    write_file(book, notebooks.notebook(lesson).encode())
    print(f"{book}  for Jupyter or VS Code")
    write_file(script, notebooks.script(lesson).encode())
    print(f"{script}     the same as a script")
    if lesson.number in EXAMPLES:
        write_page(lesson, EXAMPLES[lesson.number], page)
        print(f"{page}   its page, for a browser: begin with the question there")
        print(f"Solve the exercise near the end of the lesson; then: python {script}")


def open_page(page: Path) -> None:
    """Open a page in the browser; where there is none, nothing happens."""
    import webbrowser

    webbrowser.open(page.resolve().as_uri())


COMMAND = Command(
    run=run,
    summary="list the lessons of the course, or begin one",
    example="backprop learn\n"
    "  backprop learn 4\n\n"
    "writes lesson04.ipynb, lesson04.py and lesson04.html into this folder, and\n"
    "opens the last one. In the exercise, check(4, gradients) says what is wrong;\n"
    "the list remembers what is solved, in a file of yours (another one:\n"
    "BACKPROP_PROGRESS)",
    add_arguments=add_arguments,
    overview="backprop learn 1",
    position=15,
)
