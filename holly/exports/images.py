"""The images of a run as an MRC stack, in the order of its poses."""

from collections.abc import Iterator
from pathlib import Path

import mrcfile
import numpy as np
import torch

from groundwork.errors import InputError
from groundwork.files import atomic_file, require_disk
from holly.exports.density import label
from holly.exports.structure import ANGSTROM
from holly.results.history import Poses
from holly.results.run import Run
from holly.settings.images import Augmentation
from holly.training.dataset import Opened, half_of, open_images, open_streamed
from holly.training.images import Images

AT_ONCE = 256  # images drawn at once
FLOAT32 = 2  # the mode of an MRC file


def open_source(
    data: Path, run: Run, poses: Poses, curation: Path | None, augmentation: Augmentation
) -> Opened:
    """Open the images of a run: simulated, from a folder, or drawn from localisations.

    Raises:
        InputError: they cannot be read, are not those of the run, or not those of the poses.
    """
    cpu, digest = torch.device("cpu"), str(run.settings["data"])
    half = half_of(digest)
    if run.simulation or data.is_dir():
        seed = int(run.settings["seed"])
        opened = open_images(data, run.recipe, run.simulation, seed, cpu, half=half)
    elif curation:
        opened = open_streamed(data, curation, run.recipe, augmentation, cpu, half=half)
    else:
        raise InputError(
            f"{data}: not a folder of images; give it, or --curation with localisations"
        )
    if opened.digest != digest:
        raise InputError(
            f"{data}: not the images of this run; give those, and --curation and "
            "--augmentation as in its training"
        )
    for fate, images in _parts(opened).items():
        listed = poses.image[poses.fate == fate]
        if len(listed) and not np.array_equal(listed, images.images):
            raise InputError(f"{data}: other {fate} images than poses.csv has; train again")
    return opened


def write_stack(
    path: Path, opened: Opened, poses: Poses, sigma: float, nm_per_pixel: float
) -> None:
    """Write the images that have poses, in their order, as an MRC stack of float32.

    Rows run from the bottom to the top. Intensities are those of the images at this sigma, pixels.

    Raises:
        InputError: too little disk.
    """
    shape = (len(poses.image), *opened.training.shape)
    require_disk(path, 4 * int(np.prod(shape)))
    with (
        atomic_file(path) as scratch,
        mrcfile.new_mmap(scratch, shape, FLOAT32, overwrite=True) as file,
    ):
        file.set_image_stack()
        file.voxel_size = ANGSTROM * nm_per_pixel
        first, moments = 0, []
        for batch in _drawn(opened, poses, sigma):
            file.data[first : first + len(batch)] = batch[:, ::-1]
            first += len(batch)
            exact = batch.astype(float)
            moments.append((batch.min(), batch.max(), exact.sum(), np.square(exact).sum()))
        lowest, highest, totals, squares = np.array(moments).T
        mean, square = totals.sum() / np.prod(shape), squares.sum() / np.prod(shape)
        label(file, f"HOLLy: images at sigma {sigma:.6g} pixels")
        header = file.header
        header.dmin, header.dmax, header.dmean = lowest.min(), highest.max(), mean
        header.rms = np.sqrt(max(square - mean**2, 0))  # about the mean


def _parts(opened: Opened) -> dict[str, Images]:
    return {"training": opened.training, "held-out": opened.held_out}


def _drawn(opened: Opened, poses: Poses, sigma: float) -> Iterator[np.ndarray]:
    """Batches [B, H, W] of the images that have poses, in their order."""
    for fate, images in _parts(opened).items():
        for indices in torch.arange(int((poses.fate == fate).sum())).split(AT_ONCE):
            yield images.draw(indices, sigma).numpy()
