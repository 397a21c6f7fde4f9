"""How far the runs of one experiment agree: replicates, and halves of the particles.

This needs no truth. Structures are laid on each other as holly.evaluation.registration does; their
distance is measured, and the Fourier shell correlation of the volumes that their points render to.
"""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import write_json
from holly.data.clouds import read_cloud
from holly.evaluation.registration import Registration, apply, register
from holly.evaluation.shell_correlation import resolution, shell_correlation
from holly.results.folder import RunFiles
from holly.results.history import read_history
from holly.results.run import read_run

THRESHOLDS = (0.143, 0.5)
BELIEVED = 0.4  # doubt below which a structure is believed (docs/accuracy.md)
UNRELATED = 5  # random clouds that say what no agreement is


def agreement(runs: Sequence[Path], output: Path) -> dict[str, Any]:
    """Compare the structures of an experiment's run folders pairwise; write JSON.

    The runs called half-1 and half-2 are compared with each other alone, as `halves`; all others
    with one another, as `pairs`, of which `replicates` has the medians. Distances are in model
    units; frequencies and resolutions are in nm where the runs know their scale. `doubt` is the
    distance, of halves if there are any, over that between unrelated clouds (docs/accuracy.md);
    `best` is the run whose images not trained on are drawn best.

    Raises:
        InputError: no runs, or one without a structure and settings.
    """
    if not runs:
        raise InputError(f"{output}: no runs to compare; name at least one folder")
    clouds = {run.name: read_cloud(RunFiles(run).structure) for run in runs}
    nm_per_unit = read_run(RunFiles(runs[0]).record).nm_per_unit
    halves = [name for name in clouds if name.startswith("half-")]
    others = [name for name in clouds if name not in halves]
    pairs = [
        _pair(clouds, *names, nm_per_unit=nm_per_unit)
        for names in itertools.combinations(others, 2)
    ]
    halved = _pair(clouds, *halves, nm_per_unit=nm_per_unit) if len(halves) == 2 else None
    distance = halved["distance"] if halved else _median([pair["distance"] for pair in pairs])
    chance = unrelated_distance(next(iter(clouds.values())))
    doubt = None if distance is None else distance / chance
    result = {
        "experiment": runs[0].parent.name,
        "doubt": doubt,
        "verdict": verdict(doubt),
        "best": _best(runs, others),
        "nm_per_unit": nm_per_unit,
        "replicates": {
            "count": len(others),
            "distance": _median([pair["distance"] for pair in pairs]),
            "resolution": {
                f"{threshold:g}": _median([p["resolution"][f"{threshold:g}"] for p in pairs])
                for threshold in THRESHOLDS
            },
        },
        "pairs": pairs,
        "halves": halved,
    }
    write_json(output, result)
    return result


def verdict(doubt: float | None) -> str:
    """What a doubt means, in words, as docs/accuracy.md has it calibrated."""
    if doubt is None:
        return "is not known of one run: train a second replicate, or halves"
    return "is small, believe it" if doubt < BELIEVED else "is large, do not believe it"


def distance_between(first: np.ndarray, second: np.ndarray) -> float:
    """Of two clouds [N, 3], [M, 3]: root mean square distance to the nearest point, both ways.

    The first is laid on the second, mirrored if it fits better so.
    """
    return _distance(register(first, second))


def unrelated_distance(cloud: np.ndarray) -> float:
    """That of a cloud [N, 3] from clouds of as many points uniform in its bounding box: a mean."""
    random = np.random.default_rng(0)
    low, high = cloud.min(0), cloud.max(0)
    clouds = (random.uniform(low, high, cloud.shape) for _ in range(UNRELATED))
    return float(np.mean([distance_between(other, cloud) for other in clouds]))


def _pair(
    clouds: dict[str, np.ndarray], first: str, second: str, *, nm_per_unit: float | None
) -> dict[str, Any]:
    """Distance and shell correlation of two runs."""
    found = register(clouds[first], clouds[second])
    aligned = apply(found, clouds[first])
    unit = nm_per_unit or 1.0
    frequency, correlation = shell_correlation(aligned * unit, clouds[second] * unit)
    return {
        "runs": [first, second],
        "distance": _distance(found),
        "mirrored": bool(found.mirrored),
        "frequency_per_nm" if nm_per_unit else "frequency_per_unit": frequency.tolist(),
        "fsc": correlation.tolist(),
        "resolution": {f"{t:g}": resolution(frequency, correlation, t) for t in THRESHOLDS},
    }


def _distance(found: Registration) -> float:
    return float(np.sqrt((found.rmsd**2 + found.coverage**2) / 2))


def _best(runs: Sequence[Path], names: Sequence[str]) -> str | None:
    """The run of these names with the least held-out loss; None where no run has one."""
    losses = {
        run.name: read_history(RunFiles(run).history).heldout_loss[-1]
        for run in runs
        if run.name in names and RunFiles(run).history.exists()
    }
    known = {name: loss for name, loss in losses.items() if np.isfinite(loss)}
    return min(known, key=known.__getitem__) if known else None


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None
