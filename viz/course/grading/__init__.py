"""Grading a class: learners' code in a process with limits, judged outside of it."""
