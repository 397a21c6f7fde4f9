"""What became of the particles of an experiment: which were used, and why the others were not."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from holly.results.history import Poses

PICKING = {  # reasons of the pick stage (holly.data.picking.find) in words
    "too few": "too few localisations",
    "too many": "too many localisations",
    "touches another": "touches another particle",
}
RULE = re.compile(r"(\w+) \S+ ([<>]) ")  # how curation writes a broken rule: measure, value, bound
CURATION = {  # broken rules (holly.images.curate) in words
    ("localisations", "<"): "too few localisations",
    ("localisations", ">"): "too many localisations",
    ("extent_nm", "<"): "too narrow",
    ("extent_nm", ">"): "too wide, perhaps by stray localisations",
    ("radius_of_gyration_nm", "<"): "too small",
    ("radius_of_gyration_nm", ">"): "too large, perhaps more than one particle",
    ("eccentricity", ">"): "too long for its width",
    ("brightest_share", ">"): "mostly one bright spot",
    ("centre_offset_nm", ">"): "off its centre",
    ("asymmetry", ">"): "lopsided, perhaps incomplete",
}
LEFT_OUT = "accepted, but not in this training"


@dataclass(frozen=True)
class Fates:
    """How many particles there were, and what became of each."""

    training: int
    held_out: int  # never trained on, to check the training
    unused: dict[str, int]  # by cause, the most frequent first; a particle has one cause
    complete: bool  # whether all causes are known: there is a curation

    @property
    def used(self) -> int:
        """Particles that have poses."""
        return self.training + self.held_out

    @property
    def all(self) -> int:
        """Particles, or what may be some, used or not."""
        return self.used + sum(self.unused.values())


def fates(poses: Poses, curation: pd.DataFrame | None, picks: pd.DataFrame | None) -> Fates:
    """Count the particles of a run by what became of them.

    A particle that breaks several rules of curation counts for the first.

    Args:
        poses: of the run.
        curation: the verdicts on its particles, if they were curated.
        picks: the table of picks, if particles were picked from fields of view.
    """
    held_out = set(poses.particle[poses.fate == "held-out"].tolist())
    training = set(poses.particle[poses.fate == "training"].tolist())
    causes: Counter[str] = Counter()
    if picks is not None:
        reasons = picks["reason"][~picks["accepted"]]
        causes.update(PICKING.get(reason, reason) for reason in reasons)
    if curation is not None:
        causes.update(map(_curation_cause, curation["reason"][~curation["accepted"]]))
        accepted = set(curation["particle"][curation["accepted"]].tolist())
        left_out = len(accepted - training - held_out)
        causes.update({LEFT_OUT: left_out} if left_out else {})
    return Fates(
        len(training),
        len(held_out - training),
        dict(causes.most_common()),
        complete=curation is not None,
    )


def particle_weights(particles: Iterable[int]) -> np.ndarray:
    """A weight for each image, of which those of one particle sum to 1."""
    _, which, images = np.unique(np.asarray(particles), return_inverse=True, return_counts=True)
    return 1 / images[which]


def _curation_cause(reason: str) -> str:
    rule = RULE.match(reason)
    return CURATION.get(rule.groups(), f"{rule[1]} {rule[2]}") if rule else reason
