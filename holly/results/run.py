"""run.json: how a structure was trained, and what that took."""

from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

from groundwork.record import run as record
from holly.results.reading import number, refusing
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe
from holly.settings.smlm import Smlm

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Run(record.Run):
    """The record of a training."""

    images: int | None  # seen by all starts, repeats counted
    nm_per_unit: float | None
    recipe: Recipe  # its sigmas in pixels
    simulation: Simulation | None  # None: the images were not simulated


def read_run(path: Path) -> Run:
    """Read the run.json of a training.

    Raises:
        InputError: the file is missing or is not the record of a training.
    """
    run = record.read_run(path)
    with refusing(path, "the record of a training", "train again"):
        settings = run.settings
        return Run(
            **vars(run),
            images=number(run.entries, "images"),
            nm_per_unit=number(settings, "nm_per_unit"),
            recipe=_settings(Recipe, settings["recipe"]),
            simulation=_simulation(settings.get("simulation")),
        )


def _simulation(entries: dict[str, Any] | None) -> Simulation | None:
    if entries is None:
        return None
    smlm = entries.get("smlm")
    return _settings(Simulation, entries | {"smlm": smlm and _settings(Smlm, smlm)})


def _settings(kind: type[Kind], entries: dict[str, Any]) -> Kind:
    """Settings of this kind, with those within them; numbers where numbers belong."""
    within = {field.name: field.default for field in fields(kind) if is_dataclass(field.default)}
    settings = kind(
        **entries | {n: _settings(type(d), entries.get(n, {})) for n, d in within.items()}
    )
    for field in fields(kind):
        value = getattr(settings, field.name)
        if isinstance(field.default, int | float) and not isinstance(value, int | float):
            raise ValueError(f"{field.name} is not a number")
        if isinstance(field.default, tuple) and not (value and isinstance(value, tuple | list)):
            raise ValueError(f"{field.name} is not a list")
    if isinstance(settings, Recipe) and not all(isinstance(s, int | float) for s in settings.sigma):
        raise ValueError("sigma is not a list of numbers")
    return settings
