"""Write the notebooks of examples/lessons from the lessons of docs/course.

python docs/make_lessons.py
"""

from __future__ import annotations

from pathlib import Path

from viz.course.lessons import TOUR, lessons
from viz.course.notebooks import notebook

FOLDER = Path(__file__).parents[1] / "examples" / "lessons"


def pages() -> dict[Path, str]:
    """The text of each notebook by its path."""
    return {
        FOLDER / f"{lesson.path.stem}.ipynb": notebook(lesson, "../../docs/course/")
        for lesson in lessons().values()
        if lesson.number != TOUR
    }


def main() -> None:
    """Write the notebooks, and remove those of lessons that are gone."""
    FOLDER.mkdir(exist_ok=True)
    notebooks = pages()
    for path in {*FOLDER.glob("*.ipynb")} - notebooks.keys():
        path.unlink()
    for path, text in notebooks.items():
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
