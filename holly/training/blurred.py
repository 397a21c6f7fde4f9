"""Sharp images that are blurred to the sigma of each step, so that no level is stored."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

REACH = 4.0  # sigmas at which a Gaussian is cut, as scipy.ndimage cuts it


@dataclass(eq=False)
class BlurredImages:
    """Images of a cube, blurred by a Gaussian on demand; zero beyond their edges."""

    cube: np.ndarray  # [M, H, W], not blurred
    images: np.ndarray  # indices [N] of these images in the cube
    particles: np.ndarray  # [N], the particles that they show
    device: torch.device  # where images are wanted
    static = False
    _last: tuple[float, Tensor, Tensor] | None = None  # sigma, and the blur along both axes

    def __post_init__(self) -> None:
        self.shape: tuple[int, int] = self.cube.shape[1:]

    def __len__(self) -> int:
        return len(self.images)

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H / stride, W / stride] at this sigma, pixels at full resolution."""
        if self._last is None or self._last[0] != sigma:
            blurs = (blur(side, sigma).to(self.device) for side in self.shape)
            self._last = (sigma, *blurs)
        _, rows, columns = self._last
        sharp = self.cube[self.images[indices.cpu().numpy()]].astype(np.float32)
        return rows[::stride] @ torch.from_numpy(sharp).to(self.device) @ columns[::stride].T


def blur(side: int, sigma: float) -> Tensor:
    """The matrix [side, side] that blurs a row of pixels by a Gaussian; the identity for 0."""
    apart = torch.arange(side)[:, None] - torch.arange(side)
    if sigma == 0:
        return (apart == 0).float()
    reach = math.floor(REACH * sigma + 0.5)
    steps = torch.arange(-reach, reach + 1, dtype=torch.float64)
    total = torch.exp(-steps.square() / (2 * sigma**2)).sum()
    values = torch.exp(-apart.double().square() / (2 * sigma**2)) / total
    return torch.where(apart.abs() <= reach, values, 0.0).float()
