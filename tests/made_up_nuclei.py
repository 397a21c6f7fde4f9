"""Images of made-up nuclei."""

from torch import Generator, Tensor

from wormbrain.geometry import spline
from wormbrain.pairs.nuclei import nuclei_pairs


def nuclei(count: int, size: int, generator: Generator) -> Tensor:
    """Images [count, 2, size, size] of made-up nuclei."""
    still = spline(3, 3).control.expand(count, -1, -1)
    return nuclei_pairs(still, size, generator).source
