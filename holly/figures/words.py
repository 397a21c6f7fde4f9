"""Numbers in words: lengths, measured shapes, evaluations, noise, energy."""

from dataclasses import astuple
from typing import Any, NamedTuple

import numpy as np

from holly.results.evaluation import Evaluation
from holly.settings.images import Simulation
from holly.settings.smlm import Smlm

LENGTHS = ("diameter", "radius", "separation", "height", "length", "width", "extent", "thickness")
VERDICTS = {  # colour in a page (groundwork/pages/static/style.css), and words
    "near": ("good", "found"),
    "part": ("fair", "better than chance"),
    "chance": ("bad", "no better than chance"),
    "false": ("doubtful", "false symmetry"),
    "unknown": ("", "no truth"),
}


class Verdict(NamedTuple):
    """How good a structure is."""

    colour: str
    label: str
    sentence: str


def verdict(evaluation: Evaluation | None) -> Verdict:
    """How good a structure is, and why; None stands for one that has not been evaluated."""
    if evaluation is None:
        return Verdict(*VERDICTS["unknown"], "It has not been evaluated.")
    if evaluation.rmsd is None or not evaluation.random_rmsd:
        return Verdict(*VERDICTS["unknown"], "There is no truth to compare it with.")
    share = evaluation.rmsd / evaluation.random_rmsd
    reason = f"Its RMSD is {share:.2f} times that of random clouds"
    if evaluation.rank is not None and evaluation.random_clouds:
        reason += f"; rank {evaluation.rank:.2g} among {evaluation.random_clouds} of them"
    if evaluation.strays:
        reason += f". {strays_in_words(evaluation)}"
    if evaluation.false_symmetry:
        reason += f". {evaluation.false_symmetry['sentence'].removesuffix('.')}"
    return Verdict(*VERDICTS[evaluation.verdict], f"{reason}.")


def findings(evaluation: Evaluation) -> list[str]:
    """Lines on the distance from the truth, on the measured shape, and on the truth's shape."""
    unit = evaluation.nm_per_unit
    distance = []
    if evaluation.rmsd is not None:
        distance = [f"RMSD {length(evaluation.rmsd, unit)}"]
        if evaluation.strays:
            distance.append(strays_in_words(evaluation))
        if evaluation.random_rmsd is not None:
            distance.append(f"random cloud {length(evaluation.random_rmsd, unit)}")
        if evaluation.mirrored is not None:
            distance.append("mirrored to fit" if evaluation.mirrored else "not mirrored")
    shape = describe_shape(evaluation.shape, unit) if evaluation.shape else []
    truth = describe_shape(evaluation.truth_shape, unit) if evaluation.truth_shape else []
    if truth:
        truth[0] = f"truth: {truth[0]}"
    return [" · ".join(phrases) for phrases in (distance, shape, truth) if phrases]


def strays_in_words(evaluation: Evaluation) -> str:
    """The share of strays among the points, and the RMSD of the rest."""
    share, rest = f"{100 * evaluation.strays:.2g} % strays", evaluation.rmsd_without_strays
    if rest is None:
        return share
    return f"{share}, RMSD without them {length(rest, evaluation.nm_per_unit)}"


def describe_shape(shape: dict[str, Any], nm_per_unit: float | None) -> list[str]:
    """One phrase per measure of a shape; vectors are left out.

    The ends of a length's 95 % interval follow it in brackets, where they are known.
    """
    intervals = shape.get("interval") or {}
    return [
        _measure(key, value, intervals.get(key) or (), nm_per_unit)
        for key, value in shape.items()
        if isinstance(value, bool | int | float)
    ]


def _measure(
    key: str, value: bool | float, interval: tuple[float, ...], nm_per_unit: float | None
) -> str:
    name = key.replace("_", " ")
    if isinstance(value, bool):
        return f"{name}: {'yes' if value else 'no'}"
    if not key.endswith(LENGTHS):
        return f"{name} {value:.3g}"
    digits, unit = (1, " nm") if nm_per_unit else (3, "")
    ends = " to ".join(f"{end:.{digits}f}" for end in interval)
    return f"{name} {value:.{digits}f}{unit}" + (f" ({ends})" if ends else "")


def length(value: float, nm_per_unit: float | None) -> str:
    """A length in model units, and in nm where the scale is known."""
    return f"{value:.3f} ({value * nm_per_unit:.1f} nm)" if nm_per_unit else f"{value:.3f}"


def scale_bar(evaluation: Evaluation, span: float) -> tuple[float, str]:
    """Length in model units and label of a bar that fits into `span` model units."""
    unit = evaluation.nm_per_unit
    sizes = [100, 50, 20, 10, 5, 2, 1] if unit else [0.5, 0.2, 0.1, 0.05, 0.02, 0.01]
    size = next((n for n in sizes if n / (unit or 1) <= 0.6 * span), sizes[-1])
    return (size / unit, f"{size} nm") if unit else (size, f"{size} model units")


def describe_noise(simulation: Simulation) -> str:
    """The imperfections of simulated images, one per line."""
    if simulation.smlm:
        return _describe_smlm(simulation.smlm)
    noise, lines = simulation.noise, []
    if noise.dropout:
        lines.append(f"drop-out {noise.dropout:g}")
    if noise.scatter:
        lines.append(f"scatter {noise.scatter:g}")
    if noise.max_spawn > 1:
        lines.append(f"up to {noise.max_spawn} per site, rate {noise.spawn_rate:g}")
    return "\n".join(lines) or "no noise"


def _describe_smlm(smlm: Smlm) -> str:
    """The main ones of simulated localisation microscopy, one per line."""
    counts = smlm.blinking.counts
    times = np.mean(counts) if counts else smlm.blinking.mean
    return "\n".join(
        [
            f"{smlm.labelling.efficiency:.0%} labelled, {times:.3g} localisations each",
            f"precision {smlm.precision.lateral_nm:g} nm",
            f"{smlm.background_per_um2:g} background labels per µm²",
            f"{sum(astuple(smlm.junk)):.0%} junk, {sum(smlm.mixture.values()):.0%} other models",
        ]
    )


def energy_in_words(kwh: float) -> str:
    """An energy to three digits, without an exponent."""
    return np.format_float_positional(kwh, 3, fractional=False, trim="-")
