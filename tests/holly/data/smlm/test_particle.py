from dataclasses import replace

import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.ground_truths import write_ground_truth
from holly.data.smlm.junk import junk_sites
from holly.data.smlm.particle import REACH, Microscope, open_microscope
from holly.settings.smlm import Blinking, Junk, Labelling, Neighbours, Precision, Smlm, Views

BUNNY = np.random.default_rng(0).uniform(-1, 1, (60, 3))
STRETCHED = BUNNY * [1, 2, 1]
STRUCTURES = {"bunny": BUNNY, "stretched": STRETCHED}
PLAIN = Smlm(nm_per_unit=100, precision=Precision(lateral_nm=1))
FULL = Smlm(
    nm_per_unit=100,
    labelling=Labelling(efficiency=0.5, linker_nm=5),
    blinking=Blinking(mean=2),
    precision=Precision(lateral_nm=5, axial_nm=12, spread=0.2),
    background_per_um2=60,
    neighbours=Neighbours(per_um2=3, distance_nm=200),
    mixture={"stretched": 0.3},
    junk=Junk(spot=0.1, blob=0.05),
)
REACH_NM = REACH * 100


def seen(smlm, count, seed=1, structures=STRUCTURES):
    microscope = Microscope(structures, None, smlm, seed)
    return [microscope.particle(number) for number in range(count)]


def share_is(found, expected):
    found = np.asarray(found)
    return abs(found.mean() - expected) < 4 * (expected * (1 - expected) / len(found)) ** 0.5


def own(particle):
    return particle.localisations.positions[: particle.own]


def test_a_particle_is_the_model_as_its_view_shows_it():
    [particle] = seen(replace(PLAIN, precision=Precision(lateral_nm=0.01, axial_nm=0.01)), 1)
    assert own(particle) == pytest.approx(100 * BUNNY @ particle.rotation.T, abs=0.1)
    assert len(particle.localisations) == particle.own == len(BUNNY)
    assert (particle.structure, particle.junk) == ("bunny", "")


def test_a_mixture_has_its_shares():
    particles = seen(replace(PLAIN, mixture={"stretched": 0.3}), 700)
    assert share_is([one.structure == "stretched" for one in particles], 0.3)
    widths = [np.linalg.norm(own(one), axis=1).max() for one in particles]
    stretched = [one.structure == "stretched" for one in particles]
    assert np.corrcoef(widths, stretched)[0, 1] > 0.9


def test_junk_has_the_share_of_each_kind():
    junk = Junk(spot=0.1, blob=0.05, fragment=0.2, empty=0.15)
    particles = seen(replace(PLAIN, junk=junk), 900)
    for kind, share in vars(junk).items():
        assert share_is([one.junk == kind for one in particles], share)
    assert {one.structure for one in particles if one.junk in ("spot", "blob", "empty")} == {""}
    assert {one.own for one in particles if one.junk == "empty"} == {0}
    assert {one.structure for one in particles if one.junk == "fragment"} == {"bunny"}
    spots = [one for one in particles if one.junk == "spot"]
    assert max(own(one)[:, :2].std(axis=0).max() for one in spots) < 1.5  # nm, the precision
    assert {one.own for one in spots} == {len(BUNNY)}


def test_a_blob_is_as_wide_as_the_structure_and_a_fragment_half_of_it():
    rng, sites = np.random.default_rng(1), np.random.default_rng(2).normal(3, [1, 2, 3], (5000, 3))
    blob = junk_sites("blob", sites, rng)
    gyration = ((sites - sites.mean(0)) ** 2).sum(1).mean() ** 0.5
    assert ((blob - blob.mean(0)) ** 2).sum(1).mean() ** 0.5 == pytest.approx(gyration, rel=0.03)
    fragment = junk_sites("fragment", sites, rng)
    assert len(fragment) == pytest.approx(2500, abs=150)
    assert set(map(tuple, fragment)) < set(map(tuple, sites))


@pytest.mark.parametrize("mean", [1, 4])
def test_the_background_has_its_density_everywhere(mean):
    smlm = replace(PLAIN, background_per_um2=80, blinking=Blinking(mean=mean), junk=Junk(empty=0.9))
    particles = [one for one in seen(smlm, 200) if one.junk]
    places = np.concatenate([one.localisations.positions for one in particles])
    distance = np.hypot(*places[:, :2].T)
    for near, far in ((0, 0.4), (0.4, 0.7), (0.7, 0.95)):
        inside = ((distance >= near * REACH_NM) & (distance < far * REACH_NM)).sum()
        area = np.pi * (far**2 - near**2) * (REACH_NM * 1e-3) ** 2 * len(particles)
        variance = 80 * area * (mean * (mean - 1) + mean**2)
        assert abs(inside - 80 * mean * area) < 4 * variance**0.5


def test_neighbours_have_their_density_and_keep_their_distance():
    smlm = replace(PLAIN, neighbours=Neighbours(per_um2=2, distance_nm=260), junk=Junk(empty=0.9))
    dot = {"dot": np.array([[0.0, 0.0, 0.01]])}
    particles = [one for one in seen(smlm, 250, structures=dot) if one.junk]
    places = np.concatenate([one.localisations.positions for one in particles])
    distance = np.hypot(*places[:, :2].T)
    assert distance.min() > 255
    assert distance.max() <= REACH_NM
    expected = 2 * np.pi * (REACH_NM**2 - 260**2) * 1e-6 * len(particles)
    assert abs(len(places) - expected) < 4 * expected**0.5


def test_parts_of_neighbours_reach_into_the_image():
    smlm = replace(PLAIN, neighbours=Neighbours(per_um2=3, distance_nm=250))
    inside = [
        np.abs(one.localisations.positions[one.own :, :2]).max(axis=1) < 200
        for one in seen(smlm, 20)
    ]
    assert 0 < np.concatenate(inside).mean() < 0.7


@pytest.mark.parametrize(
    "off",
    [
        {"background_per_um2": 0.0},
        {"neighbours": Neighbours()},
        {"background_per_um2": 0.0, "neighbours": Neighbours()},
    ],
)
def test_without_surroundings_the_particles_are_the_same(off):
    for full, bare in zip(seen(FULL, 8), seen(replace(FULL, **off), 8), strict=True):
        assert (full.structure, full.junk) == (bare.structure, bare.junk)
        assert np.array_equal(full.rotation, bare.rotation)
        assert np.array_equal(own(full), own(bare))
        assert len(full.localisations) >= len(bare.localisations)


def test_without_junk_and_mixture_all_other_particles_stay():
    pure = seen(replace(FULL, junk=Junk(), mixture={}), 25)
    for one, other in zip(seen(FULL, 25), pure, strict=True):
        assert np.array_equal(one.rotation, other.rotation)
        if not one.junk and one.structure == "bunny":
            assert np.array_equal(one.localisations.positions[: one.own], own(other))


def test_other_views_leave_labels_as_they_are():
    tilted = replace(FULL, views=Views("cone", degrees=10.0))
    for one, other in zip(seen(FULL, 10), seen(tilted, 10), strict=True):
        assert not np.array_equal(one.rotation, other.rotation)
        assert np.array_equal(
            one.localisations.label[: one.own], other.localisations.label[: one.own]
        )


def test_a_particle_depends_on_seed_and_number_only():
    few, many = seen(FULL, 3), seen(FULL, 6)
    for one, other in zip(few, many[:3], strict=True):
        assert np.array_equal(one.localisations.positions, other.localisations.positions)
    other_seed = seen(FULL, 1, seed=2)[0]
    assert not np.array_equal(few[0].rotation, other_seed.rotation)
    assert not np.array_equal(few[0].rotation, few[1].rotation)


def test_the_models_of_a_mixture_lie_beside_the_main_one(tmp_path):
    for name in ("bunny", "teapot"):
        write_ground_truth(name, tmp_path / f"{name}.ply")
    microscope = open_microscope(tmp_path / "bunny.ply", replace(PLAIN, mixture={"teapot": 0.5}), 1)
    assert list(microscope.structures) == ["bunny", "teapot"]
    alone = open_microscope(tmp_path / "bunny.ply", PLAIN, 1)
    assert alone.digest() != microscope.digest()
    with pytest.raises(InputError, match=r"hare\.ply"):
        open_microscope(tmp_path / "bunny.ply", replace(PLAIN, mixture={"hare": 0.5}), 1)
    with pytest.raises(InputError, match="the model itself"):
        open_microscope(tmp_path / "bunny.ply", replace(PLAIN, mixture={"bunny": 0.5}), 1)
