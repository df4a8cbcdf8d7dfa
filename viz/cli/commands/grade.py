"""`backprop grade`: the exercises of a class, run anew on inputs of its own."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from viz.cli.command import Command, UsageError
from viz.cli.options import add_format

OVERVIEW = "backprop grade *.ipynb -o marks.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the files, the seed and the limits."""
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="scripts, notebooks, files of answers; or a "
        "folder of scripts and notebooks",
    )
    add_format(parser, "table", "json", "csv")
    parser.add_argument(
        "-o", "--out", metavar="FILE", help="write it to a .csv or .json file, too"
    )
    parser.add_argument(
        "--seed", type=int, help="of the inputs; a new one by default, and it is said"
    )
    parser.add_argument(
        "--time",
        type=int,
        default=60,
        metavar="SECONDS",
        help="what one file may take (default: %(default)s)",
    )
    parser.add_argument(
        "--memory",
        type=int,
        default=2048,
        metavar="MB",
        help="what one file may take (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Grade the files.

    Returns:
        1 if a file could not be judged, 0 otherwise.
    """
    import secrets

    from autograd_core.extend import require_folder, write_file
    from viz.course.grading.grade import Limits, grade
    from viz.course.grading.marks import as_csv, as_json, as_table, best
    from viz.course.grading.submissions import files_of, read, told_apart

    out = Path(arguments.out) if arguments.out else None
    if out and out.suffix not in (".csv", ".json"):
        raise UsageError(
            f"-o {out}: the name must end in .csv or .json; --format csv prints it"
        )
    for name in ("time", "memory"):
        if getattr(arguments, name) < 1:
            raise UsageError(f"--{name} must be at least 1")
    seed = secrets.randbelow(10**6) if arguments.seed is None else arguments.seed
    if seed < 0:
        raise UsageError("--seed must be at least 0")
    if out:
        require_folder(out)
    try:
        files = [file for word in arguments.files for file in files_of(word)]
    except ValueError as error:
        raise UsageError(str(error)) from None
    limits = Limits(arguments.time, arguments.memory)
    print(warning(limits, seed), file=sys.stderr)
    handed_in = [one for file in files for one in read(file)]
    marks = []
    for submission in told_apart(handed_in):
        marks += grade(submission, seed, limits)
    marks = best(marks)
    texts = {
        "table": lambda: as_table(marks),
        "json": lambda: as_json(marks, seed),
        "csv": lambda: as_csv(marks).rstrip("\n"),
    }
    if out:
        text = texts[out.suffix[1:]]()
        write_file(out, f"{text}\n".encode())
    print(texts[arguments.format]())
    return 1 if any(mark.result == "unread" for mark in marks) else 0


def warning(limits: tuple[int, int], seed: int) -> str:
    """Return what is done with learners' code, and what it is not safe from."""
    seconds, megabytes = limits
    memory = f", {megabytes} MB of memory" if sys.platform == "linux" else ""
    return (
        f"Learners' code runs in processes of its own: at most {seconds} s{memory}, "
        "no network,\nno other programs, files in a temporary folder only. This stops "
        "accidents, not an\nattacker: grade code of strangers in a container. What is "
        "printed, and scores in the\nfiles, do not count. The inputs have the seed "
        f"{seed}."
    )


COMMAND = Command(
    run=run,
    summary="grade exercises of the course: scripts, notebooks, files of answers",
    example=f"{OVERVIEW}\n"
    "  backprop grade lesson04.py --seed 7 --format json\n\n"
    "exit codes: 0 every file was judged, 1 some could not be, 2 a mistake in typing",
    add_arguments=add_arguments,
    overview=OVERVIEW,
    position=93,
)
