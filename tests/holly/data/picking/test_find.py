import numpy as np
import picking as benchmark
import pytest
from scipy.spatial import cKDTree

from groundwork.errors import InputError
from holly.data.fields import plant
from holly.data.picking.discs import find_peaks, place_discs
from holly.data.picking.extent import particle_extent
from holly.data.picking.find import find_picks

SHAPES = ("pores", "tetrahedra", "balls")


def field(shape, **changes):
    options = {"particles": 60, "side": 8000.0, "apart": 250.0, "background": 10.0, "seed": 5}
    return plant(shape, **options | changes)


def positions(planted):
    return planted.positions[:, :2]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_extent_is_that_of_the_particles(shape):
    assert 100 < particle_extent([positions(field(shape))]) < 160


@pytest.mark.parametrize("scale", [0.2, 10.0])
def test_the_extent_follows_the_scale(scale):
    planted = positions(field("pores"))
    assert particle_extent([scale * planted]) == pytest.approx(
        scale * particle_extent([planted]), rel=0.15
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_separate_particles_are_found_and_nothing_else_is(shape):
    planted = field(shape)
    counts = benchmark.compare(planted, find_picks([positions(planted)]))
    assert counts["found_separate"] >= 0.95 * counts["separate"]
    assert counts["right"] >= 0.95 * counts["accepted"]


def test_two_particles_that_touch_are_never_one():
    pairs = [plant("balls", particles=1, side=400.0, apart=0, background=0, seed=s) for s in (1, 2)]
    first, second = (positions(one) - one.centres for one in pairs)
    for apart in (70, 90, 110):
        others = positions(field("balls", background=0.0))
        pair = np.concatenate([first, second + np.array([apart, 0])]) + np.array([9000, 4000])
        picks = find_picks([np.concatenate([others, pair])])
        near = np.linalg.norm(picks.centres - [9000, 4000], axis=1) < 200
        assert near.any()
        assert set(picks.reasons[near]) <= {"touches another", "too many"}


def test_a_particle_at_the_edge_of_the_field_is_said_to_be_cut():
    planted = positions(field("balls", background=50.0))
    middle = np.median(planted, axis=0)
    centres = field("balls", background=50.0).centres
    edge = centres[np.argmin(np.abs(centres - middle).sum(axis=1)), 0]
    picks = find_picks([planted[planted[:, 0] > edge]])
    cut = picks.reasons[picks.centres[:, 0] < edge + 60]
    assert "cut by the edge of the field" in cut


def test_fields_are_judged_together():
    fields = [positions(field("pores", seed=seed)) for seed in (1, 2)]
    picks = find_picks(fields)
    assert set(picks.field) == {0, 1}
    assert len(set(picks.radii)) == 1


def test_what_is_given_is_not_measured():
    planted = positions(field("pores"))
    picks = find_picks([planted], extent=173.2, fewest=1000)
    assert picks.radii[0] == pytest.approx(100, rel=0.01)
    assert not (picks.reasons == "").any()


def test_a_uniform_field_has_no_particles():
    with pytest.raises(InputError, match="form no particles"):
        find_picks([np.random.default_rng(0).uniform(0, 10_000, (20_000, 2))])


def test_a_disc_is_centred_on_a_hollow_ring():
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=1) * 50 + [300, 700]
    found = place_discs(cKDTree(ring), find_peaks(ring, 60, 5), 60)
    assert found[0] == pytest.approx([300, 700], abs=3)
    assert len(found) == 1
