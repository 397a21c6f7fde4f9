import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from holly.data.ground_truths import cep152_approximation, ground_truth
from holly.evaluation.clouds import assignment_rmsd, centre, nearest_rmsd
from holly.evaluation.directions import divided, rotation_grid
from holly.evaluation.registration import STAGES, apply, refine, register

MIRROR = np.array([1.0, 1.0, -1.0])
SEEDS = st.integers(0, 2**32 - 1)


def posed(points, seed, *, mirror=False):
    rng = np.random.default_rng(seed)
    rotation = Rotation.random(rng=rng)
    return rotation.apply(points * MIRROR if mirror else points) + rng.normal(size=3)


@pytest.fixture(scope="module")
def bunny():
    return ground_truth("bunny")


@settings(deadline=None, max_examples=5)
@given(seed=SEEDS, mirror=st.booleans())
def test_an_exact_copy_is_found_in_either_hand(bunny, seed, mirror):
    source = posed(bunny, seed, mirror=mirror)
    found = register(source, bunny)
    assert max(found.rmsd, found.coverage) < 1e-6
    assert found.mirrored == mirror
    np.testing.assert_allclose(apply(found.transform, source), bunny, atol=1e-6)
    linear = found.transform[:3, :3]
    np.testing.assert_allclose(linear @ linear.T, np.eye(3), atol=1e-9)  # rigid
    assert np.linalg.det(linear) == pytest.approx(-1 if mirror else 1)


@pytest.mark.parametrize("seed", range(3))
def test_icp_ends_where_that_of_open3d_does(bunny, seed, open3d):
    icp = open3d.pipelines.registration
    rng = np.random.default_rng(seed)
    source = Rotation.from_rotvec(rng.normal(size=3) / 2).apply(bunny[:300])
    source += rng.normal(size=source.shape) / 20
    clouds = [
        open3d.geometry.PointCloud(open3d.utility.Vector3dVector(points))
        for points in (source, bunny)
    ]
    radius = np.sqrt(np.square(bunny - centre(bunny)).sum(1).mean())
    end = np.eye(4)
    for reach, iterations in STAGES:
        end = icp.registration_icp(
            *clouds,
            reach * radius,
            end,
            icp.TransformationEstimationPointToPoint(),
            icp.ICPConvergenceCriteria(1e-9, 1e-9, iterations),
        ).transformation
    np.testing.assert_allclose(refine(source, bunny, np.eye(4)), end, atol=1e-10)


@pytest.mark.parametrize("seed", range(3))
def test_a_regular_lattice_is_found_among_its_near_symmetries(seed):
    model = cep152_approximation()
    assert register(posed(model, seed), model).rmsd < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_a_pore_of_sixteen_symmetries_is_found_with_its_hand(seed):
    model = pore()
    found = register(posed(model, seed, mirror=True), model)
    assert found.mirrored
    assert found.rmsd < 1e-6 * 50


@pytest.mark.parametrize("mirror", [False, True])
def test_stranded_points_do_not_choose_the_pose(bunny, mirror):
    rng = np.random.default_rng(1)
    noisy = bunny + rng.normal(scale=0.05, size=bunny.shape)
    noisy[:8] = rng.normal([6.0, -3.0, 4.0], size=(8, 3))  # all on one side: the mean is off
    source = posed(noisy, 2, mirror=mirror)
    found = register(source, bunny)
    assert found.mirrored == mirror
    off = np.linalg.norm(apply(found.transform, source)[8:] - noisy[8:], axis=1)
    assert np.median(off) < 0.03
    assert found.rmsd == pytest.approx(nearest_rmsd(noisy, bunny)[0], rel=0.1)  # strays count


def test_the_distances_are_those_of_the_transform_and_of_unequal_clouds(bunny):
    source = posed(bunny, 5)[::3]
    found = register(source, bunny)
    assert found.rmsd < 1e-6
    assert (found.rmsd, found.coverage) == nearest_rmsd(apply(found.transform, source), bunny)
    assert found.coverage > 0.02


def test_the_same_input_gives_the_same_bits(bunny):
    source = posed(bunny, 3) + np.random.default_rng(0).normal(scale=0.1, size=bunny.shape)
    first, second = (register(source, bunny) for _ in range(2))
    np.testing.assert_array_equal(first.transform, second.transform)


def test_a_cloud_that_has_no_hand_is_not_called_mirrored():
    flat = np.random.default_rng(0).normal(size=(40, 3)) * [1, 1, 0]
    assert not register(posed(flat, 1), flat).mirrored


@pytest.mark.parametrize("count", [1, 2, 30])
def test_a_collapsed_cloud_lies_on_the_target_and_does_not_cover_it(bunny, count):
    found = register(np.full((count, 3), 0.3), bunny)
    assert found.rmsd < 1e-6
    assert found.coverage > 0.5
    assert np.isfinite(found.transform).all()


@pytest.mark.parametrize("bad", [np.empty((0, 3)), np.ones((4, 2)), np.full((4, 3), np.nan)])
def test_what_is_not_a_cloud_is_refused(bad):
    with pytest.raises(ValueError, match="source"):
        register(bad, np.ones((4, 3)))


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS)
def test_assignment_ignores_order_and_is_no_less_than_nearest(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.normal(size=(2, 30, 3))
    value = assignment_rmsd(first, second)
    assert assignment_rmsd(rng.permutation(first), second) == pytest.approx(value)
    assert value >= max(nearest_rmsd(first, second)) - 1e-12
    assert assignment_rmsd(first, rng.permutation(first)) == 0


def test_assignment_pairs_the_smaller_cloud_once_each():
    two, three = np.array([[0.0, 0, 0], [0, 0, 0]]), np.array([[0.0, 0, 0], [1, 0, 0], [5, 0, 0]])
    assert assignment_rmsd(two, three) == pytest.approx(np.sqrt(0.5))
    assert assignment_rmsd(three, two) == pytest.approx(np.sqrt(0.5))


@pytest.mark.parametrize("count", [500, 3000])
def test_the_grid_leaves_no_rotation_far_from_it(count):
    grid = Rotation.from_matrix(rotation_grid(count)).as_quat()
    anywhere = Rotation.random(2000, rng=np.random.default_rng(0)).as_quat()
    nearest = 2 * np.arccos(np.abs(anywhere @ grid.T).max(1).clip(max=1))
    spacing = np.cbrt(8 * np.pi**2 / count)
    assert nearest.max() < 1.2 * spacing
    assert nearest.mean() < 0.65 * spacing


def test_a_division_is_finer_and_covers_the_cells_again():
    grid = rotation_grid(500)
    fine = Rotation.from_matrix(divided(grid, 500).reshape(-1, 3, 3)).as_quat()
    anywhere = Rotation.random(500, rng=np.random.default_rng(0)).as_quat()
    nearest = 2 * np.arccos(np.abs(anywhere @ fine.T).max(1).clip(max=1))
    assert nearest.mean() < 0.35 * np.cbrt(8 * np.pi**2 / 500)


def pore():
    """Two rings of sixteen, in eight pairs, as a nuclear pore's (nm)."""
    angle = np.arange(8) * np.pi / 4
    upper = np.concatenate([angle, angle + 0.24])
    ring = np.stack([47 * np.cos(upper), 47 * np.sin(upper), np.repeat([28.0, 31.0], 8)], -1)
    return np.concatenate([ring, ring @ Rotation.from_rotvec([np.pi, 0, 0]).as_matrix()])
