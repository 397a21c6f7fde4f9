"""Write pages from templates: a package's own, which extend the shell that every report shares.

The shell (templates/shell.html.j2) is a page of a folder of pages, single.html.j2 a page in one
file, and viewer.html.j2 the 3D view to include in either.
"""

import re
import shutil
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from groundwork.errors import InputError
from groundwork.files import atomic_file

SHELL = "groundwork.pages"
ASSETS = (
    "static/style.css",
    "static/here.svg",
    "static/viewer.js",
    "vendor/three.js",
    "vendor/LICENSE",
)


def write_page(output: Path, package: str, template: str, **values: Any) -> None:  # noqa: ANN401
    """Fill a template from the folder `templates` of `package` and write the page to `output`.

    The template may extend or include those of this package. Values that are no Markup are escaped.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader(SHELL)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["read_asset"] = read_asset
    page = environment.get_template(template).render(values)
    with atomic_file(output) as scratch:
        scratch.write_text(page + "\n", encoding="utf-8")


def read_asset(name: str, package: str = SHELL) -> Markup:
    """The text of a style sheet, script or licence in a package, to stand in a page as it is."""
    return Markup((files(package) / name).read_text(encoding="utf-8"))  # noqa: S704


def parse_beside(pairs: Sequence[str]) -> dict[str, str]:
    """Other reports from texts NAME=FOLDER, the folders seen from this report's: see the shell.

    Raises:
        InputError: a text is something else.
    """
    if wrong := [pair for pair in pairs if not re.fullmatch("[^=]+=[^=]+", pair)]:
        raise InputError(f"--beside {wrong[0]}: give NAME=FOLDER")
    return dict(pair.split("=") for pair in pairs)


def copy_assets(folder: Path) -> None:
    """Copy what the shell links to into `folder`: the style sheet, the viewer, three.js."""
    folder.mkdir()
    for name in ASSETS:
        with as_file(files(SHELL) / name) as source:
            shutil.copyfile(source, folder / Path(name).name)
