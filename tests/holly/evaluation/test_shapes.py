import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from holly.evaluation.shapes import SHAPES, cylinder, rings, torus

SEEDS = st.integers(0, 2**32 - 1)


def make_torus(rng, points=400):
    around, tube = rng.uniform(0, 2 * np.pi, (2, points))
    rho = 1 + 0.3 * np.cos(tube)
    return np.stack([rho * np.cos(around), rho * np.sin(around), 0.3 * np.sin(tube)], -1)


def make_pore(radius=47.0, separation=59.0):
    """Two rings of 16, in eight pairs 14° apart: the layout of a nuclear pore's 32 sites."""
    angle = np.arange(8) * np.pi / 4
    angle = np.concatenate([angle, angle + np.radians(14)])
    ring = np.stack([radius * np.cos(angle), radius * np.sin(angle), np.zeros(16)], -1)
    rise = np.array([0, 0, separation / 2])
    return np.concatenate([ring + rise, ring - rise])


def make_wall(rng, points=400):
    """A cylinder as wide as a pore, without its gap."""
    angle, z = rng.uniform(0, 2 * np.pi, points), rng.uniform(-60, 60, points)
    return np.stack([47 * np.cos(angle), 47 * np.sin(angle), z], -1)


def measured(cloud, rng, noise, strays=0.05):
    """The cloud with noise and 5 % of its points stranded."""
    cloud = cloud + rng.normal(scale=noise, size=cloud.shape)
    lost = rng.random(len(cloud)) < strays
    reach = 2 * np.abs(cloud).max()
    cloud[lost] = rng.uniform(-reach, reach, (lost.sum(), 3))
    return cloud


def posed(cloud, rng):
    """The cloud at a random pose, and where its z axis went."""
    rotation = Rotation.random(rng=rng)
    return rotation.apply(cloud) + rng.normal(size=3) * np.abs(cloud).max(), rotation.apply(
        [0, 0, 1]
    )


def degrees(axis, truth):
    return np.degrees(np.arccos(min(abs(np.dot(axis, truth)), 1)))


@settings(deadline=None, max_examples=10)
@given(seed=SEEDS)
def test_a_noisy_torus_with_strays(seed):
    rng = np.random.default_rng(seed)
    cloud, axis = posed(measured(make_torus(rng), rng, 0.03), rng)
    fit = torus(cloud)
    assert fit["ring_diameter"] == pytest.approx(2, rel=0.1)
    assert fit["tube_radius"] == pytest.approx(0.3, rel=0.15)
    assert fit["hollowness"] < 0.03
    assert degrees(fit["axis"], axis) < 10


@settings(deadline=None, max_examples=10)
@given(seed=SEEDS)
def test_a_noisy_pore_with_strays(seed):
    rng = np.random.default_rng(seed)
    cloud, axis = posed(measured(np.repeat(make_pore(), 10, axis=0), rng, 6), rng)
    fit = rings(cloud)
    assert fit["ring_radius"] == pytest.approx(47, abs=2)
    assert fit["ring_separation"] == pytest.approx(59, abs=4)
    assert fit["rings_resolved"] is True
    assert fit["hollowness"] < 0.03
    assert degrees(fit["axis"], axis) < 5


@pytest.mark.parametrize("blur", [0, 3])
@pytest.mark.parametrize("share", [0.25, 0.4])
def test_rings_of_unequal_shares_keep_their_distance(share, blur):
    rng = np.random.default_rng(1)
    pore = make_pore()
    lower, upper = pore[pore[:, 2] < 0], pore[pore[:, 2] > 0]
    chosen = rng.permutation(
        np.concatenate([lower] * int(40 * share) + [upper] * int(40 - 40 * share))
    )
    cloud, _ = posed(chosen + rng.normal(size=chosen.shape) * blur, rng)
    assert rings(cloud)["ring_separation"] == pytest.approx(59, abs=2)


def test_the_pore_model_itself():
    cloud, axis = posed(make_pore(), np.random.default_rng(0))
    fit = rings(cloud)
    assert fit["ring_radius"] == pytest.approx(47, abs=1e-3)
    assert fit["ring_separation"] == pytest.approx(59, abs=1e-3)
    assert fit["symmetry_amplitude"] == pytest.approx(np.cos(np.radians(8 * 14 / 2)), abs=1e-4)
    assert fit["symmetry_power"] == pytest.approx(4 * fit["symmetry_amplitude"])
    assert fit["hollowness"] == 0
    assert degrees(fit["axis"], axis) < 0.01


def test_symmetry_tells_eight_from_nine_and_from_none():
    rng = np.random.default_rng(0)
    pore, _ = posed(np.repeat(make_pore(), 10, axis=0) + rng.normal(size=(320, 3)), rng)
    assert rings(pore)["symmetry_power"] > 5
    assert rings(pore, symmetry=9)["symmetry_power"] < 2
    powers = [rings(make_wall(rng))["symmetry_power"] for _ in range(20)]
    assert np.sqrt(np.mean(np.square(powers))) == pytest.approx(1, abs=0.35)


@pytest.mark.parametrize("seed", range(5))
def test_an_even_wall_is_not_two_rings(seed):
    rng = np.random.default_rng(seed)
    fit = rings(posed(make_wall(rng), rng)[0])
    assert fit["rings_resolved"] is False
    assert fit["ring_radius"] == pytest.approx(47, rel=0.03)


def test_rings_are_resolved_while_their_blur_is_a_fifth_of_their_distance():
    rng = np.random.default_rng(0)
    ring = np.repeat(make_pore(), 20, axis=0)
    assert rings(ring + rng.normal(size=ring.shape) * 59 / 5)["rings_resolved"]
    assert not rings(ring + rng.normal(size=ring.shape) * [1, 1, 59 / 2])["rings_resolved"]


def test_a_filled_disc_is_not_hollow():
    rng = np.random.default_rng(0)
    disc = make_torus(rng) * np.sqrt(rng.random((400, 1)))
    assert torus(disc)["hollowness"] > 0.1


@settings(deadline=None, max_examples=10)
@given(seed=SEEDS)
def test_a_noisy_cylinder_with_strays(seed):
    rng = np.random.default_rng(seed)
    cloud, axis = posed(measured(make_wall(rng), rng, 3), rng)
    fit = cylinder(cloud)
    assert fit["diameter"] == pytest.approx(94, rel=0.05)
    assert fit["height"] == pytest.approx(120, rel=0.12)
    assert degrees(fit["axis"], axis) < 5


@settings(deadline=None, max_examples=10)
@given(seed=SEEDS, scale=st.sampled_from([1e-3, 1.0, 300.0]))
@pytest.mark.parametrize("name", SHAPES)
def test_sizes_turn_shift_and_scale_with_the_cloud(name, seed, scale):
    rng = np.random.default_rng(seed)
    cloud = {
        "torus": measured(make_torus(rng), rng, 0.03),
        "rings": measured(np.repeat(make_pore(), 10, axis=0), rng, 4),
        "cylinder": measured(make_wall(rng), rng, 3),
    }[name]
    first, second = SHAPES[name](cloud), SHAPES[name](posed(cloud, rng)[0] * scale)
    for key in ("ring_diameter", "tube_radius", "ring_radius", "diameter"):
        if key in first:
            assert second[key] == pytest.approx(scale * first[key], rel=1e-3)
    for key in ("ring_separation", "height"):
        if key in first:
            assert second[key] == pytest.approx(scale * first[key], rel=1e-2)
    assert second["hollowness"] == pytest.approx(first["hollowness"], abs=0.01)


@pytest.mark.parametrize("count", [1, 2, 50])
@pytest.mark.parametrize("name", SHAPES)
def test_a_collapsed_cloud_has_no_size(name, count):
    fit = SHAPES[name](np.full((count, 3), 0.3))
    sizes = [fit[key] for key in fit if key.startswith(("ring_", "tube", "diameter", "height"))]
    assert sizes == pytest.approx([0] * len(sizes), abs=1e-9)
    assert fit.get("rings_resolved", False) is False


@pytest.mark.parametrize("name", SHAPES)
def test_a_cloud_on_a_line_still_gives_numbers(name):
    fit = SHAPES[name](np.outer(np.arange(20.0), [1, 2, 3]))
    assert np.isfinite([value for value in fit.values() if not isinstance(value, list)]).all()


def test_the_published_pore_model(shared):
    path = shared / "data" / "npc_storm" / "npc_model32_nm.csv"
    fit = rings(np.loadtxt(path, delimiter=",", skiprows=1))
    assert fit["ring_radius"] == pytest.approx(48, abs=1)
    assert fit["ring_separation"] == pytest.approx(59, abs=1)
    assert fit["rings_resolved"] is True
    assert abs(fit["axis"][2]) == pytest.approx(1, abs=1e-4)
