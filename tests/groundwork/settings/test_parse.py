from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest

from groundwork.errors import InputError
from groundwork.settings.declare import (
    REQUIRED,
    ByKind,
    Name,
    OwnPath,
    Pattern,
    Settings,
    Text,
    exactly_one,
    setting,
)
from groundwork.settings.parse import examine, parse
from groundwork.settings.reference import commented_yaml, reference


@dataclass(frozen=True)
class Square(Settings):
    """A square."""

    kind: Literal["square"] = setting("square", "its kind")
    side: float = setting(1.0, "length of a side", gt=0, le=5)


@dataclass(frozen=True)
class Circle(Settings):
    """A circle."""

    kind: Literal["circle"] = setting("circle", "its kind")
    radius: int | None = setting(None, "radius", ge=1)


@dataclass(frozen=True)
class Drawing(Settings):
    """A drawing."""

    shapes: dict[Name, Annotated[Square | Circle, ByKind()]] = setting(REQUIRED, "its shapes")
    paper: Square = setting(Square(), "what it is drawn on")
    path: OwnPath | None = setting(None, "where it is")
    pattern: Pattern = setting("*", "which files")
    title: Text = setting("", "its title")
    more: dict[str, Any] = setting({}, "anything")


@dataclass(frozen=True)
class Either(Settings):
    """One of two."""

    left: int | None = setting(None, "one")
    right: int | None = setting(None, "the other")

    def __post_init__(self) -> None:
        exactly_one(self, "left", "right")


def test_a_mapping_and_json_text_become_settings():
    drawing = parse(Drawing, {"shapes": {"a": {"kind": "circle", "radius": 2}}}, "x.yaml")
    assert drawing.shapes == {"a": Circle(radius=2)}
    assert (drawing.paper, drawing.more) == (Square(), {})
    assert parse(Square, '{"side": 2}', "--square") == Square(side=2)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "shapes: field required"),
        ({"shapes": {}, "papr": 1}, "papr: unknown key; allowed: shapes, paper, path, pattern"),
        ({"shapes": {}, "paper": {"sid": 1}}, "paper.sid: unknown key; allowed: kind, side"),
        ({"shapes": {"a": {"kind": "circle", "side": 1}}}, "shapes.a.side: unknown key; allowed: "),
        ({"shapes": {"a": {"kind": "line"}}}, "shapes.a: .*'square', 'circle'"),
        ({"shapes": {"a": {"kind": "square", "side": 9}}}, r"shapes.a.side: .*equal to 5 \(is 9\)"),
        ({"shapes": {"a b": {"kind": "circle"}}}, "shapes.a b: give a name of .* letters, digits"),
        ({"shapes": {}, "path": "-rf"}, "path: give a path .*hyphen"),
        ({"shapes": {}, "pattern": "../*"}, "pattern: give a pattern .*within"),
        ({"shapes": {}, "title": "\x1b[2J"}, "title: give a text without control characters"),
    ],
)
def test_a_fault_names_the_key_and_what_is_allowed(data, message):
    with pytest.raises(InputError, match=f"^x.yaml: {message}"):
        parse(Drawing, data, "x.yaml")


def test_all_faults_are_said_at_once_in_one_line():
    with pytest.raises(InputError, match=r"^x: side: .*; extra: unknown key"):
        parse(Square, {"side": 0, "extra": 1}, "x")


def test_a_fault_of_the_whole_has_no_key():
    with pytest.raises(InputError, match=r"^x: give exactly one of left, right"):
        parse(Either, {}, "x")
    with pytest.raises(InputError, match=r"^--either: .*JSON"):
        parse(Either, "{", "--either")


def test_faults_can_be_collected_under_a_key():
    assert examine(Square, {"side": 2}) == (Square(side=2), [])
    value, (fault,) = examine(Square, {"sid": 2}, "paper")
    assert value is None
    assert fault.startswith("paper.sid: unknown key")
    assert examine(Either, {}, "choice")[1] == ["choice: give exactly one of left, right (is {})"]


def test_the_reference_has_a_row_for_each_key():
    page = reference({Drawing: "(top level)", Square: "paper", Circle: "shapes.NAME"})
    assert "## `(top level)`\n\nA drawing.\n" in page
    assert "| `shapes` | map from names to `paper` or `shapes.NAME` | required |" in page
    assert "| `side` | number above 0 and at most 5 | `1.0` | length of a side |" in page
    assert "| `radius` | integer at least 1, or null | `null` | radius |" in page
    assert "| `more` | map of keys and values | `{}` | anything |" in page


def test_settings_print_as_yaml_with_their_descriptions():
    text = commented_yaml(Square(side=2), indent=2)
    assert text == '  # its kind\n  kind: "square"\n  # length of a side\n  side: 2\n'
