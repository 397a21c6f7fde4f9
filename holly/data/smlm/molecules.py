"""Sites to localisations: label, bind, blink, localise. Lengths are in nm.

Each step draws its random numbers from its own generator and for all sites, labelled or not, so
that a change of one step leaves the random numbers of the others as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from holly.data.blinking import blinking_frames, geometric_times
from holly.settings.smlm import Blinking, Labelling, Precision, Smlm

PHOTONS = 1000.0  # of a localisation of median precision

Draws = Callable[[str], np.random.Generator]  # the generator of a step by its name


@dataclass(frozen=True)
class Localisations:
    """N localisations."""

    positions: np.ndarray  # [N, 3]; z is 0 in 2D data
    lateral: np.ndarray  # [N], standard deviation of the error in x and in y
    axial: np.ndarray  # [N], in z; 0 in 2D data
    photons: np.ndarray  # [N]
    frame: np.ndarray  # [N], from 1
    label: np.ndarray  # [N], the index of the label

    def __len__(self) -> int:
        return len(self.frame)

    def chosen(self, which: np.ndarray) -> "Localisations":
        """Those of a mask [N]."""
        return Localisations(*(getattr(self, field.name)[which] for field in fields(self)))


def joined(parts: list[Localisations]) -> Localisations:
    """All localisations of these parts, of which each counts its own labels."""
    names = [field.name for field in fields(Localisations)]
    return Localisations(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def observe(sites: np.ndarray, smlm: Smlm, draws: Draws) -> Localisations:
    """Localisations of a particle with these sites [S, 3], as a camera above it sees them."""
    labelled = carry_label(len(sites), smlm.labelling, draws)
    found = localise_labels(bind(sites, smlm.labelling.linker_nm, draws("linker")), smlm, draws)
    seen = bright_enough(len(found), smlm.blinking, draws)
    return found.chosen(labelled[found.label] & seen)


def localise_labels(labels: np.ndarray, smlm: Smlm, draws: Draws) -> Localisations:
    """Localisations of labels [L, 3] that blink."""
    times = blink(len(labels), smlm.blinking, draws("blinking"))
    label = np.repeat(np.arange(len(labels)), times)
    lateral, axial = errors(len(label), smlm.precision, draws("precision"))
    noise = draws("error").standard_normal((len(label), 3))
    positions = labels[label] + noise * np.stack([lateral, lateral, axial], axis=1)
    if smlm.precision.axial_nm is None:
        positions[:, 2] = 0
    photons = PHOTONS * (smlm.precision.lateral_nm / lateral) ** 2
    return Localisations(
        positions, lateral, axial, photons, blinking_frames(draws("frames"), times), label
    )


def carry_label(sites: int, labelling: Labelling, draws: Draws) -> np.ndarray:
    """Which of the sites of a particle carry a label [sites]."""
    share = labelling.efficiency * _share(labelling.variation, draws("labelling of the particle"))
    return draws("labelling").random(sites) < share


def bind(sites: np.ndarray, linker: float, rng: np.random.Generator) -> np.ndarray:
    """The place [S, 3] at which the label of each site shines, at the end of its linker."""
    direction = rng.standard_normal(sites.shape)
    return sites + linker * direction / np.linalg.norm(direction, axis=1, keepdims=True)


def blink(labels: int, blinking: Blinking, rng: np.random.Generator) -> np.ndarray:
    """How often each label is localised [labels]."""
    if blinking.counts:
        return rng.choice(blinking.counts, labels)
    return geometric_times(rng, labels, blinking.mean)


def errors(
    count: int, precision: Precision, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The lateral and the axial precision [count] of localisations; bright ones have both small."""
    factor = np.exp(precision.spread * rng.standard_normal(count))
    return precision.lateral_nm * factor, (precision.axial_nm or 0.0) * factor


def bright_enough(localisations: int, blinking: Blinking, draws: Draws) -> np.ndarray:
    """Which of the localisations of a particle are kept [localisations]: all of the brightest."""
    share = _share(blinking.variation, draws("brightness of the particle"))
    return draws("brightness").random(localisations) < share


def _share(variation: float, rng: np.random.Generator) -> float:
    """A share from 1/variation to 1, even on a logarithmic scale."""
    return variation ** -rng.random()
