"""What a replicate took in energy, beside the paper."""

import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np

from holly.report.found import Experiment

PAPER_KWH = 2.1  # section 2.10: 623.4 kWh over 166 days, 298 models trained and evaluated


def energy(experiments: Sequence[Experiment]) -> dict[str, Any] | None:
    """The median energy of a replicate and how it is known; None where no run says anything."""
    records = [one.record for found in experiments for one in found.replicates if one.record]
    methods = dict.fromkeys(run.kwh_method for run in records if run.kwh_method is not None)
    if not methods:
        return None
    known = [run.kwh for run in records if run.kwh is not None]
    return {
        "median": amount(statistics.median(known)) if known else None,
        "measured": len(known),
        "runs": len(records),
        "methods": list(methods),
        "paper": PAPER_KWH,
    }


def amount(kwh: float) -> str:
    """Three digits, without an exponent."""
    return np.format_float_positional(kwh, 3, fractional=False, trim="-")
