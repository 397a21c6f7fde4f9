"""How particles lie in their images: what falls outside is counted, and a wrong scale refused."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from holly.images.measures import core, extent

MOSTLY = 0.5  # share of the localisations outside, above which a scale is refused
SPOT = 2.0  # pixels; a median particle that is no wider is a spot in its image
NAMED = 5  # particles named in one message
HALF = 0.5  # of an image's width: what a particle of ordinary size fills

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Framing:
    """P particles in their images."""

    ids: np.ndarray  # [P], their numbers in the source
    localisations: np.ndarray  # [P]
    outside: np.ndarray  # [P], localisations more than half a width from the image's centre
    extent: np.ndarray  # [P], nm, without a few strays
    size: int  # width of the images, pixels
    nm_per_pixel: float

    @property
    def share(self) -> float:
        """The share of all localisations that fall outside."""
        return float(self.outside.sum() / self.localisations.sum())

    @property
    def fitting(self) -> float:
        """The scale, nm per pixel, at which a median particle fills half of the width."""
        return float(np.median(self.extent)) / (HALF * self.size)


def framing(
    ids: Sequence[int], clouds: Iterable[np.ndarray], size: int, nm_per_pixel: float
) -> Framing:
    """How localisations [N, 2], nm from the centre of their image, of each particle lie in it.

    Outside is what an in-plane rotation can turn out of the image.
    """
    rows = []
    for cloud in clouds:
        far = np.linalg.norm(cloud, axis=1) > size / 2 * nm_per_pixel
        rows.append((len(cloud), int(far.sum()), extent(core(cloud))))
    counts, outside, extents = map(np.array, zip(*rows, strict=True))
    return Framing(np.asarray(ids), counts, outside, extents, size, nm_per_pixel)


def report(found: Framing) -> None:
    """Log how many localisations fall outside their images, in all and of which particles."""
    if not found.outside.any():
        return
    worst = np.argsort(-found.outside / found.localisations, kind="stable")[:NAMED]
    named = ", ".join(
        f"{found.outside[i]} of {found.localisations[i]} of particle {found.ids[i]}"
        for i in worst
        if found.outside[i]
    )
    log.warning(
        "%d of %d localisations (%.1f %%), of %d of %d particles, fall outside their images at "
        "%.4g nm per pixel; most: %s",
        *(found.outside.sum(), found.localisations.sum(), 100 * found.share),
        *((found.outside > 0).sum(), len(found.ids), found.nm_per_pixel, named),
    )


def require_framed(source: Path, found: Framing) -> None:
    """Log what falls outside; InputError where images cannot show the particles.

    These are refused: particles with nothing inside their image, more than half of all
    localisations outside, and a scale at which the median particle shrinks to a spot.
    """
    report(found)
    remedy = f"give nm_per_pixel; at {found.fitting:.3g} a median particle fills half of the width"
    empty = found.ids[found.outside == found.localisations]
    if len(empty):
        more = f" and {len(empty) - NAMED} more" if len(empty) > NAMED else ""
        some = ", ".join(map(str, empty[:NAMED])) + more
        raise InputError(
            f"{source}: at {found.nm_per_pixel:.4g} nm per pixel the images of {len(empty)} of "
            f"{len(found.ids)} particles are empty (id {some}); {remedy}, or reject these particles"
        )
    if found.share > MOSTLY:
        raise InputError(
            f"{source}: at {found.nm_per_pixel:.4g} nm per pixel {found.outside.sum()} of "
            f"{found.localisations.sum()} localisations fall outside their images; {remedy}"
        )
    width = float(np.median(found.extent)) / found.nm_per_pixel
    if width < SPOT:
        raise InputError(
            f"{source}: at {found.nm_per_pixel:.4g} nm per pixel the median particle, "
            f"{np.median(found.extent):.3g} nm wide, is a spot of {width:.2g} pixels; {remedy}, or "
            "correct the unit of the coordinates"
        )
