"""Checks of arguments, inputs and targets, with their messages."""
