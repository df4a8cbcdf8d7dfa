"""The stories of the lessons' pages: a question to predict, then what to move and why.

The first card asks, and the film stands at its beginning; the answer comes on a later
card, with the numbers put in. Each story ends with something to do.
"""

from collections.abc import Mapping

from viz.course.stepper import Example
from viz.course.stories.calculus import CALCULUS
from viz.course.stories.further import FURTHER
from viz.course.stories.training import TRAINING

EXAMPLES: Mapping[int, Example] = {**CALCULUS, **TRAINING, **FURTHER}
"""What the page of each lesson shows; lesson 0 has none."""
