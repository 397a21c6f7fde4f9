import shutil
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
import torch
from cubes import write_cube
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from holly.data.ground_truths import write_ground_truth
from holly.data.particles import Particles, write_particles
from holly.images.augment import augment
from holly.images.cube import CubeHeader, cube_path, read_index, write_index
from holly.images.drawing import draw_all
from holly.settings.images import Augmentation, Noise, Simulation
from holly.settings.recipes import Recipe
from holly.settings.smlm import Smlm
from holly.training.dataset import open_images, open_streamed
from holly.training.images import StreamedImages

CPU = torch.device("cpu")
RECIPE = Recipe(sigma=(2.0, 1.0), interpolation="step")
PARTICLES, ROTATIONS = 40, 3


@pytest.fixture
def folder(tmp_path):
    """Cubes in which the value of every pixel is the image's index plus the level."""
    count = PARTICLES * ROTATIONS
    for sigma in RECIPE.sigma:
        values = np.arange(count, dtype=np.float32)[:, None, None] + sigma
        header = CubeHeader(sigma, nm_per_pixel=4.0, seed=1)
        cube = np.broadcast_to(values, (count, 8, 16))
        write_cube(cube_path(tmp_path, sigma), header, cube)
    write_index(tmp_path, range(PARTICLES), range(100, 140), np.zeros((PARTICLES, ROTATIONS)))
    return tmp_path


def test_stored_images_come_at_the_asked_level(folder):
    images = open_images(folder, RECIPE, None, 1, CPU).training
    drawn = images.draw(torch.tensor([5, 0]), 1.0)
    assert drawn.shape == (2, 8, 16)
    assert drawn[:, 0, 0].tolist() == [6, 1]
    assert images.draw(torch.tensor([5]), 2.0)[0, 0, 0] == 7


def test_whole_particles_are_held_out(folder):
    opened = open_images(folder, RECIPE, None, 1, CPU)
    assert len(opened.held_out) == 2 * ROTATIONS  # 5 % of 40 particles
    assert len(opened.training) == 38 * ROTATIONS
    assert opened.held_out.draw(torch.tensor([0]), 1.0)[0, 0, 0] == 38 * ROTATIONS + 1


def test_halves_share_no_particle_and_hold_the_same_out(folder):
    whole = open_images(folder, RECIPE, None, 1, CPU)
    halves = [open_images(folder, RECIPE, None, 1, CPU, half=half) for half in (1, 2)]
    seen = [
        set(half.training.draw(torch.arange(len(half.training)), 2.0)[:, 0, 0].tolist())
        for half in halves
    ]
    assert not seen[0] & seen[1]
    assert len(seen[0] | seen[1]) == len(whole.training)
    assert {int(value - 2) // ROTATIONS % 2 for value in seen[0]} == {0}
    assert len({whole.digest, *(half.digest for half in halves)}) == 3
    for half in halves:
        assert len(half.held_out) == len(whole.held_out)


def test_simulated_particles_are_not_halved(tmp_path):
    with pytest.raises(InputError, match="half"):
        open_images(tmp_path / "model.ply", RECIPE, Simulation(), 1, CPU, half=1)


def test_the_scale_comes_from_the_images(folder):
    assert open_images(folder, RECIPE, None, 1, CPU).nm_per_unit == 16 / 4 * 4.0


def test_a_missing_level_is_named(folder):
    recipe = Recipe(sigma=(2.0, 0.5), interpolation="step")
    with pytest.raises(InputError, match=r"sigma_0\.5\.fits"):
        open_images(folder, recipe, None, 1, CPU)


def test_a_truncated_cube_is_named(folder):
    path = cube_path(folder, 2.0)
    path.write_bytes(path.read_bytes()[:-5000])
    with pytest.raises(InputError, match=r"sigma_2\.fits: truncated"):
        open_images(folder, RECIPE, None, 1, CPU)


def test_an_index_of_other_images_is_refused(folder):
    write_index(folder, range(3), range(3), np.zeros((3, 2)))
    with pytest.raises(InputError, match="index and cubes differ"):
        open_images(folder, RECIPE, None, 1, CPU)


def test_other_images_have_another_digest(folder, tmp_path):
    first = open_images(folder, RECIPE, None, 1, CPU).digest
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("copy"))
    assert open_images(copy, RECIPE, None, 1, CPU).digest == first
    shape = (PARTICLES * ROTATIONS, 8, 16)
    write_cube(cube_path(copy, 1.0), CubeHeader(1.0, 4.0, 1), np.ones(shape, np.float32))
    assert open_images(copy, RECIPE, None, 1, CPU).digest != first


def test_simulated_images_need_a_model_that_can_be_read(tmp_path):
    with pytest.raises(InputError, match=r"none\.ply"):
        open_images(tmp_path / "none.ply", RECIPE, Simulation(), 1, CPU)


def test_simulated_sets_hold_other_particles_out(tmp_path):
    write_ground_truth("teapot", tmp_path / "teapot.ply")
    simulation = Simulation(particles=10, rotations=2, size=16, noise=Noise(scatter=0.1))
    opened = open_images(tmp_path / "teapot.ply", RECIPE, simulation, 1, CPU)
    assert (len(opened.training), len(opened.held_out)) == (20, 64)
    assert not torch.equal(opened.training.rotation[0], opened.held_out.rotation[0])
    assert opened.nm_per_unit is None


def test_localised_sets_are_of_one_microscope_and_hold_later_particles_out(tmp_path):
    for name in ("teapot", "bunny"):
        write_ground_truth(name, tmp_path / f"{name}.ply")
    smlm = Smlm(nm_per_unit=70, mixture={"bunny": 0.5})
    simulation = Simulation(particles=10, rotations=2, size=16, smlm=smlm)
    opened = open_images(tmp_path / "teapot.ply", RECIPE, simulation, 1, CPU)
    assert (len(opened.training), len(opened.held_out)) == (20, 64)
    assert opened.held_out.particles[0] == 10
    assert opened.held_out.images[0] == 20
    assert opened.nm_per_unit == 70
    more = replace(simulation, particles=12)
    grown = open_images(tmp_path / "teapot.ply", RECIPE, more, 1, CPU).training
    assert torch.equal(grown.rotation[:20], opened.training.rotation)
    write_ground_truth("cep152", tmp_path / "bunny.ply")
    changed = open_images(tmp_path / "teapot.ply", RECIPE, simulation, 1, CPU)
    assert changed.digest != opened.digest


DRAWING = {"size": 32, "nm_per_pixel": None, "centre": "mean", "rotations": ROTATIONS, "seed": 3}


@pytest.fixture
def measured(tmp_path):
    """Localisations of 40 particles of very different length, and a curation that rejects 4."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(2, 300, PARTICLES)
    lengths[7] = 4000
    clouds = [rng.normal(rng.uniform(0, 9000, 2), (90, 50), (n, 2)) for n in lengths]
    x, y = np.concatenate(clouds).T
    ids = np.arange(PARTICLES) * 2
    particles = Particles(x, y, None, np.cumsum([0, *lengths]), ids)
    write_particles(tmp_path / "localisations.h5", particles)
    return tmp_path / "localisations.h5", curation(tmp_path / "curation.csv", ids, [0, 5, 20, 39])


def curation(path, ids, rejected):
    accepted = ~np.isin(np.arange(PARTICLES), rejected)
    pd.DataFrame({"particle": range(PARTICLES), "id": ids, "accepted": accepted}).to_csv(path)
    return path


def test_streamed_images_are_the_stored_ones(tmp_path, measured):
    augment(*measured, tmp_path / "training", RECIPE.sigma, Augmentation(**DRAWING))
    stored = open_images(tmp_path / "training", RECIPE, None, 1, CPU)
    streamed = open_streamed(*measured, RECIPE, Augmentation(**DRAWING), CPU)
    assert streamed.nm_per_unit == stored.nm_per_unit
    for part in ("training", "held_out"):
        kept, drawn = getattr(stored, part), getattr(streamed, part)
        assert len(drawn) == len(kept)
        assert drawn.shape == kept.shape
        shuffled = torch.from_numpy(np.random.default_rng(1).permutation(len(kept)))
        for sigma, batch in product(RECIPE.sigma, shuffled.split(4)):  # short, and with a long one
            expected, images = kept.draw(batch, sigma), drawn.draw(batch, sigma)
            assert images.dtype == torch.float32
            largest = expected.amax((1, 2))
            assert ((images - expected).abs().amax((1, 2)) <= 1e-6 * largest).all()


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(0, 11), min_size=1, max_size=12), st.floats(0.5, 12))
def test_an_image_does_not_depend_on_its_batch(indices, sigma):
    rng = np.random.default_rng(2)
    clouds = [rng.normal(0, 60, (n, 2)) for n in (3, 900, 40)]
    angles = rng.uniform(0, 6, (3, 4))
    number = np.arange(angles.size)
    images = StreamedImages(clouds, angles, number, number // 4, 24, 10.0, CPU)
    batch = images.draw(torch.tensor(indices), sigma)
    for index, image in zip(indices, batch, strict=True):
        turn = clouds[index // 4], angles[index // 4, index % 4, None]
        expected = next(draw_all([turn], [sigma], 24, 10.0))[sigma][0]
        np.testing.assert_allclose(image, expected, atol=1e-6 * expected.max())


@pytest.mark.parametrize("half", [None, 1, 2])
def test_images_know_their_number_and_particle_stored_or_streamed(tmp_path, measured, half):
    augment(*measured, tmp_path / "stored", RECIPE.sigma, Augmentation(**DRAWING))
    index = read_index(tmp_path / "stored")
    stored = open_images(tmp_path / "stored", RECIPE, None, 1, CPU, half=half)
    streamed = open_streamed(*measured, RECIPE, Augmentation(**DRAWING), CPU, half=half)
    for kept, drawn in ((stored.training, streamed.training), (stored.held_out, streamed.held_out)):
        assert len(kept) == len(kept.images) == len(kept.particles)
        np.testing.assert_array_equal(kept.images, drawn.images)
        np.testing.assert_array_equal(kept.particles, drawn.particles)
        np.testing.assert_array_equal(index["particle"][kept.images], kept.particles)
    assert not set(stored.training.particles) & set(stored.held_out.particles)


def test_streamed_sets_hold_whole_particles_out(measured):
    opened = open_streamed(*measured, RECIPE, Augmentation(**DRAWING), CPU)
    assert len(opened.held_out) == 2 * ROTATIONS  # 5 % of 36 particles
    assert len(opened.training) == 34 * ROTATIONS


def test_the_digest_of_streamed_images_is_of_all_that_decides_them(tmp_path, measured):
    def digest(curation=measured[1], **changed):
        drawing = DRAWING | changed
        return open_streamed(measured[0], curation, RECIPE, Augmentation(**drawing), CPU).digest

    fewer = curation(tmp_path / "fewer.csv", np.arange(PARTICLES) * 2, [0, 5, 20, 38])
    others = [{"seed": 4}, {"size": 16}, {"nm_per_pixel": 9.0}, {"centre": "extent"}]
    digests = [digest(), digest(fewer), digest(rotations=4), *(digest(**other) for other in others)]
    assert len(set(digests)) == len(digests)
    assert digest() == digests[0]


def test_streaming_needs_two_particles_and_a_sigma(tmp_path, measured):
    alone = curation(tmp_path / "alone.csv", np.arange(PARTICLES) * 2, range(1, PARTICLES))
    with pytest.raises(InputError, match=r"alone\.csv: only one particle"):
        open_streamed(measured[0], alone, RECIPE, Augmentation(**DRAWING), CPU)
    recipe = Recipe(sigma=(2.0, 0), interpolation="step")
    with pytest.raises(InputError, match="above 0"):
        open_streamed(*measured, recipe, Augmentation(**DRAWING), CPU)
