"""How to find a structure from files of localisations: rules that need only what was seen.

The rules and their reasons are in docs/your-data.md. The recipe is `search-measured`; only what the
data decide is changed.
"""

from dataclasses import dataclass

import numpy as np

from groundwork.errors import InputError
from holly.own.survey import Survey

RECIPE = "search-measured"
SIZE = 64  # px; what the recipe was measured with
FILLS = 0.6  # of the width of an image, by a typical particle
COARSEST = 0.078125  # fraction of the width: an eighth of a particle, which makes it a blob
FINEST = (1.4 / SIZE, 0.05)  # between these, the precision; a Gaussian of 1.4 px is the narrowest
LEVELS = 8
PER_LOCALISATION = 0.5  # points
POINTS = (64, 250)
IMAGES = 70_000  # seen in one training, as often for few particles as for many
EPOCHS = (4, 1000)
BATCH = 32  # images, the recipe's
BATCHES = 4  # of few particles at least; the training on a half then still has nearly two
PLENTY = 1000  # particles from which one start suffices
STARTS = 5


@dataclass(frozen=True)
class Choices:
    """What a configuration needs and the data decide."""

    pick: bool
    project: bool
    nm_per_pixel: float
    points: int
    epochs: int
    batch_size: int | None  # None for that of the recipe
    starts: int
    sigma: tuple[float, ...] | None  # fractions of the width; None for those of the recipe

    @property
    def width(self) -> float:
        """Of an image, nm."""
        return SIZE * self.nm_per_pixel


def choose(found: Survey) -> Choices:
    """Apply the rules of docs/your-data.md to what was seen; InputError without particles."""
    if not len(found):
        raise InputError(f"{found.sources[0]}: {found.fault}")
    scale = float(f"{found.extent / (FILLS * SIZE):.2g}")
    return Choices(
        pick=bool(found.fields),
        project=found.three,
        nm_per_pixel=scale,
        points=int(np.clip(round(PER_LOCALISATION * np.median(found.counts)), *POINTS)),
        epochs=int(np.clip(round(IMAGES / len(found)), *EPOCHS)),
        batch_size=_batch(len(found)),
        starts=1 if len(found) >= PLENTY else STARTS,
        sigma=found.precision and _sigma(found.precision / (SIZE * scale)),
    )


def reasons(found: Survey, chosen: Choices) -> dict[str, str]:
    """Why each of the choices that the data decide was made, by its key."""
    few = f"fewer than {PLENTY:,}" if chosen.starts > 1 else f"{PLENTY:,} or more"
    why = {
        "pick": "the file has fields of view; particles are found by their density",
        "project": "z is known: each particle is turned at random and projected",
        "nm_per_pixel": f"a particle of {found.extent:.0f} nm fills {FILLS:.0%} of {SIZE} px",
        "points": "half the localisations of a typical particle, at least {}, at most {}".format(
            *POINTS
        ),
        "epochs": f"{len(found)} particles are then seen {chosen.epochs * len(found):,} times",
        "batch_size": f"so that there are {BATCHES} batches of particles",
        "starts": f"there are {few} particles",
        "sigma": _sigma_reason(found, chosen),
    }
    needless = {"pick": not chosen.pick, "project": not chosen.project}
    needless["batch_size"] = chosen.batch_size is None
    return {key: reason for key, reason in why.items() if not needless.get(key)}


def said(found: Survey, chosen: Choices) -> dict[str, str]:
    """Each choice and its reason, in one line, by its key."""
    values = {"pick": "yes", "project": "yes", "nm_per_pixel": f"{chosen.nm_per_pixel:g}"}
    values |= {
        key: str(getattr(chosen, key)) for key in ("points", "epochs", "starts", "batch_size")
    }
    values["sigma"] = "the recipe's" if chosen.sigma is None else "own"
    return {key: f"{values[key]}: {reason}" for key, reason in reasons(found, chosen).items()}


def _batch(particles: int) -> int | None:
    """A smaller power of two than the recipe's if there are too few particles for that."""
    largest = max(2, particles // BATCHES)
    return None if largest >= BATCH else 2 ** (largest.bit_length() - 1)


def _sigma(precision: float) -> tuple[float, ...]:
    """Sigmas from coarse to the precision (all fractions of the width), in equal ratios."""
    curve = np.geomspace(COARSEST, np.clip(precision, *FINEST), LEVELS)
    return tuple(round(float(sigma), 6) for sigma in curve)


def _sigma_reason(found: Survey, chosen: Choices) -> str:
    if chosen.sigma is None:
        return "the file does not say the precision"
    first, last = (chosen.width * chosen.sigma[i] for i in (0, -1))
    return (
        f"{first:.2g} to {last:.2g} nm, from an eighth of a particle to the precision, but at "
        f"least {FINEST[0] * chosen.width:.2g} and at most {FINEST[1] * chosen.width:.2g} nm"
    )
