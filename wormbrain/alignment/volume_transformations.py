"""transformations-3d.h5: where every point of the target volume lies in each volume.

All places are (column, row, plane), which count from 0 at the centre of the first voxel. A point
(x, y, z) of the target lies at (flat(x, y), z) + shift(x, y, z), each of which is a spline:

- `flat_control` [K, 2], and `flat_places` [T, K, 2], where they lie: a thin-plate spline, as in
  transformations.h5.
- `control` [L, 3], and `shift` [T, L, 3], by how much they move: a spline with the kernel -r, in
  coordinates whose z is multiplied by `depth_step`.
- `number` [T]: the frame numbers. `lost` [T]: 1 where no match could be trusted; its places and
  shifts are NaN.
- Attributes: `format`, `size` (planes, height and width), `depth_step` (distance of two planes, in
  pixels), `flat_grid` and `grid` (control points along x, y and z), `target` (the frame number).
"""

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from groundwork.files import atomic_file, require
from groundwork.formats.hdf5 import checked, creating, member, reading
from wormbrain.frames.recording import FAULTS, plain_attributes
from wormbrain.geometry import (
    Spline,
    points_to_voxels,
    size_of,
    spline,
    to_pixels,
    to_points,
    voxels_to_points,
)
from wormbrain.matching.depth_spline import DepthSpline, depth_spline

FORMAT = "wormbrain transformations of volumes 1"
REMEDY = "make it again with `python -m wormbrain volumes`"
DATASETS = ("flat_control", "flat_places", "control", "shift", "number", "lost")


@dataclass(frozen=True)
class VolumeTransformations:
    """The transformations of all volumes of a recording.

    Attributes:
        size: planes, height and width of the volumes.
        depth_step: distance of two planes, in pixels.
        flat_grid: control points along x and y of the matches of projections.
        grid: control points along x, y and z of the corrections.
        flat: [T, K, 2], where the control points of the former go, as points; NaN where lost.
        shift: [T, L, 3], by how much those of the latter move, as points; NaN where lost.
        number: [T], frame numbers.
        target: the frame number that was aligned to.
    """

    size: tuple[int, int, int]
    depth_step: float
    flat_grid: tuple[int, int]
    grid: tuple[int, int, int]
    flat: Tensor
    shift: Tensor
    number: np.ndarray
    target: int

    @property
    def extent(self) -> tuple[float, float, float]:
        """Half the width, height and depth of the volumes, in points."""
        return tuple(size_of(self.size, self.depth_step).tolist())

    @property
    def flat_spline(self) -> Spline:
        """The spline that takes `flat`."""
        return spline(*self.flat_grid, self.extent[:2])

    @property
    def spline(self) -> DepthSpline:
        """The spline that takes `shift`."""
        return depth_spline(self.grid, self.extent)

    @property
    def lost(self) -> np.ndarray:
        """Whether each volume is lost, [T]."""
        return self.shift.isnan().any(2).any(1).numpy()

    def follow(self, pixels: np.ndarray) -> np.ndarray:
        """Where places [N, 3] of the target lie in all volumes, [T, N, 3]."""
        voxels = torch.as_tensor(pixels, dtype=torch.float32)
        points = voxels_to_points(voxels, self.size, self.depth_step)
        lateral = self.flat_spline.basis(points[:, :2]) @ self.flat
        deep = points[:, 2:].expand(len(lateral), -1, -1)
        found = torch.cat([lateral, deep], 2) + self.spline.basis(points) @ self.shift
        return points_to_voxels(found, self.size, self.depth_step).numpy()

    def write(self, path: Path) -> None:
        """Write the file.

        Raises:
            InputError: the disk is full.
        """
        *_, height, width = self.size
        shift = self.shift.double() * max(height, width) / 2
        control = self.spline.control.double()
        with atomic_file(path) as scratch, creating(scratch) as file:
            flat = (self.flat_spline.control.double(), self.flat.double())
            for name, points in zip(DATASETS[:2], flat, strict=True):
                file[name] = to_pixels(points, height, width).numpy()
            file["control"] = points_to_voxels(control, self.size, self.depth_step).numpy()
            file["shift"] = (shift / shift.new_tensor([1, 1, self.depth_step])).numpy()
            file["number"], file["lost"] = self.number, self.lost.astype(np.uint8)
            file.attrs.update(
                format=np.bytes_(FORMAT),
                size=self.size,
                depth_step=self.depth_step,
                flat_grid=self.flat_grid,
                grid=self.grid,
                target=self.target,
            )


def is_of_volumes(path: Path) -> bool:
    """Whether a file holds transformations of volumes; what else it is, its reader says."""
    try:
        with reading(path) as file:
            return plain_attributes(file).get("format") == FORMAT.encode()
    except FAULTS:
        return False


def read_volume_transformations(path: Path) -> VolumeTransformations:
    """Read a transformations-3d.h5.

    Raises:
        InputError: the file is missing, damaged or of another kind.
    """
    require(path, REMEDY)
    try:
        with reading(path) as file:
            return _read(file)
    except FAULTS:
        message = f"{path}: not a complete file of transformations of volumes; {REMEDY}"
        raise InputError(message) from None


def _read(file: h5py.File) -> VolumeTransformations:
    attributes = plain_attributes(file)
    if attributes["format"] != FORMAT.encode():
        raise ValueError
    values = {name: checked(member(file, name))[()] for name in DATASETS}
    depth, height, width = map(int, attributes["size"])
    step, target = float(attributes["depth_step"]), int(attributes["target"])
    flat_grid, grid = (tuple(map(int, attributes[key])) for key in ("flat_grid", "grid"))
    number = values["number"]
    count = len(number)
    if not (
        min(depth, height, width) > 0
        and step > 0
        and len(flat_grid) == 2
        and len(grid) == 3
        and min(*flat_grid, *grid) > 1
        and values["flat_places"].shape == (count, *values["flat_control"].shape)
        and values["flat_control"].shape == (np.prod(flat_grid), 2)
        and values["shift"].shape == (count, *values["control"].shape)
        and values["control"].shape == (np.prod(grid), 3)
        and number.dtype.kind == "i"
        and (np.diff(number) > 0).all()
    ):
        raise ValueError
    flat = to_points(torch.from_numpy(values["flat_places"]), height, width).float()
    shift = torch.from_numpy(values["shift"]) * torch.tensor([1, 1, step])
    shift = (shift * 2 / max(height, width)).float()
    size = (depth, height, width)
    return VolumeTransformations(size, step, flat_grid, grid, flat, shift, number, target)
