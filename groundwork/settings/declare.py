"""How a configuration is declared: frozen dataclasses that need only the standard library.

A class of settings inherits from `Settings`, and each of its fields is a `setting`. The function
`groundwork.settings.parse.parse` validates data against such a class, and
`groundwork.settings.reference.reference` documents it.

Values of a configuration end up in commands, file names and pages. Names are therefore plain.
Paths are quoted wherever they are used, so only what no quoting makes safe is refused.
"""

import dataclasses
import re
from collections.abc import Callable
from pathlib import PurePath
from typing import Annotated, Any, ClassVar

from groundwork.files import LONGEST_NAME, NAME

REQUIRED = dataclasses.MISSING  # the default of a setting that must be given


class Settings:
    """Base of all classes of settings: unknown keys are refused."""

    __pydantic_config__: ClassVar = {"extra": "forbid"}


def setting(default: Any, description: str, **bounds: Any) -> Any:  # noqa: ANN401
    """Declare one setting: its default or `REQUIRED`, and what it means, in one line.

    `bounds` are limits as in pydantic: `ge`, `gt`, `le`, `lt`, `min_length`.
    """
    metadata = {"description": description, **bounds}
    if isinstance(default, dict):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class Check:
    """A condition on a text: `Annotated[str, Check(test, remedy)]`."""

    accepts: Callable[[str], object]
    remedy: str  # what to give instead, for the message

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401
        """Validate as `source`, then test the condition."""
        from pydantic_core.core_schema import no_info_after_validator_function

        return no_info_after_validator_function(self._checked, handler(source))

    def _checked(self, value: str) -> str:
        if not self.accepts(value):
            raise ValueError(self.remedy)
        return value


class ByKind:
    """A union of classes whose key `kind` says which one is meant: `Annotated[A | B, ByKind()]`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:  # noqa: ANN401
        """Choose the class before validating, so that messages are about that class only."""
        from pydantic import Field

        return handler.generate_schema(Annotated[source, Field(discriminator="kind")])


def exactly_one(settings: Settings, *names: str) -> None:
    """Raise ValueError unless exactly one of these settings is given."""
    if sum(getattr(settings, name) is not None for name in names) != 1:
        raise ValueError(f"give exactly one of {', '.join(names)}")


def _is_name(value: str) -> bool:
    return len(value) <= LONGEST_NAME and re.fullmatch(NAME, value) is not None


def _is_path(value: str) -> bool:
    return bool(value) and value.isprintable() and value[0] != "-" and not set("{}") & set(value)


def _is_inner_path(value: str) -> bool:
    path = PurePath(value)
    return _is_path(value) and not path.is_absolute() and ".." not in path.parts


def _is_readable(value: str) -> bool:
    return value.replace("\n", " ").replace("\t", " ").isprintable()


NAMED = (
    f"give a name of at most {LONGEST_NAME} letters, digits, '_', '-' and '.' that begins with a "
    "letter or digit"
)
PLAIN = (
    "give a path without braces, line breaks and control characters that does not begin with a "
    "hyphen (write ./-a instead of -a)"
)
WITHIN = "give a pattern of names within the folder or the record"

Name = Annotated[str, Check(_is_name, NAMED)]
OwnPath = Annotated[str, Check(_is_path, PLAIN)]
Pattern = Annotated[str, Check(_is_inner_path, WITHIN)]
Text = Annotated[str, Check(_is_readable, "give a text without control characters")]
