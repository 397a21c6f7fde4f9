import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import holly.prerender
from holly.errors import InputError
from holly.geometry import in_plane_rotation, project
from holly.images import cube_path, open_cube
from holly.localisations import Particles, write_particles
from holly.prerender import centred, draw, pixels, prerender, scale
from holly.render import splat

SIGMAS = [4.0, 1.5]


def particles(clouds, ids=None):
    x, y = np.concatenate(clouds).T
    offsets = np.cumsum([0, *map(len, clouds)])
    return Particles(x, y, None, offsets, np.arange(len(clouds)) if ids is None else ids)


@pytest.fixture
def clouds():
    rng = np.random.default_rng(0)
    return [rng.normal((1000, -3000), (80, 40), (n, 2)) for n in (3, 50, 200)]


@pytest.fixture
def file(tmp_path, clouds):
    path = tmp_path / "localisations.h5"
    write_particles(path, particles(clouds))
    return path


def reference(x, y, sigma, size):
    x, y = (torch.as_tensor(axis, dtype=torch.float64)[None] for axis in (x, y))
    return splat(x, y, torch.tensor([sigma]).double(), (size, size), backend="reference")[0].numpy()


@pytest.mark.parametrize("centre", ["extent", "mean"])
def test_previews_are_equation_1(tmp_path, file, clouds, centre):
    prerender(file, tmp_path / "out", sigmas=SIGMAS, size=48, nm_per_pixel=20.0, centre=centre)
    assert len(list((tmp_path / "out").iterdir())) == len(SIGMAS)
    for sigma in SIGMAS:
        cube, header = open_cube(cube_path(tmp_path / "out", sigma))
        assert cube.shape == (3, 48, 48)
        assert (header.sigma, header.nm_per_pixel) == (sigma, 20.0)
        for image, cloud in zip(cube, clouds, strict=True):
            middle = (cloud.min(0) + cloud.max(0)) / 2 if centre == "extent" else cloud.mean(0)
            x, y = (cloud - middle).T
            expected = reference(24 + x / 20, 24 - y / 20, sigma, 48)
            np.testing.assert_allclose(image, expected, atol=1e-5 * expected.max())


def test_y_points_up(tmp_path):
    cloud = np.array([[0.0, 0.0], [100.0, 0.0], [100.0, 100.0]])  # the corner is at the right
    write_particles(tmp_path / "a.h5", particles([cloud]))
    prerender(
        tmp_path / "a.h5", tmp_path / "out", sigmas=[1], size=32, nm_per_pixel=10.0, centre="extent"
    )
    image = open_cube(tmp_path / "out" / "sigma_1.fits")[0][0]
    spots = {tuple(spot) for spot in np.argwhere(image > 0.9 / (2 * np.pi))}
    assert spots == {(21, 11), (21, 21), (11, 21)}  # row, column


def test_the_papers_scale(clouds):
    largest = max(np.ptp(cloud, axis=0).max() for cloud in clouds)
    assert scale(particles(clouds), 128) * 128 * 2 * 0.95 == pytest.approx(largest)


def test_scale_of_the_whole_set_is_written(tmp_path, file, clouds):
    prerender(file, tmp_path / "out", sigmas=[2], size=32, nm_per_pixel=None, centre="extent")
    header = open_cube(cube_path(tmp_path / "out", 2))[1]
    assert header.nm_per_pixel == scale(particles(clouds), 32)


def test_no_scale_for_single_spots():
    with pytest.raises(InputError, match="nm_per_pixel"):
        scale(particles([np.ones((3, 2)), np.zeros((3, 2))]), 32)


def test_localisations_outside_are_dropped():
    columns = torch.tensor([[10.0, -0.6, 31.6, 10.0, -1e7]])
    rows = torch.tensor([[10.0, 10.0, 10.0, -3.0, 10.0]])
    expected = reference([10.0], [10.0], 5.0, 32)
    np.testing.assert_allclose(draw(columns, rows, 5.0, 32)[0], expected, atol=1e-8)


def test_an_intensity_of_1_a_localisation(clouds):
    columns, rows = pixels(centred(clouds[2], "mean"), np.zeros(1), 64, 20.0)
    assert draw(columns, rows, 1.5, 64).sum() == pytest.approx(200, rel=1e-4)


def test_chunks_do_not_show(monkeypatch, clouds):
    columns, rows = pixels(centred(clouds[2], "mean"), np.array([0.0, 1.0]), 32, 20.0)
    whole = draw(columns, rows, 2.0, 32)
    monkeypatch.setattr(holly.prerender, "CHUNK", 14)
    np.testing.assert_allclose(draw(columns, rows, 2.0, 32), whole, atol=1e-5)


@settings(deadline=None, max_examples=30)
@given(angle=st.floats(0, 6.28), seed=st.integers(0, 99))
def test_turned_as_the_geometry_turns(angle, seed):
    points = np.random.default_rng(seed).uniform(-1, 1, (9, 3))
    width = 40
    turn = in_plane_rotation(torch.tensor([angle], dtype=torch.float64))
    expected = project(torch.tensor(points), turn, torch.zeros(1, 2).double(), (width, width))
    found = pixels(points[:, :2], np.array([angle]), width, nm_per_pixel=4 / width)
    for axis, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(axis, wanted, atol=1e-4)


def test_a_failed_run_leaves_nothing_and_keeps_the_old(tmp_path, file, monkeypatch):
    settings = {"sigmas": SIGMAS, "size": 16, "nm_per_pixel": 50.0, "centre": "mean"}
    prerender(file, tmp_path / "old", **settings)
    before = {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()}
    calls = []

    def fail_late(*arguments):
        calls.append(arguments)
        if len(calls) > 3:
            raise KeyboardInterrupt
        return draw(*arguments)

    monkeypatch.setattr(holly.prerender, "draw", fail_late)
    for name in ("new", "old"):
        calls.clear()
        with pytest.raises(KeyboardInterrupt):
            prerender(file, tmp_path / name, **settings)
    assert {path.name for path in tmp_path.iterdir()} == {"localisations.h5", "old"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before


def test_thousands_of_localisations(tmp_path):
    cloud = np.random.default_rng(0).normal(0, 100, (30_000, 2))
    write_particles(tmp_path / "a.h5", particles([cloud]))
    prerender(
        tmp_path / "a.h5", tmp_path / "out", sigmas=[3], size=64, nm_per_pixel=20.0, centre="mean"
    )
    image = open_cube(tmp_path / "out" / "sigma_3.fits")[0][0]
    x, y = (cloud - cloud.mean(0)).T / 20
    expected = sum(
        reference(32 + x[part], 32 - y[part], 3.0, 64) for part in np.array_split(range(30_000), 60)
    )
    np.testing.assert_allclose(image, expected, atol=1e-5 * expected.max())
