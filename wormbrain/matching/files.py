"""Two images or volumes of files, or of a recording, matched; and what is said about them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from groundwork.files import require
from wormbrain.frames.convert import project
from wormbrain.frames.image_folder import read_image
from wormbrain.frames.intensity import scaled
from wormbrain.frames.points import DEEP, FLAT, Points, read_points, require_inside, write_points
from wormbrain.frames.recording import Recording, is_recording
from wormbrain.frames.volumes import FEWEST, Reading, open_volumes
from wormbrain.geometry import points_to_voxels, to_pixels, to_points, voxels_to_points
from wormbrain.matching.confidence import PAIR, VOLUMES, Confidence, Limits
from wormbrain.matching.match import judged
from wormbrain.matching.volume import Volume, judged_volumes
from wormbrain.networks.saved import load_network


@dataclass(frozen=True)
class Pair:
    """Source and target of a match.

    Attributes:
        source: [C, D, H, W], counts.
        target: likewise, of the same shape.
        used: the range that their values use; None for that of each by itself.
    """

    source: np.ndarray
    target: np.ndarray
    used: float | None = None


@dataclass(frozen=True)
class Matched:
    """A match of two images, or volumes.

    Attributes:
        follow: where places [N, d] of the target lie in the source; all in pixels (and planes).
        trust: how far to trust it.
        limits: beyond which it must not be used.
        size: height and width, or planes, height and width.
    """

    follow: Callable[[np.ndarray], np.ndarray]
    trust: Confidence
    limits: Limits
    size: tuple[int, ...]

    def __str__(self) -> str:
        trust, faults = self.trust, "; ".join(self.trust.faults(self.limits))
        verdict = f"lost: do not use this match ({faults})" if faults else "matched"
        part = "area" if self.limits is PAIR else "volume"
        error = trust.error * max(self.size[-2:])
        return (
            f"{verdict}; forward and backward differ by {error:.2f} px, correlation "
            f"{trust.correlation:.3f}, overlap {trust.overlap:.2f}, smallest {part} "
            f"{trust.area:.2f}"
        )


def read_pair(paths: Sequence[Path], frames: Sequence[int] = ()) -> Pair:
    """Two images or volumes.

    Args:
        paths: two images (PNG, JPEG or TIFF), or a recording.h5, or any source with frames.
        frames: the numbers of source and target in a recording or source.

    Raises:
        InputError: something is missing or damaged, or the two differ in shape.
    """
    pair = _of_files(paths) if len(paths) == 2 else _of_frames(*paths, frames)
    if pair.source.shape != pair.target.shape:
        raise InputError(
            f"images of shapes {pair.source.shape} and {pair.target.shape}; give equal ones"
        )
    return pair


def match_images(pair: Pair, network: Path | None = None) -> Matched:
    """Match two images; volumes are projected.

    Raises:
        InputError: they are too small.
    """
    images = [scaled(project(volume, "max"), pair.used) for volume in (pair.source, pair.target)]
    found, trust = judged(*images, load_network(network) if network else None)
    height, width = images[1].shape[1:]

    def follow(pixels: np.ndarray) -> np.ndarray:
        points = to_points(_tensor(pixels), height, width)
        return to_pixels(found(points), height, width).numpy()

    return Matched(follow, trust, PAIR, (height, width))


def match_in_depth(pair: Pair, depth_step: float, network: Path | None = None) -> Matched:
    """Match two volumes: their projections, and that corrected in depth.

    Args:
        pair: the volumes.
        depth_step: distance of two planes, in pixels.
        network: a network.pt, whose match of the projections competes.

    Raises:
        InputError: they have too few planes or pixels, or `depth_step` is no distance.
    """
    shape = pair.target.shape[1:]
    if shape[0] < FEWEST:
        raise InputError(f"{shape[0]} plane; leave out --depth-step, or give volumes")
    if not 0 < depth_step < float("inf"):
        raise InputError(f"--depth-step {depth_step}: give the distance of two planes, in pixels")
    volumes = [Volume(voxels, depth_step) for voxels in (pair.source, pair.target)]
    found, trust = judged_volumes(*volumes, load_network(network) if network else None)

    def follow(voxels: np.ndarray) -> np.ndarray:
        points = voxels_to_points(_tensor(voxels), shape, depth_step)
        return points_to_voxels(found(points), shape, depth_step).numpy()

    return Matched(follow, trust, VOLUMES, shape)


def write_matched(matched: Matched, points: Path, output: Path) -> None:
    """Write where points of the target lie in the source.

    Args:
        matched: the match.
        points: a CSV file with the columns name, x and y, and z if volumes were matched.
        output: likewise, of the source.

    Raises:
        InputError: the match must not be used, or the points are malformed.
    """
    known = read_points(points, FLAT if matched.limits is PAIR else DEEP)
    require_inside(known, matched.size)
    if matched.trust.lost(matched.limits):
        raise InputError(f"{matched}; {output} is not written; give images that show the same")
    write_points(output, Points(known.names, matched.follow(known.pixels)))


def _of_files(paths: Sequence[Path]) -> Pair:
    return Pair(*(read_image(require(path, "give PNG, JPEG or TIFF"))[1] for path in paths))


def _of_frames(path: Path, numbers: Sequence[int]) -> Pair:
    """Two frames of a recording, which has one plane, or of what it was made of."""
    if is_recording(path):
        with Recording(path) as recording:
            images = [recording[recording.index(number)][:, None] for number in numbers]
            return Pair(*images, recording.used_range)
    with open_volumes(path, Reading()) as volumes:
        return Pair(*(volumes[number] for number in numbers))


def _tensor(places: np.ndarray) -> Tensor:
    return torch.as_tensor(places, dtype=torch.float32)
