"""Cubes of images for tests that read them."""

from contextlib import closing

from holly.images.cube import Cube


def write_cube(path, header, *blocks, shape=None):
    """Write blocks of images [b, H, W] as a cube: of `shape`, or that of the first block."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(Cube(path, shape or blocks[0].shape, header)) as cube:
        for block in blocks:
            cube.append(block)
        cube.finish()
