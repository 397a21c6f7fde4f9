"""Particles drawn from their localisations at several sigma levels, on all of torch's threads."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from holly.render.gauss_transform import Levels

Drawing = dict[float, np.ndarray]  # of one particle: [R, size, size] float32 by sigma

AHEAD = 2  # particles per thread that are drawn before they are asked for


def draw_all(
    turns: Iterable[tuple[np.ndarray, np.ndarray]],
    sigmas: Sequence[float],
    size: int,
    nm_per_pixel: float,
    device: str = "cpu",
) -> Iterator[Drawing]:
    """Draw many particles, in order, each turned by its own angles, on a torch device.

    A turn is the centred localisations [N, 2] of a particle, nm, and its angles [R], radians.
    `sigmas` (positive) and `size` are in pixels. Only a few particles are drawn before they are
    asked for, so memory does not grow with their number.
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


def pixels(
    points: np.ndarray, angles: np.ndarray, size: int, nm_per_pixel: float
) -> tuple[Tensor, Tensor]:
    """Columns and rows [B, N], float64, of localisations turned about the image's centre.

    column = size/2 + x/nm_per_pixel, row = size/2 - y/nm_per_pixel, as holly.geometry.project.
    Points [N, 2] are in nm from that centre, angles [B] in radians, anticlockwise with y up.
    """
    x, y = points.T / nm_per_pixel
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    columns = size / 2 + cosine * x - sine * y
    rows = size / 2 - (sine * x + cosine * y)
    return torch.from_numpy(columns), torch.from_numpy(rows)


def require_positive(sigmas: Sequence[float]) -> None:
    """Raise InputError if a sigma level is not above 0."""
    if min(sigmas) <= 0:
        raise InputError(
            f"sigma levels {list(sigmas)}: localisations are drawn with a sigma above 0; "
            "take the others out of the recipe"
        )
