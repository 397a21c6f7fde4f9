"""Volumes of nuclei that roll: what lies deeper moves further along x."""

import h5py
import numpy as np

DEPTH, SIDE, DEPTH_STEP = 12, 96, 4.0  # planes, pixels, pixels from plane to plane
RADIUS = np.array([1.6, 1.6, 0.9])  # pixels and planes


def nuclei(seed, count=40):
    """Places [N, 3] of nuclei: column, row, plane."""
    return np.random.default_rng(seed).random((count, 3)) * [60, 60, 8] + [18, 18, 2]


def rolled(places, amount, lift=0.0):
    """The places after a roll by so many pixels per plane, and a shift by so many planes."""
    further = (places[:, 2] - DEPTH / 2) * amount
    return places + np.stack([further, 0 * further, 0 * further + lift], axis=1)


def volume_of(places):
    """Two channels [2, D, H, W] of 16 bit that show nuclei."""
    z, y, x = np.meshgrid(*[np.arange(n) for n in (DEPTH, SIDE, SIDE)], indexing="ij")
    drawn = np.zeros(x.shape)
    for place in places:
        distance = (np.stack([x, y, z], axis=-1) - place) / RADIUS
        drawn += np.exp(-(distance**2).sum(-1) / 2)
    return (1000 * np.stack([drawn, drawn]).clip(max=1.5)).astype(np.uint16)


def write_volumes(path, volumes):
    """A recording in the layout of the report: <t>/frame with the axes C, W, H, Z."""
    with h5py.File(path, "w") as file:
        for number, volume in enumerate(volumes):
            file[f"{number}/frame"] = volume.transpose(0, 3, 2, 1)
    return path
