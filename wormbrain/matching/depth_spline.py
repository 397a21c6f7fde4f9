"""Splines in 3D through a regular grid of control points, which correct matches of projections."""

from collections.abc import Sequence
from functools import lru_cache

import torch
from torch import Tensor


class DepthSpline:
    """Splines in 3D with the kernel -r through a regular grid of control points.

    Args:
        grid: control points along x, y and z, at least 2 each.
        size: half the width, height and depth of the volume, in points.
    """

    def __init__(self, grid: tuple[int, int, int], size: Sequence[float]) -> None:
        axes = [
            torch.linspace(-float(e), float(e), n, dtype=torch.float64)
            for n, e in zip(grid, size, strict=True)
        ]
        control = torch.stack(torch.meshgrid(*axes, indexing="ij"), dim=-1).reshape(-1, 3)
        count = len(control)
        system = torch.zeros(count + 4, count + 4, dtype=torch.float64)
        system[:count, :count] = -torch.cdist(control, control)
        system[:count, count:] = torch.cat([torch.ones(count, 1), control], dim=1)
        system[count:, :count] = system[:count, count:].T
        self._control, self._solved = control, torch.linalg.inv(system)[:, :count]
        self.control = control.float()
        self.bending = self._solved[:count].float()

    def basis(self, points: Tensor) -> Tensor:
        """The matrix [N, K] that takes values [K, 3] at the control points to points [N, 3]."""
        places = points.double()
        affine = torch.cat([torch.ones_like(places[:, :1]), places], dim=1)
        columns = torch.cat([-torch.cdist(places, self._control), affine], dim=1)
        return (columns @ self._solved).float()


@lru_cache(maxsize=16)
def depth_spline(grid: tuple[int, int, int], size: tuple[float, float, float]) -> DepthSpline:
    """The spline with this grid; each is computed once per process."""
    return DepthSpline(grid, size)
