"""Validate data against a class of settings; describe every fault in words."""

import dataclasses
import reprlib
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any, Union

from groundwork.errors import InputError

Kind = typing.TypeVar("Kind")
QUOTED = reprlib.Repr()  # quotes a value of any depth and length, even one that contains itself
QUOTED.maxlevel, QUOTED.maxstring, QUOTED.maxother = 2, 80, 80
UNKNOWN = ("unexpected_keyword_argument", "extra_forbidden")  # pydantic's names of this fault


def parse(kind: type[Kind], data: Mapping[str, Any] | str, where: str) -> Kind:
    """Make settings of this class (`groundwork.settings.declare`) from a mapping or JSON text.

    The message begins with `where`: a file, a flag of the command line.

    Raises:
        InputError: one line that names every wrong key, what is wrong and what is allowed.
    """
    value, faults = examine(kind, data)
    if faults:
        raise InputError(f"{where}: {'; '.join(faults)}")
    return value


def examine(
    kind: type[Kind], data: Mapping[str, Any] | str, key: str = ""
) -> tuple[Kind | None, list[str]]:
    """As `parse`, but return the settings, or None, and the faults, for further checks.

    With `key`, the place of the data in a larger configuration, the faults name full keys.
    """
    from pydantic import ValidationError

    adapter = _adapter(kind)
    try:
        if isinstance(data, str):
            return adapter.validate_json(data), []
        return adapter.validate_python(dict(data)), []
    except ValidationError as error:
        return None, [_describe(fault, kind, key) for fault in error.errors()]


@cache
def _adapter(kind: type) -> Any:  # noqa: ANN401
    """What validates a class. Snakemake asks for the recipe of each of a thousand trainings."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def unknown(key: str, value: object, allowed: typing.Iterable[str]) -> typing.Iterator[str]:
    """The fault, if there is one, of a key whose value must be one of the names `allowed`."""
    names = list(allowed)
    if value is not None and value not in names:
        given = QUOTED.repr(value)
        yield f"{key}: {given} is not defined; allowed: {', '.join(names) or 'none is defined'}"


def _describe(error: Mapping[str, Any], root: type, key: str) -> str:
    """One fault of pydantic in words, with what is allowed where a key is unknown."""
    location = [str(part) for part in error["loc"] if part != "[key]"]
    keys, _ = _follow(root, location)
    full = ".".join([key, *keys] if key else keys)
    if error["type"] in UNKNOWN:
        allowed = dataclasses.fields(_follow(root, location[:-1])[1])
        return f"{full}: unknown key; allowed: {', '.join(field.name for field in allowed)}"
    message = error["msg"].removeprefix("Value error, ")
    said = f"{message[0].lower()}{message[1:]}"
    given = "" if error["type"] == "missing" else f" (is {QUOTED.repr(error['input']):.80})"
    return f"{full}: {said}{given}" if full else f"{said}{given}"


def _follow(kind: Any, location: list[str]) -> tuple[list[str], Any]:  # noqa: ANN401
    """The keys of a location, and the type there; Any where nothing is declared.

    pydantic adds to a location the tag of each union on the way; these are left out.
    """
    keys = []
    for part in location:
        if part in (tagged := _by_tag(kind)):
            kind = tagged[part]
            continue
        keys.append(part)
        if typing.get_origin(kind) is dict:
            kind = typing.get_args(kind)[1]
        elif dataclasses.is_dataclass(kind):
            kind = typing.get_type_hints(kind, include_extras=True).get(part, Any)
        else:
            kind = Any
        kind = _without_extras(kind)
    return keys, kind


def _without_extras(kind: Any) -> Any:  # noqa: ANN401
    """A type without its annotations and without None."""
    arguments = [a for a in typing.get_args(kind) if a is not type(None)]
    if typing.get_origin(kind) is Annotated or (_is_union(kind) and len(arguments) == 1):
        return _without_extras(arguments[0])
    return kind


def _by_tag(kind: Any) -> dict[str, Any]:  # noqa: ANN401
    """The classes of a union by their `kind`; empty for any other type."""
    members = typing.get_args(kind) if _is_union(kind) else ()
    classes = [member for member in members if dataclasses.is_dataclass(member)]
    return {typing.get_args(typing.get_type_hints(c)["kind"])[0]: c for c in classes}


def _is_union(kind: Any) -> bool:  # noqa: ANN401
    return typing.get_origin(kind) in (Union, types.UnionType)
