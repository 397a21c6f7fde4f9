import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from holly.data.particles import Particles, write_particles
from holly.geometry import in_plane_rotation, project
from holly.images.cube import cube_path, open_cube
from holly.images.drawing import draw_all, pixels
from holly.images.measures import scale
from holly.images.prerender import prerender
from holly.render import splat
from holly.render.gauss_transform import Levels

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

    def fail_late(self, columns, rows):
        calls.append(columns)
        if len(calls) > 2:
            raise KeyboardInterrupt
        return draw(self, columns, rows)

    draw = Levels.__call__
    monkeypatch.setattr(Levels, "__call__", fail_late)
    for name in ("new", "old"):
        calls.clear()
        with pytest.raises(KeyboardInterrupt):
            prerender(file, tmp_path / name, **settings)
    assert {path.name for path in tmp_path.iterdir()} == {"localisations.h5", "old"}
    assert {path.name: path.read_bytes() for path in (tmp_path / "old").iterdir()} == before


def test_a_sigma_of_nothing_is_refused(tmp_path, file):
    with pytest.raises(InputError, match="above 0"):
        prerender(file, tmp_path / "out", sigmas=[2, 0], size=16, nm_per_pixel=9.0, centre="mean")


@pytest.mark.parametrize("threads", [1, 2])
def test_many_particles_come_in_order_on_any_number_of_threads(threads):
    rng = np.random.default_rng(3)
    turns = [(rng.normal(0, 60, (n, 2)), rng.uniform(0, 6, 3)) for n in rng.integers(1, 900, 17)]
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    drawn = list(draw_all(iter(turns), [3.0], 32, 20.0))
    assert torch.get_num_threads() == threads
    torch.set_num_threads(before)
    assert len(drawn) == len(turns)
    for images, (points, angles) in zip(drawn, turns, strict=True):
        alone = Levels([3.0], 32)(*pixels(points, angles, 32, 20.0))[3.0]
        np.testing.assert_array_equal(images[3.0], alone)


def test_particles_are_drawn_as_they_are_taken():
    taken = []

    def endless():
        while True:
            taken.append(1)
            yield np.zeros((2, 2)), np.zeros(1)

    drawn = draw_all(endless(), [1.0], 8, 1.0)
    for _ in range(5):
        next(drawn)
    drawn.close()
    assert len(taken) < 5 + 4 * torch.get_num_threads()


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
