"""The page that explains every key of the configuration, written from its types."""

import dataclasses
import json
import types
import typing
from typing import Any, Literal, Union

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from holly.settings.config import (
    Config,
    Evaluation,
    Experiment,
    Figures,
    ImageDataset,
    LocalisationDataset,
    Model,
    Pinned,
    SimulatedDataset,
    Source,
    StackDataset,
    Synthetic,
)
from holly.settings.paper import Paper, PaperFigure, PaperRow, PaperTable, PaperVideo
from holly.settings.recipe import CurationRules, Noise, Recipe

REFERENCE = {
    Config: "(top level)",
    Experiment: "experiments.NAME",
    Recipe: "recipes.NAME",
    SimulatedDataset: "datasets.NAME (kind: simulated)",
    Noise: "datasets.NAME.noise",
    LocalisationDataset: "datasets.NAME (kind: localisations)",
    CurationRules: "datasets.NAME.curation",
    StackDataset: "datasets.NAME (kind: stack)",
    ImageDataset: "datasets.NAME (kind: images)",
    Source: "datasets.NAME.source, authors",
    Synthetic: "datasets.NAME.source.synthetic",
    Model: "models.NAME",
    Pinned: "download, accepted",
    Figures: "figures",
    Evaluation: "evaluation",
    Paper: "paper",
    PaperFigure: "paper.figures.NAME",
    PaperVideo: "paper.videos.NAME",
    PaperTable: "paper.tables.NAME",
    PaperRow: "paper.tables.NAME.rows.RUN",
}


def reference() -> str:
    """The page that explains every key (config/README.md)."""
    lines = [
        "# Every key of the configuration",
        "",
        "Written by `python -m holly reference` from the typed configuration; do not edit.",
        "`config.yaml` is the whole paper, `demo.yaml` the small one, `npc.yaml` real data.",
        "A file given with `--configfile` stands in for `config.yaml`; several are merged, later",
        "ones over earlier ones: `--configfile config/config.yaml edit.yaml`.",
        "",
    ]
    for kind, key in REFERENCE.items():
        lines += [f"## `{key}`", "", (kind.__doc__ or "").strip().splitlines()[0], ""]
        lines += ["| key | value | default | what it is |", "|---|---|---|---|"]
        hints = typing.get_type_hints(kind)
        lines += [_reference_row(f, hints[f.name]) for f in dataclasses.fields(kind)]
        lines.append("")
    return "\n".join(lines)


def _reference_row(field: dataclasses.Field, hint: Any) -> str:  # noqa: ANN401
    info = field.default if isinstance(field.default, FieldInfo) else None
    default = info.default if info else field.default
    about = info.description if info else field.metadata.get("description", "")
    if default in (dataclasses.MISSING, PydanticUndefined):
        shown = "required" if info is None or info.default_factory is None else "`{}`"
    elif dataclasses.is_dataclass(default):
        shown = "its defaults"
    else:
        shown = f"`{json.dumps(default)}`"
    return f"| `{field.name}` | {_type_name(hint)} | {shown} | {about or ''} |"


def _type_name(hint: Any) -> str:  # noqa: ANN401
    arguments = typing.get_args(hint)
    origin = typing.get_origin(hint)
    if origin is Literal:
        return " or ".join(f"`{a}`" for a in arguments)
    if origin in (Union, types.UnionType):
        return " or ".join(_type_name(a) for a in arguments)
    if origin in (tuple, dict):
        return f"{'list' if origin is tuple else 'map'} of {_type_name(arguments[origin is dict])}"
    names = {bool: "true or false", int: "integer", float: "number", str: "text", Any: "anything"}
    names[type(None)] = "null"
    return names.get(hint) or f"see `{REFERENCE.get(hint, hint.__name__)}`"
