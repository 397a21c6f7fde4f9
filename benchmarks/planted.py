"""Pairs of clouds of which it is known whether they are samples of one structure.

Nothing is trained. Each shape is a function that draws points from it, and each relation makes a
pair of clouds of a shape: two samples of it (`same`), the same with three points that have gone
astray (`strays`), a sample of it and one of another shape (`other`, `other, strays`), of the shape
made longer or flatter (`stretched`, `flatter`), and of a mixture with another shape (`mixture`).
"""

from collections.abc import Callable

import numpy as np

from holly.data.ground_truths import ground_truth

Shape = Callable[[int, np.random.Generator], np.ndarray]
STRAYS = 3
STRETCH = 1.35
FLAT = 0.7
FAR = 3.0  # distance of a stray from the middle, model units


def sphere(points: int, rng: np.random.Generator) -> np.ndarray:
    """A hollow sphere of radius 1."""
    directions = rng.normal(size=(points, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def torus(points: int, rng: np.random.Generator) -> np.ndarray:
    """The surface of a ring of radius 1, of a tube of radius 0.3."""
    around, about = rng.uniform(0, 2 * np.pi, (2, points))
    distance = 1 + 0.3 * np.cos(about)
    return np.c_[distance * np.cos(around), distance * np.sin(around), 0.3 * np.sin(about)]


def tetrahedron(points: int, rng: np.random.Generator) -> np.ndarray:
    """Four corners, each a normal distribution of 0.05."""
    corners = 0.6 * np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
    return corners[rng.integers(0, 4, points)] + rng.normal(scale=0.05, size=(points, 3))


def barrel(points: int, rng: np.random.Generator) -> np.ndarray:
    """Nine rods of length 1.4 around an axis, at a distance of 0.6."""
    angle = 2 * np.pi / 9 * rng.integers(0, 9, points)
    height = rng.uniform(-0.7, 0.7, points)
    rods = np.c_[0.6 * np.cos(angle), 0.6 * np.sin(angle), height]
    return rods + rng.normal(scale=0.03, size=(points, 3))


def pores(points: int, rng: np.random.Generator) -> np.ndarray:
    """Two rings of eight sites, each site a normal distribution of 0.08."""
    site = rng.integers(0, 16, points)
    angle = 2 * np.pi / 8 * (site % 8)
    height = np.where(site < 8, 0.35, -0.35)
    sites = np.c_[0.7 * np.cos(angle), 0.7 * np.sin(angle), height]
    return sites + rng.normal(scale=0.08, size=(points, 3))


def model(name: str, size: float = 1.0) -> Shape:
    """Points of a packaged model, drawn with replacement and moved by their mean spacing."""
    sites = size * ground_truth(name)

    def drawn(points: int, rng: np.random.Generator) -> np.ndarray:
        chosen = sites[rng.integers(0, len(sites), points)]
        return chosen + rng.normal(scale=0.04, size=(points, 3))

    return drawn


SHAPES: dict[str, Shape] = {
    "sphere": sphere,
    "torus": torus,
    "tetrahedron": tetrahedron,
    "barrel": barrel,
    "pores": pores,
    "bunny": model("bunny"),
    "teapot": model("teapot", 2 / 3),
}
OTHERS = dict(zip(SHAPES, [*list(SHAPES)[1:], next(iter(SHAPES))], strict=True))
RELATIONS = {  # whether both are samples of one structure
    "same": True,
    "strays": True,
    "other": False,
    "other, strays": False,
    "stretched": False,
    "flatter": False,
    "mixture": False,
}


def pair(
    shape: str, relation: str, points: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Two clouds [points, 3] of this shape and in this relation."""
    one, other = SHAPES[shape], SHAPES[OTHERS[shape]]
    first, second = one(points, rng), one(points, rng)
    if relation.startswith("other"):
        second = other(points, rng)
    if relation == "mixture":
        second[: points // 2] = other(points // 2, rng)
    if relation in ("stretched", "flatter"):
        second = second * [1, 1, STRETCH if relation == "stretched" else FLAT]
    if relation.endswith("strays"):
        first[:STRAYS] = FAR * sphere(STRAYS, rng)
    return first, second
