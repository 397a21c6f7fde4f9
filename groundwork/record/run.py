"""The record that a run leaves of itself, run.json: settings, code, time, energy, machine.

A pipeline adds entries of its own. Standard library only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import entry, read_object
from groundwork.record.source import parse_source


@dataclass
class Part:
    """What one process contributed to a run that may have been interrupted and resumed."""

    source: dict[str, Any]  # the code it ran, as groundwork.record.source describes it
    kwh_method: str
    kwh: float | None = 0.0  # None: not measured
    seconds: float = 0.0


@dataclass(frozen=True)
class Run:
    """A finished run; what its record does not say is None or empty."""

    settings: Mapping[str, Any]
    sources: Sequence[dict[str, Any]]  # the code of each part, as groundwork.record.source has it
    seconds: float | None
    kwh: float | None  # None: not measured
    kwh_method: str | None
    entries: Mapping[str, Any]  # all of run.json, including what the pipeline added


def describe_run(
    settings: Mapping[str, Any], parts: Sequence[Part], device: str, versions: Mapping[str, str]
) -> dict[str, Any]:
    """The entries of run.json: settings and machine, and time and energy in total and by part."""
    energies = [part.kwh for part in parts]
    return {
        "settings": settings,
        "device": device,
        "versions": versions,
        "seconds": round(sum(part.seconds for part in parts), 1),
        "kWh": total_energy(energies),
        "kWh_method": " | ".join(dict.fromkeys(part.kwh_method for part in parts)),
        "parts": [
            part.source
            | {"seconds": round(part.seconds, 1), "kWh": part.kwh, "kWh_method": part.kwh_method}
            for part in parts
        ],
    }


def total_energy(energies: Sequence[float | None]) -> float | None:
    """The sum to four digits; None if any of them was not measured."""
    known = [kwh for kwh in energies if kwh is not None]
    return float(f"{sum(known):.4g}") if len(known) == len(energies) else None


def read_run(path: Path) -> Run:
    """Read a run.json.

    Raises:
        InputError: the file is missing or is not the record of a run.
    """
    entries = read_object(path, "finish the run first")
    try:
        return Run(
            settings=_known(entries, "settings", dict) or {},
            sources=[parse_source(part) for part in _known(entries, "parts", list) or []],
            seconds=_known(entries, "seconds", int | float),
            kwh=_known(entries, "kWh", int | float),
            kwh_method=_known(entries, "kWh_method", str),
            entries=entries,
        )
    except (AttributeError, TypeError, ValueError) as fault:
        raise InputError(f"{path}: not the record of a run ({fault}); run it again") from None


def _known(entries: Mapping[str, Any], key: str, kind: Any) -> Any:  # noqa: ANN401
    """An entry that may be absent or null."""
    return None if entries.get(key) is None else entry(entries, key, kind)
