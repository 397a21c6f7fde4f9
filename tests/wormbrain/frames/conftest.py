import h5py
import numpy as np
import pytest


@pytest.fixture
def volumes():
    """Six volumes [T, C, Z, H, W] of two channels, with edges of different lengths."""
    return np.random.default_rng(0).integers(1, 4000, (6, 2, 3, 10, 14), np.int16)


@pytest.fixture
def report_file(tmp_path, volumes):
    """The same in the report's layout, <t>/frame [C, W, H, Z]."""
    path = tmp_path / "worm.h5"
    with h5py.File(path, "w") as file:
        for t, volume in enumerate(volumes):
            file[f"{t}/frame"] = volume.transpose(0, 3, 2, 1)
    return path
