"""The command line: what it draws and where, what it says, and its exit codes."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote
from urllib.request import urlopen

import pytest

import railroad
from railroad import __main__, cli, pipeline
from railroad.theme import THEMES
from tests.conftest import heed_interrupts

GOOD = 'greeting ::= "hello" | "good" daytime\ndaytime ::= "morning" | "evening"\n'
BAD = 'greeting ::= "hello"\ndaytime ::= "morning\n'
UNDEFINED = 'greeting ::= "hello" nobody\n'
FORMATS = ["svg", "png", "txt"]
COMMAND = [sys.executable, "-m", "railroad"]


class Ran:
    """What came of a command."""

    def __init__(self, code: int, out: bytes, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def run(tmp_path, monkeypatch, capfdbinary):
    """Return a function that runs the command in this process, in a folder with grammars."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("good", GOOD), ("bad", BAD), ("undefined", UNDEFINED)):
        Path(f"{name}.bnf").write_text(text)

    def run(*arguments: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.run([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in err
        return Ran(code, out, err.decode())

    return run


def drawn(format: str, rule=None, **options) -> bytes:
    picture = pipeline.render(railroad.read(GOOD), format, rule, **options)
    return picture.encode() if isinstance(picture, str) else picture


def files() -> list[str]:
    return sorted(str(path) for path in Path().rglob("*") if path.suffix != ".bnf")


# ---- what is drawn, and where it goes


def test_svg_to_standard_output_is_the_default(run):
    ran = run("render", "good.bnf")
    assert (ran.code, ran.out, ran.err) == (0, drawn("svg"), "")
    assert files() == []


def test_text_may_be_in_ascii(run):
    ran = run("render", "good.bnf", "-T", "txt", "--charset", "ascii")
    assert (ran.code, ran.out) == (0, drawn("txt", charset="ascii", width=80))
    assert ran.out.isascii()
    assert run("render", "good.bnf", "--charset", "latin-1").code == 2


@pytest.mark.parametrize("format", FORMATS)
def test_format_goes_to_standard_output(run, format):
    assert run("render", "good.bnf", "-T", format).out == drawn(format)
    assert run("render", "good.bnf", "--format", format, "-o", "-").out == drawn(format)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("spell", [str.lower, str.upper])
def test_suffix_of_the_output_says_the_format(run, format, spell):
    name = f"out.{spell(format)}"
    ran = run("render", "good.bnf", "-o", name)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    assert Path(name).read_bytes() == drawn(format)


def test_format_overrules_the_suffix(run):
    assert run("render", "good.bnf", "-T", "txt", "--output", "out.svg").code == 0
    assert Path("out.svg").read_bytes() == drawn("txt")
    assert run("render", "good.bnf", "-T", "txt", "-o", "out.text").code == 0


@pytest.mark.parametrize("name", ["out", ".svgs", "folder.png/out"])
def test_no_suffix_is_svg(run, name):
    Path("folder.png").mkdir()
    assert run("render", "good.bnf", "-o", name).code == 0
    assert Path(name).read_bytes() == drawn("svg")


@pytest.mark.parametrize("name", ["out.pdf", "out.svgz", "good.bnf.bak", "out.\x1b[31m"])
def test_unknown_suffix_names_the_formats(run, name):
    ran = run("render", "good.bnf", "-o", name)
    assert ran.code == 2
    assert "svg, png, txt" in ran.err
    assert "\x1b" not in ran.err
    assert files() == []


def test_source_and_output_may_be_streams(run):
    ran = run("render", "-", "-o", "-", "-T", "txt", stdin=GOOD.encode())
    assert (ran.code, ran.out) == (0, drawn("txt"))
    assert run("render", "-", "-o", "/dev/stdout", stdin=GOOD.encode()).out == drawn("svg")


def test_mistake_in_standard_input_is_told_with_its_place(run):
    ran = run("render", "-", stdin=BAD.encode())
    assert ran.code == 1
    assert ran.err.startswith("<stdin>:2:13: ")


def test_rules_are_drawn_in_the_order_asked_for_and_once(run):
    ran = run("render", "good.bnf", "--rule", "daytime", "--rule", "greeting", "--rule", "daytime")
    assert ran.out == drawn("svg", ["daytime", "greeting"])


def test_unknown_rule_is_told_with_the_nearest(run):
    ran = run("render", "good.bnf", "--rule", "gretting", "-o", "out.svg")
    assert ran.code == 1
    assert ran.err == 'good.bnf: there is no rule "gretting"\nhint: did you mean "greeting"?\n'
    assert files() == []


def test_looks_reach_the_picture(run):
    ran = run("render", "good.bnf", "--theme", "dark", "--no-title", "--background", "--keep-recursion")
    looks = {"theme": "dark", "titles": False, "background": True, "keep_recursion": True}
    assert ran.out == drawn("svg", **looks)
    for_png = run("render", "good.bnf", "-T", "png", "--scale", "2", "--rasterizer", "resvg")
    assert for_png.out == drawn("png", scale=2, rasterizer="resvg")


def test_comments_and_code_are_drawn_when_asked_for(run, monkeypatch):
    asked = []
    monkeypatch.setattr(pipeline, "draw", lambda grammar, format, rules, options: asked.append(options) or "")
    run("render", "good.bnf")
    run("render", "good.bnf", "--comments")
    run("render", "good.bnf", "--code")
    assert [(options.comments, options.code) for options in asked] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_verbose_says_which_notation_and_why(run):
    assert run("render", "good.bnf", "-v").err == "good.bnf: read as bnf: 2 rules, nothing left over\n"
    assert run("render", "good.bnf", "-v", "-n", "bnf").err == "good.bnf: read as bnf\n"


def test_the_notation_is_found_where_none_is_named(run):
    assert run("render", "-", "-v", "-T", "txt", stdin=b"A <- B / C*\nB <- 'x'\nC <- [0-9]").err.startswith(
        "<stdin>: read as peg: 3 rules"
    )


def test_extensions_are_signs_or_text(run):
    text = b'a ::= [ "b" ]\n'
    on, off = (run("render", "-", "-T", "txt", "--extensions", how, stdin=text).out for how in ("on", "off"))
    assert b"[" not in on
    assert b"[" in off


def test_text_is_utf8_whatever_the_locale(tmp_path):
    (tmp_path / "a.bnf").write_text('größe ::= "é"\n', encoding="utf-8")
    ran = subprocess.run(
        [*COMMAND, "render", "a.bnf", "-T", "txt"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONCOERCECLOCALE": "0"},
        check=True,
    )
    assert "größe" in ran.stdout.decode("utf-8")


def test_warnings_are_printed_and_the_picture_is_drawn(run):
    ran = run("render", "undefined.bnf", "-o", "out.svg")
    assert ran.code == 0
    assert re.match(
        r"undefined\.bnf:1:22: warning: .*nobody.*\ngreeting ::= \"hello\" nobody\n *\^+\n", ran.err
    )
    assert files() == ["out.svg"]


# ---- one file a rule


@pytest.mark.parametrize("format", FORMATS)
def test_folder_gets_one_file_a_rule(run, format):
    ran = run("render", "good.bnf", "-o", "new/folder/", "-T", format)
    assert (ran.code, ran.out, ran.err) == (0, b"", "")
    assert files() == ["new", "new/folder", f"new/folder/daytime.{format}", f"new/folder/greeting.{format}"]
    assert Path(f"new/folder/daytime.{format}").read_bytes() == drawn(format, "daytime")


def test_existing_folder_needs_no_slash_and_keeps_its_files(run):
    Path("old").mkdir()
    Path("old/mine").touch()
    Path("old/daytime.svg").touch()
    assert run("render", "good.bnf", "-o", "old").code == 0
    assert files() == ["old", "old/daytime.svg", "old/greeting.svg", "old/mine"]
    assert Path("old/daytime.svg").read_bytes() == drawn("svg", "daytime")


def hrefs(name: str) -> list[str]:
    return re.findall(r'href="([^"]*)"', Path(name).read_text())


def test_links_lead_to_sibling_files(run):
    assert run("render", "good.bnf", "-o", "out/").code == 0
    assert hrefs("out/greeting.svg") == ["daytime.svg"]


ODD = "<s> ::= <a b> <Expr> <expr> <a/b> <größe> <~> <..> <%>\n" + "".join(
    f"<{name}> ::= x\n" for name in ("a b", "expr", "Expr", "a/b", "größe", "~", "..", "%")
)


def test_odd_names_are_files_that_links_find(run):
    Path("odd.bnf").write_text(ODD)
    assert run("render", "odd.bnf", "-o", "out/").code == 0
    expected = ["a%20b", "expr", "Expr~2", "a%2Fb", "gr%C3%B6%C3%9Fe", "%7E", "..", "%25"]
    links = hrefs("out/s.svg")
    assert {unquote(link) for link in links} == {f"{stem}.svg" for stem in expected}
    assert {"a%2520b.svg", "Expr~2.svg", "expr.svg"} < set(links)
    assert sorted(path.name for path in Path("out").iterdir()) == sorted(f"{n}.svg" for n in ["s", *expected])


def test_names_are_those_of_the_whole_grammar_and_what_is_not_drawn_has_no_link(run):
    Path("odd.bnf").write_text(ODD)
    assert run("render", "odd.bnf", "-o", "out/", "--rule", "s", "--rule", "Expr").code == 0
    assert files() == ["out", "out/Expr~2.svg", "out/s.svg"]
    assert hrefs("out/s.svg") == ["Expr~2.svg"]


def test_within_one_picture_links_lead_to_its_rules(run):
    assert b'href="#rule-daytime"' in run("render", "good.bnf").out
    assert b"href=" not in run("render", "good.bnf", "--rule", "greeting").out


def test_nothing_is_written_if_one_rule_cannot_be_drawn(run, monkeypatch):
    each = pipeline.draw_each

    def fails(*arguments):
        yield next(each(*arguments))
        raise railroad.LimitError.at(None, "too large")

    monkeypatch.setattr(pipeline, "draw_each", fails)
    ran = run("render", "good.bnf", "-o", "out/")
    assert (ran.code, ran.err) == (1, "railroad: too large\n")
    assert files() == []


@pytest.mark.parametrize("output", ["out/", "out.svg"])
@pytest.mark.parametrize("arguments", [["bad.bnf"], ["good.bnf", "--rule", "x"], ["nothing.bnf"]])
def test_nothing_is_written_after_a_mistake(run, output, arguments):
    assert run("render", *arguments, "-o", output).code == 1
    assert files() == []


# ---- exit code 1: the input


def test_mistakes_are_printed_as_compilers_do(run):
    ran = run("render", "bad.bnf")
    assert (ran.code, ran.out) == (1, b"")
    assert re.match(r"bad\.bnf:2:13: [^\n]+\ndaytime ::= \"morning\n {12}\^+\n", ran.err)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.bnf"], "nothing.bnf: No such file or directory\n"),
        (["folder"], "folder: Is a directory\n"),
        (["good.bnf/x"], "good.bnf/x: Not a directory\n"),
        (["x" * 300], f"{'x' * 300}: File name too long\n"),
        ([""], ".: Is a directory\n"),
        (["good.bnf", "-o", "no/such/out.svg"], "no/such/out.svg: No such file or directory\n"),
        (["good.bnf", "-o", "good.bnf/"], "good.bnf: Not a directory\n"),
        (["good.bnf", "-o", "good.bnf/sub/"], "good.bnf: Not a directory\n"),
        (["good.bnf", "-o", "x" * 300 + ".svg"], f"{'x' * 300}.svg: File name too long\n"),
        (["\udcff\x1b[2J\n.bnf"], "\\udcff\\x1b[2J\\n.bnf: No such file or directory\n"),
    ],
)
def test_files_that_cannot_be_used_are_told_in_one_line(run, arguments, said):
    Path("folder").mkdir()
    ran = run("render", *arguments)
    assert (ran.code, ran.out, ran.err) == (1, b"", said)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read and write all")
def test_closed_files_are_told_in_one_line(run):
    Path("good.bnf").chmod(0)
    assert run("render", "good.bnf").err == "good.bnf: Permission denied\n"


@pytest.mark.parametrize("data", [b"", b"\xff", b"a ::= \0", b"\xef\xbb\xbf", b"::="])
def test_what_is_no_grammar_is_told_with_a_place(run, data):
    ran = run("render", "-", stdin=data)
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err.startswith("<stdin>:1:")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "railroad: not enough memory for this grammar\n"),
        (RecursionError(), "railroad: the grammar is nested too deep\n"),
        (OSError(28, "No space left on device"), "railroad: No space left on device\n"),
    ],
)
def test_limits_of_the_machine_are_told_in_one_line(run, monkeypatch, error, said):
    def fails(*_):
        raise error

    monkeypatch.setattr(pipeline, "draw", fails)
    ran = run("render", "good.bnf")
    assert (ran.code, ran.err) == (1, said)


def test_what_nobody_foresaw_is_told_without_a_traceback(run, monkeypatch):
    monkeypatch.setattr(pipeline, "draw", None)
    ran = run("render", "good.bnf")
    assert ran.code == 1
    assert ran.err.startswith("railroad: TypeError: ")
    assert "-X dev" in ran.err


def test_interrupt_is_quiet(run, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "draw_each", interrupted)
    ran = run("render", "good.bnf", "-o", "out/")
    assert (ran.code, ran.out, ran.err.strip()) == (130, b"", "")
    assert files() == []


# ---- exit code 2: the arguments


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument 'SRC'"),
        (["good.bnf", "bad.bnf"], "unexpected extra argument"),
        (["good.bnf", "--width", "8x"], "neither a number nor none"),
        (["good.bnf", "--width", "5"], "not from 20"),
        (["good.bnf", "--wide", "800"], "No such option"),
        (["good.bnf", "--rul", "x"], "--rule"),
        (["good.bnf", "-T", "pdf"], 'there is no format "pdf"; formats: svg, png, txt'),
        (["good.bnf", "-T", "pngg"], 'did you mean "png"?'),
        (["good.bnf", "-T", "SVG"], 'there is no format "SVG"'),
        (["good.bnf", "-T", ""], "there is no format"),
        (["good.bnf", "-n", "bfn"], 'there is no notation "bfn"; did you mean "bnf"?'),
        (["good.bnf", "--notation", ""], "there is no notation"),
        (["good.bnf", "--theme", "drak"], 'there is no theme "drak"; did you mean "dark"?'),
        (["good.bnf", "--extensions", "maybe"], "'auto', 'on', 'off'"),
        (["good.bnf", "--rasterizer", "cairo"], "'cairosvg'"),
        (["good.bnf", "--scale", "0"], "scale"),
        (["good.bnf", "--scale", "11"], "scale"),
        (["good.bnf", "--scale", "nan"], "scale"),
        (["good.bnf", "--scale", "x"], "--scale"),
        (["good.bnf", "-T", "svg", "-o", "good.bnf"], "the grammar itself"),
        (["good.bnf", "-T", "svg", "-o", "link.bnf"], "the grammar itself"),
        (["nothing.bnf", "--theme", "drak"], "there is no theme"),
        (["bad.bnf", "-o", "out.pdf"], "there is no format"),
    ],
)
def test_wrong_arguments_are_told_before_anything_is_read(run, arguments, said):
    Path("link.bnf").symlink_to("good.bnf")
    ran = run("render", *arguments)
    assert (ran.code, ran.out) == (2, b"")
    assert ran.err.startswith("Usage: railroad render ")
    assert said in ran.err
    assert Path("good.bnf").read_text() == GOOD
    assert files() == []


def test_rasterizer_that_is_not_here_is_a_wrong_argument(run, monkeypatch):
    monkeypatch.setattr("railroad.surface.png._cairosvg", lambda: None)
    ran = run("render", "good.bnf", "-T", "png", "--rasterizer", "cairosvg")
    assert ran.code == 2
    assert "libcairo" in ran.err


@pytest.mark.parametrize("output", [[], ["-o", "-"], ["-o", "/dev/stdout"]])
def test_png_is_not_for_a_terminal(run, monkeypatch, output):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    ran = run("render", "good.bnf", "-T", "png", *output)
    assert (ran.code, ran.out) == (2, b"")
    assert "terminal" in ran.err
    assert run("render", "good.bnf", "-T", "txt", *output).code == 0


def test_unknown_command_is_told_with_the_nearest(run):
    ran = run("rendr", "good.bnf")
    assert ran.code == 2
    assert "render" in ran.err


def test_no_command_is_told(run):
    assert run().code == 2
    assert run("--verbose").code == 2


# ---- streams that end or fail


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
def test_reader_that_goes_away_is_no_mistake(tmp_path):
    (tmp_path / "a.bnf").write_text("".join(f"rule{n} ::= 'x' | rule{n}\n" for n in range(300)))
    ran = subprocess.run(
        f"{sys.executable} -m railroad render a.bnf | head -c 10; echo ${{PIPESTATUS[0]}}",
        shell=True,
        executable="/bin/bash",
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert ran.stdout.startswith("<svg")
    assert ran.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize(
    "arguments", [["render", "-"], ["--version"], ["--version", "--verbose"], ["--help"], ["render", "-h"]]
)
def test_full_disk_behind_standard_output_is_told_in_one_line(arguments):
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run([*COMMAND, *arguments], input=GOOD.encode(), stdout=full, stderr=subprocess.PIPE)
    assert (ran.returncode, ran.stderr) == (1, b"railroad: No space left on device\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a shell")
@pytest.mark.parametrize(
    ("redirection", "said"),
    [(">&-", "railroad: standard output is closed\n"), ("<&-", "railroad: standard input is closed\n")],
)
def test_closed_streams_are_told(redirection, said):
    ran = subprocess.run(
        f"{sys.executable} -m railroad render - {redirection}",
        shell=True,
        input=GOOD if "<" not in redirection else None,
        capture_output=True,
        text=True,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", said)


def test_closed_standard_error_changes_nothing(tmp_path):
    (tmp_path / "a.bnf").write_text(BAD)
    ran = subprocess.run(
        f"{sys.executable} -m railroad render a.bnf 2>&-", shell=True, cwd=tmp_path, capture_output=True
    )
    assert ran.returncode == 1


# ---- help and version


def test_version_is_short(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["railroad", "--version"])
    assert __main__.main() == 0
    assert capsys.readouterr() == (f"railroad {railroad.__version__}\n", "")


def test_version_of_the_command_is_the_same(run):
    assert run("--version").out.decode() == f"railroad {railroad.__version__}\n"


@pytest.mark.parametrize("arguments", [["--version", "--verbose"], ["--verbose", "--version"]])
def test_verbose_version_tells_what_is_at_work(run, arguments):
    ran = run(*arguments)
    lines = ran.out.decode().splitlines()
    assert (ran.code, lines[0]) == (0, f"railroad {railroad.__version__}")
    for name in ("Python", "lark", "svgwrite", "cairosvg", "werkzeug", "click", "resvg-py"):
        assert any(re.match(rf"\w*{name} \d", line) for line in lines)
    assert re.fullmatch(r"rasterizer: (cairosvg|resvg-py) .+", lines[-1])


def test_verbose_version_works_without_any_rasterizer(run, monkeypatch):
    monkeypatch.setattr("railroad.surface.png._cairosvg", lambda: None)
    assert "rasterizer: resvg" in run("--version", "--verbose").out.decode()
    monkeypatch.setattr("railroad.surface.png._resvg", lambda: None)
    ran = run("--version", "--verbose")
    assert (ran.code, ran.err) == (0, "")
    assert "rasterizer: nothing here makes a PNG" in ran.out.decode()


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_commands_options_and_examples(run, flag):
    top = run(flag)
    assert top.code == 0
    for word in ("render", "serve", "--version", "--verbose", "railroad render json.bnf -o json.svg"):
        assert word in top.out.decode()
    below = run("render", flag).out.decode()
    for word in ("--rule", "--theme", "--scale", "-T, --format", "-n, --notation", "Examples:", *THEMES):
        assert word in below
    assert "--port" in run("serve", flag).out.decode()


@pytest.mark.parametrize("arguments", [["--help"], ["render", "--nosuch"]])
def test_module_calls_itself_by_the_name_of_the_command(arguments):
    ran = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True)
    assert "Usage: railroad" in ran.stdout + ran.stderr
    assert "__main__" not in ran.stdout + ran.stderr


def test_version_loads_nothing_and_the_command_line_nothing_heavy():
    def loaded(code: str) -> set[str]:
        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return set(ran.stdout.split()) & {
            "lark",
            "svgwrite",
            "cairosvg",
            "werkzeug",
            "resvg_py",
            "click",
            "fontTools",
        }

    tail = "import sys; print(*sys.modules)"
    version = "import sys; sys.argv[1:] = ['--version']; from railroad.__main__ import main; main(); "
    assert loaded(version + tail) == set()
    assert loaded("import railroad.cli; " + tail) == {"click"}
    assert loaded("import railroad.web; " + tail) == set()


# ---- serve


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_serve_answers_until_it_is_interrupted(tmp_path):
    (tmp_path / "a b.bnf").write_text(GOOD)
    server = subprocess.Popen(
        [*COMMAND, "serve", tmp_path, "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=heed_interrupts,
    )
    try:
        said = server.stderr.readline() + server.stderr.readline()
        url = re.search(r"http://127\.0\.0\.1:\d+/g/a%20b\.svg", said)[0]
        with urlopen(url, timeout=10) as response:
            assert response.status == 200
            assert response.read() == drawn("svg")
        server.send_signal(signal.SIGINT)
        rest = server.communicate(timeout=10)[1]
    finally:
        server.kill()
        server.wait()
    assert server.returncode == 0
    assert "Traceback" not in rest


def test_serve_tells_that_the_port_is_taken(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = run("serve", ".", "--port", port)
    assert (ran.code, ran.out) == (1, b"")
    assert ran.err.startswith(f"127.0.0.1:{port}: the port is taken")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "nothing: No such file or directory\n"),
        ([".", "nothing.bnf"], "nothing.bnf: No such file or directory\n"),
        ([".", "--host", "no.such.host.invalid"], "no.such.host.invalid:8000: there is no such host"),
        ([".", "--host", "a..b"], "a..b:8000: there is no such host"),
        ([".", "--host", "192.0.2.1"], "192.0.2.1:8000: Cannot assign requested address\n"),
    ],
)
def test_serve_tells_what_it_cannot_do(run, arguments, said):
    ran = run("serve", *arguments)
    assert ran.code == 1
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [[".", "."], [".", "--port", "65536"], [".", "--port", "-1"], [".", "--port", "x"]]
)
def test_wrong_arguments_of_serve(run, arguments):
    assert run("serve", *arguments).code == 2


# ---- width

WIDE = "a ::= " + " ".join(f'"token{i}"' for i in range(30))


def width_of(svg: bytes) -> float:
    return float(re.search(rb'<svg [^>]*width="([0-9.]+)"', svg)[1])


def test_a_picture_fits_the_width_asked_for(run):
    for width in (400, 700):
        assert width_of(run("render", "-", "--width", width, stdin=WIDE.encode()).out) <= width
    assert width_of(run("render", "-", stdin=WIDE.encode()).out) <= 800
    assert width_of(run("render", "-", "--width", "none", stdin=WIDE.encode()).out) > 2000


def test_text_fits_eighty_columns_where_no_terminal_says_otherwise(run):
    ran = run("render", "-", "-T", "txt", stdin=WIDE.encode())
    assert max(map(len, ran.out.decode().splitlines())) <= 80


def test_a_picture_that_cannot_be_so_narrow_is_drawn_and_told_of(run):
    ran = run("render", "-", "--width", "60", stdin=b'a ::= "indivisible" b\nb ::= "b"')
    assert ran.code == 0
    assert '<stdin>: warning: the picture of "a" is ' in ran.err
    assert "at its narrowest, over the 60 asked for" in ran.err
    assert width_of(ran.out) > 60


def test_rows_end_where_lines_do_if_asked(run):
    text = b"a ::= 'b' 'c'\n 'd' /* railroad: no break */\n 'e'"
    free = run("render", "-", "-n", "w3c", "-T", "txt", stdin=text).out.decode()
    rows = run("render", "-", "-n", "w3c", "-T", "txt", "--lines", "author", stdin=text).out.decode()
    assert free.count("\n") < rows.count("\n")
    assert '"d" ── "e"' in rows
    assert run("render", "-", "--lines", "mine", stdin=text).code == 2


def test_a_picture_that_cannot_be_so_narrow_comes_in_fragments_if_asked(run):
    text = b"a ::= 'b' ( 'c' ( 'd' ( 'e' ( 'f' 'g' )* )* )* )*"
    ran = run("render", "-", "-n", "w3c", "--width", "100", "--overflow", "fragments", stdin=text)
    assert (ran.code, ran.err) == (0, "")
    assert width_of(ran.out) <= 100
    assert b'href="#rule-a%201"' in ran.out


def test_a_hint_without_effect_is_told(run):
    ran = run("render", "-", "-n", "w3c", stdin=b"a ::= 'b' | /* railroad: break */ 'c'")
    assert ran.code == 0
    assert "<stdin>:1:13: warning: this hint has no effect" in ran.err


def test_the_suffix_hints_at_the_notation(tmp_path):
    path = tmp_path / "a.abnf"
    path.write_text('a = %x41 / "b"\r\n', encoding="utf-8")
    assert railroad.load(path).notation == "abnf"
    assert railroad.load(path, "bnf").notation == "bnf"


def test_signs_of_ones_own_are_used_for_a_file(run):
    Path("a.txt").write_text("a => b | 'c' ;\nb => 'd' ;\n", encoding="utf-8")
    Path("signs.toml").write_text('definers = ["=>"]\nterminators = [";"]\n', encoding="utf-8")
    ran = run("render", "a.txt", "--dialect", "signs.toml", "-T", "txt")
    assert (ran.code, ran.err) == (0, "")
    assert b"d" in ran.out


# ---- dialects

ARROWS = 'list → "[" (item ","?)* "]" ;\nitem → "x" ;'


def test_a_dialect_is_described_in_a_file_or_found(run, tmp_path):
    description = tmp_path / "arrows.toml"
    description.write_text('definers = "→"\npostfix_optional = "?"\npostfix_any = "*"\n', encoding="utf-8")
    told = run("render", "-", "-T", "txt", "--dialect", description, stdin=ARROWS.encode())
    found = run("render", "-", "-T", "txt", "-n", "dialect", stdin=ARROWS.encode())
    assert told.code == found.code == 0
    assert told.out == found.out
    assert told.err == ""
    assert "read with the signs that are found: definers →" in found.err


def test_a_wrong_description_of_a_dialect_is_told(run, tmp_path):
    description = tmp_path / "wrong.toml"
    description.write_text('\ndefiner = "="\n', encoding="utf-8")
    ran = run("render", "-", "--dialect", description, stdin=ARROWS.encode())
    assert ran.code == 2
    assert 'wrong.toml:2:1: a dialect has no "definer"' in ran.err
    assert run("render", "-", "-n", "bnf", "--dialect", description, stdin=ARROWS.encode()).code == 2
