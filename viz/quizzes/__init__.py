"""Quizzes about the gradients of a graph, and the diagnosis of wrong answers."""
