"""The keys of a configuration as tables in Markdown and as YAML with comments."""

import dataclasses
import json
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, Union

BOUNDS = {"ge": "at least", "gt": "above", "le": "at most", "lt": "below"}
NAMES = {
    **{bool: "true or false", int: "integer", float: "number", str: "text"},
    **{Any: "any value", type(None): "null"},
}


def reference(kinds: Mapping[type, str]) -> str:
    """A section with a table of keys for each class of settings, which belong at this place."""
    return "\n".join(_section(kind, place, kinds) for kind, place in kinds.items())


def commented_yaml(settings: object, indent: int = 0) -> str:
    """Every key of flat settings with its value, below a comment that describes it."""
    margin = " " * indent
    return "".join(
        f"{margin}# {field.metadata['description']}\n"
        f"{margin}{field.name}: {json.dumps(getattr(settings, field.name))}\n"
        for field in dataclasses.fields(settings)
    )


def _section(kind: type, place: str, kinds: Mapping[type, str]) -> str:
    hints = typing.get_type_hints(kind)
    lines = [
        *(f"## `{place}`", "", (kind.__doc__ or "").strip().splitlines()[0], ""),
        *("| key | value | default | meaning |", "|---|---|---|---|"),
    ]
    for field in dataclasses.fields(kind):
        allowed = _allowed(field, _type_name(hints[field.name], kinds))
        description = field.metadata.get("description", "")
        lines.append(f"| `{field.name}` | {allowed} | {_default(field)} | {description} |")
    return "\n".join([*lines, ""])


def _default(field: dataclasses.Field) -> str:
    if field.default_factory is not dataclasses.MISSING:
        return f"`{json.dumps(field.default_factory())}`"
    if field.default is dataclasses.MISSING:
        return "required"
    if dataclasses.is_dataclass(field.default):
        return "its defaults"
    return f"`{json.dumps(field.default)}`"


def _allowed(field: dataclasses.Field, type_name: str) -> str:
    """The type with its bounds: `number above 0, or null`."""
    bounds = [f"{word} {field.metadata[b]}" for b, word in BOUNDS.items() if b in field.metadata]
    if not bounds:
        return type_name
    plain = type_name.removesuffix(" or null")
    return f"{plain} {' and '.join(bounds)}{', or null' if plain != type_name else ''}"


def _type_name(hint: Any, kinds: Mapping[type, str]) -> str:  # noqa: ANN401
    arguments, origin = typing.get_args(hint), typing.get_origin(hint)
    if origin is Literal:
        return " or ".join(f"`{value}`" for value in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_type_name(argument, kinds) for argument in arguments)
    if origin is tuple:
        return f"list of {_type_name(arguments[0], kinds)}"
    if origin is dict and arguments[1] is Any:
        return "map of keys and values"
    if origin is dict:
        return f"map from names to {_type_name(arguments[1], kinds)}"
    return NAMES.get(hint) or f"`{kinds.get(hint, hint.__name__)}`"
