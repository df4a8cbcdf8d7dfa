"""Make the pictures of gallery.md again, with the commands that stand there.

python docs/make_gallery.py            all of them
python docs/make_gallery.py cliff      those of the examples named
"""

import re
import subprocess
import sys
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).resolve().parent
COMMAND = re.compile(r"^python (examples/(\w+)\.py) (\S+)$", re.MULTILINE)
COLOURS = 256


def commands() -> list[tuple[str, str, str]]:
    """The script, its name and what it writes, for each command of the gallery."""
    return COMMAND.findall((DOCS / "gallery.md").read_text("utf-8"))


def make(script: str, target: str) -> None:
    """Run one example, and shrink the PNGs that it wrote."""
    subprocess.run([sys.executable, script, target], cwd=DOCS.parent, check=True)
    output = DOCS.parent / target
    for path in output.glob("*.png") if output.is_dir() else [output]:
        if path.suffix == ".png":
            with Image.open(path) as picture:
                small = picture.convert("RGB").quantize(COLOURS, dither=0)
            small.save(path, optimize=True)


def main(*names: str) -> None:
    examples = [name for _, name, _ in commands()]
    for name in names:
        if name not in examples:
            sys.exit(
                f"no example {name!r} in the gallery; known: {', '.join(examples)}"
            )
    for script, name, target in commands():
        if not names or name in names:
            make(script, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
