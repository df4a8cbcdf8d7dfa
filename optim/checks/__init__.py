"""Checks of arguments and settings, with their messages."""
