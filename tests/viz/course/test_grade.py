"""Grading: held-out inputs, processes with limits, and code that means no good."""

import csv
import io
import json
import os
import sys
import textwrap
from fractions import Fraction
from pathlib import Path

import pytest

from tests.viz.course import solutions
from viz.cli.main import main
from viz.course import verdict
from viz.course.grading.grade import Limits, Mark, _events, grade
from viz.course.grading.marks import as_csv, as_table
from viz.course.grading.submissions import Submission, files_of, read, told_apart
from viz.course.plain import plain

IMPORT = "from viz.course import check\n"
RIGHT = """
def slope(f, x):
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
"""
ONE_SIDE = """
def slope(f, x):
    return (f(x + 1e-5) - f(x)) / 1e-5
"""
CALL = "check(1, slope)\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX systems")


def submission(*cells):
    return Submission("ann", "ann.py", tuple(map(textwrap.dedent, cells)))


def marks(*cells, seconds=60, megabytes=2048):
    return grade(submission(IMPORT, *cells), 7, Limits(seconds, megabytes))


def results(*cells, **limits):
    return [(mark.lesson, mark.result) for mark in marks(*cells, **limits)]


# -- verdicts ----------------------------------------------------------------


def test_an_honest_file_is_judged_with_the_name_of_its_mistake():
    (mark,) = marks(RIGHT, CALL)
    assert (mark.lesson, mark.result, mark.mistake) == (1, "right", "")
    (mark,) = marks(ONE_SIDE, CALL)
    assert (mark.lesson, mark.result, mark.mistake) == (1, "wrong", "one side only")
    assert "(seed 7)" in mark.text


def test_the_last_answer_counts_and_a_cell_that_fails_is_left():
    assert results(ONE_SIDE, CALL, "1 / 0", "syntax (", RIGHT, CALL) == [(1, "right")]


def test_several_functions_and_lessons_and_the_seed_of_the_learner():
    """The learner's seed does not choose the inputs: this knows those of seed 0."""
    by_heart = """
        from viz.course.exercises.slope import cases, EXERCISE
        import numpy, autograd_core
        inputs = cases(numpy.random.default_rng(0))
        known = {x: autograd_core.grad(f)(x) for f, x in inputs}
        def slope(f, x):
            f(x - 1e-5); f(x + 1e-5)
            return known.get(x, 0.0)
        check(1, slope, seed=0)
    """
    momentum = """
        def momentum(p, g, v, lr, beta):
            v = beta * v + g
            return p - lr * v, v
        check(13, momentum)
    """
    first, second = marks(by_heart, momentum)
    assert (first.lesson, first.result) == (1, "wrong")
    assert (second.lesson, second.result) == (13, "wrong")
    assert "call it as check(13, momentum, adam)" in second.text


def test_weights_are_judged_on_rows_that_are_held_out():
    """By this process, which has the weights only."""
    source = Path(solutions.__file__).read_text("utf-8")
    (mark,) = marks(source, "check(14, linear_backward, solve_for)")
    assert mark.result == "right", mark.text


def test_the_same_verdicts_in_a_fresh_process(tmp_path, capsys):
    (tmp_path / "ann.py").write_text(IMPORT + RIGHT + CALL)
    (tmp_path / "bob.py").write_text(IMPORT + ONE_SIDE + CALL)
    files = [str(tmp_path / name) for name in ("ann.py", "bob.py")]
    outputs = []
    for _ in range(2):
        assert main(["grade", *files, "--seed", "5", "--format", "json"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    data = json.loads(outputs[0])
    assert [mark["result"] for mark in data["marks"]] == ["right", "wrong"]
    assert data["seed"] == 5


# -- code that means no good -------------------------------------------------


def test_an_endless_loop_is_stopped_and_what_came_before_counts():
    cells = RIGHT, CALL, "def gradients(steps, x):\n    while True:\n        pass\n"
    assert results(*cells, "check(4, gradients)", seconds=4) == [
        (1, "right"),
        (4, "stopped"),
    ]


def test_results_that_are_printed_or_forged_do_not_count():
    fake = "print('Lesson 1: right, on 20 random inputs (seed 7).' + 'x' * 10**7)\n"
    forged = """
        with open("answers.jsonl", "a") as file:
            file.write('{"lesson": 1, "replies": "right", "ok": true}\\n')
            file.write('[' * 100000 + '\\n{"lesson": 99}\\n17\\n')
    """
    assert results(fake, "import os; os._exit(0); check(1, None)") == [(1, "stopped")]
    assert results(fake, forged) == [(1, "wrong")]


def test_a_replaced_checker_judges_nothing():
    patch = """
        import viz.course, viz.course.judge, viz.course.plain
        import viz.course.exercises.slope
        from viz.course import Verdict
        yes = lambda *a, **k: Verdict(True, "", "right", 7)
        viz.course.judge.judge = viz.course.verdict = yes
        viz.course.plain.same = viz.course.exercises.slope.agrees = lambda *a: True
        check(1, lambda f, x: 0.0)
    """
    assert results(patch) == [(1, "wrong")]


@posix
def test_a_pipe_in_place_of_the_answers_does_not_stop_the_grader(tmp_path):
    os.mkfifo(tmp_path / "answers.jsonl")
    assert _events(tmp_path / "answers.jsonl") == []


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def slope(f, x):\n    return slope(f, x)\n", "RecursionError"),
        ("L = []\nL.append(L)\nslope = lambda f, x: L\n", "more than 200000 numbers"),
        ("slope = lambda f, x: float('nan')\n", "returns nan"),
        ("slope = lambda f, x: 1j\n", "complex is no real number"),
        ("def slope(f, x):\n    print(1)\n", "is a `return` missing?"),
        ("slope = (lambda f, x: 1.0)(abs, 1)\n", "expected the function slope(f, x)"),
        ("def slope(x, f):\n    return f(x)\n", "raises TypeError"),
        ("slope = 'größe \u202e'\n", "expected the function slope(f, x)"),
    ],
)
def test_what_learners_write_by_accident(source, words):
    names = {}
    exec(source, names)
    outcome = verdict(1, names["slope"], seed=7)
    assert not outcome.ok and words in outcome.text


def test_a_fraction_is_a_number():
    assert plain([Fraction(1, 2)]) == [0.5]


def test_a_statement_that_failed_is_said_where_an_answer_raises():
    (mark,) = marks("h = float(input())", RIGHT.replace("1e-5", "h"), CALL)
    assert mark.text.endswith(
        "NameError: name 'h' is not defined (line 3) (seed 7). The first statement "
        "that failed: EOFError: EOF when reading a line"
    )
    (mark,) = marks("1 / 0", ONE_SIDE, CALL)
    assert "failed" not in mark.text


def test_a_lesson_that_is_none_and_no_call_at_all():
    (mark,) = marks(RIGHT, "check(99, slope)")
    assert (mark.lesson, mark.result) == (0, "unread")
    assert "lesson 99: there are 1 to 19" in mark.text


def test_code_that_leaves_while_it_is_asked():
    leave = "import os\nslope = lambda f, x: os._exit(0)\n"
    assert results(leave, CALL) == [(1, "stopped")]
    assert results("def slope(f, x):\n    raise SystemExit\n", CALL) == [(1, "stopped")]


@posix
def test_memory_is_limited():
    (mark,) = marks("def slope(f, x):\n    return [0.0] * 10**9\n", CALL)
    assert mark.result == "wrong" and "MemoryError" in mark.text


ATTEMPTS = {
    "write": "open(OUT, 'w')",
    "append": "open(OUT, 'ab')",
    "os.open": "os.open(OUT, os.O_WRONLY | os.O_CREAT)",
    "through a link": "(os.symlink(os.path.dirname(OUT), 'here'), open('here/x', 'w'))",
    "upwards": "open('../' * 30 + OUT, 'w')",
    "by a folder": "os.open('x', os.O_CREAT | os.O_WRONLY, dir_fd=os.open(HOME, 0))",
    "remove": "os.remove(VICTIM)",
    "rename": "os.rename(VICTIM, 'mine')",
    "rename out": "(open('mine', 'w').close(), os.rename('mine', OUT))",
    "folder": "os.mkdir(OUT)",
    "chmod": "os.chmod(VICTIM, 0)",
    "pathlib": "pathlib.Path(OUT).write_text('x')",
    "pipe": "os.mkfifo(OUT)",
    "node": "os.mknod(OUT)",
    "database": "sqlite3.connect(OUT)",
    "attached": "sqlite3.connect(':memory:').execute('attach ? as a', [OUT])",
    "by address": "sqlite3.connect(f'file:{OUT}?mode=rwc', uri=True)",
    "spawn": "multiprocessing.get_context('spawn').Process(target=print).start()",
    "limits": "resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))",
    "history": "__import__('readline').write_history_file(OUT)",
    "keys of TLS": "setattr(__import__('ssl').SSLContext(2), 'keylog_filename', OUT)",
    "log": "syslog.syslog('x')",
    "array": "numpy.save(OUT, numpy.ones(3))",
    "subprocess": "subprocess.run(['touch', OUT])",
    "system": "os.system('touch ' + OUT)",
    "fork": "os.fork()",
    "kill": "os.kill(os.getppid(), 0)",
    "socket": "socket.create_connection(('127.0.0.1', 9))",
    "url": "urllib.request.urlopen('http://127.0.0.1:9/')",
    "ctypes": "ctypes.CDLL(None).system(b'true')",
}
ALLOWED = {
    "a file of its own": "open('mine.txt', 'w').write('x')",
    "a folder of its own": "os.makedirs('a/b')",
    "temporary": "tempfile.TemporaryFile().write(b'x')",
    "reading": "open(VICTIM).read()",
    "nowhere": "open(os.devnull, 'w').write('x')",
}


@posix
def test_what_is_refused_and_what_is_not(tmp_path):
    """The code tells what happened in the error that its answer raises."""
    victim = tmp_path / "victim"
    victim.write_text("x")
    attempts = {**ATTEMPTS, **ALLOWED}
    code = f"""
        import os, pathlib, socket, subprocess, tempfile, urllib.request, ctypes, numpy
        import multiprocessing, resource, sqlite3, syslog
        HOME, VICTIM = {str(tmp_path)!r}, {str(victim)!r}
        OUT = os.path.join(HOME, "out")
        passed = []
        for name, attempt in {attempts!r}.items():
            try:
                eval(attempt)
            except BaseException as error:
                cause = getattr(error, "reason", error)
                if not isinstance(cause, PermissionError):
                    passed.append(name + repr(error))
            else:
                passed.append(name)
        def slope(f, x):
            raise ValueError("; ".join(passed))
    """
    (mark,) = marks(code, CALL)
    told = mark.text.partition("ValueError: ")[2]
    assert told.startswith("; ".join(ALLOWED) + " (line"), mark
    assert [path.name for path in tmp_path.iterdir()] == ["victim"]
    assert victim.read_text() == "x" and victim.stat().st_mode & 0o400


# -- files -------------------------------------------------------------------


def test_a_notebook_a_script_and_answers_are_read(tmp_path):
    cells = [
        {"cell_type": "markdown", "source": "# text"},
        {"cell_type": "code", "source": ["%matplotlib inline\n", "!ls\n", "x = 1"]},
        {"cell_type": "code", "source": "if x:\n    %time y = 2\n"},
    ]
    (tmp_path / "eve.ipynb").write_text(json.dumps({"cells": cells}))
    (one,) = read(tmp_path / "eve.ipynb")
    assert one.learner == "eve"
    assert one.cells == ("pass\npass\nx = 1", "if x:\n    pass\n")
    lines = ["files = !ls\n", "slope?\n", "def slope(f, x):\n", "    return 1"]
    odd = {"cell_type": "code", "source": lines, "outputs": [{"text": "right"}]}
    modulo = {"cell_type": "code", "source": "x = (7\n  % 4)"}
    (tmp_path / "eve.ipynb").write_text(json.dumps({"cells": [odd, modulo]}))
    (one,) = read(tmp_path / "eve.ipynb")
    kept = "pass\npass\ndef slope(f, x):\n    return 1"
    assert one.cells == (kept, "x = (7\n  % 4)"), "a line of Python is no magic"
    (tmp_path / "windows.py").write_text("\ufeffx = 1\n", "utf-8")
    assert read(tmp_path / "windows.py")[0].cells == ("x = 1\n",)
    (tmp_path / "ann.py").write_text("a = 1\n# %% [markdown]\n# x\n# %%\nb = 2\n")
    assert [cell.strip() for cell in read(tmp_path / "ann.py")[0].cells] == [
        *("a = 1", "# x", "b = 2")
    ]
    answers = {"13": "def momentum(): ...", "score": 100}
    (tmp_path / "bob.json").write_text(json.dumps(answers))
    (one,) = read(tmp_path / "bob.json")
    assert one.lessons() == [13] and "check(13, momentum, adam)" in one.cells[1]
    (tmp_path / "all.json").write_text(json.dumps({"a": answers, "b": {"answers": {}}}))
    assert [one.learner for one in read(tmp_path / "all.json")] == ["a", "b"]


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.py", None, "No such file or directory"),
        ("a.py", " \n", "it is empty"),
        ("a.py", "\ud800", "it is not text in UTF-8"),
        ("a.txt", "x", "expected a .py, .ipynb or .json file"),
        ("a.ipynb", "{", "Expecting property name"),
        ("a.ipynb", "[]", "it is not a notebook"),
        ("a.json", "[1]", "expected answers by lesson"),
        ("a.json", "[" * 100_000, "nested too deeply"),
        ("a.py", "x" * 5_000_001, "it has more than 5,000,000 bytes"),
    ],
)
def test_files_that_cannot_be_read(name, text, problem, tmp_path):
    if text is not None:
        (tmp_path / name).write_text(text, "utf-8", "surrogatepass")
    (one,) = read(tmp_path / name)
    assert problem in one.problem
    (mark,) = grade(one, 7)
    assert (mark.result, mark.lesson) == ("unread", 0)


def test_a_script_may_say_its_encoding(tmp_path):
    text = "# -*- coding: latin-1 -*-\r\nlabel = 'Größe'\r\n"
    (tmp_path / "a.py").write_bytes(text.encode("latin-1"))
    (one,) = read(tmp_path / "a.py")
    assert (one.problem, one.cells) == ("", (text.replace("\r\n", "\n"),))


def test_folders_and_patterns_are_looked_up_whatever_the_shell_does(tmp_path):
    for name in ("b/two.py", "a/one.py", "a/one.ipynb", "a/notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    for name in ("a/.ipynb_checkpoints/one.ipynb", "a/__pycache__/x.py", ".git/y.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).touch()

    def names(word):
        paths = files_of(f"{tmp_path}/{word}")
        return [path.relative_to(tmp_path).as_posix() for path in paths]

    assert names("") == ["a/one.ipynb", "a/one.py", "b/two.py"]
    assert names("*/*.py") == ["a/one.py", "b/two.py"]
    assert names("a/one.py") == ["a/one.py"]
    assert names("a/absent.py") == ["a/absent.py"]
    (tmp_path / "[x]").mkdir()
    (tmp_path / "[x]" / "z.py").touch()
    assert names("[x]/z.py") == ["[x]/z.py"]


# -- tables ------------------------------------------------------------------

MARKS = [
    Mark("ann", "ann.py", 1, "right", "", "Lesson 1: right."),
    Mark("ann", "ann.py", 4, "wrong", "upstream forgotten", "Lesson 4: wrong."),
    Mark("=cmd()", "bob.py", 1, "stopped", "", "Lesson 1: no answer."),
]


def test_the_table():
    assert as_table(MARKS) == (
        "learner  1        4      right\n"
        "ann      right    wrong    1/2\n"
        "=cmd()   stopped  -        0/2\n"
        "\nann, ann.py\n  Lesson 4: wrong.\n"
        "\n=cmd(), bob.py\n  Lesson 1: no answer."
    )


def names_of(*files):
    handed_in = [Submission(Path(file).stem, file) for file in files]
    return [one.learner for one in told_apart(handed_in)]


def test_of_files_of_lessons_the_learner_is_the_folder(tmp_path, monkeypatch):
    """`backprop learn 1` calls everyone's file lesson01.py."""
    monkeypatch.chdir(tmp_path)
    own = ["a/lesson01.py", "a/Lesson 2 (1).ipynb", "b/lesson01.py", "eve.py"]
    assert names_of(*own) == ["a", "a", "b", "eve"]
    assert names_of("a/lesson01.py") == ["lesson01"]
    assert names_of("a/x.py", "b/x.py", "b/y.py") == ["a/x", "b/x", "y"]


def test_learners_of_one_name_stay_two(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    both = ["1/max/lesson01.py", "2/max/lesson01.py", "2/max/lesson02.py"]
    assert names_of(*both) == ["1/max", "2/max", "2/max"]
    assert names_of("week1/max/lesson01.py", "week2/max/lesson02.py") == ["max"] * 2
    assert names_of("max/lesson01.py", "max/lesson01.py") == ["max"] * 2


def test_a_learner_with_several_files_has_one_row(tmp_path, capsys, monkeypatch):
    """The script is solved, the notebook of the same lesson is not."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "class" / "ann"
    folder.mkdir(parents=True)
    call = "check(2, lambda L: L)"
    cells = [{"cell_type": "code", "source": IMPORT + ONE_SIDE + CALL}]
    (folder / "lesson01.ipynb").write_text(json.dumps({"cells": cells}))
    (folder / "lesson01.py").write_text(IMPORT + RIGHT + CALL)
    (folder / "lesson02.py").write_text(IMPORT + call)
    assert main(["grade", "class"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[0].split() == ["learner", "1", "2", "right"]
    assert rows[1].split() == ["ann", "right", "wrong", "1/2"]
    assert rows[3].split() == ["ann,", str(Path("class/ann/lesson02.py"))]
    assert len(rows) == 5


def test_a_line_of_a_script_in_cells_is_that_of_the_file(tmp_path):
    path = tmp_path / "ann.py"
    path.write_text("# %%\nx = 1\n\n# %%\n" + IMPORT + "\ndef f(*a):\n  y\ncheck(1, f)")
    (mark,) = grade(*read(path), seed=7)
    line = path.read_text().splitlines().index("  y") + 1
    assert f"name 'y' is not defined (line {line})" in mark.text


def test_csv_for_a_spreadsheet():
    rows = [*csv.reader(io.StringIO(as_csv(MARKS)))]
    assert rows[2][2:] == ["4", "wrong", "upstream forgotten", "Lesson 4: wrong."]
    assert rows[3][0] == "'=cmd()"


def test_marks_go_to_a_file_and_say_what_was_done(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "random.py").write_text(IMPORT + RIGHT + CALL)  # a name of Python's
    assert main(["grade", "random.py", "none.py", "-o", "marks.csv"]) == 1
    output = capsys.readouterr()
    assert output.out.splitlines()[1].split() == ["random", "right", "1/1"]
    assert "none, none.py\n  cannot be read: No such file" in output.out
    assert "no network" in output.err and "container" in output.err
    assert "random,random.py,1,right" in (tmp_path / "marks.csv").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x.py", "-o", "marks.xls"], "the name must end in .csv or .json"),
        (["x.py", "--seed", "-1"], "--seed must be at least 0"),
        (["x.py", "--time", "0"], "--time must be at least 1"),
        (["x.py", "--memory", "0"], "--memory must be at least 1"),
        ([], "the following arguments are required: FILE"),
        (["no-such-*.py"], "no-such-*.py: no file has such a name"),
        (["."], "no .py or .ipynb in this"),
    ],
)
def test_mistakes_in_typing(words, message, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["grade", *words]) == 2
    assert message in capsys.readouterr().err
