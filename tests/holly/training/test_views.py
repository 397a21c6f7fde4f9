import math

import numpy as np
import torch

from holly.data.ground_truths import ground_truth
from holly.geometry import in_plane_rotation, project, random_rotations
from holly.render import splat
from holly.training.views import SIDES, AveragedViews, evenly_spread, rotations_to, turned_back

BUNNY = torch.from_numpy(ground_truth("bunny")).float()
SHAPE = (48, 48)


def drawn(rotation, shift):
    return splat(*project(BUNNY, rotation, shift, SHAPE), torch.full((len(shift),), 2.0), SHAPE)


def correlations(first, second):
    pairs = zip(first, second, strict=True)
    return np.array([np.corrcoef(one.ravel(), other.ravel())[0, 1] for one, other in pairs])


def test_directions_are_spread_over_the_whole_sphere():
    directions = evenly_spread(SIDES)
    assert torch.allclose(directions.norm(dim=1), torch.ones(SIDES), atol=1e-6)
    nearest = (directions @ directions.T - 2 * torch.eye(SIDES)).max(1).values.acos()
    assert nearest.min() > 0.3
    assert nearest.max() < 0.6
    rotation = rotations_to(directions)
    assert torch.allclose(torch.linalg.det(rotation), torch.ones(SIDES), atol=1e-5)
    assert torch.allclose(rotation @ directions[:, :, None], torch.eye(3)[:, 2:], atol=1e-6)


def test_turned_back_images_lie_as_the_structure_without_its_turn_and_shift():
    random = torch.Generator().manual_seed(0)
    rotation = random_rotations(6, random)
    angle = torch.rand(6, generator=random) * 2 * math.pi
    shift = torch.rand(6, 2, generator=random) * 0.2 - 0.1
    straight = drawn(rotation, torch.zeros(6, 2))
    seen = drawn(in_plane_rotation(angle) @ rotation, shift)
    error = (turned_back(seen, angle, shift) - straight).abs().sum((1, 2)) / straight.sum((1, 2))
    assert error.max() < 0.04  # linear interpolation
    wrong = (turned_back(seen, -angle, shift) - straight).abs().sum((1, 2)) / straight.sum((1, 2))
    assert wrong.max() > 0.3


def test_views_average_what_one_side_shows_and_draw_the_structure_beside_it():
    random = torch.Generator().manual_seed(1)
    rotation = random_rotations(600, random)
    shift = torch.rand(600, 2, generator=random) * 0.2 - 0.1
    views = AveragedViews(SHAPE, torch.device("cpu"))
    images = drawn(rotation, shift)
    for first in range(0, 600, 100):
        part = slice(first, first + 100)
        views.add(images[part], images[part], rotation[part], shift[part])
    made = {name: array.numpy() for name, array in views.result(BUNNY, 2.0).items()}
    assert made["count"].sum() == 600
    assert (np.diff(made["count"]) <= 0).all()
    average, rendered = (made[name].astype(float) for name in ("average", "rendered"))
    assert correlations(average[:20], rendered[:20]).min() > 0.9
    assert np.median(correlations(average, np.roll(rendered, 1, 0))) < 0.85


def misfit_of(images, rendered, rotation, shift):
    views = AveragedViews(SHAPE, torch.device("cpu"))
    views.add(images, rendered, rotation, shift)
    return views.result(BUNNY, 2.0)["misfit"].nanmedian().item()


def test_noise_is_no_misfit_and_what_images_share_beyond_the_structure_is():
    random = torch.Generator().manual_seed(2)
    rotation = random_rotations(1500, random)
    shift = torch.rand(1500, 2, generator=random) * 0.2 - 0.1
    rendered = drawn(rotation, shift)
    noisy = rendered * torch.rand(rendered.shape, generator=random) * 2
    assert abs(misfit_of(noisy, rendered, rotation, shift)) < 0.02
    hazy = noisy + 0.5 * rendered.mean()
    assert misfit_of(hazy, rendered, rotation, shift) > 0.06


def test_a_side_with_a_single_image_has_no_misfit():
    rotation, shift = torch.eye(3)[None], torch.zeros(1, 2)
    images = drawn(rotation, shift)
    assert np.isnan(misfit_of(images, images, rotation, shift))
