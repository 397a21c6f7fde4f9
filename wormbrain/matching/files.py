"""Two images of files, or two frames of a recording, matched; and what is said about them."""

from pathlib import Path

import numpy as np

from groundwork.errors import InputError
from groundwork.files import require
from wormbrain.frames.convert import project
from wormbrain.frames.image_folder import read_image
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.matching.match import judged
from wormbrain.networks.saved import load_network


def match_files(source: Path, target: Path, network: Path | None = None) -> str:
    """Match two images (PNG, JPEG or TIFF; planes are projected), and say how far to trust that.

    Raises:
        InputError: an image is missing or damaged, or they differ in shape.
    """
    images = []
    for path in (source, target):
        require(path, "give an image: PNG, JPEG or TIFF")
        images.append(project(read_image(path)[1], "max"))
    return _said(*images, network)


def match_frames(recording: Path, source: int, target: int, network: Path | None = None) -> str:
    """Match two frames of a recording, given by their numbers, and say how far to trust that.

    Raises:
        InputError: there is no such frame, or it is damaged.
    """
    with Recording(recording) as opened:
        images = [opened[opened.index(number)] for number in (source, target)]
        return _said(*images, network, opened.used_range)


def _said(
    source: np.ndarray, target: np.ndarray, network: Path | None, used: float | None = None
) -> str:
    moving, fixed = (scaled(image, used) for image in (source, target))
    if moving.shape != fixed.shape:
        raise InputError(f"images of shapes {source.shape} and {target.shape}; give equal ones")
    loaded = load_network(network) if network else None
    _, trust = judged(moving, fixed, loaded)
    faults = "; ".join(trust.faults())
    verdict = f"lost: do not use this match ({faults})" if faults else "matched"
    return (
        f"{verdict}; forward and backward "
        f"differ by {trust.error * max(source.shape[1:]):.2f} px, correlation "
        f"{trust.correlation:.3f}, overlap {trust.overlap:.2f}, smallest area {trust.area:.2f}"
    )
