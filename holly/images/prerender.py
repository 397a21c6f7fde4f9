"""Every particle drawn once from its localisations, at every sigma level."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from groundwork.files import checksum
from holly.data.particles import Particles, open_particles
from holly.images.cube_folder import growing_cubes, progress
from holly.render.gauss_transform import Levels

Centre = Literal["extent", "mean"]
Drawing = dict[float, np.ndarray]  # sigma to images [R, size, size] of one particle

FILL = 2 * 0.95  # image widths that the largest extent takes (the paper's scale)
AHEAD = 2  # particles drawn before they are asked for, a thread


def prerender(
    localisations: Path,
    folder: Path,
    *,
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float | None,
    centre: Centre,
    device: str = "cpu",
) -> None:
    """Draw every particle once and write `folder`/sigma_*.fits.

    A cube [particles, size, size] a level, in the order of the localisations.

    Args:
        localisations: HDF5 file of particles, nm.
        folder: written in blocks, see holly.images.cube_folder; an older one is replaced.
        sigmas: levels, pixels, positive.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images; the paper's rule if None, see `scale`.
        centre: what lies in the middle of the image, see `centred`.
        device: what draws, a name torch knows.

    Raises:
        InputError: unreadable localisations, a sigma that is not positive, no scale can be found,
            or too little disk.
    """
    if min(sigmas) <= 0:
        raise InputError(f"sigma levels {list(sigmas)}: one is not above 0; take it out")
    with open_particles(localisations) as particles:
        nm_per_pixel = nm_per_pixel or scale(particles, size)
        total = len(particles)
        with growing_cubes(
            folder,
            sigmas,
            (total, size, size),
            nm_per_pixel=nm_per_pixel,
            seed=0,
            made_from=["prerender", checksum(localisations), centre, device],
        ) as cubes:
            done = cubes.count
            clouds = (centred(particles.particle(index), centre) for index in range(done, total))
            turns = ((cloud, np.zeros(1)) for cloud in clouds)
            drawn = draw_all(turns, sigmas, size, nm_per_pixel, device)
            for images in progress(drawn, "prerender", "particle", total, done):
                cubes.append(images)


def extent(points: np.ndarray) -> float:
    """The larger of the ranges of x and y of localisations [N, 2 or 3]; their unit."""
    return float(np.ptp(points[:, :2], axis=0).max())


def scale(particles: Particles, size: int) -> float:
    """The paper's scale, nm/pixel: the largest extent of any particle takes 2 x 0.95 widths.

    Outlying localisations stretch that extent; with this rule they fall outside the image.

    Raises:
        InputError: every particle is a single spot.
    """
    largest = max(extent(particles.particle(index)) for index in range(len(particles)))
    if largest == 0:
        raise InputError("every particle is a single spot, so no scale fits; give nm_per_pixel")
    return largest / (FILL * size)


def centred(points: np.ndarray, centre: Centre) -> np.ndarray:
    """Localisations [N, 2] about the middle of their extent or about their mean."""
    plane = points[:, :2]
    middle = plane.mean(0) if centre == "mean" else (plane.min(0) + plane.max(0)) / 2
    return plane - middle


def pixels(
    points: np.ndarray, angles: np.ndarray, size: int, nm_per_pixel: float
) -> tuple[Tensor, Tensor]:
    """Columns and rows [B, N] of localisations turned by B angles about the image's centre.

    column = size/2 + x/nm_per_pixel, row = size/2 - y/nm_per_pixel, as holly.geometry.project.

    Args:
        points: [N, 2], nm, relative to the image's centre.
        angles: [B], radians, anticlockwise with y up.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images.

    Returns:
        Columns and rows in float64.
    """
    x, y = points.T / nm_per_pixel
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    columns = size / 2 + cosine * x - sine * y
    rows = size / 2 - (sine * x + cosine * y)
    return torch.from_numpy(columns), torch.from_numpy(rows)


def draw_all(
    turns: Iterable[tuple[np.ndarray, np.ndarray]],
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float,
    device: str = "cpu",
) -> Iterator[Drawing]:
    """Draw many particles, each turned by its own angles, on all of torch's threads, in order.

    Few are drawn before they are asked for, so memory does not grow with their number.

    Args:
        turns: for each particle its centred localisations [N, 2], nm, and angles [R], radians.
        sigmas: levels, pixels, positive.
        size: height and width of the images, pixels.
        nm_per_pixel: scale of the images.
        device: what draws, a name torch knows.

    Yields:
        Images [R, size, size] float32 of each sigma, for each particle.
    """
    levels = Levels(sigmas, size, device)

    def drawing(points: np.ndarray, angles: np.ndarray) -> Drawing:
        images = levels(*pixels(points, angles, size, nm_per_pixel))
        return {sigma: level.cpu().numpy() for sigma, level in images.items()}

    threads = torch.get_num_threads()
    pool = ThreadPoolExecutor(threads, initializer=torch.set_num_threads, initargs=(1,))
    waiting: deque[Future[Drawing]] = deque()
    try:
        for points, angles in turns:
            waiting.append(pool.submit(drawing, points, angles))
            if len(waiting) > AHEAD * threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)
        torch.set_num_threads(threads)
