"""What the classes of the configuration have in common."""

from typing import Annotated

from pydantic import ConfigDict, Field

FORBID = ConfigDict(extra="forbid")
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
