"""Clouds of points drawn with depth: nearer points are larger, darker and in front."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from holly.figures.style import RECONSTRUCTION, TRUTH

# Rows: to the right, upwards, towards the reader; in the frame of the cloud.
FRONT = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
SIDE = np.array([[0, 0, -1], [0, 1, 0], [1, 0, 0]])
ABOVE = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])
UPRIGHT = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])  # an axis along z points upwards
HALO = 1.4  # diameter of a true point over that of another
BEHIND = 0.02  # of the depth, by which it is drawn behind


@dataclass(frozen=True)
class Dots:
    """Points as dots, the farthest first: places [N, 2], areas [N] in pt², colours [N, 3]."""

    places: np.ndarray
    areas: np.ndarray
    colours: np.ndarray


def dots(clouds: dict[str, np.ndarray], *, width: float = 58.0) -> Dots:
    """Clouds [N, 3] by name, x to the right, y upwards, z towards the reader, as dots.

    All clouds become one, so that what is nearer hides what is behind. The cloud called truth is
    orange, every other blue; a true point is larger and a little behind, so that it surrounds the
    found one that lies on it. Dots are sized for a panel `width` mm wide.
    """
    points = np.concatenate(list(clouds.values()))
    truth = np.concatenate([np.full(len(c), name == "truth") for name, c in clouds.items()])
    colours = np.concatenate(
        [np.tile(to_rgb(colour_of(name)), (len(cloud), 1)) for name, cloud in clouds.items()]
    )
    sizes = np.concatenate([np.full(len(cloud), _size(len(cloud))) for cloud in clouds.values()])
    depth = points[:, 2] - points[:, 2].min()
    near = depth / max(depth.max(), 1e-12)
    haze = 0.68 * (1 - near)[:, None]
    order = np.argsort(near - BEHIND * truth, kind="stable")
    areas = (np.where(truth, HALO, 1) * sizes * (width / 58) ** 0.5 * (0.6 + 0.4 * near)) ** 2
    return Dots(points[order, :2], areas[order], (colours * (1 - haze) + haze)[order])


def scatter(
    axes: Axes, clouds: dict[str, np.ndarray], *, width: float = 58.0, rasterized: bool = False
) -> None:
    """Draw clouds as `dots` makes them; `rasterized` puts pixels into a vector file."""
    drawn = dots(clouds, width=width)
    axes.scatter(
        *drawn.places.T,
        s=drawn.areas,
        c=drawn.colours,
        edgecolors="white",
        linewidths=0.25,
        zorder=2,
        rasterized=rasterized,
    )


def colour_of(name: str) -> str:
    """The colour of a cloud called truth, or anything else."""
    return TRUTH if name == "truth" else RECONSTRUCTION


def _size(count: int) -> float:
    """Diameter of the nearest dots, pt: fewer points are drawn larger."""
    return float(np.clip(3.8 * (350 / count) ** 0.4, 1.0, 6.0))
