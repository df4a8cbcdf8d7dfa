"""The exercises of the course: `check(4, gradients)` says in a line what is wrong.

What to write for each lesson stands in the lesson, and in `viz/course/README.md`. An
exercise of your own is an `Exercise`, with a `Part` for each function to be written.
"""

from viz.course.check import Verdict as Verdict
from viz.course.check import check as check
from viz.course.check import verdict as verdict
from viz.course.exercise import Exercise as Exercise
from viz.course.exercise import Mistake as Mistake
from viz.course.exercise import Part as Part
from viz.course.exercise import Trial as Trial
from viz.course.exercise import gives as gives

__all__ = [
    "Exercise",
    "Mistake",
    "Part",
    "Trial",
    "Verdict",
    "check",
    "gives",
    "verdict",
]
