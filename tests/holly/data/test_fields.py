import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist

from groundwork.errors import InputError
from holly.data.fields import EDGE, plant, write_field


def field(shape="pores", **changes):
    options = {"particles": 20, "side": 6000.0, "apart": 300.0, "background": 10.0, "seed": 1}
    return plant(shape, **options | changes)


def test_particles_lie_around_their_centres_and_apart_from_each_other():
    planted = field()
    assert pdist(planted.centres).min() >= 300
    own = planted.particle >= 0
    offsets = planted.positions[own, :2] - planted.centres[planted.particle[own]]
    assert np.linalg.norm(offsets, axis=1).max() < 130
    assert set(planted.particle) == {-1, *range(20)}


def test_a_particle_has_as_many_localisations_as_asked_for_on_average():
    planted = field(localisations=150, particles=100, side=20_000.0)
    assert np.bincount(planted.particle + 1)[1:].mean() == pytest.approx(150, rel=0.1)


def test_a_tetrahedron_is_as_wide_as_its_edge():
    planted = field("tetrahedra", background=0.0, precision=0.1)
    one = planted.positions[planted.particle == 0]
    assert pdist(one).max() == pytest.approx(EDGE, abs=10)


def test_molecules_shine_for_several_frames():
    planted = field(background=0.0)
    again = (np.diff(planted.frame) == 1) & (np.diff(planted.particle) == 0)
    assert 0.3 < again.mean() < 0.6


def test_the_seed_decides_everything():
    assert np.array_equal(field(seed=3).positions, field(seed=3).positions)
    assert len(field(seed=3).frame) != len(field(seed=4).frame)


def test_too_many_particles_are_refused():
    with pytest.raises(InputError, match="of 2000 particles fit"):
        field(particles=2000)


def test_the_file_has_the_columns_of_thunderstorm_in_the_order_of_frames(tmp_path):
    planted = field(particles=3)
    write_field(tmp_path / "field.csv", planted)
    table = pd.read_csv(tmp_path / "field.csv")
    assert list(table.columns[:3]) == ["id", "frame", "x [nm]"]
    assert table["frame"].is_monotonic_increasing
    assert np.sort(table["x [nm]"]) == pytest.approx(np.sort(planted.positions[:, 0]), abs=0.01)
