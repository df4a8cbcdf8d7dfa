"""`python -m tests.fuzz.files --count 10000 --seed 0`."""

import sys

from tests.fuzz.files import FUZZERS
from tests.fuzz.harness import command

sys.exit(command("python -m tests.fuzz.files", FUZZERS))
