"""What the classes of the configuration have in common.

What they hold is put into commands, file names and pages. So names are plain; paths, which are
quoted wherever they are used, are free but for what no quoting makes safe.
"""

from pathlib import PurePath
from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from groundwork.files import LONGEST_NAME, NAME

FORBID = ConfigDict(extra="forbid")


def _plain_path(value: str) -> str:
    if not value.isprintable() or not value or value[0] == "-" or set("{}") & set(value):
        raise ValueError(
            "give a path without braces, line breaks and control characters that does not begin "
            "with a hyphen (./-a does not)"
        )
    return value


def _inner_pattern(value: str) -> str:
    path = PurePath(_plain_path(value))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("give a pattern of names within the folder or record")
    return value


def _readable(value: str) -> str:
    if not value.replace("\n", " ").replace("\t", " ").isprintable():
        raise ValueError("give a text without control characters")
    return value


Name = Annotated[str, Field(pattern=NAME, max_length=LONGEST_NAME)]
OwnPath = Annotated[str, AfterValidator(_plain_path)]
Pattern = Annotated[str, AfterValidator(_inner_pattern)]
Text = Annotated[str, AfterValidator(_readable)]
