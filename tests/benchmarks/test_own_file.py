"""The files that the benchmark writes show the same scene, whatever program they are of."""

import numpy as np
import own_file
import pytest
from scipy.spatial import cKDTree

from holly.data.layouts import read_localisations

SCENE = own_file.scene(30, seed=1)


@pytest.mark.parametrize("name", own_file.FORMATS)
def test_a_file_is_read_as_the_scene_that_was_planted(tmp_path, name):
    write, file = own_file.FORMATS[name]
    write(tmp_path / file, SCENE)
    found = read_localisations(tmp_path / file)
    assert found.layout == name
    assert found.table.particle is None
    assert len(found.table) == len(SCENE.positions)
    distance, nearest = cKDTree(SCENE.positions).query(found.table.points)
    assert distance.max() < 0.02  # nm; files have two decimals, or single precision
    assert len(np.unique(nearest)) == len(nearest)
