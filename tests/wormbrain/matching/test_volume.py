import numpy as np
import torch
from scipy.interpolate import RBFInterpolator

from wormbrain.geometry import identity_affine, size_of
from wormbrain.matching.prepared import Prepared
from wormbrain.matching.refine import SEARCH, refine
from wormbrain.matching.volume import FLAT, DepthSpline, refine_volume

DEPTH, SIDE, STEP = 12, 96, 4.0


def volume_of(places):
    """Nuclei [N, 3] (x, y, z; pixels and planes) as a volume [2, D, H, W]."""
    z, y, x = torch.meshgrid(*[torch.arange(n) for n in (DEPTH, SIDE, SIDE)], indexing="ij")
    grid = torch.stack([x, y, z], dim=-1)[None].float()
    distance = (grid - places[:, None, None, None]) / torch.tensor([1.6, 1.6, 0.9])
    drawn = torch.exp(-distance.square().sum(-1) / 2).sum(0)
    return torch.stack([drawn, drawn]).clamp_max(1.5)


def test_nuclei_that_cross_in_projection_are_followed_in_depth():
    generator = torch.Generator().manual_seed(4)
    places = torch.rand(40, 3, generator=generator) * torch.tensor([60.0, 60, 8])
    places = places + torch.tensor([18.0, 18, 2])
    # The worm rolls: what lies deeper moves further along x, and everything moves by one plane.
    moved = places + torch.stack(
        [(places[:, 2] - 6) * 0.7, 0 * places[:, 0], 0 * places[:, 0] + 1], 1
    )
    source, target = volume_of(moved), volume_of(places)
    flat = [Prepared(volume.amax(1)) for volume in (source, target)]
    match = refine(*flat, identity_affine(1), SEARCH + FLAT)
    corrected = refine_volume(source, target, match, STEP, torch.Generator().manual_seed(0))

    def points(pixels):
        offset = (torch.tensor([SIDE, SIDE, DEPTH]) - 1) / 2
        return (pixels - offset) * 2 / SIDE * torch.tensor([1, 1, STEP])

    def errors(found):
        return ((found - points(moved)) * SIDE / 2 / torch.tensor([1, 1, STEP])).abs().median(0)[0]

    aim = points(places)
    before = torch.cat([match(aim[:, :2]), aim[:, 2:]], dim=1)
    assert errors(before)[0] > 0.5  # the projections cannot say
    assert errors(before)[2] > 0.9
    assert errors(corrected(aim)).max() < 0.5  # pixels, and planes


def test_the_depth_spline_is_the_one_that_scipy_interpolates():
    size = size_of((8, 20, 30), STEP)
    warps = DepthSpline((4, 3, 2), size)
    values = torch.randn(24, 3, generator=torch.Generator().manual_seed(1))
    points = (torch.rand(50, 3) * 2 - 1) * size
    known = RBFInterpolator(
        warps.control.double().numpy(), values.numpy(), kernel="linear", degree=1
    )
    np.testing.assert_allclose(
        warps.basis(points) @ values, known(points.double().numpy()), atol=1e-4
    )
