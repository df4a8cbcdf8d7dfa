"""Checks of settings, numbers and targets, with their messages."""
