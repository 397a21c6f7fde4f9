"""The report's training images: a recording as 8-bit RGB, and augmented copies of each frame.

The file has `frames` [N, 3, H, W] of 8 bits, red, green and an empty blue, and `number` [N], the
numbers of the frames that they show. The first image of a frame is the frame itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import interpolate
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import atomic_file, require, require_disk
from groundwork.formats.hdf5 import checked, creating, member
from groundwork.seeds import generator
from wormbrain.frames.recording import Recording
from wormbrain.pairs.augment import Marked, augment

MARK = np.bytes_("wormbrain augmented 1")  # the attribute `format`
REMEDY = "make it with `python -m wormbrain augment`"
FAULTS = (OSError, RuntimeError, KeyError, AttributeError, TypeError, ValueError)  # of h5py
SMALLEST = 16  # pixels of the longer side
COLOURS = 2  # channels that are shown: red and green


@dataclass(frozen=True)
class Images:
    """Training images of the report.

    Attributes:
        pixels: [N, 3, H, W] uint8.
        number: [N], the numbers of the frames that they show.
    """

    pixels: Tensor
    number: np.ndarray


def write_augmented(
    recording: Path, output: Path, *, copies: int = 10, size: int | None = None, seed: int = 1
) -> None:
    """Write the images of a recording and `copies` augmented images of each.

    The same arguments give the same bytes.

    Args:
        recording: a canonical recording.
        output: the .h5 file to write.
        copies: augmented images per frame.
        size: longer side of the images, px; that of the recording if None.
        seed: of the augmentation.

    Raises:
        InputError: a damaged recording, a number that is too small, or the disk is full.
    """
    if copies < 0 or (size is not None and size < SMALLEST):
        raise InputError(f"{output}: give copies >= 0 and size >= {SMALLEST} pixels")
    with Recording(recording) as frames:
        first = size_to(torch.zeros(1, *frames.size), size)
        shape = (len(frames) * (copies + 1), 3, *first.shape[1:])
        require_disk(output, int(np.prod(shape)))
        with atomic_file(output) as scratch, creating(scratch) as file:
            file.attrs["format"] = MARK
            file["number"] = np.repeat(frames.number, copies + 1)
            chunk = (1, *shape[1:])
            data = file.create_dataset("frames", shape, np.uint8, chunks=chunk, fletcher32=True)
            images = _images(frames, copies, size, seed)
            for index, image in enumerate(
                tqdm(images, "augment", len(data), unit="image", disable=None)
            ):
                data[index] = image.round().clamp(0, 255).byte().numpy()


def _images(frames: Recording, copies: int, size: int | None, seed: int) -> Iterator[Tensor]:
    """Every frame as [3, H, W], followed by its augmented copies."""
    largest, none = largest_values(frames), torch.zeros(0, 2)
    for index, number in enumerate(frames.number):
        image = size_to(report_image(frames[index], largest), size)
        yield image
        chance = generator(seed, f"augment {number}")
        for _ in range(copies):
            yield augment(Marked(image, none), chance).image


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
        with h5py.File(path) as file:
            if file.attrs.get_id("format").dtype.hasobject or file.attrs["format"] != MARK:
                raise ValueError
            frames, number = (checked(member(file, name)) for name in ("frames", "number"))
            if frames.dtype != np.uint8 or frames.shape[1] != 3 or frames.ndim != 4:
                raise ValueError
            images = Images(torch.from_numpy(frames[()]), number[()])
            if not len(images.pixels) == len(images.number) > 0:
                raise ValueError
            return images
    except FAULTS:
        raise InputError(f"{path}: not a complete file of augmented images; {REMEDY}") from None
