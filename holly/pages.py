"""Offline pages from the templates that come with the package."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from holly.files import aside


def write_page(output: Path, template: str, **values: Any) -> None:  # noqa: ANN401
    """Fill holly/site/templates/{template} and write it to `output`; values are escaped."""
    environment = Environment(
        loader=PackageLoader("holly", "site/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template(template).render(values)
    with aside(output) as scratch:
        scratch.write_text(page + "\n", encoding="utf-8")
