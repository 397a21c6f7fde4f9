"""transformations.h5: where every point of the target lies in each frame of a recording.

All places are pixels (column, row) that count from 0 at the centre of the first pixel.

- `control` [K, 2]: control points in the target, a regular grid, x slowest.
- `places` [T, K, 2]: where each of them lies in each frame; NaN where the frame is lost.
- `affine` [T, 2, 3]: the affine transformation nearest to that, frame = affine @ (x, y, 1).
- `number` [T]: the frame numbers. `lost` [T]: 1 where no match could be trusted.
- Attributes: `format`, `size` (height and width), `grid` (control points along x and y), `target`
  (the frame number that was aligned to).

Between the control points a thin-plate spline interpolates, the same as
scipy.interpolate.RBFInterpolator(control, places[i], kernel="thin_plate_spline", degree=1).
"""

from dataclasses import dataclass, replace
from pathlib import Path

import h5py
import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from groundwork.files import atomic_file, require
from groundwork.formats.hdf5 import checked, creating, member, reading
from wormbrain.frames.recording import FAULTS, Recording, plain_attributes
from wormbrain.geometry import Spline, size_of, spline, to_pixels, to_points

FORMAT = "wormbrain transformations 1"
REMEDY = "make it again with `python -m wormbrain align`"
DATASETS = ("control", "places", "affine", "number", "lost")


@dataclass(frozen=True)
class Transformations:
    """The transformations of all frames of a recording.

    Attributes:
        size: height and width of the frames, pixels.
        grid: control points along x and y.
        maps: [T, K, 2], where the control points go, as points; NaN where a frame is lost.
        number: [T], frame numbers.
        target: the frame number that was aligned to.
    """

    size: tuple[int, int]
    grid: tuple[int, int]
    maps: Tensor
    number: np.ndarray
    target: int

    @property
    def extent(self) -> tuple[float, float]:
        """Half the width and height of the frames, in points."""
        return tuple(size_of(self.size).tolist())

    @property
    def spline(self) -> Spline:
        """The spline that takes `maps`."""
        return spline(*self.grid, self.extent)

    @property
    def lost(self) -> np.ndarray:
        """Whether each frame is lost, [T]."""
        return self.maps.isnan().any(2).any(1).numpy()

    def select(self, recording: Recording) -> "Transformations":
        """The transformations of the frames that a recording has.

        Raises:
            InputError: its frames are of another size, or one of them has no transformation.
        """
        if recording.size != self.size:
            raise InputError(
                f"{recording.path}: frames of {recording.size} pixels, but the transformations are "
                f"for {self.size}; give a recording of the same camera"
            )
        unknown = np.setdiff1d(recording.number, self.number)
        if len(unknown):
            raise InputError(
                f"{recording.path}: no transformation for frame {unknown[0]} and "
                f"{len(unknown) - 1} others; align a recording that has them"
            )
        maps = self.maps[np.searchsorted(self.number, recording.number)]
        return replace(self, maps=maps, number=recording.number)

    def follow(self, pixels: np.ndarray) -> np.ndarray:
        """Where points [N, 2] of the target lie in all frames, [T, N, 2]; all in pixels."""
        points = to_points(torch.as_tensor(pixels, dtype=torch.float32), *self.size)
        return to_pixels(self.spline.basis(points) @ self.maps, *self.size).numpy()

    def write(self, path: Path) -> None:
        """Write the file.

        Raises:
            InputError: the disk is full.
        """
        with atomic_file(path) as scratch, creating(scratch) as file:
            file["control"] = to_pixels(self.spline.control.double(), *self.size).numpy()
            file["places"] = to_pixels(self.maps.double(), *self.size).numpy()
            file["affine"] = self._affine()
            file["number"], file["lost"] = self.number, self.lost.astype(np.uint8)
            file.attrs.update(
                format=np.bytes_(FORMAT), size=self.size, grid=self.grid, target=self.target
            )

    def _affine(self) -> np.ndarray:
        """The affine part of each transformation, of pixels, [T, 2, 3]."""
        affine = self.spline.affine_part(self.maps.double())
        corner = to_points(torch.zeros(2, dtype=torch.float64), *self.size)
        origin = to_pixels(affine[..., :2] @ corner + affine[..., 2], *self.size)
        return torch.cat([affine[..., :2], origin[..., None]], dim=-1).numpy()


def read_transformations(path: Path) -> Transformations:
    """Read a transformations.h5.

    Raises:
        InputError: the file is missing, damaged or of another kind.
    """
    require(path, REMEDY)
    try:
        with reading(path) as file:
            return _read(file)
    except FAULTS:
        raise InputError(f"{path}: not a complete file of transformations; {REMEDY}") from None


def _read(file: h5py.File) -> Transformations:
    attributes = plain_attributes(file)
    if attributes["format"] != FORMAT.encode():
        raise ValueError
    values = {name: checked(member(file, name))[()] for name in DATASETS}
    height, width = map(int, attributes["size"])
    columns, rows = map(int, attributes["grid"])
    count, number = columns * rows, values["number"]
    if not (
        min(height, width) > 0
        and min(columns, rows) > 1
        and values["control"].shape == (count, 2)
        and values["places"].shape == (len(number), count, 2)
        and number.dtype.kind == "i"
        and (np.diff(number) > 0).all()
    ):
        raise ValueError
    maps = to_points(torch.from_numpy(values["places"]), height, width).float()
    target = int(attributes["target"])
    return Transformations((height, width), (columns, rows), maps, number, target)
