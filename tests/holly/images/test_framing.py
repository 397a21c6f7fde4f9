import logging

import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.particles import Particles, write_particles
from holly.images.augment import augment
from holly.images.cube import open_cube
from holly.images.curate import curate
from holly.images.framing import framing, report, require_framed
from holly.images.prerender import prerender
from holly.settings.images import Augmentation, CurationRules

SIZE = 32
FITTING = 12.9  # nm per pixel at which the rings fill half of the width


def rings(folder, *, particles=12, radius=100.0, stray=None):
    """A file of clean rings, nm; particle 7 may have one stray localisation."""
    angle = np.linspace(0, 2 * np.pi, 61)[:-1]
    rng = np.random.default_rng(3)
    clouds = []
    for number in range(particles):
        ring = radius * np.stack([np.cos(angle), np.sin(angle)], 1) * rng.normal(1, 0.02, (60, 1))
        clouds.append(np.vstack([ring, [stray, 0]]) if number == 7 and stray else ring)
    x, y = np.concatenate(clouds).T
    offsets = np.cumsum([0, *map(len, clouds)])
    path = folder / "rings.h5"
    write_particles(path, Particles(x, y, None, offsets, np.arange(particles)))
    return path


def curated(path):
    table = path.with_suffix(".csv")
    curate(path, table, rules=CurationRules(), accepted_list=None)
    return table


def augmented(path, nm_per_pixel=None):
    settings = Augmentation(size=SIZE, nm_per_pixel=nm_per_pixel, rotations=1)
    augment(path, curated(path), path.parent / "out", [2], settings)
    return open_cube(path.parent / "out" / "sigma_2.fits")[0]


def test_a_scale_that_fits_draws_every_localisation_and_says_nothing(tmp_path, caplog):
    images = augmented(rings(tmp_path), FITTING)
    np.testing.assert_allclose(images.sum((1, 2)), 60, rtol=1e-3)
    assert "fall outside" not in caplog.text


def test_the_papers_scale_that_leaves_every_image_empty_is_refused(tmp_path):
    """The case default_scale_empty: all particles are as large as the largest."""
    with pytest.raises(InputError, match=r"12 of 12 particles are empty .*; give nm_per_pixel; at"):
        augmented(rings(tmp_path))
    assert not (tmp_path / "out").exists()


def test_the_scale_of_the_refusal_fits(tmp_path):
    path = rings(tmp_path)
    with pytest.raises(InputError) as refused:
        augmented(path)
    scale = float(str(refused.value).split("give nm_per_pixel; at ")[1].split()[0])
    np.testing.assert_allclose(augmented(path, scale).sum((1, 2)), 60, rtol=1e-3)


def test_a_stray_of_a_rejected_particle_does_not_silently_set_the_scale(tmp_path, caplog):
    """The case stray_sets_scale: the particle is named, and nothing is trained at its scale."""
    path = rings(tmp_path, stray=1e5)
    with pytest.raises(InputError, match=r"median particle, 20\d nm wide, is a spot of 0.* pixels"):
        augmented(path)
    assert "because particle 7 is the largest" in caplog.text
    assert augmented(path, FITTING).shape == (11, SIZE, SIZE)


def test_coordinates_in_metres_are_refused_as_spots(tmp_path):
    """The case csv_metres."""
    with pytest.raises(InputError, match="or correct the unit of the coordinates"):
        augmented(rings(tmp_path, radius=1e-7), 4.0)


def test_previews_are_drawn_but_what_falls_outside_is_counted(tmp_path, caplog):
    path = rings(tmp_path, stray=1e5)
    settings = {"sigmas": [2], "size": SIZE, "nm_per_pixel": FITTING, "centre": "extent"}
    prerender(path, tmp_path / "previews", **settings)
    assert "61 of 721 localisations (8.5 %), of 1 of 12 particles, fall outside" in caplog.text
    assert "61 of 61 of particle 7" in caplog.text


def test_more_than_half_outside_is_refused(tmp_path):
    cloud = np.array([[0.0, 0], [10, 0], [100, 0], [0, 100], [-100, 0]])
    found = framing([4, 9], [cloud, cloud], 8, 5.0)
    assert found.outside.tolist() == [3, 3]
    with pytest.raises(InputError, match="6 of 10 localisations fall outside"):
        require_framed(tmp_path, found)


def test_a_few_strays_are_counted_and_accepted(tmp_path, caplog):
    cloud = np.vstack([np.random.default_rng(0).normal(0, 5, (99, 2)), [300, 0]])
    with caplog.at_level(logging.WARNING):
        require_framed(tmp_path, framing([4, 9], [cloud, cloud[:99]], 16, 5.0))
    assert "1 of 199 localisations (0.5 %), of 1 of 2 particles" in caplog.text
    assert "1 of 100 of particle 4" in caplog.text
    caplog.clear()
    report(framing([9], [cloud[:99]], 16, 5.0))
    assert caplog.text == ""
