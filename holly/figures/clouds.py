"""Clouds of points with depth: nearer points are larger, darker and in front."""

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from holly.figures.colours import RECONSTRUCTION, TRUTH

# Rotations whose rows point right, up and towards the reader, in the frame of the cloud.
FRONT = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
SIDE = np.array([[0, 0, -1], [0, 1, 0], [1, 0, 0]])
ABOVE = np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])
UPRIGHT = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]])  # an axis along z points upwards
HALO = 1.4  # diameter of true points relative to others
BEHIND = 0.02  # share of the depth by which true points are drawn farther back


@dataclass(frozen=True)
class Dots:
    """N points as dots, the farthest first."""

    places: np.ndarray  # [N, 2]
    areas: np.ndarray  # [N], pt²
    colours: np.ndarray  # [N, 3], RGB


def dots(clouds: dict[str, np.ndarray], *, width: float = 58.0) -> Dots:
    """Turn clouds [N, 3] by name into dots; x points right, y up, z towards the reader.

    All clouds become one, so that nearer points hide those behind. True points are larger and a
    little farther back, so that they surround the reconstructed points on top of them. Dots are
    sized for a panel `width` mm wide; the fewer points, the larger.
    """
    points = np.concatenate(list(clouds.values()))
    truth = np.concatenate([np.full(len(c), name == "truth") for name, c in clouds.items()])
    colours = np.concatenate(
        [np.tile(to_rgb(colour_of(name)), (len(cloud), 1)) for name, cloud in clouds.items()]
    )
    counts = np.concatenate([np.full(len(cloud), len(cloud)) for cloud in clouds.values()])
    sizes = np.clip(3.8 * (350 / counts) ** 0.4, 1.0, 6.0)  # diameters of the nearest dots, pt
    depth = points[:, 2] - points[:, 2].min()
    near = depth / max(depth.max(), 1e-12)
    haze = 0.68 * (1 - near)[:, None]
    order = np.argsort(near - BEHIND * truth, kind="stable")
    areas = (np.where(truth, HALO, 1) * sizes * (width / 58) ** 0.5 * (0.6 + 0.4 * near)) ** 2
    return Dots(points[order, :2], areas[order], (colours * (1 - haze) + haze)[order])


def scatter(
    axes: Axes, clouds: dict[str, np.ndarray], *, width: float = 58.0, rasterized: bool = False
) -> None:
    """Draw clouds as dots; `rasterized` makes them a bitmap within a vector file."""
    drawn = dots(clouds, width=width)
    looks = {"edgecolors": "white", "linewidths": 0.25, "zorder": 2, "rasterized": rasterized}
    axes.scatter(*drawn.places.T, s=drawn.areas, c=drawn.colours, **looks)


def colour_of(name: str) -> str:
    """Orange for the cloud called truth, blue for others."""
    return TRUTH if name == "truth" else RECONSTRUCTION
