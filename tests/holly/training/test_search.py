import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from holly.data.ground_truths import ground_truth
from holly.geometry import project, random_rotations
from holly.render import splat
from holly.training.search import BLURRED, PoseSearch, centred

SHAPE = (64, 64)
BUNNY = torch.from_numpy(ground_truth("bunny"))[::3].float()


def drawn(rotation, shift, sigma, points=BUNNY, shape=SHAPE):
    x, y = project(points, rotation, shift, shape)
    images = splat(x, y, torch.full((len(rotation),), sigma), shape)
    return images / images.sum((1, 2), keepdim=True)


def views(count, sigma, shape=SHAPE):
    """Images of the bunny, and the poses they were drawn at."""
    random = torch.Generator().manual_seed(3)
    rotation = random_rotations(count, random)
    shift = 0.2 * torch.rand(count, 2, generator=random) - 0.1
    return drawn(rotation, shift, sigma, shape=shape), rotation, shift


def visit(search, images, sigma, rate):
    """One visit of the L1 difference between images and the bunny at their poses."""
    search.prepare(len(images), sigma)
    poses = search(images, torch.arange(len(images)), BUNNY, torch.tensor(sigma))
    x, y = project(BUNNY, poses.rotation[:, 0], poses.shift, SHAPE)
    rendered = splat(x, y, poses.sigma, SHAPE)
    difference = (rendered / rendered.sum((1, 2), keepdim=True) - images).abs().sum((1, 2))
    search.log_spread.grad = None
    difference.sum().backward()
    search.refine(torch.arange(len(images)), rate)
    return difference.detach()


def degrees(first, second):
    """Angles between rotations [B, 3, 3]."""
    cosine = ((first * second).sum((1, 2)) - 1) / 2
    return cosine.clamp(-1, 1).acos().rad2deg()


@settings(deadline=None, max_examples=20)
@given(st.floats(-0.5, 0.5), st.floats(-0.5, 0.5), st.sampled_from([(64, 64), (48, 40), (33, 64)]))
def test_images_are_moved_to_their_centre_of_mass(across, up, shape):
    shift = torch.tensor([[across, up]])
    point, eye = torch.zeros(1, 3), torch.eye(3)[None]
    moved, centre = centred(drawn(eye, shift, 2.0, point, shape))
    expected = drawn(eye, torch.zeros(1, 2), 2.0, point, shape)
    assert torch.allclose(centre, shift, atol=1e-3)
    assert torch.allclose(moved, expected, atol=1e-4)


def test_a_known_structure_is_found_at_the_poses_it_was_drawn_at():
    sharp = BLURRED * SHAPE[1] / 1.5
    search = PoseSearch(24, SHAPE, seed=1, purpose="rotations")
    images, rotation, shift = views(24, 3.0)
    for _ in range(8):
        visit(search, images, 3.0, 0.03)
    images, _, _ = views(24, sharp)
    for step in range(30):
        visit(search, images, sharp, 0.03 * (1 - step / 30))
    found = degrees(search.rotation, rotation) < 3
    assert found.float().mean() >= 0.9  # the bunny's back looks alike from here and there
    assert torch.allclose(search.shift[found], shift[found], atol=0.02)


def test_a_pose_is_kept_until_a_better_one_is_found():
    images, _, _ = views(8, 3.0)
    search = PoseSearch(8, SHAPE, seed=1, purpose="rotations")
    differences = torch.stack([visit(search, images, 3.0, 1e-9) for _ in range(12)])
    assert (differences[-1] <= differences[0] + 1e-3).all()
    assert differences[-1].mean() < 0.8 * differences[0].mean()


def test_sharp_images_and_those_only_looked_at_are_not_searched():
    images, _, _ = views(4, 3.0)
    indices = torch.arange(4)
    search = PoseSearch(4, SHAPE, seed=1, purpose="rotations")
    sharp = 0.99 * BLURRED * SHAPE[1]
    assert search.prepare(4, sharp) == 0
    search(images, indices, BUNNY, torch.tensor(sharp))
    assert search.prepare(4, 3.0)
    search.eval()
    poses = search(images, indices, BUNNY, torch.tensor(3.0))
    assert torch.equal(poses.rotation[:, 0], torch.eye(3).expand(4, 3, 3))
    assert not poses.rotation.requires_grad


def test_the_structure_is_drawn_as_wide_as_sigma_and_spread_together():
    search = PoseSearch(2, SHAPE, seed=1, purpose="rotations").eval()
    with torch.no_grad():
        search.log_spread.fill_(math.log(4.0))
    poses = search(torch.ones(2, *SHAPE), torch.arange(2), BUNNY, torch.tensor(3.0))
    assert torch.allclose(poses.sigma, torch.tensor([5.0, 5.0]))


@pytest.mark.parametrize("skip", [1, 2])
def test_only_the_images_of_a_batch_get_new_poses(skip):
    images, _, _ = views(6, 4.0)
    search = PoseSearch(6, SHAPE, seed=1, purpose="rotations")
    search.prepare(3, 4.0, skip)
    search(images[:3, ::skip, ::skip], torch.arange(3), BUNNY, torch.tensor(4.0))
    before = search.rotation.clone()
    search(images[3:, ::skip, ::skip], torch.arange(3, 6), BUNNY, torch.tensor(4.0))
    assert torch.equal(before[:3], search.rotation[:3])
    assert not torch.equal(before[3:], search.rotation[3:])
