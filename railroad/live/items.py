"""What diagrams are made of: objects that remember what they were given, and nothing else.

    Sequence, Stack                    one after another
    Choice, HorizontalChoice           one of several          Optional         it or nothing
    OneOrMore, ZeroOrMore              again and again, with something between
    OptionalSequence                   some of several, in their order
    MultipleChoice                     some of several (``any``), or all (``all``), in any order
    AlternatingSequence                two that take turns
    Group                              a frame with a label
    Terminal, NonTerminal, Comment     text; a string stands for a `Terminal`
    Start, End, Skip                   the ends of a diagram; nothing

A diagram may be changed until it is written: its `items`, and the `item`, `rep`, `label`, `text`, `href`,
`title` and `attrs` of what is in it.

To subclass `DiagramItem` give it an `item`: that is what will be drawn for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from railroad.live.raw import Path, Style, escapeAttr, escapeHtml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from railroad.live.raw import Write

    Node: TypeAlias = "str | DiagramItem"


class _Extent:
    """A size of an object by itself, as wide as it comes; a class or object may set one of its own."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, item: DiagramItem | None, owner: type) -> Any:
        if item is None:
            return self
        from railroad.live.diagram import extent

        return getattr(extent(item), self._name)


class DiagramItem:
    """The base of all."""

    needsSpace = False
    width = _Extent("width")
    """The sizes are in user units: how wide it is, …"""
    up = _Extent("up")
    """… how far it reaches above the line on which it is entered, …"""
    height = _Extent("height")
    """… how far below that it is left, …"""
    down = _Extent("down")
    """… and how far it reaches below the line on which it is left."""

    def __init__(self, name: str, attrs: dict[str, Any] | None = None, text: Any = None) -> None:
        self.name = name
        self.attrs: dict[str, Any] = attrs or {}
        self.children: list[Any] = [text] if text else []

    def __repr__(self) -> str:
        return spelling(self)

    def __str__(self) -> str:
        return repr(self)

    def format(self, *place: Any, **named: Any) -> Any:
        """Say that this is no way to place an object.

        Raises:
            NotImplementedError: always, but of a `Diagram`.
        """
        raise NotImplementedError("a Diagram places what is in it; nothing else does")

    def addTo(self, parent: DiagramItem) -> DiagramItem:
        """Put it among what is written with `parent`, at a place that its own attributes say."""
        parent.children.append(self)
        return self

    def writeSvg(self, write: Write) -> None:
        """Write an element of this name, with these attributes and children."""
        todo: list[Any] = [self]
        while todo:
            task = todo.pop()
            if isinstance(task, DiagramItem):
                attributes = [f' {name}="{escapeAttr(value)}"' for name, value in sorted(task.attrs.items())]
                write(f"<{task.name}{''.join(attributes)}>")
                todo.append(_End(task.name))
                todo.extend(reversed(task.children))
            elif isinstance(task, _End):
                write(f"</{task}>")
            elif isinstance(task, Path | Style):
                task.writeSvg(write)
            else:
                write(escapeHtml(str(task)))

    def walk(self, cb: Callable[[DiagramItem], Any]) -> None:
        """Call `cb` with this and everything inside, each before what is inside it."""
        todo: list[DiagramItem] = [self]
        while todo:
            item = todo.pop()
            cb(item)
            todo.extend(reversed([wrapString(part) for part in item._parts()]))

    def _parts(self) -> Iterable[Node]:
        """Return what is directly inside."""
        item = getattr(self, "item", None)
        return () if item is None else (item,)

    def _spelled(self) -> list[Any]:
        """Return how it is written in Python: strings, and objects in their places."""
        return [f"{type(self).__name__}()"]


class _End(str):
    """The name of an element that ends here."""

    __slots__ = ()


def wrapString(value: Node) -> DiagramItem:
    """Return an object as it is, and a string as a `Terminal`."""
    return value if isinstance(value, DiagramItem) else Terminal(value)


def spelling(item: DiagramItem) -> str:
    """Return how an object is written in Python."""
    written: list[str] = []
    todo: list[Any] = [item]
    while todo:
        part = todo.pop()
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, DiagramItem) and type(part).__repr__ is DiagramItem.__repr__:
            todo.extend(reversed(part._spelled()))
        else:
            written.append(repr(part))
    return "".join(written)


def listed(items: Iterable[Any]) -> list[Any]:
    """Return objects with commas between, for `spelling`."""
    pieces: list[Any] = []
    for item in items:
        pieces += [", ", item] if pieces else [item]
    return pieces


class DiagramMultiContainer(DiagramItem):
    """The base of what holds several."""

    def __init__(
        self,
        name: str,
        items: Iterable[Node],
        attrs: dict[str, Any] | None = None,
        text: str | None = None,
    ) -> None:
        super().__init__(name, attrs, text)
        self.items: list[DiagramItem] = [wrapString(item) for item in items]

    def _parts(self) -> Iterable[Node]:
        return self.items

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}(", *listed(self.items), ")"]


class Sequence(DiagramMultiContainer):
    """One after another."""

    needsSpace = True

    def __init__(self, *items: Node) -> None:
        super().__init__("g", items)


class Stack(DiagramMultiContainer):
    """One after another, each in a row of its own."""

    needsSpace = True

    def __init__(self, *items: Node) -> None:
        super().__init__("g", items)


class OptionalSequence(DiagramMultiContainer):
    """One or more of these, in their order; of a single one a `Sequence`."""

    def __new__(cls, *items: Node) -> Any:
        """Return a `Sequence` of fewer than two."""
        return Sequence(*items) if len(items) <= 1 else super().__new__(cls)

    def __init__(self, *items: Node) -> None:
        super().__init__("g", items)


class AlternatingSequence(DiagramMultiContainer):
    """One or more of two that take turns; either may begin, and either may end."""

    def __init__(self, *items: Node) -> None:
        if len(items) != 2:
            raise ValueError(f"an AlternatingSequence is of two, not of {len(items)}")
        super().__init__("g", items)


class Choice(DiagramMultiContainer):
    """One of these.

    `default` says which one is the usual.  We leave all in their order, the first on the straight way.
    """

    def __init__(self, default: int, *items: Node) -> None:
        super().__init__("g", items)
        _check_default(default, items)
        self.default = default

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}({self.default!r}, ", *listed(self.items), ")"]


class MultipleChoice(DiagramMultiContainer):
    """One or more of these (`type` ``any``) or all of them (``all``), each at most once, in any order."""

    needsSpace = True

    def __init__(self, default: int, type: str, *items: Node) -> None:
        super().__init__("g", items)
        _check_default(default, items)
        if type not in ("any", "all"):
            raise ValueError(f'the type of a MultipleChoice is "any" or "all", not {type!r}')
        self.default = default
        self.type = type

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}({self.default!r}, {self.type!r}, ", *listed(self.items), ")"]


class HorizontalChoice(DiagramMultiContainer):
    """One of these; of a single one a `Sequence`."""

    def __new__(cls, *items: Node) -> Any:
        """Return a `Sequence` of fewer than two."""
        return Sequence(*items) if len(items) <= 1 else super().__new__(cls)

    def __init__(self, *items: Node) -> None:
        super().__init__("g", items)


def _check_default(default: int, items: tuple[Node, ...]) -> None:
    if default >= len(items):
        raise ValueError(f"of {len(items)} items none has the index {default}")


def Optional(item: Node, skip: bool = False) -> Choice:
    """Return a choice of an object and nothing."""
    return Choice(0 if skip else 1, Skip(), item)


class OneOrMore(DiagramItem):
    """An object once or more, with `repeat` between."""

    needsSpace = True

    def __init__(self, item: Node, repeat: Node | None = None) -> None:
        super().__init__("g")
        self.item = wrapString(item)
        self.rep = wrapString(repeat or Skip())

    def _parts(self) -> Iterable[Node]:
        return (self.item, self.rep)

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}(", self.item, ", repeat=", self.rep, ")"]


def ZeroOrMore(item: Node, repeat: Node | None = None, skip: bool = False) -> Choice:
    """Return a choice of nothing and an object once or more, with `repeat` between."""
    return Optional(OneOrMore(item, repeat), skip)


class Group(DiagramItem):
    """An object in a frame, with a label in its edge."""

    needsSpace = True

    def __init__(self, item: Node, label: Node | None = None) -> None:
        super().__init__("g")
        self.item = wrapString(item)
        self.label: DiagramItem | None = None
        if isinstance(label, DiagramItem):
            self.label = label
        elif label:
            self.label = Comment(label)

    def _parts(self) -> Iterable[Node]:
        return (self.item,) if self.label is None else (self.item, self.label)

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}(", self.item, ", label=", self.label, ")"]


class Start(DiagramItem):
    """The start of a diagram; its label is the title of the picture."""

    def __init__(self, type: str = "simple", label: str | None = None) -> None:
        super().__init__("g")
        self.type = type
        self.label = label

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}(type={self.type!r}, label={self.label!r})"]


class End(DiagramItem):
    """The end of a diagram."""

    def __init__(self, type: str = "simple") -> None:
        super().__init__("path")
        self.type = type

    def _spelled(self) -> list[Any]:
        return [f"{type(self).__name__}(type={self.type!r})"]


class Skip(DiagramItem):
    """Nothing."""

    def __init__(self) -> None:
        super().__init__("g")


class Labelled(DiagramItem):
    """The base of what is drawn as text."""

    needsSpace = True
    _class = ""

    def __init__(self, text: str, href: str | None = None, title: str | None = None, cls: str = "") -> None:
        if not isinstance(text, str):
            _refuse(text)
        super().__init__("g", {"class": f"{self._class} {cls}"})
        self.text = text
        self.href = href
        self.title = title
        self.cls = cls

    def _parts(self) -> Iterable[Node]:
        return ()

    def _spelled(self) -> list[Any]:
        named = f"href={self.href!r}, title={self.title!r}, cls={self.cls!r}"
        return [f"{type(self).__name__}({self.text!r}, {named})"]


def _refuse(value: object) -> NoReturn:
    raise TypeError(f"a diagram is of strings and DiagramItems, not of {value!r}")


class Terminal(Labelled):
    """Text that stands for itself."""

    _class = "terminal"


class NonTerminal(Labelled):
    """The name of what is defined elsewhere."""

    _class = "non-terminal"


class Comment(Labelled):
    """Words for the reader on the track."""

    _class = "non-terminal"
