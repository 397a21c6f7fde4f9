"""Aligned frames: each is sampled once at full resolution, in the type of its recording."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import tifffile
import torch
from torch import Tensor
from tqdm import tqdm

from groundwork.files import atomic_file, require_disk
from groundwork.loop.turns import StandardError
from wormbrain.alignment.transformations import Transformations
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.geometry import pixel_basis, sample

IMAGEJ = "BHhf"  # types of pixels (numpy's letters) that ImageJ's own TIFF has
OME = ("uint8", "int8", "uint16", "int16", "uint32", "int32", "float32", "float64")
LARGEST = 4_000_000_000  # bytes; larger files are OME-TIFF
UUID = "urn:uuid:00000000-0000-0000-0000-000000000000"  # OME wants one; so the bytes are the same


def write_aligned(recording: Recording, found: Transformations, output: Path) -> None:
    """Write all frames as the target sees them, as a recording.

    What a frame does not show has the median of its channel. A lost frame is blank: zero. The
    dataset `lost` [T] says which are.

    Raises:
        InputError: a frame is damaged or has no transformation, or the disk is full.
    """
    maps = found.select(recording).maps
    require_disk(output, len(recording) * recording[0].nbytes)
    description = Description(
        recording.channels, str(recording.path), recording.projection, recording.planes
    )
    with writing(output, description, list(recording.left_out)) as writer:
        for index in progress(range(len(recording)), "aligned frames"):
            image = recording[index]
            writer.append(recording.number[index], warped(image, found, maps[index]))
        writer.note_lost(maps.isnan().any(2).any(1).numpy())


def warped(image: np.ndarray, found: Transformations, transformation: Tensor) -> np.ndarray:
    """An image [C, H, W] as the target sees it, in its own type; zero if the map is lost."""
    if transformation.isnan().any():
        return np.zeros_like(image)
    height, width = image.shape[1:]
    basis = pixel_basis(height, width, found.grid, found.extent)
    points = (basis @ transformation).view(1, height, width, 2)
    exact = torch.float64 if image.dtype.itemsize > 2 else torch.float32
    background = np.median(image.reshape(len(image), -1), axis=1)[:, None, None]
    values = torch.from_numpy(np.subtract(image, background, dtype=np.float64)).to(exact)
    values = sample(values[None], points.to(exact))[0].numpy() + background
    return as_type(values, image.dtype)


def write_tiff(aligned: Recording, output: Path) -> None:
    """Write a recording as a TIFF file that ImageJ opens: lossless, of the same type.

    Types that ImageJ's own TIFF does not have, and files of more than 4 GB, become OME-TIFF; types
    that neither has, such as integers of 64 bits, become plain BigTIFF.

    Raises:
        InputError: a frame is damaged, or the disk is full.
    """
    shape = (len(aligned), len(aligned.channels), *aligned.size)
    size = int(np.prod(shape)) * aligned.dtype.itemsize
    require_disk(output, size)
    own = aligned.dtype.char in IMAGEJ and size < LARGEST
    ome = not own and aligned.dtype.name in OME
    kind = {"imagej": True} if own else {"ome": ome, "bigtiff": True}
    metadata = {"axes": "TCYX"}
    if own:
        metadata |= {"mode": "composite"} if len(aligned.channels) > 1 else {}
    elif ome:
        metadata |= {"Channel": {"Name": list(aligned.channels)}, "UUID": UUID}
    frames = progress(range(len(aligned)), "aligned.tif")
    pages = (page for index in frames for page in aligned[index])
    with atomic_file(output) as scratch, tifffile.TiffWriter(scratch, **kind) as file:
        file.write(
            pages,
            shape=shape,
            dtype=aligned.dtype,
            photometric="minisblack",
            metadata=metadata,
        )


def progress(items: Iterator, what: str, total: int | None = None) -> tqdm:
    """The items with a bar that shows how many have been taken."""
    return tqdm(items, what, total, unit="frame", file=StandardError(), dynamic_ncols=True)


def as_type(values: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Values in a type of pixels: rounded and cut to its range if it is one of integers."""
    if dtype.kind == "f":
        return values.astype(dtype)
    limits = np.iinfo(dtype)
    return np.rint(values).clip(limits.min, limits.max).astype(dtype)
