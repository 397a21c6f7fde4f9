"""Derive holly/data/packaged/{bunny,teapot}.csv from two public-domain npm packages.

Run from the repository's root: `python tools/derive_models.py`. It needs the program npm and the
network; holly/data/packaged/README.md describes the method.
"""

import json
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from groundwork.files import atomic_file, checksum

DATA = Path(__file__).resolve().parents[1] / "holly" / "data" / "packaged"


@dataclass(frozen=True)
class Model:
    """A package, the file of it that holds the mesh, and the cloud to make of it."""

    package: str
    sha256: str  # of the package's tarball
    member: str
    points: int
    longest: float  # longest side of the cloud's bounding box, model units


MODELS = {
    "bunny": Model(
        "bunny@1.0.1",
        "381e02c74b98cf18814d7bec794726ef70b9c67e037273e82054d0043f6ae303",
        "package/index.js",
        points=350,
        longest=2.32,
    ),
    "teapot": Model(
        "teapot@1.0.0",
        "ebe7143533ff1a35ea25738b43112d36fd9ae072652bde9b2144057e7218890f",
        "package/teapot.js",
        points=230,
        longest=3.488,
    ),
}


def cloud(vertices: np.ndarray, faces: np.ndarray, points: int, longest: float) -> np.ndarray:
    """Cloud [points, 3] over a mesh's surface, its bounding box centred and `longest` long."""
    spread = farthest_points(*surface(vertices, faces), points)
    low, high = spread.min(0), spread.max(0)
    return (spread - (low + high) / 2) * (longest / (high - low).max())


def surface(
    vertices: np.ndarray, faces: np.ndarray, divisions: int = 100
) -> tuple[np.ndarray, np.ndarray]:
    """Points [M, 3] of a regular grid on every triangle, and the triangle's mean edge for each.

    The grid's pitch is at most the longest side of the bounding box over `divisions`.
    """
    pitch = np.ptp(vertices, axis=0).max() / divisions
    triangles = vertices[faces]
    edges = np.linalg.norm(triangles - np.roll(triangles, 1, axis=1), axis=2)
    grids = [
        _grid(triangle, max(1, int(np.ceil(edge.max() / pitch))))
        for triangle, edge in zip(triangles, edges, strict=True)
    ]
    return np.concatenate(grids), np.repeat(edges.mean(1), [len(grid) for grid in grids])


def _grid(triangle: np.ndarray, n: int) -> np.ndarray:
    weights = [(i, j, n - i - j) for i in range(n + 1) for j in range(n + 1 - i)]
    return np.array(weights) / n @ triangle


def farthest_points(candidates: np.ndarray, edge: np.ndarray, count: int) -> np.ndarray:
    """`count` of the candidates [M, 3], each the farthest from all chosen before it.

    Far is by squared distance over the local edge [M] of the mesh, so that handle, spout and ears,
    where the mesh is finer, get more points than an even spread would give them. The first point
    is the farthest from the candidates' mean; of equals, the first in order is taken.
    """
    chosen = [int(_square(candidates - candidates.mean(0)).argmax())]
    nearest = np.full(len(candidates), np.inf)
    while len(chosen) < count:
        nearest = np.minimum(nearest, _square(candidates - candidates[chosen[-1]]) / edge)
        chosen.append(int(nearest.argmax()))
    return candidates[chosen]


def _square(vectors: np.ndarray) -> np.ndarray:
    return (vectors**2).sum(1)


def download(model: Model, folder: Path) -> str:
    """Text of the package's mesh; the tarball's checksum is verified, nothing of it is run."""
    npm = ["npm", "pack", "--silent", "--ignore-scripts", model.package]
    subprocess.run(npm, cwd=folder, check=True)  # noqa: S603
    tarball = folder / (model.package.replace("@", "-") + ".tgz")
    if checksum(tarball) != model.sha256:
        raise SystemExit(f"{tarball.name}: not the tarball that was pinned")
    with tarfile.open(tarball) as archive:
        return archive.extractfile(model.member).read().decode()


def exported(source: str, name: str) -> np.ndarray:
    """The array that the JavaScript source assigns to `exports.name`, read as JSON."""
    _, _, rest = source.partition(f"exports.{name}=")
    return np.array(json.JSONDecoder().raw_decode(rest)[0])


def main() -> None:
    """Write the packaged clouds."""
    for name, model in MODELS.items():
        with tempfile.TemporaryDirectory() as folder:
            source = download(model, Path(folder))
        vertices, faces = exported(source, "positions"), exported(source, "cells")
        points = cloud(vertices, faces, model.points, model.longest)
        with atomic_file(DATA / f"{name}.csv") as scratch:
            np.savetxt(scratch, points, fmt="%.6f", delimiter=",", header="x,y,z", comments="")


if __name__ == "__main__":
    main()
