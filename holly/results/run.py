"""run.json: how a structure was trained, and what that took."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from groundwork.record import run as record
from holly.results.reading import number, refusing
from holly.settings.images import Noise, Simulation
from holly.settings.recipes import Recipe

Kind = TypeVar("Kind", Recipe, Simulation, Noise)


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
    noise = _settings(Noise, entries.get("noise", {}))
    return _settings(Simulation, entries | {"noise": noise})


def _settings(kind: type[Kind], entries: dict[str, Any]) -> Kind:
    """Settings of this kind; numbers where numbers belong."""
    settings = kind(**entries)
    for field in fields(kind):
        value = getattr(settings, field.name)
        if isinstance(field.default, int | float) and not isinstance(value, int | float):
            raise ValueError(f"{field.name} is not a number")
        if isinstance(field.default, tuple) and not (value and isinstance(value, tuple | list)):
            raise ValueError(f"{field.name} is not a list")
    if isinstance(settings, Recipe) and not all(isinstance(s, int | float) for s in settings.sigma):
        raise ValueError("sigma is not a list of numbers")
    return settings
