import logging
import resource
import shutil

import numpy as np
import pandas as pd
import pytest
import torch

import holly.images.augment
import holly.images.views
from groundwork.errors import InputError
from holly.data.particles import Particles, write_particles
from holly.images.augment import augment
from holly.images.cube import cube_path, open_cube, read_index
from holly.images.measures import scale
from holly.images.prerender import prerender
from holly.images.views import rotation_angles
from holly.render import splat
from holly.settings.images import Augmentation

SETTINGS = {"sigmas": [3.0, 1.25], "size": 32, "nm_per_pixel": 20.0, "centre": "extent"}
RANDOM = {"rotations": 3, "seed": 5}


@pytest.fixture
def clouds():
    rng = np.random.default_rng(0)
    return [rng.normal((500, 900), (90, 50), (n, 2)) for n in (40, 60, 5, 80)]


@pytest.fixture
def file(tmp_path, clouds):
    x, y = np.concatenate(clouds).T
    offsets = np.cumsum([0, *map(len, clouds)])
    path = tmp_path / "localisations.h5"
    write_particles(path, Particles(x, y, None, offsets, np.array([0, 1, 3, 9])))
    return path


def draw(file, curation, folder, *, sigmas, **settings):
    augment(file, curation, folder, sigmas, Augmentation(**settings))


def table(tmp_path, accepted=(True, True, False, True)):
    path = tmp_path / "curation.csv"
    pd.DataFrame({"particle": range(4), "id": [0, 1, 3, 9], "accepted": accepted}).to_csv(path)
    return path


def test_images_and_index(tmp_path, file, clouds):
    draw(file, table(tmp_path), tmp_path / "out", **SETTINGS, **RANDOM)
    index = read_index(tmp_path / "out")
    assert index["particle"].tolist() == [0, 0, 0, 1, 1, 1, 3, 3, 3]
    assert index["id"].tolist() == [0, 0, 0, 1, 1, 1, 9, 9, 9]
    assert index["rotation"].tolist() == [0, 1, 2] * 3
    for sigma in SETTINGS["sigmas"]:
        cube, header = open_cube(cube_path(tmp_path / "out", sigma))
        assert cube.shape == (9, 32, 32)
        assert (header.sigma, header.nm_per_pixel, header.seed) == (sigma, 20.0, 5)
        for image, row in zip(cube, index.itertuples(), strict=True):
            cloud = clouds[row.particle]
            x, y = (cloud - (cloud.min(0) + cloud.max(0)) / 2).T / 20
            turned = (x + 1j * y) * np.exp(1j * row.angle)
            columns = torch.tensor(16 + turned.real)[None]
            rows = torch.tensor(16 - turned.imag)[None]
            width = torch.tensor([sigma], dtype=torch.float64)
            expected = splat(columns, rows, width, (32, 32), backend="reference")[0].numpy()
            np.testing.assert_allclose(image, expected, atol=1e-5 * expected.max())


def test_turned_by_nothing_an_image_is_the_preview(tmp_path, file, monkeypatch):
    monkeypatch.setattr(holly.images.views, "rotation_angles", lambda *_: np.zeros(2))
    draw(file, table(tmp_path), tmp_path / "out", **SETTINGS, rotations=2, seed=0)
    prerender(file, tmp_path / "previews", **SETTINGS)
    for sigma in SETTINGS["sigmas"]:
        images, previews = (
            open_cube(cube_path(tmp_path / name, sigma))[0] for name in ("out", "previews")
        )
        np.testing.assert_allclose(images[::2], previews[[0, 1, 3]], atol=1e-6)
        np.testing.assert_allclose(images[1::2], previews[[0, 1, 3]], atol=1e-6)


def test_angles_belong_to_the_seed_and_the_id(tmp_path, file):
    draw(file, table(tmp_path), tmp_path / "a", **SETTINGS, **RANDOM)
    only_last = table(tmp_path, (False, False, False, True))
    draw(file, only_last, tmp_path / "b", **SETTINGS, **RANDOM)
    whole, part = read_index(tmp_path / "a"), read_index(tmp_path / "b")
    np.testing.assert_array_equal(whole["angle"][-3:], part["angle"])
    images, last = (open_cube(tmp_path / name / "sigma_3.fits")[0] for name in "ab")
    np.testing.assert_array_equal(images[-3:], last)
    assert len(set(whole["angle"])) == 9
    assert not np.isin(rotation_angles(6, 9, 3), part["angle"]).any()


def test_angles_fill_the_circle():
    angles = np.concatenate([rotation_angles(0, particle, 20) for particle in range(500)])
    assert 0 <= angles.min() < 0.01
    assert 6.27 < angles.max() < 2 * np.pi
    assert abs(np.exp(1j * angles).mean()) < 0.03


def test_same_input_same_bytes(tmp_path, file):
    for name in "ab":
        draw(file, table(tmp_path), tmp_path / name, **SETTINGS, **RANDOM)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_the_scale_is_that_of_all_particles(tmp_path, clouds):
    clouds[2] = clouds[2] * 50  # not accepted, and by far the largest
    x, y = np.concatenate(clouds).T
    offsets = np.cumsum([0, *map(len, clouds)])
    particles = Particles(x, y, None, offsets, np.array([0, 1, 3, 9]))
    write_particles(tmp_path / "a.h5", particles)
    settings = SETTINGS | {"nm_per_pixel": None}
    draw(tmp_path / "a.h5", table(tmp_path), tmp_path / "out", **settings, **RANDOM)
    header = open_cube(tmp_path / "out" / "sigma_3.fits")[1]
    assert header.nm_per_pixel == scale(particles, 32)


def test_too_little_disk_is_refused_before_anything_is_written(tmp_path, file, monkeypatch, caplog):
    caplog.set_level(logging.INFO)
    bytes_needed = 9 * 32 * 32 * 4 * 2
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=bytes_needed - 1))
    with pytest.raises(InputError, match="make room"):
        draw(file, table(tmp_path), tmp_path / "deep" / "out", **SETTINGS, **RANDOM)
    assert "needs 73.7 kB" in caplog.text
    assert not list((tmp_path / "deep").iterdir())


def test_a_failed_run_leaves_nothing(tmp_path, file, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(holly.images.augment, "draw_all", fail)
    with pytest.raises(KeyboardInterrupt):
        draw(file, table(tmp_path), tmp_path / "out", **SETTINGS, **RANDOM)
    assert {path.name for path in tmp_path.iterdir()} == {"localisations.h5", "curation.csv"}


def test_a_full_disk_leaves_nothing(tmp_path, file):
    curation = table(tmp_path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        with pytest.raises(InputError, match=r"out: cannot be written.*make room"):
            draw(file, curation, tmp_path / "out", **SETTINGS, **RANDOM)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert {path.name for path in tmp_path.iterdir()} == {"localisations.h5", "curation.csv"}


def test_a_sigma_of_nothing_is_refused(tmp_path, file):
    settings = SETTINGS | {"sigmas": [3.0, 0]}
    with pytest.raises(InputError, match="above 0"):
        draw(file, table(tmp_path), tmp_path / "out", **settings, **RANDOM)
