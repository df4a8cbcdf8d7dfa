"""The exercises of the course: `check(4, gradients)` says in a line what is wrong.

What to write for each lesson stands in the lesson, and in `viz/course/README.md`.
"""

from viz.course.check import Verdict as Verdict
from viz.course.check import check as check
from viz.course.check import verdict as verdict

__all__ = ["Verdict", "check", "verdict"]
