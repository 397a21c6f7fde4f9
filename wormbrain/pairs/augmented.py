"""The report's training images: a recording as 8-bit RGB, and augmented copies of each frame.

The file has `frames` [N, 3, H, W] of 8 bits, red, green and an empty blue, and `number` [N], the
numbers of the frames that they show. The first image of a frame is the frame itself. If points of
the frames were given, `points` [N, K, 2] says where they lie in each image: pixels (column, row),
NaN where a point is not visible.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import atomic_file, require, require_disk
from groundwork.formats.hdf5 import checked, creating, member, reading
from groundwork.seeds import generator
from wormbrain.frames.recording import Recording
from wormbrain.geometry import to_pixels, to_points
from wormbrain.pairs.augment import Marked, augment

MARK = np.bytes_("wormbrain augmented 1")  # the attribute `format`
REMEDY = "make it with `python -m wormbrain augment`"
FAULTS = (OSError, RuntimeError, KeyError, AttributeError, TypeError, ValueError)  # of h5py
POINTS = "points"  # the dataset
SMALLEST = 16  # pixels of the longer side
COLOURS = 2  # channels that are shown: red and green


@dataclass(frozen=True)
class Images:
    """Training images of the report.

    Attributes:
        pixels: [N, 3, H, W] uint8.
        number: [N], the numbers of the frames that they show.
        points: [N, K, 2], where points of the frames lie, in the coordinates of wormbrain.geometry;
            NaN where they are not visible. K is 0 if none were given.
    """

    pixels: Tensor
    number: np.ndarray
    points: Tensor


def write_augmented(
    recording: Path,
    output: Path,
    *,
    copies: int = 10,
    size: int | None = None,
    seed: int = 1,
    points: np.ndarray | None = None,
) -> None:
    """Write the images of a recording and `copies` augmented images of each.

    The same arguments give the same bytes.

    Args:
        recording: a canonical recording.
        output: the .h5 file to write.
        copies: augmented images per frame.
        size: longer side of the images, px; that of the recording if None.
        seed: of the augmentation.
        points: [T, K, 2], pixels, where points lie in each frame; they are moved along.

    Raises:
        InputError: a damaged recording, a number that is too small, or the disk is full.
    """
    if copies < 0 or (size is not None and size < SMALLEST):
        raise InputError(f"{output}: give copies >= 0 and size >= {SMALLEST} pixels")
    with Recording(recording) as frames:
        first = size_to(torch.zeros(1, *frames.size), size)
        known = np.zeros((len(frames), 0, 2)) if points is None else points
        places = to_points(torch.from_numpy(known).float(), *frames.size)
        shape = (len(frames) * (copies + 1), 3, *first.shape[1:])
        require_disk(output, int(np.prod(shape)))
        with atomic_file(output) as scratch, creating(scratch) as file:
            file.attrs["format"] = MARK
            file["number"] = np.repeat(frames.number, copies + 1)
            chunk = (1, *shape[1:])
            data = file.create_dataset("frames", shape, np.uint8, chunks=chunk, fletcher32=True)
            images, moved = _images(frames, places, copies, size, seed), []
            for index, marked in enumerate(
                tqdm(images, "augment", len(data), unit="image", disable=None)
            ):
                data[index] = marked.image.round().clamp(0, 255).byte().numpy()
                moved.append(to_pixels(marked.points, *shape[2:]))
            if points is not None:
                file.create_dataset(POINTS, data=torch.stack(moved).numpy(), fletcher32=True)


def _images(
    frames: Recording, places: Tensor, copies: int, size: int | None, seed: int
) -> Iterator[Marked]:
    """Every frame as [3, H, W] with its points, followed by its augmented copies."""
    largest = largest_values(frames)
    for index, number in enumerate(frames.number):
        image = size_to(report_image(frames[index], largest), size)
        marked = Marked(image, places[index])
        yield marked
        chance = generator(seed, f"augment {number}")
        for _ in range(copies):
            yield augment(marked, chance)


def largest_values(frames: Recording) -> np.ndarray:
    """The largest value of each channel of a recording, [C]; 1 for a channel without light."""
    values = [frames[index].max((1, 2)) for index in range(len(frames))]
    return np.maximum(np.max(values, 0), 1)


def report_image(image: np.ndarray, largest: np.ndarray) -> Tensor:
    """A frame [C, H, W] as the report shows it: red, green and an empty blue, 0 to 255.

    Args:
        image: of one channel, red, or more, of which the first two are shown.
        largest: [C], the values that become 255 (1543 and 1760 in the published program).

    Returns:
        float32 [3, H, W].
    """
    shown = image[:COLOURS] / largest[:COLOURS, None, None] * 255
    rgb = torch.zeros(3, *image.shape[1:])
    rgb[: len(shown)] = torch.from_numpy(shown.clip(0, 255))
    return rgb


def size_to(image: Tensor, size: int | None) -> Tensor:
    """An image [C, H, W] resized so that its longer side has `size` pixels."""
    height, width = image.shape[1:]
    if size is None or size == max(height, width):
        return image
    shape = [round(side * size / max(height, width)) for side in (height, width)]
    return interpolate(image[None], shape, mode="bilinear", antialias=True)[0]


def read_augmented(path: Path) -> Images:
    """Read all images of a file that `write_augmented` wrote.

    Raises:
        InputError: the file is missing, damaged or of another kind.
    """
    require(path, REMEDY)
    try:
        with reading(path) as file:
            if file.attrs.get_id("format").dtype.hasobject or file.attrs["format"] != MARK:
                raise ValueError
            frames, number = (checked(member(file, name)) for name in ("frames", "number"))
            if frames.dtype != np.uint8 or frames.shape[1] != 3 or frames.ndim != 4:
                raise ValueError
            points, count = member(file, POINTS), len(frames)
            places = np.zeros((count, 0, 2)) if points is None else checked(points)[()]
            if not count == len(number) == len(places) > 0 or places.shape[2:] != (2,):
                raise ValueError
            moved = to_points(torch.from_numpy(places).float(), *frames.shape[2:])
            return Images(torch.from_numpy(frames[()]), number[()], moved)
    except FAULTS:
        raise InputError(f"{path}: not a complete file of augmented images; {REMEDY}") from None
