"""Cubes of images for tests that read them."""

import numpy as np

from holly.images.cube import BLOCK, cube_header


def write_cube(path, header, images):
    """Write images [P, H, W] as a cube."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = cube_header(images.shape, header) + np.asarray(images, ">f4").tobytes()
    path.write_bytes(content + bytes(-len(content) % BLOCK))
