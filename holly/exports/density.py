"""A structure as a density on voxels, in an MRC file (CCP-EM's MRC2014)."""

import logging
from dataclasses import dataclass
from pathlib import Path

import mrcfile
import numpy as np

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.exports.structure import ANGSTROM

LARGEST = 1024  # voxels along a side, 4 GB
NARROWEST = 0.5  # sigma, voxels; a narrower Gaussian falls between them
AT_ONCE = 64  # points drawn at once

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Grid:
    """A cube of voxels. The origin of the structure is the middle of voxel side // 2."""

    side: int  # voxels, even
    voxel_nm: float
    sigma_nm: float  # of the Gaussian that is drawn for each point

    def __post_init__(self) -> None:
        for name, value in (("voxel", self.voxel_nm), ("sigma", self.sigma_nm)):
            if not 0 < value < np.inf:
                raise InputError(f"--{name}-nm {value:g}: give a positive number")
        if self.sigma_nm < NARROWEST * self.voxel_nm:
            raise InputError(
                f"--sigma-nm {self.sigma_nm:g}: narrower than half a voxel of {self.voxel_nm:g} "
                "nm; give a larger sigma or smaller voxels"
            )
        if self.side > LARGEST:
            raise InputError(
                f"--voxel-nm {self.voxel_nm:g}: a cube of {self.side} voxels a side, more than "
                f"{LARGEST}; give larger voxels"
            )

    @classmethod
    def over(cls, width_nm: float, voxel_nm: float, sigma_nm: float) -> "Grid":
        """The grid that is as wide as an image; its side is even, as RELION wants it."""
        sides = width_nm / (2 * voxel_nm) if 0 < voxel_nm < np.inf else 0
        return cls(2 * int(np.ceil(min(sides, LARGEST) - 1e-6)), voxel_nm, sigma_nm)


def density(points: np.ndarray, grid: Grid) -> np.ndarray:
    """The density [z, y, x], float32, of points [N, 3] in nm: each adds 1 in all.

    A warning counts the points that lie outside the grid.
    """
    voxels = np.arange(grid.side) - grid.side // 2
    outside = (np.abs(points) > grid.side / 2 * grid.voxel_nm).any(1).sum()
    if outside:
        log.warning("%d of %d points lie outside the density", outside, len(points))
    volume = np.zeros((grid.side, grid.side**2), np.float32)
    sigma = grid.sigma_nm / grid.voxel_nm
    for first in range(0, len(points), AT_ONCE):
        placed = points[first : first + AT_ONCE] / grid.voxel_nm
        profiles = np.exp(-np.square(voxels - placed[:, :, None]) / (2 * sigma**2))
        x, y, z = (profiles / (sigma * np.sqrt(2 * np.pi))).astype(np.float32).transpose(1, 0, 2)
        volume += z.T @ (y[:, :, None] * x[:, None]).reshape(len(placed), -1)
    return volume.reshape(grid.side, grid.side, grid.side)


def write_density(path: Path, points: np.ndarray, grid: Grid) -> None:
    """Write the density of points [N, 3], nm, as an MRC file whose lengths are in Å.

    The header's origin puts the structure's origin at zero, as in holly.exports.structure.
    """
    with atomic_file(path) as scratch, mrcfile.new(scratch, overwrite=True) as file:
        file.set_data(density(points, grid))
        file.set_volume()
        file.voxel_size = ANGSTROM * grid.voxel_nm
        file.header.origin = (-ANGSTROM * grid.voxel_nm * (grid.side // 2),) * 3
        label(file, f"HOLLy: points as Gaussians of sigma {ANGSTROM * grid.sigma_nm:.6g} A")


def label(file: mrcfile.mrcfile.MrcFile, text: str) -> None:
    """Make this the one label of an MRC file; by default it is the time, and differs each time."""
    file.header.label[0] = text
    file.header.nlabl = 1
