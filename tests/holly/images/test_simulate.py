from dataclasses import replace

import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from holly.data.smlm.particle import Microscope
from holly.geometry import in_plane_rotation, random_rotations
from holly.images.simulate import LocalisedImages, SimulatedImages, label
from holly.settings.images import Noise
from holly.settings.smlm import Junk, Precision, Smlm, Views

MODEL = torch.rand(40, 3, generator=torch.Generator().manual_seed(0)) * 2 - 1


def images(noise=None, seed=1, **changes):
    options = {"particles": 6, "rotations": 4, "shape": (32, 48), "max_shift": 0.1} | changes
    generator = torch.Generator().manual_seed(seed)
    return SimulatedImages(MODEL, noise=noise or Noise(), generator=generator, **options)


def test_without_noise_every_particle_is_the_model():
    points, weights = label(MODEL, 10, Noise(), torch.Generator())
    assert points is MODEL
    assert weights is None


def test_drop_out_takes_away_its_share_of_whole_sites():
    noise = Noise(dropout=0.3, max_spawn=4)
    _, weights = label(MODEL, 500, noise, torch.Generator().manual_seed(1))
    sites = weights.view(500, 40, 4)
    assert set(sites.sum(2).unique().tolist()) == {0, 4}
    assert (sites.sum(2) == 0).float().mean().item() == pytest.approx(0.3, abs=0.01)


def test_scatter_spreads_fluorophores_about_their_site():
    points, _ = label(MODEL, 500, Noise(scatter=0.06), torch.Generator().manual_seed(1))
    offsets = points - MODEL
    assert offsets.mean().item() == pytest.approx(0, abs=1e-3)
    assert offsets.std().item() == pytest.approx(0.06, rel=0.02)


def test_spawning_gives_each_site_up_to_its_maximum():
    noise = Noise(max_spawn=4, spawn_rate=0.3, scatter=0.01)
    points, weights = label(MODEL, 500, noise, torch.Generator().manual_seed(1))
    assert points.shape == (500, 160, 3)
    carried = weights.view(500, 40, 4).sum(2)
    assert carried.max() == 4
    assert carried.mean().item() == pytest.approx(1.2, abs=0.02)


def test_the_rotations_of_a_particle_show_the_same_fluorophores_in_other_positions():
    drawn = images(Noise(dropout=0.5)).draw(torch.arange(24), 1.0)
    intensity = drawn.sum((1, 2)).view(6, 4)
    assert torch.allclose(intensity, intensity[:, :1].expand_as(intensity), rtol=0.05)
    assert intensity[:, 0].std() > 1  # other particles lack other sites
    assert (drawn[0] - drawn[1]).abs().max() > 0.01


def test_shifts_stay_within_the_stated_range():
    shift = images(particles=2000, rotations=1, max_shift=0.1).shift
    assert shift.abs().max() <= 0.1
    assert shift.std().item() == pytest.approx(0.1 / 3**0.5, rel=0.05)


def test_a_seed_gives_the_same_images_and_another_seed_others():
    index = torch.arange(5)
    noise = Noise(scatter=0.05)
    first = images(noise).draw(index, 2.0)
    assert torch.equal(first, images(noise).draw(index, 2.0))
    assert not torch.equal(first, images(noise, seed=2).draw(index, 2.0))


def test_images_have_the_asked_shape_and_count():
    data = images()
    assert len(data) == 24
    assert data.draw(torch.tensor([0, 23]), 3.0).shape == (2, 32, 48)


def test_a_stride_draws_one_in_so_many_pixels_of_the_very_image():
    data, index = images(Noise(scatter=0.05)), torch.arange(5)
    coarse = data.draw(index, 3.0, stride=4)
    assert coarse.shape == (5, 8, 12)
    assert torch.allclose(coarse / 16, data.draw(index, 3.0)[:, ::4, ::4], atol=1e-6)


@pytest.mark.parametrize(
    "noise", [Noise(), Noise(dropout=0.3, scatter=0.05), Noise(max_spawn=3, spawn_rate=0.5)]
)
def test_the_noise_of_the_paper_takes_its_chances_in_the_same_order_as_ever(noise):
    """The draws of commit d5d4d48, before other noise could be simulated, written out."""
    data, generator = images(noise), torch.Generator().manual_seed(1)
    points = MODEL
    if noise != Noise():
        labelled = torch.rand(6, 40, 1, generator=generator) >= noise.dropout
        present = torch.rand(6, 40, noise.max_spawn, generator=generator) < noise.spawn_rate
        offsets = torch.randn(6, 40, noise.max_spawn, 3, generator=generator)
        points = (MODEL[:, None] + noise.scatter * offsets).view(6, -1, 3)
        assert torch.equal(data.weights, (labelled & present).float().view(6, -1))
    view = random_rotations(6, generator)
    angle = torch.rand(6, 4, generator=generator) * (2 * torch.pi)
    shift = (2 * torch.rand(6, 2, generator=generator) - 1) * 0.1
    assert torch.equal(data.points, points)
    assert torch.equal(data.rotation, (in_plane_rotation(angle) @ view[:, None]).flatten(0, 1))
    assert torch.equal(data.shift, shift)
    assert data.show_model.all()


SHARP = Smlm(nm_per_unit=50, precision=Precision(lateral_nm=0.001))


def localised(smlm=SHARP, numbers=range(6), max_shift=0.1, structures=None):
    microscope = Microscope(structures or {"model": MODEL.double().numpy()}, None, smlm, 1)
    options = {"rotations": 4, "shape": (32, 32), "max_shift": max_shift}
    return LocalisedImages(microscope, numbers, **options, device=torch.device("cpu"))


@pytest.mark.parametrize("axial", [None, 0.001])
def test_localisations_without_errors_are_the_model_at_its_true_pose(axial):
    """The slow way: the model itself, turned and moved to the pose that evaluations read."""
    smlm = replace(SHARP, precision=Precision(lateral_nm=0.001, axial_nm=axial))
    data, index = localised(smlm), torch.arange(24)
    plain = images(particles=6, shape=(32, 32))
    plain.rotation, plain.shift = data.rotation, data.shift
    assert torch.allclose(data.draw(index, 2.0), plain.draw(index, 2.0), atol=1e-3)
    assert len({tuple(one.flatten().tolist()) for one in data.rotation}) == 24


def test_flat_data_are_turned_in_the_plane_and_deep_data_first_seen_from_any_side():
    flat = localised(replace(SHARP, views=Views("cone", degrees=0.0)))
    assert torch.allclose(flat.rotation[:, 2, 2], torch.ones(24), atol=1e-5)
    deep = replace(SHARP, precision=Precision(lateral_nm=1, axial_nm=3))
    heights = localised(deep, range(300)).rotation[:, 2, 2]
    assert heights.std().item() == pytest.approx(1 / 3**0.5, rel=0.15)


def test_the_errors_of_deep_data_turn_with_the_particle():
    """A third of the variance along the line of sight is seen from any side on average."""
    dot = {"dot": np.array([[0.0, 0.0, 1e-6]] * 50)}
    smlm = replace(SHARP, precision=Precision(lateral_nm=5, axial_nm=20))
    data = localised(smlm, range(300), structures=dot)
    seen = torch.einsum("pij,pnj->pni", data.rotation[::4], data.points)[..., :2] * 50
    assert seen.square().mean().item() == pytest.approx((2 * 25 + 400) / 3, rel=0.1)


def test_images_know_whether_they_show_the_model():
    smlm = replace(SHARP, junk=Junk(spot=0.5), mixture={"other": 0.5})
    both = {"model": MODEL.double().numpy(), "other": MODEL.double().numpy() / 2}
    shows = localised(smlm, range(200), structures=both).show_model.reshape(200, 4)
    assert shows[:, 0].mean() == pytest.approx(0.25, abs=4 * 0.43 / 200**0.5)
    assert (shows == shows[:, :1]).all()


def test_particles_that_are_empty_have_empty_images():
    data = localised(replace(SHARP, junk=Junk(empty=0.9)), range(30))
    sums = data.draw(torch.arange(120), 2.0).sum((1, 2))
    assert torch.equal(sums > 0, torch.from_numpy(data.show_model))


def test_shifts_of_localised_images_stay_within_the_stated_range_and_the_surroundings():
    shift = localised(numbers=range(300), max_shift=0.4).shift
    assert shift.abs().max() <= 0.4
    assert shift.std().item() == pytest.approx(0.4 / 3**0.5, rel=0.1)
    with pytest.raises(InputError, match=r"max_shift 1\.5"):
        localised(max_shift=1.5)


def test_background_is_removed_from_simulated_particles_if_asked(caplog):
    smlm = replace(SHARP, background_per_um2=300)
    microscope = Microscope({"model": MODEL.double().numpy()}, None, smlm, 1)
    options = {"rotations": 1, "shape": (32, 32), "max_shift": 0.0, "device": torch.device("cpu")}
    plain, cleaned = (
        LocalisedImages(microscope, range(60), **options, remove_background=removed)
        for removed in (False, True)
    )
    own = 60 * len(MODEL)
    assert plain.weights.sum() > 1.5 * own
    assert 0.9 * own < cleaned.weights.sum() < 1.3 * own  # what lies within a particle stays
    assert "nothing is removed" not in caplog.text
    bare = Microscope({"model": MODEL.double().numpy()}, None, SHARP, 1)
    LocalisedImages(bare, range(60), **options, remove_background=True)
    assert "no even background" in caplog.text
