"""Background around particles: its density, and particles without it."""

import logging

import h5py
import numpy as np
import pytest

from holly.data.background import background_density, denser
from holly.data.clean import remove_background
from holly.data.particles import Particles, read_particles, write_particles

RADIUS, WIDTH = 200.0, 30.0  # nm, of what is seen around a particle, and of a particle


def seen(count, background, seed, radius=RADIUS):
    """Particles: a blob of 80 localisations, which come first, and even background, per nm²."""
    rng, clouds = np.random.default_rng(seed), []
    for _ in range(count):
        number = rng.poisson(background * np.pi * radius**2)
        distance, angle = radius * np.sqrt(rng.random(number)), rng.uniform(0, 2 * np.pi, number)
        around = np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)
        clouds.append(np.concatenate([rng.normal(scale=WIDTH, size=(80, 2)), around]))
    return clouds


@pytest.mark.parametrize("background", [1e-4, 4e-4])
def test_the_density_of_background_is_measured_around_particles(background):
    found = background_density(seen(200, background, seed=1))
    assert found == pytest.approx(background, rel=0.05)


def test_most_background_is_removed_and_most_of_the_particles_kept():
    clouds = seen(200, 3e-4, seed=2)
    kept = denser(clouds, background_density(clouds))
    own = np.concatenate([chosen[:80] for chosen in kept])
    others = np.concatenate(
        [
            chosen[80:][np.hypot(*cloud[80:].T) > 5 * WIDTH]
            for chosen, cloud in zip(kept, clouds, strict=True)
        ]
    )
    assert own.mean() > 0.9
    assert others.mean() < 0.05


def ring(rng):
    angle = rng.uniform(0, 2 * np.pi, 60)
    return 50 * np.stack([np.cos(angle), np.sin(angle)], axis=1) + rng.normal(scale=5, size=(60, 2))


def disc(rng):
    distance, angle = 50 * np.sqrt(rng.random(60)), rng.uniform(0, 2 * np.pi, 60)
    return np.stack([distance * np.cos(angle), distance * np.sin(angle)], axis=1)


@pytest.mark.parametrize(
    "shape", [ring, lambda rng: rng.normal(scale=20, size=(60, 2))], ids=["ring", "blob"]
)
def test_particles_without_background_lose_nothing(shape):
    rng = np.random.default_rng(3)
    clouds = [shape(rng) for _ in range(100)]
    assert background_density(clouds) is None
    assert all(chosen.all() for chosen in denser(clouds, 0.0))


def write(path, clouds):
    ends = np.cumsum([0, *map(len, clouds)])
    x, y = np.concatenate(clouds).T
    particles = Particles(x, y, None, ends, np.arange(len(clouds)) * 2, np.arange(float(ends[-1])))
    write_particles(path, particles, source="a.csv")


def test_a_file_is_written_without_background_and_says_how_much_there_was(tmp_path, caplog):
    clouds = [*seen(100, 3e-4, seed=4), np.array([[0.0, 0.0], [150.0, 0.0], [0.0, -150.0]])]
    write(tmp_path / "p.h5", clouds)
    with caplog.at_level(logging.INFO):
        remove_background(tmp_path / "p.h5")
    found = read_particles(tmp_path / "p.h5")
    assert found.ids.tolist() == list(range(0, 202, 2))
    assert len(found.particle(100)) == 3  # too sparse to tell; the curation judges it
    total = sum(map(len, clouds))
    assert f"of {total} localisations are background" in caplog.text
    with h5py.File(tmp_path / "p.h5") as file:
        assert file.attrs["background_per_um2"] == pytest.approx(300, rel=0.05)
        assert file.attrs["source"] == "a.csv"
    assert 0.7 * total < len(found.x) < 0.8 * total  # 8000 of the particles, and what lies in them
    # Precisions stay with their localisations.
    rows = found.sigma.astype(int)
    np.testing.assert_array_equal(found.x, np.concatenate(clouds)[rows, 0])


def test_where_nothing_even_lies_around_particles_a_warning_says_that_all_is_kept(tmp_path, caplog):
    rng = np.random.default_rng(5)
    clouds = [ring(rng) for _ in range(50)]
    write(tmp_path / "p.h5", clouds)
    remove_background(tmp_path / "p.h5")
    assert "no even background around the particles; nothing is removed" in caplog.text
    assert len(read_particles(tmp_path / "p.h5").x) == 3000


def test_an_even_disc_is_not_taken_for_background():
    rng = np.random.default_rng(6)
    clouds = [disc(rng) for _ in range(100)]
    density = background_density(clouds)
    kept = np.concatenate(denser(clouds, density or 0.0))
    assert kept.mean() > 0.9
