"""Offline pages from the templates that come with the package."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from groundwork.files import atomic_file


def write_page(output: Path, package: str, template: str, **values: Any) -> None:  # noqa: ANN401
    """Fill templates/{template} of a package and write it to `output`; values are escaped."""
    environment = Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(template).render(values)
    with atomic_file(output) as scratch:
        scratch.write_text(page + "\n", encoding="utf-8")
