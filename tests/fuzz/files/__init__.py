"""Fuzzers of everything that is read: files, saved states, expressions, commands."""

from tests.fuzz.files.checkpoints import CheckpointBytes, CheckpointStructure
from tests.fuzz.files.commands import Commands
from tests.fuzz.files.expressions import Expressions
from tests.fuzz.files.models import ModelBytes, ModelHeader
from tests.fuzz.files.states import SavedStates

FUZZERS = [
    ModelBytes(),
    ModelHeader(),
    CheckpointBytes(),
    CheckpointStructure(),
    SavedStates(),
    Expressions(),
    Commands(),
]
