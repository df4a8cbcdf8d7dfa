"""Whether this machine has a font with the letters of a picture."""

from __future__ import annotations

import functools
import html
import re
import shutil
import subprocess
import unicodedata

from autograd_core.extend import warn

_FIRST_RARE = 0x250
"""Letters below this, and the signs that pictures use, are in every font."""
_SIGNS = frozenset("\u2014\u2026\u00d7\u2212")


def lettered(source: str) -> str:
    """DOT text as it is; a warning if no font has some of its letters.

    A PNG or PDF shows an empty box for such a letter.

    >>> lettered("digraph { a -> b }")
    'digraph { a -> b }'
    """
    text = html.unescape(re.sub(r"<[^>]*>", "", source)) if "&" in source else source
    rare = {c for c in text if ord(c) >= _FIRST_RARE and c not in _SIGNS}
    missing = sorted(c for c in rare if unicodedata.category(c)[0] in "LNS")
    missing = [letter for letter in missing if not _is_in_a_font(letter)]
    if missing:
        letters = "".join(missing[:12])
        warn(
            f"no font on this machine has {letters!r}: a PNG or PDF shows empty boxes "
            "for it. Install one that has (such as Noto Sans CJK or Noto Emoji), or "
            "write an .svg, which takes the fonts of the machine that shows it",
            RuntimeWarning,
        )
    return source


@functools.lru_cache(maxsize=4096)
def _is_in_a_font(letter: str) -> bool:
    """Ask fontconfig; without it a letter is taken to be there."""
    program = shutil.which("fc-list")
    if program is None:
        return True
    command = [program, f":charset={ord(letter):x}", "family"]
    process = subprocess.run(command, capture_output=True, check=False)
    return bool(process.returncode or process.stdout.strip())
