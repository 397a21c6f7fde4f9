"""Training images: accepted particles drawn at random in-plane rotations, at every sigma level."""

from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from groundwork.files import checksum
from holly.images.cube import write_index
from holly.images.drawing import draw_all
from holly.images.resumable_cubes import resumable_cubes
from holly.images.views import read_views
from holly.settings.images import Augmentation


def augment(
    localisations: Path,
    curation: Path,
    folder: Path,
    sigmas: Sequence[float],
    augmentation: Augmentation,
) -> None:
    """Draw every accepted particle at random rotations about the image's centre.

    The particles are those that the table `curation` accepts (see holly.images.curate.curate).
    Writes `folder`/sigma_*.fits and index.csv, and replaces an older folder. Each sigma (pixels,
    positive) has a cube [accepted * rotations, size, size] with all rotations of a particle
    together.

    Raises:
        InputError: as `read_views`, or too little disk.
    """
    views = read_views(localisations, curation, sigmas, augmentation)
    size, (total, rotations) = augmentation.size, views.angles.shape
    with resumable_cubes(
        folder,
        sigmas,
        (total * rotations, size, size),
        nm_per_pixel=views.nm_per_pixel,
        seed=augmentation.seed,
        made_from=["augment", checksum(localisations), checksum(curation), augmentation],
    ) as cubes:
        write_index(cubes.folder, views.accepted, views.ids, views.angles)
        done = cubes.count // rotations
        turns = zip(views.clouds[done:], views.angles[done:], strict=True)
        drawn = draw_all(turns, sigmas, size, views.nm_per_pixel)
        for images in tqdm(drawn, "augment", total, unit="particle", initial=done, disable=None):
            cubes.append(images)
