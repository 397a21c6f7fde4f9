"""What the typed configuration says of itself."""

import sys

from holly.stages.stage import Arguments, Stages


def add_configuration(stages: Stages) -> None:
    """Add the stages that print what is generated from the configuration."""
    stages.add("schema", _schema, "print the JSON schema of the configuration")
    stages.add(
        "reference", _reference, "print the page that explains every key of the configuration"
    )


def _schema(_: Arguments) -> None:
    from holly.settings.config import schema

    sys.stdout.write(schema())


def _reference(_: Arguments) -> None:
    from holly.settings.reference import reference

    sys.stdout.write(reference())
