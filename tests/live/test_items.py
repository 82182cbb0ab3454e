"""The objects: what they take, remember and say of themselves, as the older module's do."""

from __future__ import annotations

import inspect

import pytest

import railroad as rr


@pytest.mark.parametrize(
    ("name", "parameters"),
    {
        "Diagram": ["*items", "**kwargs"],
        "Sequence": ["*items"],
        "Stack": ["*items"],
        "HorizontalChoice": ["*items"],
        "OptionalSequence": ["*items"],
        "AlternatingSequence": ["*items"],
        "Choice": ["default", "*items"],
        "MultipleChoice": ["default", "type", "*items"],
        "Optional": ["item", "skip"],
        "OneOrMore": ["item", "repeat"],
        "ZeroOrMore": ["item", "repeat", "skip"],
        "Group": ["item", "label"],
        "Terminal": ["text", "href", "title", "cls"],
        "NonTerminal": ["text", "href", "title", "cls"],
        "Comment": ["text", "href", "title", "cls"],
        "Start": ["type", "label"],
        "End": ["type"],
        "Skip": [],
        "Path": ["x", "y"],
        "Style": ["css"],
    }.items(),
)
def test_parameters_have_the_names_that_callers_use(name, parameters):
    """pyparsing moves keyword arguments by the name of the variable parameter."""
    made = getattr(rr, name)
    spec = inspect.getfullargspec(made)
    found = spec.args[inspect.isclass(made) :]
    found += [f"*{spec.varargs}"] if spec.varargs else []
    found += [f"**{spec.varkw}"] if spec.varkw else []
    assert found == parameters


@pytest.mark.parametrize(
    "written",
    [
        "Diagram()",
        "Diagram(Terminal('a', href=None, title=None, cls=''), type='complex')",
        "Sequence(Skip(), Skip())",
        "Stack(Skip())",
        "Choice(1, Skip(), Terminal('x', href='#x', title='t', cls='c'))",
        "MultipleChoice(0, 'any', Skip(), Skip())",
        "OptionalSequence(Skip(), Skip())",
        "HorizontalChoice(Skip(), Skip())",
        "AlternatingSequence(Skip(), Skip())",
        "OneOrMore(Skip(), repeat=Comment('c', href=None, title=None, cls=''))",
        "Group(Skip(), label=None)",
        "Start(type='simple', label='l')",
        "End(type='complex')",
        "Path(1, 2)",
        "Style('a{}')",
    ],
)
def test_repr_can_be_read_back(written):
    item = eval(written, vars(rr) | {name: getattr(rr, name) for name in rr.__all__})
    assert repr(item) == str(item) == written


def test_repr_of_a_subclass_is_its_own():
    class Loud(rr.Terminal):
        def __repr__(self):
            return "LOUD"

    assert repr(rr.Sequence(Loud("a"))) == "Sequence(LOUD)"


def test_diagram_is_given_its_ends():
    diagram = rr.Diagram("a", type="complex")
    assert [type(item) for item in diagram.items] == [rr.Start, rr.Terminal, rr.End]
    assert {item.type for item in (diagram.items[0], diagram.items[2])} == {"complex"}
    mine = rr.Diagram(rr.Start(label="l"), "a", rr.End())
    assert len(mine.items) == 3
    assert rr.Diagram().items == []
    assert rr.ComplexDiagram("a", type="simple").type == "complex"


def test_shorthands_are_choices():
    option = rr.Optional("a")
    assert isinstance(option, rr.Choice)
    assert (option.default, rr.Optional("a", "skip").default) == (1, 0)
    assert isinstance(rr.ZeroOrMore("a").items[1], rr.OneOrMore)


@pytest.mark.parametrize("make", [rr.HorizontalChoice, rr.OptionalSequence])
def test_one_of_one_is_a_sequence(make):
    assert type(make("a")) is type(make()) is rr.Sequence
    assert type(make("a", "b")) is make


@pytest.mark.parametrize(
    ("make", "error"),
    [
        (lambda: rr.Choice(1, "a"), ValueError),
        (lambda: rr.Choice(0), ValueError),
        (lambda: rr.MultipleChoice(2, "any", "a", "b"), ValueError),
        (lambda: rr.MultipleChoice(0, "some", "a", "b"), ValueError),
        (lambda: rr.AlternatingSequence("a"), ValueError),
        (lambda: rr.Sequence(None), TypeError),
        (lambda: rr.Terminal(3), TypeError),
        (lambda: rr.Diagram("a", max_width="wide"), rr.OptionError),
        (lambda: rr.Diagram("a", max_width=3), rr.OptionError),
        (lambda: rr.Diagram("a", theme="drak"), rr.UnknownThemeError),
    ],
)
def test_what_cannot_be_is_refused_at_once(make, error):
    with pytest.raises(error):
        make()


def test_everything_is_walked_each_before_what_is_inside():
    found = []
    item = rr.Diagram(rr.Group(rr.OneOrMore("a", "b"), "c"), rr.Choice(0, "d", rr.Skip()))
    item.walk(found.append)
    names = [getattr(item, "text", type(item).__name__) for item in found]
    assert names == ["Diagram", "Start", "Group", "OneOrMore", "a", "b", "c", "Choice", "d", "Skip", "End"]


def test_sizes_are_known_without_a_picture():
    one, two = rr.Terminal("a"), rr.Sequence("a", rr.Choice(0, "b", "c"))
    assert 0 < one.width < two.width
    assert (one.up, one.height, one.down) == (12, 0, 12)
    assert two.down > one.down


def test_only_a_diagram_can_be_placed():
    with pytest.raises(NotImplementedError):
        rr.Terminal("a").format(0, 0, 100)


def test_pieces_of_svg_are_written_as_they_are():
    written = []
    item = rr.DiagramItem("text", {"x": 1.5, "class": "a&b"}, "x < y")
    rr.DiagramItem("tspan", text="z").addTo(item)
    item.writeSvg(written.append)
    assert "".join(written) == '<text class="a&amp;b" x="1.5">x &lt; y<tspan>z</tspan></text>'


@pytest.mark.parametrize(
    ("sweep", "data"),
    {
        "ne": "a10 10 0 0 1 10 10",
        "es": "a10 10 0 0 1 -10 10",
        "sw": "a10 10 0 0 1 -10 -10",
        "wn": "a10 10 0 0 1 10 -10",
        "nw": "a10 10 0 0 0 -10 10",
        "ws": "a10 10 0 0 0 10 10",
        "se": "a10 10 0 0 0 10 -10",
        "en": "a10 10 0 0 0 -10 -10",
    }.items(),
)
def test_path_turns_by_a_quarter(sweep, data):
    assert rr.Path(0, 0).arc(sweep).attrs["d"] == f"M0 0{data}"


def test_path_goes_by_steps():
    path = rr.Path(1, 2).m(1, 1).l(2, 2).right(5).left(3).up(2).down(1).right(-1)
    assert path.attrs["d"] == "M1 2m1 1l2 2h5h-3v-2v1h0"
    eighth = rr.Path(0, 0).arc_8("n", "cw").attrs["d"]
    assert eighth.startswith("M0 0a 10 10 0 0 1 7.07")
    written = []
    path.format().writeSvg(written.append)
    assert "".join(written) == '<path d="M1 2m1 1l2 2h5h-3v-2v1h0h.5" />'
