"""The exercises, one file a lesson; each holds an `EXERCISE`."""

from importlib import import_module

from viz.course.exercise import Exercise

LESSONS = {
    1: "slope",
    2: "graph_table",
    3: "local_derivatives",
    4: "chain",
    5: "order",
    6: "value_class",
    7: "trust",
    8: "descent",
    9: "neuron",
    10: "network",
    11: "cross_entropy",
    12: "health",
    13: "optimizers",
    14: "arrays",
    15: "gates",
    16: "minibatches",
    17: "regularisation",
    18: "newton",
    19: "natural",
}
"""The module of each lesson's exercise."""


def exercise_of(lesson: int) -> Exercise:
    """Return the exercise of a lesson.

    >>> exercise_of(1).title
    'A slope is a sensitivity'
    """
    exercise: Exercise = import_module(f"{__name__}.{LESSONS[lesson]}").EXERCISE
    return exercise
