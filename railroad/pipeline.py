"""The steps in their order, from text to picture: what the command line, the web and the extensions call.

text  →  Grammar  →  simpler Grammar  →  Diagrams  →  Scene  →  str or bytes
      read        transform           build        lay_out    render
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_type_hints
from urllib.parse import quote

from railroad.errors import Diagnostic, LossError, OptionError, RailroadError, nearest
from railroad.names import distinct_names, rule_id
from railroad.policies import Align as Align
from railroad.policies import Direction as Direction
from railroad.policies import Marks as Marks
from railroad.policies import Policies
from railroad.policies import Side as Side
from railroad.policies import Spacing as Spacing
from railroad.source import Span
from railroad.stages import stage

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from railroad.grammar import Break, Grammar, Rule
    from railroad.layout.costs import Costs
    from railroad.layout.scene import Scene
    from railroad.notation.dialect import Dialect
    from railroad.source import Source
    from railroad.theme import Theme
    from railroad.transform.lower import Lowered

Extensions = Literal["auto", "on", "off"]
Rasterizer = Literal["auto", "cairosvg", "resvg"]
Rows = Literal["clause", "short"]
Charset = Literal["unicode", "ascii"]
Lines = Literal["free", "author"]
Overflow = Literal["wider", "fragments"]

DEFAULT_NOTATION = "auto"
_MAX_SCALE = 10
_LEAST_WRITTEN = 20
WIDTHS = (20, 1_000_000)
"""The least and the greatest width that may be asked for."""


_POLICIES = {name: get_args(kind) or (True, False) for name, kind in get_type_hints(Policies).items()}
"""The words that each policy can be."""
_WORDS = {
    "rows": get_args(Rows),
    "lines": get_args(Lines),
    "overflow": get_args(Overflow),
    "charset": get_args(Charset),
    **_POLICIES,
}
"""The same of all options that are one of a few words."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a picture is to look.  Every default is good for a page."""

    theme: str | Theme = "light"
    """The name of a theme, or one of your own."""
    width: float | None = None
    """The widest the picture may be, margins and all, in user units (text: columns).

    None: as wide as it comes.  One that is wider even at its narrowest is drawn so, and `report` is told.
    """
    rows: Rows | Costs = "clause"
    """What makes one layout better than another: `clause` sets rows as a careful author does, `short` makes
    the least height; or costs of your own."""
    charset: Charset = "unicode"
    """Text: what it is made of; `ascii` writes any other character as ``\\u{…}``, its number."""
    lines: Lines = "free"
    """Whether the lines of a rule's own text count: `author` wishes for a row to end where a line does."""
    overflow: Overflow = "wider"
    """What becomes of a rule that is wider than `width` even at its narrowest: a picture as wide as it takes,
    or one in `fragments`, parts of it drawn below under names of their own."""
    bypass: Side = "above"
    """On which side of what is bypassed the bypass runs: `above` or `below`."""
    way_back: Side = "below"
    """On which side of what is repeated the way back runs: `above` or `below`."""
    align: Align = "left"
    """Where the alternatives of a choice stand between its risers: `left` or `center`."""
    marks: Marks = "dots"
    """The start mark and the end mark: a dot and a ring, none, `simple` bars, or `complex` arrowheads."""
    arrows: bool = True
    """Whether arrows stand on bypasses, ways back and the runs between rows."""
    spacing: Spacing = "comfortable"
    """How close everything stands: `comfortable` or `compact`."""
    direction: Direction = "ltr"
    """From which side the track is read: `rtl` is the mirror image, its words unmirrored."""
    scale: float = 1.0
    """PNG: pixels a user unit, over 0 and at most 10."""
    most_side: int = 32_767
    """PNG: the most pixels on a side; more than that cairo can't draw."""
    most_pixels: int = 100_000_000
    """PNG: the most pixels in all; they are made in memory, at four bytes each."""
    rasterizer: Rasterizer = "auto"
    """PNG: who makes pixels; `auto` is cairosvg where the system has libcairo, else resvg."""
    titles: bool = True
    """Whether the name of each rule stands above it."""
    background: bool = False
    """Whether the picture is painted with the theme's background; a picture in a page needs none."""
    keep_recursion: bool = False
    """Whether a rule that calls itself at its beginning or end is drawn so, and not as a loop."""
    comments: bool = False
    """Whether the comments inside a rule stand on its track."""
    code: bool = False
    """Whether code of a host language, such as actions and predicates, stands on the track."""
    links: Callable[[str], str | None] | None = None
    """From the name of a defined rule to a URL, or None for no link.

    By default a rule in the same picture is linked as ``#rule-NAME``, and others are not.
    """
    report: Callable[[Diagnostic], None] | None = None
    """Told of what is odd about the picture, such as that it is wider than asked for."""

    @property
    def policies(self) -> Policies:
        """What to do where there is more than one good way to draw."""
        return Policies(**{name: getattr(self, name) for name in _POLICIES})

    def checked(self) -> Options:
        """Return self.

        Raises:
            OptionError: an option has a value that it can't have.
        """
        least, most = WIDTHS
        width = self.width
        if width is not None and not (isinstance(width, int | float) and least <= width <= most):
            raise OptionError.at(None, f"width: {width!r} is not from {least} to {most:,}, nor None")
        for name, words in _WORDS.items():
            value = getattr(self, name)
            if value not in words and (isinstance(value, str) or name != "rows"):
                hint = nearest(str(value), [str(word) for word in words])
                raise OptionError.at(None, f'{name}: there is no "{value}"', hint=hint)
        if not (isinstance(self.scale, int | float) and 0 < self.scale <= _MAX_SCALE):
            raise OptionError.at(None, f"scale: {self.scale!r} is not over 0 and at most {_MAX_SCALE}")
        if self.rasterizer not in ("auto", "cairosvg", "resvg"):
            hint = nearest(str(self.rasterizer), ("auto", "cairosvg", "resvg"))
            raise OptionError.at(None, f'there is no rasterizer "{self.rasterizer}"', hint=hint)
        return self


def read(
    source: str | bytes,
    notation: str | None = None,
    name: str = "<input>",
    *,
    extensions: Extensions = "auto",
    dialect: Dialect | None = None,
    trials: int | None = None,
) -> Grammar:
    """Read a grammar.

    Args:
        source: the text; bytes are decoded as UTF-8 (UTF-16 if they begin with its byte order mark).
        notation: the name of a notation; None, or ``auto``, is what the text is most likely in, of which
            `Grammar.reason` tells.
        name: what messages call the text, such as a path; how it ends is a hint at the notation.
        extensions: whether ``[ ] { } ( ) * + ?`` are signs of the notation: ``on``, ``off``, or ``auto``,
            which is on if the grammar quotes any terminal.
        dialect: the signs of the notation ``dialect``; None: those that are found in the text.
        trials: how many notations are tried at most where none is named; None: as many as might be the right
            one.

    Returns:
        The grammar; what is odd but readable is in its `warnings`.

    Raises:
        NotationError: with every mistake found, each at its place.
        UnknownNotationError: there is no such notation.

    >>> [rule.name for rule in read("<digit> ::= 0 | 1").rules]
    ['digit']
    """
    from railroad import notation as notations

    with stage("read"):
        text = notations.decode(source, name)
        if notation is None:
            notation = DEFAULT_NOTATION if dialect is None else "dialect"
        return notations.read(text, notation, extensions=extensions, dialect=dialect, trials=trials)


def decode(source: str | bytes, name: str = "<input>") -> Source:
    """Return the text that `read` would read, decoded as there.

    Raises:
        NotationError: it is not UTF-8.
    """
    from railroad import notation as notations

    return notations.decode(source, name)


def load(
    path: str | os.PathLike[str],
    notation: str | None = None,
    *,
    extensions: Extensions = "auto",
    dialect: Dialect | None = None,
) -> Grammar:
    """Read the grammar in a file, like `read`; its suffix is a hint at the notation.

    What it imports is read too, from files in the same folder and in those below it, and from nowhere else.

    Raises:
        OSError: the file can't be read.
    """
    from railroad import notation as notations
    from railroad.files import read_inside

    file = Path(path)
    text = notations.decode(file.read_bytes(), os_name(file))

    def beside(wanted: str) -> Source | None:
        data = read_inside(file.parent, wanted)
        return None if data is None else notations.decode(data, os_name(file.parent / wanted))

    if notation is None:
        notation = DEFAULT_NOTATION if dialect is None else "dialect"
    return notations.read(text, notation, extensions=extensions, load=beside, dialect=dialect)


def load_dialect(path: str | os.PathLike[str]) -> Dialect:
    """Read the description of a dialect, a TOML file whose keys are the fields of `Dialect`.

    Raises:
        OSError: the file can't be read.
        NotationError: it is not text.
        OptionError: it is no TOML, or describes no dialect; with the place.
    """
    from railroad.notation import decode
    from railroad.notation.dialect import read_dialect_file

    return read_dialect_file(decode(Path(path).read_bytes(), os_name(path)))


def os_name(path: str | os.PathLike[str]) -> str:
    """Return a path as messages spell it: always printable."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(Path(path)))


def render(
    grammar: Grammar,
    format: str = "svg",
    rule: str | Sequence[str] | None = None,
    width: float | None = None,
    theme: str | Theme = "light",
    **options: Any,
) -> str | bytes:
    """Draw a grammar.

    Args:
        grammar: what `read` or `load` returned.
        format: ``svg``, ``png`` or ``txt``.
        rule: the name of one rule, or several; None draws all, one below the other.
        width: the widest the picture may be; None: as wide as it comes.
        theme: ``light``, ``dark``, ``poster``, or a `Theme`.
        options: the other fields of `Options`.

    Returns:
        The picture: `bytes` for PNG, else `str`.

    Raises:
        RailroadError: an unknown rule, format, theme or option; a picture too large; a character that no
            font here can draw.

    >>> print(render(read('sign ::= "+" | "-"'), "txt"))
    sign
    <BLANKLINE>
    ●──┬─ "+" ─┬──○
       ╰─ "-" ─╯
    <BLANKLINE>
    """
    fields = {field.name for field in dataclasses.fields(Options)}
    for name in options:
        if name not in fields:
            raise OptionError.at(
                grammar.source, f'there is no option "{name}"', hint=nearest(name, sorted(fields))
            )
    return draw(grammar, format, rule, Options(theme=theme, width=width, **options))


def write(
    grammar: Grammar,
    notation: str,
    *,
    width: int = 80,
    lossy: bool = False,
    report: Callable[[Diagnostic], None] | None = None,
) -> str:
    """Write a grammar in a notation.

    Args:
        grammar: what `read` or `load` returned.
        notation: a name in `writers()`.
        width: where lines break, in characters; at least 20.
        lossy: whether to write also what the notation can only say otherwise than the author did.
        report: told of what is left out or said otherwise, each at its place.

    Returns:
        The text; reading it gives the grammar as `transform.lower.lower` makes it for the notation.

    Raises:
        LossError: the notation can't say it, and `lossy` is not asked for.
        UnknownNotationError: no grammar is written in a notation of that name.
        OptionError: `width` is less than 20.

    >>> print(write(read('sign ::= "+" | "-"'), "abnf"), end="")
    sign = "+" / "-"
    """
    from railroad.notation.writing import find_writer

    try:
        writer = find_writer(notation)
    except RailroadError as error:
        raise error.within(grammar.source) from None
    if not (isinstance(width, int) and width >= _LEAST_WRITTEN):
        raise OptionError.at(grammar.source, f"width: {width!r} is no number of at least {_LEAST_WRITTEN}")
    lowered = as_said_in(grammar, notation)
    if lowered.losses and not lossy:
        raise LossError(lowered.losses, grammar.source)
    if report is not None:
        told = [*lowered.losses, *lowered.notes]
        for each in sorted(told, key=lambda each: each.span or Span(0, 0)):
            report(dataclasses.replace(each, severity="warning"))
    return writer.write(lowered.grammar, width)


def as_said_in(grammar: Grammar, notation: str) -> Lowered:
    """Return a grammar as it can be said in a notation, and what is lost on the way.

    Raises:
        UnknownNotationError: no grammar is written in a notation of that name.
    """
    from railroad.notation.writing import find_writer
    from railroad.transform.lower import Lowered, lower

    writer = find_writer(notation)
    if writer.features is None:
        lowered = Lowered(grammar, (), ())
    else:
        lowered = lower(grammar, writer.features(grammar))
        otherwise = writer.otherwise(lowered.grammar)
        lowered = lowered if otherwise is None else lower(grammar, otherwise)
    if grammar.rules or writer.ruleless:
        return lowered
    nothing = Diagnostic("error", f"there is no rule, and {notation} is never without", Span(0, 0))
    return dataclasses.replace(lowered, losses=(nothing, *lowered.losses))


def writers() -> tuple[str, ...]:
    """Return the names of all notations that grammars are written in."""
    from railroad.notation.writing import WRITERS

    return tuple(WRITERS)


def draw(
    grammar: Grammar, format: str, rule: str | Sequence[str] | None = None, options: Options | None = None
) -> str | bytes:
    """Draw a grammar with the options in one value; else like `render`."""
    try:
        return _draw(pick(grammar, rule), grammar.source, _known(grammar), format, options or Options())
    except RailroadError as error:
        raise error.within(grammar.source) from None


def draw_each(
    grammar: Grammar, format: str, rules: Sequence[str] | None = None, options: Options | None = None
) -> Iterator[tuple[str, str | bytes]]:
    """Draw one picture a rule, and yield each with the name of the file that it is for.

    The name is the rule's in `distinct_names` of the whole grammar.  A rule is linked to the file of its
    picture, if there is one among these; else like `draw`.
    """
    files = {
        name: f"{stem}.{format}" for name, stem in distinct_names(rule.name for rule in grammar.rules).items()
    }
    picked = pick(grammar, rules)
    drawn = {rule.name for rule in picked}
    chosen = options or Options()
    if chosen.links is None:
        chosen = dataclasses.replace(chosen, links=lambda name: quote(files[name]) if name in drawn else None)
    try:
        for rule in picked:
            yield files[rule.name], _draw((rule,), grammar.source, _known(grammar), format, chosen)
    except RailroadError as error:
        raise error.within(grammar.source) from None


def check(format: str, notation: str | None = None, options: Options | None = None) -> None:
    """Say of the arguments of `read` and `draw` what these would, before there is a text.

    Raises:
        OptionError: there is no such format, notation or theme, or an option can't have its value.
    """
    from railroad import notation as notations
    from railroad.surface import find_surface
    from railroad.theme import find_theme

    find_surface(format)
    notations.find(DEFAULT_NOTATION if notation is None else notation)
    chosen = (options or Options()).checked()
    if isinstance(chosen.theme, str):
        find_theme(chosen.theme)


def default_width(format: str) -> float:
    """Return the width that pictures of a format have where nobody says one: for a page, or a terminal.

    In user units, or columns for text.
    """
    from railroad.surface import find_surface

    return find_surface(format).width


def formats() -> Mapping[str, str]:
    """Return the media type of every format, by its name."""
    from railroad.surface import SURFACES

    return {name: surface.media_type for name, surface in SURFACES.items()}


def notations() -> tuple[str, ...]:
    """Return the names of all notations that can be read."""
    from railroad.notation import NOTATIONS

    return tuple(NOTATIONS)


def suffixes() -> tuple[str, ...]:
    """Return how the names of files of grammars end."""
    from railroad.notation import NOTATIONS

    return tuple({suffix: None for notation in NOTATIONS.values() for suffix in notation.suffixes})


def themes() -> tuple[str, ...]:
    """Return the names of all themes."""
    from railroad.theme import THEMES

    return tuple(THEMES)


def made_with(format: str, options: Options) -> tuple[str, ...]:
    """Return the names and versions of all, besides this package, that decides the bytes of a picture."""
    from unicodedata import unidata_version

    widths = f"unicode {unidata_version}"
    if format == "svg":
        return (widths, _installed("svgwrite"))
    if format == "png":
        from railroad.fonts.system import fonts_digest
        from railroad.surface.png import rasterizer_in_use

        font = _installed("fontpkg-ibm-plex-mono")
        return (widths, rasterizer_in_use(options.rasterizer), font, f"fonts {fonts_digest()}")
    return (widths,)


@cache
def _installed(distribution: str) -> str:
    from importlib.metadata import version

    return f"{distribution} {version(distribution)}"


def pick(grammar: Grammar, rule: str | Sequence[str] | None) -> tuple[Rule, ...]:
    """Return the rules to draw, in the order asked for; all of them for None.

    Raises:
        UnknownRuleError: there is no rule of that name.
    """
    if rule is None:
        return grammar.rules
    names = [rule] if isinstance(rule, str) else rule
    return tuple(grammar.rule(name) for name in names)


class _Known(NamedTuple):
    """The names that a grammar knows."""

    defined: Collection[str]
    external: Mapping[str, str]
    """Each with where it is from."""


def _known(grammar: Grammar) -> _Known:
    return _Known({rule.name for rule in grammar.rules}, {each.name: each.origin for each in grammar.imports})


def _draw(rules: Sequence[Rule], source: Source, known: _Known, format: str, options: Options) -> str | bytes:
    from railroad.surface import Settings, find_surface
    from railroad.theme import find_theme

    options.checked()
    out = find_surface(format)
    theme = find_theme(options.theme) if isinstance(options.theme, str) else options.theme
    settings = Settings(
        options.background,
        options.scale,
        options.rasterizer,
        options.most_side,
        options.most_pixels,
        options.charset,
    )
    check = out.check_least
    bound = None if check is None else lambda width, height: check(width, height, settings)
    with stage("lay out"):
        scene = _scene(rules, source.text, known, options, theme, cells=out.cells, bound=bound)
    _report_hints(rules, scene, options)
    _report_overflow(scene, options, cells=out.cells)
    with stage("draw"):
        return out.render(scene, theme, settings)


def _scene(
    rules: Sequence[Rule],
    text: str,
    known: _Known,
    options: Options,
    theme: Theme,
    *,
    cells: bool,
    bound: Callable[[float, float], None] | None = None,
) -> Scene:
    from railroad.diagram.build import build
    from railroad.diagram.spelling import spell
    from railroad.hints import wishes_of
    from railroad.layout.costs import PRESETS
    from railroad.layout.place import lay_out
    from railroad.metrics import CELLS
    from railroad.theme import metrics_of
    from railroad.transform import for_drawing

    shown = {rule.name for rule in rules}

    def link(name: str) -> str | None:
        if options.links is not None:
            return options.links(name)
        return f"#{rule_id(name)}" if name in shown else None

    asked = {name: getattr(options, name) for name in ("keep_recursion", "code", "comments")}
    lines = text if options.lines == "author" else None
    line: Break = "must" if options.width is None else "wished"  # all fits in any width
    diagrams = [
        build(for_drawing(rule, **asked), known.defined, link, known.external, wishes_of(rule, lines, line))
        for rule in rules
    ]
    if cells:
        diagrams = [spell(diagram, ascii=options.charset == "ascii") for diagram in diagrams]
    metrics = CELLS if cells else metrics_of(theme)
    costs = PRESETS[options.rows] if isinstance(options.rows, str) else options.rows
    width = options.width
    if width is not None and cells:
        width -= 1  # between the middles of the outermost columns
    return lay_out(
        diagrams,
        metrics,
        width=width,
        costs=costs,
        policies=options.policies,
        titles=options.titles,
        fragments=options.overflow == "fragments",
        bound=bound,
    )


def _report_hints(rules: Sequence[Rule], scene: Scene, options: Options) -> None:
    """Tell of every hint that has no effect, and of every rule in which one could not be followed."""
    if options.report is None:
        return
    from railroad.hints import idle_hints

    for rule in rules:
        for idle in idle_hints(rule):
            options.report(idle)
    for panel in scene.panels:
        if panel.unwanted:
            where = f"in {panel.unwanted} places" if panel.unwanted > 1 else "in one place"
            message = f'"{panel.name}" is broken {where} where its author wants no break; nothing else fits'
            options.report(Diagnostic("warning", message))


def _report_overflow(scene: Scene, options: Options, *, cells: bool) -> None:
    """Tell of every rule that is wider than asked for."""
    if options.width is None or options.report is None or scene.width + cells <= options.width:
        return
    for panel in scene.panels:
        least = panel.rect.width + 2 * panel.metrics.margin + cells
        if least > options.width:
            wide = f"{least:g} wide at its narrowest, over the {options.width:g} asked for"
            options.report(Diagnostic("warning", f'the picture of "{panel.name}" is {wide}'))
