"""The command line as a newcomer meets it: what is printed, where, and exit codes."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

import autograd_core
from viz.cli import commands, main, repl
from viz.cli.version import build_line

COMMANDS = commands.find_commands()
EXPRESSIONS = [name for name, command in COMMANDS.items() if command.takes_expression]

EXPRESSION = ["tanh(w*x + b)", "w=0.5", "x=2", "b=-1.5"]


def run(capsys, *words):
    """Exit code, stdout and stderr of `backprop words...`."""
    code = main.main(words)
    streams = capsys.readouterr()
    return code, streams.out, streams.err


def run_process(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "viz.cli", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        **options,
    )


def test_version_names_the_build(capsys):
    code, out, _ = run(capsys, "--version")
    assert code == 0
    build = "compiled build" if autograd_core.compiled else "plain Python build"
    assert out.startswith(f"autograd_core {autograd_core.__version__}, {build}")


def test_a_plain_build_says_why(monkeypatch):
    monkeypatch.setattr(autograd_core, "compiled", False)
    monkeypatch.setenv("AUTOGRAD_CORE_PURE", "1")
    assert "because AUTOGRAD_CORE_PURE is set" in build_line()
    monkeypatch.delenv("AUTOGRAD_CORE_PURE")
    assert "install a C compiler" in build_line()
    assert "pip install" in build_line()


@pytest.mark.parametrize("words", [(), ("--help",)])
def test_help_shows_examples(capsys, words):
    code, out, _ = run(capsys, *words)
    assert code == 0
    assert 'backprop draw "tanh(w*x + b)" w=0.5 x=2 b=-1 -o graph.svg' in out
    for command in COMMANDS:
        assert re.search(rf"^    {command}\s", out, re.MULTILINE)
    assert "exit codes: 0 done, 1 a file or a package is missing" in out


def test_the_commands():
    assert [*COMMANDS] == [
        *("demo", "learn", "repl", "draw", "explain", "tape", "formula", "play"),
        *("quiz", "check", "grade", "doctor", "completion"),
    ]
    assert [
        *("draw", "explain", "tape", "formula", "play", "quiz", "check")
    ] == EXPRESSIONS


NEW_COMMAND = """
from viz.cli.command import Command
from viz.cli.options import add_expression, differentiated

def run(arguments):
    print(differentiated(arguments).data)
    return 0

COMMAND = Command(
    run=run,
    summary="print the value of an expression",
    example='backprop evaluate "w*x" w=2 x=3',
    add_arguments=add_expression,
    takes_expression=True,
    overview="backprop evaluate -x x=3",
)
"""


def test_a_new_file_is_a_new_command(capsys, tmp_path, monkeypatch):
    (tmp_path / "evaluate.py").write_text(NEW_COMMAND)
    monkeypatch.setattr(commands, "__path__", [*commands.__path__, str(tmp_path)])
    assert run(capsys, "evaluate", "-w*x", "w=2", "x=3") == (0, "-6.0\n", "")
    code, out, err = run(capsys, "--help")
    assert (code, err) == (0, "")
    assert re.search("^    evaluate +print the value of an expression$", out, re.M)
    assert "\n  backprop evaluate -x x=3\n\nexit codes" in out
    assert "Print the value of an expression.\n" in run(capsys, "evaluate", "-h")[1]


def test_explain_prints_the_ledger(capsys):
    code, out, err = run(capsys, "explain", *EXPRESSION)
    assert (code, err) == (0, "")
    # d tanh(u)/du at u = -0.5, times x and w
    assert "0.7864" in out
    assert "dL/dw = 1.5729" in out
    assert "dL/dx = 0.393224" in out


def test_the_result_is_called_l_unless_that_name_is_taken(capsys):
    assert "dL/dx = 6.0" in run(capsys, "explain", "x*x", "x=3")[1]
    assert "/dL = 6.0" in run(capsys, "explain", "L*L", "L=3")[1]
    assert run(capsys, "explain", "x", "x=3")[1].startswith("x = 3.0")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_an_example(capsys, command):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "example:\n  " in out
    assert f"backprop {command}" in out.partition("example:")[2]


@pytest.mark.parametrize("command", EXPRESSIONS)
def test_the_examples_of_the_help_work(capsys, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    examples = run(capsys, command, "--help")[1].partition("example:\n")[2]
    first = shlex.split(examples.splitlines()[0])
    assert run(capsys, *first[1:])[::2] == (0, "")


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "dot", "mmd", "tex", "html"])
def test_draw_writes_the_file_and_prints_its_path(capsys, tmp_path, ending):
    path = tmp_path / f"graph.{ending}"
    code, out, err = run(capsys, "draw", *EXPRESSION, "-o", str(path))
    assert (code, out, err) == (0, f"{path}\n", "")
    starts = {
        "svg": b"<?xml",
        "png": b"\x89PNG",
        "pdf": b"%PDF",
        "dot": b"digraph",
        "mmd": b"flowchart LR",
        "tex": b"\\RequirePackage",
        "html": b"<!DOCTYPE html>",
    }
    assert path.read_bytes().startswith(starts[ending])


def test_draw_writes_frames(capsys, tmp_path):
    folder = tmp_path / "slides"
    code, out, err = run(capsys, "draw", "x*x", "x=3", "--frames", str(folder))
    assert (code, err) == (0, "")
    # forward, dL/dL, the two uses of x, and all gradients
    assert out.split() == [str(folder / f"frame-00{i}.svg") for i in (1, 2, 3, 4, 5)]
    assert "6.0" in (folder / "frame-004.svg").read_text(encoding="utf-8")


def test_draw_has_themes_and_a_limit(capsys, tmp_path):
    path = tmp_path / "graph.dot"
    words = ["draw", *EXPRESSION, "-o", str(path), "--theme", "dark", "--max-nodes"]
    assert run(capsys, *words, "2")[0] == 0
    text = path.read_text(encoding="utf-8")
    assert "#16181d" in text and "4 nodes hidden" in text
    code, out, err = run(capsys, *words, "0")
    assert (code, out) == (2, "")
    assert err == "backprop: draw: max_nodes must be at least 1, got 0\n"


def test_explain_one_variable(capsys):
    code, out, err = run(capsys, "explain", "x*x + y", "x=3", "y=1", "--of", "x")
    assert (code, err) == (0, "")
    assert out.splitlines()[0].split() == [
        "x",
        "=",
        "3.0",
        "dL/dx",
        "=",
        "6.0",
        "2",
        "uses",
    ]
    assert out.splitlines()[-1] == "  dL/dx = 3.0 + 3.0 = 6.0"
    code, out, err = run(capsys, "explain", "x*x", "x=3", "--of", "z")
    assert (code, out) == (2, "")
    assert err == "backprop: explain: no node named 'z'; there are x, L\n"


def test_explain_in_other_formats(capsys):
    latex = run(capsys, "explain", "x*x", "x=3", "--format", "latex")[1]
    assert latex.startswith("\\begin{align*}\nL &= x x = 9")
    table = run(capsys, "explain", "x*x", "x=3", "--format", "markdown")[1]
    assert table.startswith("| node | upstream |")
    upward = run(capsys, "explain", "x*x", "x=3", "--order", "forward")[1]
    assert upward.startswith("x = 3.0")


def test_explain_as_data(capsys):
    code, out, err = run(capsys, "explain", "log(x)*2", "x=4", "--json")
    assert (code, err) == (0, "")
    ledger = json.loads(out)
    assert ledger["result"] == "L"
    assert [node["name"] for node in ledger["nodes"]] == ["L", "n1", "x"]
    assert ledger["nodes"][2] == {
        "name": "x",
        "expression": None,
        "value": 4.0,
        "gradient": 0.5,
        "contributions": [
            {
                "via": "n1",
                "operand": 0,
                "upstream": 2.0,
                "local": 0.25,
                "local_formula": "1 / x",
                "contribution": 0.5,
                "total": 0.5,
            }
        ],
    }
    out = run(capsys, "explain", "log(x)", "x=0", "--json")[1]
    assert json.loads(out)["nodes"][1]["gradient"] == "inf"
    only = run(capsys, "explain", "w*x", "x=4", "w=1", "--json", "--of", "w")[1]
    assert [node["name"] for node in json.loads(only)["nodes"]] == ["w"]


def test_tape(capsys):
    code, out, err = run(capsys, "tape", "x*x", "x=3")
    assert (code, err) == (0, "")
    told = " ".join(out.split())
    assert "dL/dx = dL/dL * x + dL/dL * x = 1.0 * 3.0 + 1.0 * 3.0 = 6.0" in told


def test_formula(capsys):
    pytest.importorskip("sympy")
    assert run(capsys, "formula", "x**3", "x=3", "--of", "x") == (
        0,
        "dL/dx = 3*x**2\n",
        "",
    )
    assert run(capsys, "formula", "x**3", "x=3")[1] == "L = x**3\n"
    latex = run(capsys, "formula", "x**3", "x=3", "--of", "x", "--format", "latex")[1]
    assert latex == "\\frac{\\partial L}{\\partial x} = 3 x^{2}\n"
    forms = json.loads(run(capsys, "formula", "x**3", "x=3", "--json")[1])
    assert forms == {"text": "L = x**3", "latex": "L = x^{3}"}


def test_play_writes_a_page(capsys, tmp_path):
    path = tmp_path / "page.html"
    assert run(capsys, "play", *EXPRESSION, "-o", str(path)) == (0, f"{path}\n", "")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    run(capsys, "play", *EXPRESSION, "-o", str(path), "--lang", "de")
    assert "Backpropagation durch L" in path.read_text(encoding="utf-8")
    assert "(choose from" in run(capsys, "play", *EXPRESSION, "--lang", "xx")[2]
    code, out, err = run(capsys, "play", *EXPRESSION, "-o", str(tmp_path / "page.svg"))
    assert (code, out) == (2, "")
    assert ".html" in err


def test_quiz_in_a_terminal(tmp_path):
    process = run_process(
        "quiz", "x*x", "x=3", "--of", "x", input="3\n6\n", cwd=tmp_path
    )
    assert (process.returncode, process.stderr) == (0, "")
    assert "comes back through one operand of L = x * x alone." in process.stdout
    assert "Right: dL/dx = 6.0" in process.stdout
    assert process.stdout.endswith("0 of 1 right at the first try.\n")
    # Without its forward pass a question could not be answered.
    assert process.stdout.startswith("x = 3.0\nL = x * x = 9.0\n")
    process = run_process("quiz", "x*x", "x=3", input="", cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, "")


def test_the_backward_pass_as_a_quiz(tmp_path):
    command = ("quiz", "2*x", "x=3", "--mode", "do", "--save", "score.json")
    process = run_process(*command, input="1\n1\n2\n3\n2\n", cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert "next edge = Right: L is final." in process.stdout
    assert process.stdout.endswith("3 of 4 right at the first try.\n")
    assert json.loads((tmp_path / "score.json").read_text())["right"] == 3


def completions(line, tmp_path):
    """What Tab offers at the end of a line."""
    pytest.importorskip("argcomplete")
    output = tmp_path / "completions"
    environment = {
        **os.environ,
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(output),
        "_ARGCOMPLETE_SUPPRESS_SPACE": "0",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
    }
    code = "import sys; sys.argv[0] = 'backprop'; from viz.cli.main import main; main()"
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=tmp_path)
    return sorted(output.read_text(encoding="utf-8").split("\n"))


def test_completion_of_commands_and_names(tmp_path):
    assert completions("backprop dr", tmp_path) == ["draw "]
    assert completions("backprop draw 'w*x' w=1 --the", tmp_path) == ["--theme "]
    themes = completions("backprop draw 'w*x' w=1 --theme ", tmp_path)
    assert themes == ["colorblind", "dark", "light", "projector"]
    # each variable that has no number yet, no functions, no constants
    assert completions("backprop explain 'tanh(w*x + pi)' w=1 ", tmp_path) == [
        "x=",
    ]
    assert completions("backprop explain 'w*x' w=1 x=2 --of ", tmp_path) == ["w", "x"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_scripts(capsys, shell):
    pytest.importorskip("argcomplete")
    code, out, err = run(capsys, "completion", shell)
    assert (code, err) == (0, "")
    assert "backprop" in out and "_ARGCOMPLETE" in out


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_takes_the_script(tmp_path):
    pytest.importorskip("argcomplete")
    script = run_process("completion", "bash").stdout
    line = f"{script}\ncomplete -p backprop"
    process = subprocess.run(["bash", "-c", line], capture_output=True, text=True)
    assert (process.returncode, process.stderr) == (0, "")
    assert "backprop" in process.stdout


def test_draw_has_a_default_file(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "draw", "x*x", "x=3")[:2] == (0, "graph.svg\n")
    assert "<svg" in (tmp_path / "graph.svg").read_text(encoding="utf-8")


def test_the_drawing_shows_gradients(capsys, tmp_path):
    path = tmp_path / "graph.dot"
    run(capsys, "draw", "x*x", "x=3", "-o", str(path))
    text = path.read_text(encoding="utf-8")
    assert "6.0" in text
    assert "9.0" in text


def test_values_may_follow_options(capsys, tmp_path):
    path = tmp_path / "graph.dot"
    code, _, err = run(capsys, "draw", "w*x", "w=2", "-o", str(path), "x=3")
    assert (code, err) == (0, "")
    code, _, err = run(capsys, "draw", "w*x", "-o", str(path), "w=2", "x=3")
    assert (code, err) == (0, "")


def test_an_expression_may_begin_with_a_minus(capsys):
    code, out, err = run(capsys, "explain", "-x*x + 1", "x=3")
    assert (code, err) == (0, "")
    assert "-6.0" in out
    assert run(capsys, "explain", "-x", "x=-2")[0] == 0


def test_a_result_that_is_not_finite_is_noted_in_one_line(capsys):
    code, _, err = run(capsys, "explain", "log(x)", "x=0")
    assert code == 0
    assert err.startswith("backprop: note: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["dmeo"], "invalid choice: 'dmeo'"),
        (["explain"], "the following arguments are required: EXPRESSION"),
        (["explain", "w*x", "w=1"], "x"),
        (["explain", "x*x", "x=3", "z=1"], "z"),
        (["explain", "w*", "w=1"], ""),
        (["explain", "", "w=1"], ""),
        (["explain", "y=x**2", "x=3"], "write the expression alone, without a name"),
        (["explain", "__import__('os')"], ""),
        (["explain", "x.data", "x=1"], ""),
        (["explain", "9**9**9**9"], ""),
        (["explain", "(" * 10_000 + "x" + ")" * 10_000, "x=1"], ""),
        (["explain", "x", "x=abc"], "'abc' is not a number"),
        (["explain", "x", "x="], "is not a number"),
        (["explain", "x", "x"], "expected NAME=NUMBER"),
        (["explain", "x", "=1"], "expected NAME=NUMBER"),
        (["explain", "x", "2x=1"], "expected NAME=NUMBER"),
        (["explain", "x", "x=1", "x=2"], "x is given twice"),
        (["explain", "x", "x=1", "--rankdir", "TB"], "unrecognized arguments"),
        (["draw", "x", "x=1", "--rankdir", "XX"], "invalid choice: 'XX'"),
        (["draw", "x", "x=1", "-o"], "expected one argument"),
        (["draw", "x", "x=1", "-o", "graph.xyz"], "xyz"),
        (["draw", "x", "x=1", "-o", "graph"], "svg"),
        (["draw", "x", "x=1", "--theme", "drak"], "invalid choice: 'drak'"),
        (["draw", "x", "x=1", "--max-nodes", "many"], "invalid int value: 'many'"),
        (["explain", "x", "x=1", "--format", "pdf"], "invalid choice: 'pdf'"),
        (["quiz", "x*x", "x=1", "--of", "z"], "no node named 'z'"),
        (["completion", "tcsh"], "invalid choice: 'tcsh'"),
        (["completion"], "the following arguments are required"),
        (["demo", "extra"], "unrecognized arguments: extra"),
        (["demo", "--ot", "x"], "unrecognized arguments: --ot"),
    ],
)
def test_mistakes_are_one_line_on_stderr(capsys, tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert message in err
    last = [line for line in err.splitlines() if line.startswith("backprop")]
    assert len(last) == 1
    assert len(last[0]) < 300
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["draw", "play", "demo"])
def test_a_place_that_cannot_be_written_to(capsys, tmp_path, command):
    (tmp_path / "file").write_text("not a directory")
    place = str(tmp_path / "file" / "graph.html")
    words = ["demo", "--out", place]
    if command != "demo":
        words = [command, "x*x", "x=1", "-o", place]
    code, out, err = run(capsys, *words)
    assert code == 1
    assert err.startswith("backprop: cannot write ")
    assert place in err
    assert err.count("\n") == 1
    assert "curves" not in out


def test_interrupting_ends_cleanly(capsys, monkeypatch):
    def interrupted(live, lang):
        raise KeyboardInterrupt

    monkeypatch.setattr(repl, "start", interrupted)
    assert run(capsys, "repl") == (130, "", "backprop: interrupted\n")


@pytest.mark.parametrize("package", ["rich", "matplotlib", "pygraphviz"])
def test_a_missing_extra_is_one_sentence_that_brings_all_the_demo_needs(
    tmp_path, package
):
    out = str(tmp_path)
    code = (
        f"import sys; sys.modules[{package!r}] = None; from viz.cli.main import main; "
        f"sys.exit(main(['demo', '--out', {out!r}]))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert process.returncode == 1
    assert 'pip install "autograd_core[demo]"' in process.stderr
    assert process.stderr.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_the_command_runs_as_a_process(tmp_path):
    process = run_process("explain", *EXPRESSION, cwd=tmp_path)
    assert (process.returncode, process.stderr) == (0, "")
    assert "\x1b" not in process.stdout
    process = run_process("explain", "w*x", cwd=tmp_path)
    assert process.returncode == 2
    assert process.stderr.startswith("backprop: ")
    assert "Traceback" not in process.stderr


def test_a_terminal_without_unicode_gets_no_traceback(tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    process = run_process("explain", *EXPRESSION, cwd=tmp_path, env=environment)
    assert (process.returncode, process.stderr) == (0, "")


def test_help_is_quick_to_import():
    code = (
        "import sys, viz.cli.main; "
        "print([m for m in ('numpy', 'rich', 'matplotlib', 'sklearn', 'IPython') "
        "if m in sys.modules])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout == "[]\n"


def test_repl_namespace_covers_no_builtin():
    names = repl.namespace()
    assert {"Value", "nn", "optim", "viz", "ac", "explain", "draw"} <= names.keys()
    assert {"tape", "formula", "frames", "quiz", "play"} <= names.keys()
    assert {"tanh", "exp", "dot", "relu", "softmax", "gradients"} <= names.keys()
    assert not {"sum", "abs", "max", "min", "pow"} & names.keys()
    assert names["tanh"] is autograd_core.tanh


def test_what_the_welcome_says_to_type_works():
    assert len(repl.WELCOME.splitlines()) == 2
    names = repl.namespace()
    line = repl.WELCOME.splitlines()[0].removeprefix("Type:").strip()
    exec(line, names)
    assert names["w"].grad == pytest.approx(2 * (1 - names["L"].data ** 2))
    assert str(names["explain"](names["L"]))


def test_repl_without_ipython(tmp_path):
    code = (
        "import importlib.util as u; find = u.find_spec; "
        "u.find_spec = lambda n, *a: None if n == 'IPython' else find(n, *a); "
        "from viz.cli.main import main; main(['repl'])"
    )
    process = subprocess.run(
        [sys.executable, "-c", code],
        input="print(Value(2.0) * 3)\n",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert "Value(data=6.0" in process.stdout
    assert process.stderr.startswith(repl.WELCOME)


def test_repl_with_ipython(tmp_path):
    pytest.importorskip("IPython")
    environment = {**os.environ, "IPYTHONDIR": str(tmp_path)}
    process = run_process(
        "repl", input="print(tanh(Value(0.0)))\nexit\n", cwd=tmp_path, env=environment
    )
    assert process.returncode == 0
    assert "Value(data=0.0" in process.stdout
    assert "explain(L)" in process.stdout
