import torch

from holly.geometry import project, random_rotations
from holly.render import splat
from holly.training.strays import find_strays, relocate


def test_points_away_from_the_particle_are_found_and_no_others():
    generator = torch.Generator().manual_seed(1)
    points = torch.rand(60, 3, generator=generator) - 0.5
    rotation, shift = random_rotations(32, generator), torch.zeros(32, 2)
    shape = (64, 64)
    image = splat(*project(points, rotation, shift, shape), torch.ones(32), shape)
    astray = points.clone()
    astray[[3, 40]] = torch.tensor([[1.6, 0, 0], [0, -9.0, 0]])  # the second mostly off the image
    found = find_strays(astray, rotation, shift, image > 1e-4)
    assert found.nonzero().flatten().tolist() == [3, 40]


def test_strays_are_put_on_other_points_and_lose_their_momentum():
    points = torch.nn.Parameter(torch.arange(30.0).view(10, 3))
    optimiser = torch.optim.Adam([points])
    points.sum().backward()
    optimiser.step()
    before = points.detach().clone()
    strays = torch.zeros(10, dtype=torch.bool)
    strays[[2, 5]] = True
    relocate(points, strays, torch.Generator().manual_seed(1), optimiser)
    kept = before[~strays]
    assert torch.equal(points[~strays], kept)
    assert all((kept == moved).all(1).any() for moved in points[strays])
    assert (optimiser.state[points]["exp_avg"][strays] == 0).all()
    assert (optimiser.state[points]["exp_avg"][~strays] != 0).all()
