import numpy as np
import pandas as pd
import pytest
from cubes import write_cube
from PIL import Image

from groundwork.errors import InputError
from holly.figures.particles import draw_particles
from holly.images.cube import CubeHeader, cube_path


@pytest.fixture
def measured(tmp_path):
    """Twelve previews, of which the curation rejects two."""
    cube = np.random.default_rng(1).random((12, 16, 16), dtype=np.float32)
    previews = cube_path(tmp_path, 2.0)
    write_cube(previews, CubeHeader(2.0, 4.0, 1), cube)
    accepted = np.arange(12) % 6 != 0
    reasons = np.where(accepted, "", "extent_nm 900 > 4 x the median 160")
    table = {"particle": range(12), "id": range(12), "accepted": accepted, "reason": reasons}
    pd.DataFrame(table).to_csv(tmp_path / "curation.csv", index=False)
    return previews, tmp_path / "curation.csv"


def test_accepted_and_rejected_particles_are_drawn_the_same_each_time(measured, tmp_path):
    for name in ("first.png", "second.png"):
        draw_particles(*measured, tmp_path / name, dpi=100)
    assert (tmp_path / "first.png").read_bytes() == (tmp_path / "second.png").read_bytes()
    with Image.open(tmp_path / "first.png") as picture:
        assert picture.width == pytest.approx(180 / 25.4 * 100, abs=2)


def test_a_curation_of_other_particles_is_refused(measured, tmp_path):
    previews, curation = measured
    pd.read_csv(curation).head(5).to_csv(curation, index=False)
    with pytest.raises(InputError, match=r"5 particles, but .* has 12; curate again"):
        draw_particles(previews, curation, tmp_path / "x.png")
    assert not (tmp_path / "x.png").exists()
