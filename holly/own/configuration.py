"""The configuration of a lab's own files: short, with the reasons, for the user to edit."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.own.choices import RECIPE, SIZE, Choices, reasons
from holly.own.survey import Survey, lines
from holly.settings.load import load

WIDE = 28  # characters in front of a comment
LONG = 10_000  # so that no line is broken


def configuration(
    name: str,
    found: Survey,
    chosen: Choices,
    *,
    options: Mapping[str, str | float | None],
    truth: Path | None = None,
) -> str:
    """The text of a configuration with one data set and one experiment of this name.

    Args:
        name: of both.
        found: what the files hold.
        chosen: how to train.
        options: of the layout, as the user gave them; None is left out.
        truth: a cloud in nm to compare with.

    Raises:
        InputError: a name or a path that no configuration can have; files that no pattern names.
    """
    why = reasons(found, chosen)
    dataset = {
        "kind": ("localisations", ""),
        "source": (source_of(found.sources), ""),
        "layout": (found.layout, ""),
        **{key: (value, "") for key, value in options.items() if value is not None},
        **({"pick": ({}, why["pick"])} if chosen.pick else {}),
        **({"project": (True, why["project"])} if chosen.project else {}),
        "centre": ("mean", ""),
        "size": (SIZE, "px"),
        "nm_per_pixel": (chosen.nm_per_pixel, why["nm_per_pixel"]),
        "rotations": (1, "the search rotates images itself"),
        **({"truth": (name, "")} if truth else {}),
    }
    keys = ("points", "epochs", "batch_size", "starts", "sigma")
    given = {key: getattr(chosen, key) for key in keys}
    settings = {key: (value, why[key]) for key, value in given.items() if value is not None}
    text = "\n".join(
        [
            "# Written by `holly reconstruct`; yours to edit. Then run it again:",
            f"#     snakemake --cores 2 --configfile config/{name}.yaml",
            "# docs/your-data.md explains the choices, config/README.md all keys. What was seen:",
            *(f"#   {title}: {line}" for title, line in lines(found).items()),
            "",
            *(_model(name, truth, chosen) if truth else []),
            "datasets:",
            f"  {name}:",
            *_entries(dataset, 4),
            "    # shape: rings            # or torus, cylinder: measured, with intervals",
            "",
            "experiments:",
            f"  {name}:",
            f"    dataset: {name}",
            f"    recipe: {RECIPE}",
            "    settings:",
            *_entries(settings, 6),
            "    replicates: 1             # more show how much the result depends on chance",
            "    halves: true              # two trainings, each on half of the particles, agree?",
            f"    about: {_value('own data: ' + lines(found)['file'])}",
            "",
        ]
    )
    load(yaml.safe_load(text))
    return text


def write(path: Path, text: str, *, overwrite: bool) -> str:
    """Write a configuration unless it is there already; say in one word what was done.

    Raises:
        InputError: the file exists and is different, and it is not to be overwritten.
    """
    existed = path.exists()
    if existed and path.read_text(encoding="utf-8") == text:
        return "unchanged"
    if existed and not overwrite:
        raise InputError(
            f"{path}: exists and differs from what would be written; run it as it is "
            f"(snakemake --cores 2 --configfile {path}), give another --name, or --overwrite it"
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(path) as scratch:
        scratch.write_text(text, encoding="utf-8")
    return "overwritten" if existed else "written"


def source_of(paths: Sequence[Path]) -> dict[str, str]:
    """The `source` of a data set that consists of these files.

    Raises:
        InputError: several files that are not exactly those of a folder that a pattern fits.
    """
    if len(paths) == 1:
        return {"path": str(paths[0])}
    folder, names = paths[0].parent, sorted(path.name for path in paths)
    ends = {path.suffix for path in paths}
    for pattern in ("*", *(f"*{end}" for end in ends)):
        there = [path for path in folder.rglob(pattern) if path.is_file()]
        if sorted(there) == sorted(paths):
            return {"path": str(folder), "file": pattern}
    raise InputError(
        f"{', '.join(names)}: several files must be all those of a folder with one ending; put "
        "them in a folder of their own"
    )


def _model(name: str, truth: Path, chosen: Choices) -> list[str]:
    scale = SIZE / 4 * chosen.nm_per_pixel
    return [
        "models:",
        f"  {name}:",
        f"    path: {_value(str(truth))}",
        f"    nm_per_unit: {scale:g}            # a quarter of the width of an image",
        "",
    ]


def _entries(entries: Mapping[str, tuple[Any, str]], indent: int) -> list[str]:
    """Lines of YAML with their comments, which stand above a long line."""
    rows, margin = [], " " * indent
    for key, (value, why) in entries.items():
        row = f"{margin}{key}: {_value(value)}"
        if why and len(row) > WIDE:
            rows += [f"{margin}# {why}", row]
        else:
            rows.append(f"{row:<{WIDE}}  # {why}" if why else row)
    return rows


def _value(value: Any) -> str:  # noqa: ANN401
    """A value in one line of YAML."""
    flow = yaml.safe_dump(
        list(value) if isinstance(value, tuple) else value,
        default_flow_style=True,
        allow_unicode=True,
        width=LONG,
    )
    return flow.removesuffix("\n").removesuffix("\n...")
