"""Evaluations in words: lengths, measured shapes, and what was found."""

from typing import Any

from holly.results.evaluation import Evaluation

_LENGTHS = ("diameter", "radius", "separation", "height", "length", "width", "extent", "thickness")


def scale_bar(evaluation: Evaluation, span: float) -> tuple[float, str]:
    """Length in model units and label of a bar that fits `span` model units."""
    unit = evaluation.nm_per_unit
    sizes = [100, 50, 20, 10, 5, 2, 1] if unit else [0.5, 0.2, 0.1, 0.05, 0.02, 0.01]
    size = next((n for n in sizes if n / (unit or 1) <= 0.6 * span), sizes[-1])
    return (size / unit, f"{size} nm") if unit else (size, f"{size} model units")


def findings(evaluation: Evaluation) -> list[str]:
    """What was found, in words: how near the truth it is, the measured shape, the true one."""
    unit = evaluation.nm_per_unit
    fit = []
    if evaluation.rmsd is not None:
        fit = [f"RMSD {length(evaluation.rmsd, unit)}"]
        if evaluation.random_rmsd is not None:
            fit.append(f"random cloud {length(evaluation.random_rmsd, unit)}")
        if evaluation.mirrored is not None:
            fit.append("mirrored to fit" if evaluation.mirrored else "not mirrored")
    shape = describe_shape(evaluation.shape, unit) if evaluation.shape else []
    truth = describe_shape(evaluation.truth_shape, unit) if evaluation.truth_shape else []
    if truth:
        truth[0] = f"truth: {truth[0]}"
    return [" · ".join(part) for part in (fit, shape, truth) if part]


def length(value: float, nm_per_unit: float | None) -> str:
    """A length in model units in words, with nm where the scale is known."""
    return f"{value:.3f} ({value * nm_per_unit:.1f} nm)" if nm_per_unit else f"{value:.3f}"


def describe_shape(shape: dict[str, Any], nm_per_unit: float | None) -> list[str]:
    """What was measured of a shape in words, one phrase each; vectors are left out.

    In brackets after a length are the ends of its 95 % interval, where they are known.
    """
    phrases = []
    intervals = shape.get("interval") or {}
    for key, value in shape.items():
        words = key.replace("_", " ")
        if isinstance(value, bool):
            phrases.append(f"{words}: {'yes' if value else 'no'}")
        elif not isinstance(value, int | float):
            continue
        elif not key.endswith(_LENGTHS):
            phrases.append(f"{words} {value:.3g}")
        else:
            digits, unit = (1, " nm") if nm_per_unit else (3, "")
            between = " to ".join(f"{end:.{digits}f}" for end in intervals.get(key) or ())
            about = f" ({between})" if between else ""
            phrases.append(f"{words} {value:.{digits}f}{unit}{about}")
    return phrases
