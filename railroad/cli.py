"""The command line: arguments, exit codes and printing.

    0  done; warnings may have been printed
    1  the input: a mistake in it, no such file or rule, a picture too large
    2  the arguments: an unknown option, notation, format or theme

Pictures go to standard output or into files, everything that is said goes to standard error.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any, get_args

import click

from railroad import __version__, pipeline
from railroad.errors import LossError, OptionError, RailroadError, format_all, nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from railroad.errors import Diagnostic
    from railroad.grammar import Grammar
    from railroad.notation.dialect import Dialect

_CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
_LIBRARIES = (
    "lark",
    "svgwrite",
    "cairosvg",
    "resvg-py",
    "fonttools",
    "fontpkg-ibm-plex-mono",
    "werkzeug",
    "click",
)
_STDOUT = ("-", "/dev/stdout")
_BUG = "hint: this is a mistake in railroad; `python -X dev -m railroad …` shows where"


def run(arguments: list[str]) -> int:
    """Run the command and return its exit code; whatever goes wrong is said in words."""
    try:
        code = command.main(arguments, prog_name="railroad", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except SystemExit as stop:  # click's answer to a reader that went away, as in `railroad … | head`
        return stop.code if isinstance(stop.code, int) else 1
    except Exception as error:
        words = _in_words(error)
        if words is None and sys.flags.dev_mode:
            raise
        _say(words or f"railroad: {type(error).__name__}: {error}\n{_BUG}")
        _let_go_of_stdout()
        return 2 if isinstance(error, OptionError) else 1


class _Width(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A number, or `none`."""

    name = "N|none"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float | str:
        if value == "none":
            return "none"
        try:
            width = float(value)
        except ValueError:
            self.fail(f'"{value}" is neither a number nor none', param, ctx)
        least, most = pipeline.WIDTHS
        if not least <= width <= most:
            self.fail(f"{value} is not from {least} to {most:,}", param, ctx)
        return width


def _word(name: str, words: Any, default: str, help: str) -> Callable[..., Any]:
    """Return an option that is one of a few words, the arguments of a Literal."""
    return click.option(
        name, type=click.Choice(get_args(words)), default=default, show_default=True, help=help
    )


@click.group(context_settings=_CONTEXT, invoke_without_command=True, no_args_is_help=True)
@click.option("--version", is_flag=True, help="Print the version and exit.")
@click.option("--verbose", is_flag=True, help="With --version: also the versions of what railroad uses.")
@click.pass_context
def command(context: click.Context, version: bool, verbose: bool) -> None:
    """Draw railroad diagrams: the text of a grammar goes in, SVG, PNG or text comes out.

    \b
    Examples:
      railroad render json.bnf -o json.svg       all rules in one picture
      railroad render json.bnf -o pictures/      one file a rule
      railroad serve grammars                    pictures from URLs
    """
    if version:
        click.echo(f"railroad {__version__}")
        if verbose:
            click.echo("\n".join(_used()))
        context.exit()
    if context.invoked_subcommand is None:
        raise click.UsageError("Missing command.", context)


@command.command()
@click.argument("source", metavar="SRC")
@click.option(
    "-o",
    "--output",
    metavar="FILE|DIR/|-",
    help="Where the picture goes; a folder gets one file a rule.  [default: standard output]",
)
@click.option(
    "-T",
    "--format",
    metavar="svg|png|txt",
    help="What to make.  [default: by the suffix of -o, else svg]",
)
@click.option("-n", "--notation", metavar="NAME", help="That of SRC.  [default: auto, which finds it]")
@click.option(
    "--dialect",
    "signs",
    metavar="FILE.toml",
    help="The signs of a notation of your own; with -n dialect and without this, those that are found.",
)
@click.option("--rule", "rules", metavar="NAME", multiple=True, help="Draw this rule; may be repeated.")
@click.option("--theme", default="light", show_default=True, metavar="NAME", help="light, dark or poster.")
@click.option(
    "--width",
    type=_Width(),
    help="The widest the picture may be.  [default: 800; text: the terminal's columns, else 80]",
)
@_word(
    "--rows", pipeline.Rows, "clause", "How sequences break into rows: at clauses, or for the least height."
)
@_word("--charset", pipeline.Charset, "unicode", "Text: what it is made of.")
@_word("--lines", pipeline.Lines, "free", "Whether a row is to end where a line of the rule's own text does.")
@_word(
    "--overflow",
    pipeline.Overflow,
    "wider",
    "What becomes of a rule that is too wide at its narrowest: fragments may be drawn below.",
)
@_word("--bypass", pipeline.Side, "above", "On which side the way past an option runs.")
@_word("--way-back", pipeline.Side, "below", "On which side the way back of a loop runs.")
@_word("--align", pipeline.Align, "left", "Where alternatives stand.")
@_word("--marks", pipeline.Marks, "dots", "The start mark and the end mark.")
@click.option("--arrows/--no-arrows", default=True, help="Arrows on bypasses, ways back and between rows.")
@_word("--spacing", pipeline.Spacing, "comfortable", "How close everything stands.")
@_word(
    "--direction", pipeline.Direction, "ltr", "From which side the track is read; rtl is the mirror image."
)
@_word(
    "--extensions",
    pipeline.Extensions,
    "auto",
    "Whether [ ] { } ( ) * + ? are signs; auto: if the grammar quotes a terminal.",
)
@click.option("--scale", type=float, default=1.0, show_default=True, help="PNG: pixels a unit, at most 10.")
@_word("--rasterizer", pipeline.Rasterizer, "auto", "PNG: who makes the pixels.")
@click.option("--title/--no-title", "titles", default=True, help="The name of each rule above it.")
@click.option("--background/--no-background", default=False, help="Paint the theme's background.")
@click.option("--keep-recursion", is_flag=True, help="Draw a rule that calls itself so, not as a loop.")
@click.option("--comments", is_flag=True, help="Draw the comments inside rules.")
@click.option("--code", is_flag=True, help="Draw actions, predicates and other code inside rules.")
@click.option("-v", "--verbose", is_flag=True, help="Say which notation the grammar was read in, and why.")
def render(
    source: str,
    output: str | None,
    format: str | None,
    notation: str | None,
    signs: str | None,
    rules: tuple[str, ...],
    width: float | str | None,
    extensions: pipeline.Extensions,
    verbose: bool,
    **looks: Any,
) -> None:
    """Draw a grammar: SRC is a file, or - for standard input.

    \b
    Examples:
      railroad render json.bnf -o json.svg
      railroad render json.bnf --rule value --rule object -o two.png --scale 2
      railroad render json.bnf -o pictures/ --theme dark
      railroad render - -T txt < json.bnf
    """
    made = _format_by_suffix(output) if format is None else format
    odd: list[Diagnostic] = []
    options = pipeline.Options(**looks, report=odd.append)
    if signs is not None and notation not in (None, "dialect"):
        raise click.UsageError("--dialect is for -n dialect, which it implies")
    _check(made, notation, options)
    options = replace(options, width=_width(width, made, output))
    if made == "png" and _to_stdout(output) and sys.stdout is not None and sys.stdout.isatty():
        raise click.UsageError("a PNG is not for a terminal; name a file with -o, or choose -T txt")
    _refuse_to_overwrite(source, output)

    dialect = None if signs is None else pipeline.load_dialect(signs)
    grammar = _read(source, notation, extensions, dialect)
    if verbose:
        _say(f"{grammar.source.name}: read as {grammar.reason or grammar.notation}")
    if grammar.warnings:
        _say(format_all(grammar.warnings, grammar.source))
    chosen = tuple(dict.fromkeys(rules)) or None
    if output is not None and _is_folder(output):
        from railroad.files import write_folder

        with write_folder(Path(output)) as put:
            for name, picture in pipeline.draw_each(grammar, made, chosen, options):
                put(name, _bytes(picture))
    else:
        _write(output, _bytes(pipeline.draw(grammar, made, chosen, options)))
    if odd:
        _say(format_all(odd, grammar.source))


def _show_limits(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    """Print the limits that hold, as a file of limits has them."""
    if wanted:
        from railroad.web.limits import Limits

        click.echo("\n".join(Limits.load(context.params.get("limits")).show()))
        context.exit()


@command.command()
@click.argument("sources", metavar="[DIR|FILE]...", nargs=-1)
@click.option(
    "--limits", metavar="FILE", is_eager=True, help="A file of limits, as --show-limits prints them."
)
@click.option(
    "--show-limits",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_limits,
    help="Print what a request may cost, and exit.  RAILROAD_LIMIT_NAME in the environment changes it.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: any that is free."
)
def serve(sources: tuple[str, ...], limits: str | None, host: str, port: int) -> None:
    """Serve pictures of grammars to this machine, until Ctrl+C: of the folders and files that are named, else
    of the current folder.  The pages renew themselves when a grammar changes.

    \b
    /g/                       the list of grammars; /g/json/ is the page of one
    /g/json.svg               all rules of DIR/json.bnf; also .png and .txt
    /g/json/value.svg         one rule
    /diagram.svg?bnf=TEXT     the grammar right in the URL
    /bnf/svg/ENCODED          the same, compressed (see `railroad url`)

    Several folders each have their name in these, as in /g/DIR/json.svg.
    """
    from railroad.web.limits import Limits
    from railroad.web.server import serve_grammars

    serve_grammars(sources or (".",), host, port, _say, Limits.load(limits))


@command.command()
@click.argument("source", metavar="FILE|URL")
@click.option("--decode", is_flag=True, help="Print the text that is in a URL.")
@click.option("-T", "--format", default="svg", show_default=True, metavar="svg|png|txt|json")
@click.option("-n", "--notation", metavar="NAME", help=f"[default: {pipeline.DEFAULT_NOTATION}]")
@click.option("--rule", metavar="NAME", help="Draw this rule only.")
@click.option("--mount", default="/railroad", show_default=True, help="Where the service is, or its address.")
@click.option(
    "--pin", is_flag=True, help="Name this version of railroad, so that the picture is kept for ever."
)
@click.option(
    "--option", "options", metavar="NAME=VALUE", multiple=True, help="Such as theme=dark; repeatable."
)
@click.option("--key-file", metavar="FILE", help="Sign the URL with the key in this file.")
def url(
    source: str,
    decode: bool,
    format: str,
    notation: str | None,
    rule: str | None,
    mount: str,
    pin: bool,
    options: tuple[str, ...],
    key_file: str | None,
) -> None:
    """Print the URL that draws a grammar: FILE is a file, or - for standard input.

    \b
    Examples:
      railroad url json.bnf --rule value --option theme=dark
      railroad url json.bnf --mount https://diagrams.example/railroad
      railroad url --decode /railroad/bnf/svg/eNpLVLCyslVIAgAG0QG1
    """
    from railroad.web.urls import diagram_url, read_url

    if decode:
        text, _ = read_url(source)
        _write(None, text.encode())
        return
    if format not in (*pipeline.formats(), "json"):
        raise click.UsageError(f'there is no format "{_printable(format)}"')
    _check("svg", notation, pipeline.Options())
    given = dict(option.partition("=")[::2] for option in options)
    grammar = _read(source, notation, "auto", None)
    name = grammar.notation
    if rule is not None:
        grammar.rule(rule)
    key = None if key_file is None else Path(key_file).read_bytes().strip()
    try:
        address = diagram_url(
            grammar.source.text,
            format,
            notation=name,
            mount=mount,
            rule=rule,
            pin=pin,
            key=key,
            **given,
        )
    except (OptionError, ValueError) as error:
        raise click.UsageError(_sentence(error) if isinstance(error, RailroadError) else str(error)) from None
    click.echo(address)


@command.command()
@click.argument("source", metavar="FILE")
@click.option("--to", "target", metavar="NOTATION", required=True, help="The notation to write.")
@click.option("-n", "--notation", metavar="NAME", help="That of FILE.  [default: auto, which finds it]")
@click.option("-o", "--output", metavar="FILE|-", help="Where the text goes.  [default: standard output]")
@click.option("--width", type=click.IntRange(20), default=80, show_default=True, help="Where lines break.")
@click.option("--lossy", is_flag=True, help="Write also what can only be said otherwise; it is listed.")
@_word("--extensions", pipeline.Extensions, "auto", "As for render.")
def convert(
    source: str,
    target: str,
    notation: str | None,
    output: str | None,
    width: int,
    lossy: bool,
    extensions: pipeline.Extensions,
) -> None:
    """Write a grammar in another notation: FILE is a file, or - for standard input.

    \b
    Examples:
      railroad convert uri.abnf --to w3c
      railroad convert json.bnf --to lark -o json.lark
    """
    if target not in pipeline.writers():
        hint = nearest(target, pipeline.writers()) or f"there is {', '.join(pipeline.writers())}"
        raise click.UsageError(f'no grammar is written in "{_printable(target)}"; {hint}')
    _refuse_to_overwrite(source, output)
    grammar = _read(source, notation, extensions, None)
    if grammar.warnings:
        _say(format_all(grammar.warnings, grammar.source))
    told: list[Diagnostic] = []
    try:
        text = pipeline.write(grammar, target, width=width, lossy=lossy, report=told.append)
    except LossError as error:
        hint = "hint: --lossy writes it all the same, and lists what is said otherwise"
        raise click.ClickException(f"{error}\n{hint}") from None
    _write(output, text.encode())
    if told:
        _say(format_all(told, grammar.source))


def _check(format: str, notation: str | None, options: pipeline.Options) -> None:
    """Tell of wrong arguments before anything is read."""
    try:
        pipeline.check(format, notation, options)
    except OptionError as error:
        raise click.UsageError(_sentence(error)) from None


def _width(width: float | str | None, format: str, output: str | None) -> float | None:
    """Return the width to draw to; None: as wide as it comes."""
    if isinstance(width, str):
        return None
    if width is None and format == "txt" and _to_stdout(output) and sys.stdout is not None:
        return float(get_terminal_size((80, 24)).columns) if sys.stdout.isatty() else 80.0
    return pipeline.default_width(format) if width is None else width


def _format_by_suffix(output: str | None) -> str:
    suffix = "" if output is None or _is_folder(output) else Path(output).suffix
    if not suffix:
        return "svg"
    format = suffix[1:].lower()
    if format not in pipeline.formats():
        known = ", ".join(pipeline.formats())
        raise click.UsageError(f'-o: there is no format "{_printable(format)}"; formats: {known} (or use -T)')
    return format


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep)) or Path(output).is_dir()


def _to_stdout(output: str | None) -> bool:
    return output is None or output in _STDOUT


def _refuse_to_overwrite(source: str, output: str | None) -> None:
    if output is None or source == "-" or _is_folder(output):
        return
    try:
        same = Path(source).is_file() and Path(source).samefile(output)
    except (OSError, ValueError):
        return
    if same:
        raise click.UsageError("-o: that is the grammar itself")


def _read(
    source: str, notation: str | None, extensions: pipeline.Extensions, dialect: Dialect | None
) -> Grammar:
    if source != "-":
        return pipeline.load(source, notation, extensions=extensions, dialect=dialect)
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    text = sys.stdin.buffer.read()
    return pipeline.read(text, notation, "<stdin>", extensions=extensions, dialect=dialect)


def _bytes(picture: str | bytes) -> bytes:
    return picture.encode() if isinstance(picture, str) else picture


def _write(output: str | None, picture: bytes) -> None:
    if output is not None and not _to_stdout(output):
        from railroad.files import write_file

        write_file(output, picture)
    elif sys.stdout is None:
        raise OSError(errno.EBADF, "standard output is closed")
    else:
        sys.stdout.buffer.write(picture)
        sys.stdout.buffer.flush()


def _used() -> list[str]:
    """Return lines that tell what is at work here besides this package."""
    from importlib.metadata import PackageNotFoundError, version
    from platform import python_implementation, python_version

    lines = [f"{python_implementation()} {python_version()}"]
    for name in _LIBRARIES:
        try:
            lines.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lines.append(f"{name}: not installed")
    return [*lines, f"rasterizer: {_rasterizer()}"]


def _rasterizer() -> str:
    from railroad.surface.png import rasterizer_in_use

    try:
        return rasterizer_in_use()
    except RailroadError as error:
        return _sentence(error)


def _sentence(error: RailroadError) -> str:
    """Return what an error says in one line, for a message about the arguments."""
    first = error.diagnostics[0]
    return f"{first.message}; {first.hint}" if first.hint else first.message


def _in_words(error: Exception) -> str | None:
    """Return what is said of an error that ends the command; None if it is one that nobody foresaw."""
    match error:
        case RailroadError():
            return str(error)
        case OSError():
            about = pipeline.os_name(error.filename) if error.filename else "railroad"
            return f"{about}: {error.strerror or error}"
        case MemoryError():
            return "railroad: not enough memory for this grammar"
        case RecursionError():
            return "railroad: the grammar is nested too deep"
        case _:
            return None


def _say(text: str) -> None:
    """Print to standard error, whatever characters the text has."""
    with suppress(OSError):  # nobody is there to be told
        click.echo(_printable(text), err=True)


def _printable(text: str) -> str:
    """Return the text with everything escaped that a terminal could obey or not encode."""
    return "".join(c if c.isprintable() or c in "\n\t" else c.encode("unicode_escape").decode() for c in text)


def _let_go_of_stdout() -> None:
    """Keep Python from flushing, when it ends, what could not be written."""
    with suppress(AttributeError, OSError, ValueError):  # there is none, or not a real one
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
