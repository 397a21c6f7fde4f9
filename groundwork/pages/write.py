"""Write pages from templates: a package's own, which extend the shell that every report shares.

The shell (templates/shell.html.j2) is a page of a folder of pages, single.html.j2 a page in one
file, and viewer.html.j2 the 3D view to include in either.
"""

import shutil
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from groundwork.files import atomic_file

SHELL = "groundwork.pages"
ASSETS = ("static/style.css", "static/viewer.js", "vendor/three.js", "vendor/LICENSE")


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


def copy_assets(folder: Path) -> None:
    """Copy the style sheet, the viewer and three.js into `folder`, which the shell links to."""
    folder.mkdir()
    for name in ASSETS:
        with as_file(files(SHELL) / name) as source:
            shutil.copyfile(source, folder / Path(name).name)
