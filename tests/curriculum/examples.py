"""Running the scripts of the folder `examples` as a reader would."""

import runpy
from pathlib import Path

from threadpoolctl import threadpool_limits

EXAMPLES = Path(__file__).parents[2] / "examples"


def run_example(name, folder):
    """The names of the script, after it has written its picture into `folder`."""
    script = runpy.run_path(str(EXAMPLES / f"{name}.py"))
    picture = folder / f"{name}.png"
    # Threads cost more than they save on matrices this small.
    with threadpool_limits(1):
        script["main"](str(picture))
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG") and len(content) > 10_000
    return script
