"""`python -m viz.cli` is the command `backprop`."""

import sys

from viz.cli.main import main

sys.exit(main())
