import pytest
import torch

from holly.images.simulate import SimulatedImages, label
from holly.settings.images import Noise

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
