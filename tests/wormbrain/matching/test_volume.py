import numpy as np
import pytest
import torch
from scipy.interpolate import RBFInterpolator

from groundwork.errors import InputError
from tests.rolling_worm import DEPTH_STEP, nuclei, rolled, volume_of
from wormbrain.geometry import points_to_voxels, size_of, voxels_to_points
from wormbrain.matching.confidence import VOLUMES
from wormbrain.matching.depth_spline import DepthSpline
from wormbrain.matching.volume import Volume, judged_volumes, match_volumes


def errors(found, source, target, shape):
    """Median distances along x, y (pixels) and z (planes) at the nuclei."""
    points = voxels_to_points(torch.tensor(target).float(), shape, DEPTH_STEP)
    places = points_to_voxels(found(points), shape, DEPTH_STEP).numpy()
    return np.median(np.abs(places - source), axis=0)


def test_nuclei_that_cross_in_projection_are_followed_in_depth():
    places = nuclei(4)
    moved = rolled(places, 0.7, lift=1.0)
    source, target = (Volume(volume_of(one), DEPTH_STEP) for one in (moved, places))
    found, trust = judged_volumes(source, target)
    shape = volume_of(places).shape[1:]

    def flat(points):
        return torch.cat([found.flat(points[:, :2]), points[:, 2:]], dim=1)

    before = errors(flat, moved, places, shape)
    assert before[0] > 0.5  # the projections cannot say
    assert before[2] > 0.9
    assert errors(found, moved, places, shape).max() < 0.5
    assert not trust.lost(VOLUMES)


def test_what_has_not_moved_in_depth_is_left_as_it_is():
    places = nuclei(5)
    moved = places + np.array([3.0, -2.0, 0.0])
    rng = np.random.default_rng(2)
    images = [volume_of(one) for one in (moved, places)]
    images = [image + rng.integers(0, 100, image.shape, np.uint16) for image in images]
    found = match_volumes(*(Volume(image, DEPTH_STEP) for image in images))
    assert not found.correction.any()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda volume: volume[:, ::-1],
        lambda volume: np.roll(volume, 48, 3),
        lambda volume: volume_of(nuclei(77)),
    ],
    ids=["planes reversed", "half outside", "another worm"],
)
def test_volumes_that_cannot_be_matched_are_lost(spoil):
    places = nuclei(4)
    source, target = volume_of(rolled(places, 0.4)), volume_of(places)
    volumes = [Volume(one.copy(), DEPTH_STEP) for one in (spoil(source), target)]
    assert judged_volumes(*volumes)[1].lost(VOLUMES)


def test_volumes_of_two_shapes_are_refused():
    voxels = volume_of(nuclei(4))
    volumes = [Volume(one, DEPTH_STEP) for one in (voxels, voxels[:, :-1])]
    with pytest.raises(InputError, match="give equal ones"):
        match_volumes(*volumes)


def test_the_depth_spline_is_the_one_that_scipy_interpolates():
    size = size_of((8, 20, 30), DEPTH_STEP)
    warps = DepthSpline((4, 3, 2), size.tolist())
    values = torch.randn(24, 3, generator=torch.Generator().manual_seed(1))
    points = (torch.rand(50, 3) * 2 - 1) * size
    known = RBFInterpolator(
        warps.control.double().numpy(), values.numpy(), kernel="linear", degree=1
    )
    np.testing.assert_allclose(
        warps.basis(points) @ values, known(points.double().numpy()), atol=1e-4
    )
