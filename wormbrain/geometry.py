"""Transformations of images: affine, and thin-plate splines through a grid of control points.

Coordinates: the origin is the centre of the image, x points right and y down, and the unit is half
of the longer side, so that lengths and angles are the same along both axes. A point does not
depend on the number of pixels: resizing an image by area leaves its content where it is.

A transformation maps points of the target to points of the source: target(p) = source(T(p)).
"""

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional

AT_ONCE = 1 << 14  # points, so that kernels in double precision need little memory
NEAREST = 1e-12  # squared distance at which the kernel of a spline is treated as zero


def pixel_centres(height: int, width: int, size: Sequence[float] | None = None) -> Tensor:
    """The points [H, W, 2] at which the pixels of an image have their centres.

    Args:
        height: in pixels.
        width: in pixels.
        size: half the width and height in points, if not those of square pixels: an image that
            was made smaller may have other pixels.
    """
    size = size_of((height, width)).tolist() if size is None else size
    y = (2 * torch.arange(height) + 1 - height) / height * size[1]
    x = (2 * torch.arange(width) + 1 - width) / width * size[0]
    return torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=-1)


def to_points(pixels: Tensor, height: int, width: int) -> Tensor:
    """Points [..., 2] of pixel positions [..., 2] (column, row), which count from 0."""
    size = pixels.new_tensor([width, height])
    return (2 * pixels + 1 - size) / max(height, width)


def to_pixels(points: Tensor, height: int, width: int) -> Tensor:
    """Pixel positions [..., 2] (column, row) of points [..., 2]."""
    size = points.new_tensor([width, height])
    return (points * max(height, width) + size - 1) / 2


def voxels_to_points(voxels: Tensor, shape: Sequence[int], depth_step: float) -> Tensor:
    """Points [..., 3] (x, y, z) of places [..., 3] (column, row, plane), which count from 0.

    Args:
        voxels: the places.
        shape: (D, H, W) of the volume.
        depth_step: distance of two planes, in pixels.
    """
    count, scale = _voxel_scale(voxels, shape, depth_step)
    return (2 * voxels + 1 - count) * scale


def points_to_voxels(points: Tensor, shape: Sequence[int], depth_step: float) -> Tensor:
    """Places [..., 3] (column, row, plane) of points [..., 3]; as `voxels_to_points`."""
    count, scale = _voxel_scale(points, shape, depth_step)
    return (points / scale + count - 1) / 2


def _voxel_scale(like: Tensor, shape: Sequence[int], depth_step: float) -> tuple[Tensor, Tensor]:
    """How many voxels there are along x, y and z, and half of their lengths in points."""
    depth, height, width = shape
    lengths = like.new_tensor([1.0, 1.0, depth_step]) / max(height, width)
    return like.new_tensor([width, height, depth]), lengths


def size_of(shape: Sequence[int], depth_step: float = 1.0) -> Tensor:
    """Half the width, height (and depth) of an image or volume of this shape, in points.

    Args:
        shape: (H, W) or (D, H, W).
        depth_step: distance of two planes of a volume, in pixels.
    """
    *depth, height, width = shape
    lengths = [width, height, *[planes * depth_step for planes in depth]]
    return torch.tensor(lengths) / max(height, width)


def sample(
    images: Tensor, points: Tensor, outside: str = "zeros", size: Tensor | None = None
) -> Tensor:
    """The values of images or volumes at points, interpolated linearly.

    Args:
        images: [B, C, H, W] or [B, C, D, H, W].
        points: [B, ..., 2 or 3], any number of axes.
        outside: what lies around an image: "zeros", "border" (its edge) or "reflection".
        size: half the width, height (and depth) in points; of square pixels by default.

    Returns:
        [B, C, ...].
    """
    size = size_of(images.shape[2:]) if size is None else size
    grid = (points / size.to(points)).flatten(1, -2)
    grid = grid.view(len(grid), *[1] * (images.dim() - 3), *grid.shape[1:])
    values = functional.grid_sample(
        images, grid, mode="bilinear", padding_mode=outside, align_corners=False
    )
    return values.reshape(*images.shape[:2], *points.shape[1:-1])


def inside(points: Tensor, size: Tensor) -> Tensor:
    """Whether points [..., d] lie in images of this size (`size_of`): bool [...]."""
    return (points.abs() <= size.to(points)).all(-1)


def apply_affine(affine: Tensor, points: Tensor) -> Tensor:
    """Points [B, N, 2] moved by affine transformations [B, 2, 3]."""
    return points @ affine[:, :, :2].transpose(1, 2) + affine[:, None, :, 2]


def identity_affine(count: int) -> Tensor:
    """The affine transformation that moves nothing, [count, 2, 3]."""
    return torch.eye(2, 3).repeat(count, 1, 1)


class Spline:
    """Thin-plate splines through a regular grid of control points.

    A transformation is the tensor [..., K, 2] of the points to which it takes the K control
    points; between them it bends as little as it can (Bookstein 1989). An affine transformation
    is one that takes them where it takes any point.

    Args:
        columns, rows: control points along x and y, at least 2 each; K is their product.
        extent: half of the grid's width and height.
    """

    def __init__(self, columns: int, rows: int, extent: Sequence[float] = (1.0, 1.0)) -> None:
        x = torch.linspace(-extent[0], extent[0], columns, dtype=torch.float64)
        y = torch.linspace(-extent[1], extent[1], rows, dtype=torch.float64)
        control = torch.stack(torch.meshgrid(x, y, indexing="ij"), dim=-1).reshape(-1, 2)
        count = len(control)
        system = torch.zeros(count + 3, count + 3, dtype=torch.float64)
        system[:count, :count] = _kernel(control, control)
        system[:count, count:] = _affine_basis(control)
        system[count:, :count] = system[:count, count:].T
        self._control = control
        self._solved = torch.linalg.inv(system)[:, :count]
        self.control = control.float()  # [K, 2], x slowest, as in the report's parameters
        # The energy is a quadratic form of the transformation that no affine part changes.
        self.bending = self._solved[:count].float()  # [K, K]

    def basis(self, points: Tensor) -> Tensor:
        """The matrix [N, K] that takes a transformation [K, 2] to where points [N, 2] go."""
        places = points.double()
        columns = torch.cat([_kernel(places, self._control), _affine_basis(places)], dim=1)
        return (columns @ self._solved).float()

    def from_affine(self, affine: Tensor) -> Tensor:
        """The transformation [B, K, 2] that is an affine one [B, 2, 3]."""
        return apply_affine(affine, self.control.to(affine).expand(len(affine), -1, -1))

    def affine_part(self, transformation: Tensor) -> Tensor:
        """The affine transformation [..., 2, 3] nearest to this one at the control points."""
        columns = torch.cat([self.control, torch.ones(len(self.control), 1)], dim=1)
        return (torch.linalg.pinv(columns).to(transformation) @ transformation).transpose(-1, -2)


@lru_cache(maxsize=32)
def spline(columns: int, rows: int, extent: tuple[float, float] = (1.0, 1.0)) -> Spline:
    """The spline with this grid; each is computed once per process."""
    return Spline(columns, rows, extent)


@lru_cache(maxsize=8)
def pixel_basis(
    height: int, width: int, grid: tuple[int, int], size: tuple[float, float]
) -> Tensor:
    """From a transformation [K, 2] to where the pixels [HW] of an image of this size go."""
    points = pixel_centres(height, width, size).reshape(-1, 2)
    return torch.cat([spline(*grid, size).basis(part) for part in points.split(AT_ONCE)])


def _kernel(points: Tensor, control: Tensor) -> Tensor:
    """r² log r² between points and control points, [N, K]."""
    lengths = points.square().sum(-1)[:, None] + control.square().sum(-1)
    squared = torch.addmm(lengths, points, control.T, alpha=-2).clamp_min(NEAREST)
    return squared * squared.log()


def _affine_basis(points: Tensor) -> Tensor:
    return torch.cat([torch.ones_like(points[:, :1]), points], dim=1)
