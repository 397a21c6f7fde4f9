"""How far the runs of one experiment agree: replicates, and halves of the particles.

This needs no truth. Structures are aligned to each other (holly.evaluation.registration); then
their distance is measured, and the Fourier shell correlation of the volumes they render to.
"""

import itertools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import write_json
from holly.evaluation.clouds import read_comparable
from holly.evaluation.doubt import Doubt, doubt_of
from holly.evaluation.registration import apply, register
from holly.results.agreement import MISFIT, THRESHOLDS
from holly.results.folder import RunFiles
from holly.results.history import read_history, read_views
from holly.results.run import read_run

GRID = 64  # voxels along each side of a volume
SPREAD = 1.0  # sigma of a rendered point, voxels; it cancels in the correlation
MARGIN = 1.25  # side of the volume over the largest extent of the two clouds


def agreement(runs: Sequence[Path], output: Path) -> dict[str, Any]:
    """Compare the structures of an experiment's run folders pairwise; write JSON.

    The runs half-1 and half-2 are compared with each other only, as `halves`. All others are
    compared with one another, as `pairs`; `replicates` has the medians. Distances are in model
    units; frequencies and resolutions are in nm where the runs know their scale. `doubt` and its
    `doubt_error` are those of the halves, or else of the pair with the median distance
    (holly.evaluation.doubt; it takes long), as are `sampling` and `chance`. `misfit` is the largest
    of the runs that are compared (see holly.training.views), and `belief` what follows from both.
    `best` is the run with the least held-out loss.

    Raises:
        InputError: there are no runs, or one lacks its structure, its settings, or enough points.
    """
    if not runs:
        raise InputError(f"{output}: no runs to compare; name at least one folder")
    clouds = {run.name: read_comparable(RunFiles(run).structure) for run in runs}
    nm_per_unit = read_run(RunFiles(runs[0]).record).nm_per_unit
    halves = [name for name in clouds if name.startswith("half-")]
    others = [name for name in clouds if name not in halves]
    both = len(halves) == 2
    halved = _pair(clouds, halves, nm_per_unit) if both else None
    pairs = [_pair(clouds, names, nm_per_unit) for names in itertools.combinations(others, 2)]
    median = _median([pair["distance"] for pair in pairs])
    doubted = halved or _typical(pairs)
    doubt = _doubt(clouds, doubted["runs"]) if doubted else None
    misfit = _misfit([run for run in runs if not both or run.name in halves])
    resolutions = {key: _median([pair["resolution"][key] for pair in pairs]) for key in THRESHOLDS}
    result = {
        "experiment": runs[0].parent.name,
        "doubt": doubt and doubt.value,
        "doubt_error": doubt and doubt.error,
        "sampling": doubt and doubt.sampling,
        "chance": doubt and doubt.chance,
        "misfit": misfit,
        "belief": verdict(doubt, misfit) if doubt else "unknown",
        "best": _best([run for run in runs if run.name in others]),
        "nm_per_unit": nm_per_unit,
        "replicates": {"count": len(others), "distance": median, "resolution": resolutions},
        "pairs": pairs,
        "halves": halved,
    }
    write_json(output, result)
    return result


def verdict(doubt: Doubt, misfit: float | None) -> str:
    """A key of BELIEFS; structures that agree, but are not what the images show, are misfits."""
    found = doubt.belief()
    return "misfit" if found == "supported" and (misfit or 0) >= MISFIT else found


def shell_correlation(first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fourier shell correlation of the volumes of two aligned clouds [N, 3], [M, 3].

    Frequencies [GRID/2 - 1], in cycles per unit of the clouds, and the correlations there. Each
    point is a Gaussian of one voxel's sigma in a cube 1.25 times as wide as the clouds.
    """
    both = np.concatenate([first, second])
    middle = (both.min(0) + both.max(0)) / 2
    side = MARGIN * float(np.ptp(both, axis=0).max()) or 1.0
    voxel = side / GRID
    volumes = [_render((points - middle) / voxel) for points in (first, second)]
    one, other = (np.fft.fftn(volume) for volume in volumes)
    steps = np.fft.fftfreq(GRID) * GRID
    radius = np.sqrt(sum(np.square(axis) for axis in np.meshgrid(steps, steps, steps)))
    shells = np.round(radius).astype(int).ravel()

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(shells, values.ravel())[1 : GRID // 2]

    power = total(np.abs(one) ** 2) * total(np.abs(other) ** 2)
    correlation = total((one * other.conj()).real) / np.sqrt(np.maximum(power, 1e-300))
    return np.arange(1, GRID // 2) / side, correlation


def resolution(frequency: np.ndarray, correlation: np.ndarray, threshold: float) -> float | None:
    """The length 1/f at which correlations [F] first fall below a threshold, interpolated.

    None where they never do: the volumes are the same as far as the grid can tell. Where the
    first correlation is below already, it is 1 over the lowest frequency.
    """
    below = np.flatnonzero(correlation < threshold)
    if len(below) == 0:
        return None
    at = int(below[0])
    if at == 0:
        return float(1 / frequency[0])
    high, low = correlation[at - 1], correlation[at]
    share = (high - threshold) / (high - low)
    return float(1 / (frequency[at - 1] + share * (frequency[at] - frequency[at - 1])))


def _render(points: np.ndarray) -> np.ndarray:
    """A volume [GRID, GRID, GRID] of points [N, 3] in voxels from its middle."""
    voxels = np.arange(GRID) - (GRID - 1) / 2
    profiles = np.exp(-np.square(voxels - points[:, :, None]) / (2 * SPREAD**2))  # [N, 3, GRID]
    planes = (profiles[:, 0, :, None] * profiles[:, 1, None]).reshape(len(points), -1)
    return (planes.T @ profiles[:, 2]).reshape(GRID, GRID, GRID)


def _pair(
    clouds: dict[str, np.ndarray], names: Sequence[str], nm_per_unit: float | None
) -> dict[str, Any]:
    """Distance and shell correlation of two runs."""
    first, second = (clouds[name] for name in names)
    found, unit = register(first, second), nm_per_unit or 1.0
    aligned = apply(found.transform, first)
    frequency, correlation = shell_correlation(aligned * unit, second * unit)
    return {
        "runs": list(names),
        "distance": found.distance,
        "mirrored": found.mirrored,
        "frequency_per_nm" if nm_per_unit else "frequency_per_unit": frequency.tolist(),
        "fsc": correlation.tolist(),
        "resolution": {key: resolution(frequency, correlation, t) for key, t in THRESHOLDS.items()},
    }


def _best(runs: Sequence[Path]) -> str | None:
    """The run with the least held-out loss; None where no run has one."""
    trained = [run for run in runs if RunFiles(run).history.exists()]
    losses = {run.name: read_history(RunFiles(run).history).heldout_loss[-1] for run in trained}
    known = {name: loss for name, loss in losses.items() if np.isfinite(loss)}
    return min(known, key=known.__getitem__, default=None)


def _misfit(runs: Sequence[Path]) -> float | None:
    """The largest misfit of these runs; None where none is known."""
    files = [RunFiles(run).views for run in runs]
    found = [read_views(path).typical_misfit() for path in files if path.exists()]
    return max((misfit for misfit in found if misfit is not None), default=None)


def _typical(pairs: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The pair with the median distance, the upper one of two; None where there are no pairs."""
    ordered = sorted(pairs, key=lambda pair: pair["distance"])
    return ordered[len(ordered) // 2] if ordered else None


def _doubt(clouds: dict[str, np.ndarray], names: Sequence[str]) -> Doubt:
    """The doubt of two runs."""
    first, second = (clouds[name] for name in names)
    return doubt_of(apply(register(first, second).transform, first), second)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.median(known)) if known else None
