import numpy as np
import pytest
from scipy.spatial import KDTree
from scipy.spatial.transform import Rotation

from holly.data.ground_truths import cep152_approximation, ground_truth, toroid
from holly.evaluation.clouds import centre
from holly.evaluation.directions import reflections, turns
from holly.evaluation.symmetry import false_symmetry, symmetry_group


def centred(name):
    points = ground_truth(name)
    return points - centre(points)


def two_headed(points, kind, rng, noise=0.05):
    """Half of a cloud and its image, as a structure that fits two poses at once."""
    axis, other = rng.normal(size=(2, 3))
    axis /= np.linalg.norm(axis)
    operation = turns(axis, 180) if kind == "twofold axis" else reflections(axis)
    half = points[points @ (np.cross(axis, other) if kind == "twofold axis" else axis) > 0]
    cloud = np.concatenate([half, half @ operation.T])
    return cloud + rng.normal(scale=noise, size=cloud.shape), axis


@pytest.mark.parametrize("kind", ["twofold axis", "mirror plane"])
@pytest.mark.parametrize("name", ["bunny", "teapot"])
def test_two_headed_structures_are_found_out_and_their_axes_named(name, kind):
    truth, found = centred(name), 0
    for seed in range(6):
        structure, axis = two_headed(truth, kind, np.random.default_rng(seed))
        false = false_symmetry(structure, truth)
        if false:
            found += 1
            assert false.kind == kind
            assert abs(np.dot(false.axis, axis)) > np.cos(np.radians(10))
            assert f"has a {kind} that the truth lacks" in false.sentence
    assert found >= (5 if name == "teapot" else 6)  # one plane is nearly the teapot's own


@pytest.mark.parametrize("noise", [0.0, 0.03, 0.05, 0.08])
@pytest.mark.parametrize("name", ["bunny", "teapot"])
def test_a_noisy_truth_has_no_false_symmetry(name, noise):
    truth = centred(name)
    for seed in range(3):
        moved = truth + np.random.default_rng(seed).normal(scale=noise, size=truth.shape)
        assert false_symmetry(moved, truth) is None


def test_a_symmetry_of_the_truth_is_not_false():
    truth = toroid() / 192
    noisy = truth + np.random.default_rng(0).normal(scale=0.05, size=truth.shape)
    assert false_symmetry(noisy, truth) is None


def pore():
    """Two rings of sixteen, in eight pairs: eightfold, and the same upside down."""
    angle = np.concatenate([np.arange(8), np.arange(8) + 0.3]) * np.pi / 4
    ring = np.stack([0.75 * np.cos(angle), 0.75 * np.sin(angle), np.full(16, 0.46)], -1)
    return np.concatenate([ring, ring @ Rotation.from_rotvec([np.pi, 0, 0]).as_matrix().T])


@pytest.mark.parametrize(
    ("model", "proper", "improper"),
    [
        (ground_truth("bunny"), 1, 0),
        (cep152_approximation(), 2, 2),
        (pore(), 16, 0),
        (toroid() / 192, 360, 360),
    ],
)
def test_the_symmetries_of_a_model_at_any_pose(model, proper, improper):
    turned = Rotation.random(rng=np.random.default_rng(1)).apply(model) + 0.3
    group = symmetry_group(turned)
    hands = np.linalg.det(group)
    assert ((hands > 0).sum(), (hands < 0).sum()) == (proper, improper)
    np.testing.assert_allclose(group[0], np.eye(3), atol=1e-9)
    points = turned - centre(turned)
    tree = KDTree(points)
    worst = max(
        np.square(tree.query(points @ one.T)[0]).mean() for one in group[:: len(group) // 9 or 1]
    )
    assert np.sqrt(worst) < 0.12
