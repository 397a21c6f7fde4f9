"""Aligned volumes: each is sampled once at full resolution, in the type of its source.

The correction in depth is smooth, so it is computed at some of the voxels and interpolated.
"""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from groundwork.files import atomic_file, require_disk
from groundwork.formats.hdf5 import creating
from wormbrain.alignment.resample import as_type, progress
from wormbrain.alignment.volume_transformations import VolumeTransformations
from wormbrain.frames.volumes import Volumes
from wormbrain.geometry import pixel_basis, sample, voxels_to_points

COARSE = 65  # places along x and y at which the correction is computed; at most


def write_aligned_volumes(volumes: Volumes, found: VolumeTransformations, output: Path) -> None:
    """Write all volumes as the target sees them, in the report's layout: <t>/frame [C, W, H, Z].

    What a volume does not show has the median of its channel. A lost one is left out.

    Raises:
        InputError: a frame is damaged, or the disk is full.
    """
    kept = np.flatnonzero(~found.lost)
    depth, height, width = found.size
    shape = (len(volumes.channels), width, height, depth)
    require_disk(output, len(kept) * int(np.prod(shape)) * volumes.dtype.itemsize)
    resampling = Resampling(found)
    with atomic_file(output) as scratch, creating(scratch) as file:
        named = dict(zip("CWHD", shape, strict=True))
        file.attrs.update(named | {"T": int(found.number[-1]) + 1})
        for index in progress(kept, "aligned volumes"):
            number = int(found.number[index])
            values = resampling.of(volumes[number], index).transpose(0, 3, 2, 1)
            chunks = (1, *shape[1:])
            file.create_dataset(f"{number}/frame", data=values, chunks=chunks, fletcher32=True)


class Resampling:
    """Samples volumes where transformations take the voxels of the target."""

    def __init__(self, found: VolumeTransformations) -> None:
        self._found = found
        depth, height, width = found.size
        self._coarse = (depth, min(COARSE, height), min(COARSE, width))
        axes = [
            torch.linspace(0, side - 1, count)
            for side, count in zip(found.size, self._coarse, strict=True)
        ]
        z, y, x = torch.meshgrid(*axes, indexing="ij")
        places = torch.stack([x, y, z], dim=-1).reshape(-1, 3)
        points = voxels_to_points(places, found.size, found.depth_step)
        self._basis = found.spline.basis(points)
        self._deep = points[:: self._coarse[1] * self._coarse[2], 2]

    def of(self, volume: np.ndarray, index: int) -> np.ndarray:
        """The volume [C, D, H, W] of the frame at an index, as the target sees it."""
        exact = torch.float64 if volume.dtype.itemsize > 2 else torch.float32
        background = np.median(volume.reshape(len(volume), -1), axis=1)[:, None, None, None]
        values = torch.from_numpy(np.subtract(volume, background, dtype=np.float64)).to(exact)
        size = torch.tensor(self._found.extent)
        moved = sample(values[None], self.points(index)[None].to(exact), size=size)
        return as_type(moved[0].numpy() + background, volume.dtype)

    def points(self, index: int) -> Tensor:
        """Where the voxels of the target lie in the volume at an index: points [D, H, W, 3]."""
        found = self._found
        depth, height, width = found.size
        shift = (self._basis @ found.shift[index]).T.view(1, 3, *self._coarse)
        shift = functional.interpolate(
            shift, size=found.size, mode="trilinear", align_corners=True
        )[0]
        basis = pixel_basis(height, width, found.flat_grid, found.extent[:2])
        lateral = (basis @ found.flat[index]).T.view(2, 1, height, width)
        deep = self._deep.view(1, depth, 1, 1).expand(1, -1, height, width)
        return (torch.cat([lateral.expand(-1, depth, -1, -1), deep]) + shift).permute(1, 2, 3, 0)
