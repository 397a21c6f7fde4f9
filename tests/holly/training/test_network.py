import math

import pytest
import torch

from holly.settings.recipes import Recipe
from holly.training.network import PoseNetwork, PoseTable


def network(shape=(64, 64), hypotheses=1, rotation="axis-angle"):
    recipe = Recipe(hypotheses=hypotheses, rotation=rotation, max_shift=0.1, max_sigma=14)
    return PoseNetwork(shape, recipe, torch.Generator().manual_seed(1))


@pytest.mark.parametrize("shape", [(128, 128), (64, 64), (60, 60), (97, 33)])
@pytest.mark.parametrize(("hypotheses", "rotation"), [(1, "axis-angle"), (4, "6d")])
def test_poses_come_in_every_image_size_and_number_of_hypotheses(shape, hypotheses, rotation):
    poses = network(shape, hypotheses, rotation)(torch.rand(3, *shape), torch.arange(3))
    assert poses.rotation.shape == (3, hypotheses, 3, 3)
    assert torch.allclose(
        poses.rotation @ poses.rotation.mT, torch.eye(3).expand(3, hypotheses, 3, 3), atol=1e-5
    )
    assert poses.shift.shape == (3, 2)
    assert poses.sigma.shape == (3,)


def test_it_is_the_papers_network_at_128_pixels():
    layers = network((128, 128)).convolutions
    convolutions = [m for m in layers.modules() if isinstance(m, torch.nn.Conv2d)]
    assert [c.out_channels for c in convolutions] == [16, 32, 32, 64, 64, 128, 128, 256, 256, 256]
    assert [c.kernel_size[0] for c in convolutions] == [5] + [3] * 9
    assert [c.stride[0] for c in convolutions] == [2, 2, 1, 2, 1, 2, 1, 2, 1, 2]
    assert network((128, 128)).hidden.in_features == 1024
    assert network((128, 128)).output.out_features == 6


def test_shift_and_sigma_stay_in_the_papers_ranges_whatever_the_image():
    poses = network()(torch.randn(16, 64, 64) * 1e6, torch.arange(16))
    assert poses.shift.abs().max() <= 0.2
    assert poses.sigma.min() >= 0
    assert poses.sigma.max() <= 14


def test_picking_takes_the_named_hypothesis_of_each_image():
    poses = network(hypotheses=3, rotation="6d")(torch.rand(2, 64, 64), torch.arange(2))
    picked = poses.pick(torch.tensor([2, 0]))
    assert torch.equal(picked, torch.stack([poses.rotation[0, 2], poses.rotation[1, 0]]))


def test_a_seed_gives_the_same_network():
    first, second = network().state_dict(), network().state_dict()
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_a_table_gives_each_image_its_own_pose_and_no_sigma():
    table = PoseTable(10, max_shift=0.1, generator=torch.Generator().manual_seed(1))
    poses = table(torch.empty(2, 8, 8), torch.tensor([7, 3]))
    swapped = table(torch.empty(2, 8, 8), torch.tensor([3, 7]))
    assert torch.equal(poses.rotation.flip(0), swapped.rotation)
    assert poses.sigma is None
    assert poses.shift.abs().max() <= 0.2
    assert sum(p.numel() for p in table.parameters()) == 50
    assert not math.isclose(poses.shift[0, 0].item(), poses.shift[1, 0].item())
