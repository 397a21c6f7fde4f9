"""What the tables of a page say: replicates, their agreement, energy, settings."""

import statistics
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from groundwork.pages.svg import Line
from holly.figures.words import energy_in_words, length
from holly.report.charts import draw_correlation
from holly.report.experiments import Replicate
from holly.results.agreement import Agreement, Closeness
from holly.results.evaluation import Evaluation
from holly.results.run import Run

PAPER_KWH = 2.1  # section 2.10: 623.4 kWh over 166 days, 298 models trained and evaluated
UNKNOWN = "–"


def replicate_table(replicates: Sequence[Replicate]) -> dict[str, dict[str, str]]:
    """Cells by column for each replicate's number; columns without any value are left out."""
    rows = {one.number: replicate_cells(one.evaluation, one.run) for one in replicates}
    columns = next(iter(rows.values()))
    known = [column for column in columns if any(row[column] for row in rows.values())]
    return {
        number: {column: row[column] or UNKNOWN for column in known} for number, row in rows.items()
    }


def replicate_cells(evaluation: Evaluation | None, run: Run | None) -> dict[str, str | None]:
    """What is known of a replicate by column; None where nothing is."""
    known = (vars(run) if run else {}) | (vars(evaluation) if evaluation else {})
    distance = partial(length, nm_per_unit=known.get("nm_per_unit"))
    columns = {
        "RMSD": ("rmsd", distance),
        "strays": ("strays", lambda share: f"{100 * share:.3g} %"),
        "without strays": ("rmsd_without_strays", distance),
        "coverage": ("coverage_rmsd", distance),
        "one to one": ("assignment_rmsd", distance),
        "random clouds": ("random_rmsd", distance),
        "mirrored": ("mirrored", lambda value: "yes" if value else "no"),
        "pose error": ("pose_error_degrees", "{:.1f}°".format),
        "seconds": ("seconds", "{:,.0f}".format),
        "kWh": ("kwh", energy_in_words),
        "images": ("images", "{:,}".format),
    }
    cells = {
        column: None if known.get(key) is None else words(known[key])
        for column, (key, words) in columns.items()
    }
    if cells["random clouds"] and known["random_rmsd_spread"] is not None:
        cells["random clouds"] += f" ± {known['random_rmsd_spread']:.3f}"
    return cells


def agreement_section(agreement: Agreement | None) -> dict[str, Any] | None:
    """Words and a chart of how the replicates, and the halves of the particles, agree.

    None if there is nothing to compare.
    """
    if agreement is None:
        return None
    unit = agreement.nm_per_unit
    words = {}
    if agreement.belief != "unknown":
        words["doubt"] = agreement.verdict
    if agreement.misfit is not None:
        words["misfit of the images"] = f"{agreement.misfit:.3f}"
    if agreement.best is not None and agreement.pairs:
        words["least held-out loss"] = f"replicate {agreement.best}"
    words |= _closeness("replicates", agreement.replicates, unit)
    lines = [Line("thin", pair.frequency, pair.correlation) for pair in agreement.pairs]
    if agreement.halves:
        words |= _closeness("halves", agreement.halves, unit)
        lines.append(Line("structure", agreement.halves.frequency, agreement.halves.correlation))
    chart = draw_correlation(lines, "nm" if unit else "unit") if lines else None
    return {"words": words, "chart": chart} if words or chart else None


def energy_section(replicates: Sequence[Replicate]) -> dict[str, Any] | None:
    """The median energy of a training and how it is known; None if no run says anything."""
    runs = [one.run for one in replicates if one.run]
    methods = dict.fromkeys(run.kwh_method for run in runs if run.kwh_method is not None)
    if not methods:
        return None
    known = [run.kwh for run in runs if run.kwh is not None]
    return {
        "median": energy_in_words(statistics.median(known)) if known else None,
        "measured": len(known),
        "runs": len(runs),
        "methods": list(methods),
        "paper": PAPER_KWH,
    }


def settings_list(run: Run) -> dict[str, str]:
    """All that run.json says of a run, on one level; the processes it took are numbered."""
    parts = {str(number): part for number, part in enumerate(run.entries.get("parts", []), 1)}
    return _flatten({**run.entries, "parts": parts})


def _closeness(name: str, found: Closeness, nm_per_unit: float | None) -> dict[str, str]:
    words = {}
    if found.distance is not None:
        words[f"distance of {name}"] = length(found.distance, nm_per_unit)
    unit = "nm" if nm_per_unit else "model units"
    return words | {
        f"resolution of {name}, correlation {threshold}": f"{resolution:.3g} {unit}"
        for threshold, resolution in found.resolution.items()
        if resolution is not None
    }


def _flatten(entries: Mapping[str, Any], before: str = "") -> dict[str, str]:
    """Nested settings on one level, keys joined by dots."""
    flat = {}
    for key, value in entries.items():
        if isinstance(value, dict):
            flat |= _flatten(value, f"{before}{key}.")
        elif isinstance(value, list):
            flat[before + key] = ", ".join(map(str, value))
        else:
            flat[before + key] = f"{value:g}" if isinstance(value, float) else str(value)
    return flat
