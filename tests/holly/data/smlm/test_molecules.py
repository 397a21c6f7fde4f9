"""Each step on its own gives what its settings ask for, within the error of its sample."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from groundwork.seeds import numpy_generator
from holly.data.smlm.molecules import bind, blink, bright_enough, carry_label, errors, observe
from holly.settings.smlm import Blinking, Labelling, Precision, Smlm

SITES = np.random.default_rng(0).uniform(-100, 100, (4000, 3))
REALISTIC = Smlm(
    nm_per_unit=100,
    labelling=Labelling(efficiency=0.3, linker_nm=8),
    blinking=Blinking(mean=3),
    precision=Precision(lateral_nm=9, axial_nm=25, spread=0.3),
)


def draws(number=0):
    return partial(numpy_generator, number)


def within(value, expected, deviation, count):
    """Whether a mean of `count` numbers is as near as four standard errors."""
    return abs(value - expected) < 4 * deviation / count**0.5


@pytest.mark.parametrize("efficiency", [0.3, 0.65])
def test_the_labelled_share_is_the_efficiency(efficiency):
    labelled = carry_label(100_000, Labelling(efficiency=efficiency), draws())
    assert within(labelled.mean(), efficiency, (efficiency * (1 - efficiency)) ** 0.5, 100_000)
    assert carry_label(1000, Labelling(), draws()).all()


def test_labelling_that_varies_fivefold_lies_evenly_between_its_ends():
    labelling = Labelling(efficiency=0.75, variation=5)
    shares = np.array([carry_label(20_000, labelling, draws(i)).mean() for i in range(500)])
    assert 0.14 < shares.min() < 0.16
    assert 0.73 < shares.max() < 0.77
    logarithms = np.log(shares / 0.15) / np.log(5)
    assert within(logarithms.mean(), 0.5, 1 / 12**0.5, 500)
    assert logarithms.std() == pytest.approx(1 / 12**0.5, rel=0.07)


def test_a_label_is_at_the_end_of_its_linker_in_any_direction():
    offsets = bind(SITES, 12.0, np.random.default_rng(1)) - SITES
    assert np.linalg.norm(offsets, axis=1) == pytest.approx(12.0)
    assert all(within(mean, 0, 12 / 3**0.5, len(SITES)) for mean in offsets.mean(axis=0))
    assert offsets.std(axis=0) == pytest.approx(12 / 3**0.5, rel=0.05)


def test_without_a_linker_labels_are_at_their_sites():
    assert np.array_equal(bind(SITES, 0.0, np.random.default_rng(1)), SITES)


@pytest.mark.parametrize("mean", [1, 3, 8.5])
def test_localisations_per_label_are_geometric_with_their_mean(mean):
    times = blink(50_000, Blinking(mean=mean), np.random.default_rng(1))
    assert times.min() == 1
    assert within(times.mean(), mean, (mean * (mean - 1)) ** 0.5 + 1e-9, 50_000)
    assert times.var() == pytest.approx(mean * (mean - 1), rel=0.05)


def test_localisations_per_label_come_from_a_list():
    times = blink(40_000, Blinking(counts=(0, 2, 2, 7)), np.random.default_rng(1))
    shares = {int(n): (times == n).mean() for n in np.unique(times)}
    assert set(shares) == {0, 2, 7}
    assert within(shares[2], 0.5, 0.5, 40_000)
    assert within(shares[0], 0.25, 0.43, 40_000)


def test_the_brightness_of_particles_varies_by_its_factor():
    blinking = Blinking(variation=10)
    kept = np.array([bright_enough(20_000, blinking, draws(i)).mean() for i in range(500)])
    assert 0.09 < kept.min() < 0.11
    assert 0.95 < kept.max() <= 1
    assert within(np.log10(kept).mean(), -0.5, 1 / 12**0.5, 500)
    assert bright_enough(100, Blinking(), draws()).all()


def test_precisions_are_log_normal_about_their_medians():
    lateral, axial = errors(
        50_000, Precision(lateral_nm=9, axial_nm=25, spread=0.3), np.random.default_rng(1)
    )
    assert np.median(lateral) == pytest.approx(9, rel=0.01)
    assert np.log(lateral).std() == pytest.approx(0.3, rel=0.02)
    assert axial / lateral == pytest.approx(25 / 9)


def test_localisations_are_as_far_from_their_labels_as_their_own_precision_says():
    smlm = replace(REALISTIC, labelling=Labelling(), blinking=Blinking())
    found = observe(SITES, smlm, draws())
    normal = (found.positions - SITES) / np.stack([found.lateral, found.lateral, found.axial], 1)
    assert normal.std(axis=0) == pytest.approx(1, rel=0.05)
    assert all(within(mean, 0, 1, len(SITES)) for mean in normal.mean(axis=0))
    assert np.corrcoef(found.lateral, found.photons)[0, 1] < -0.5  # dim ones are worse


def test_flat_data_have_no_z():
    smlm = replace(REALISTIC, precision=Precision())
    found = observe(SITES, smlm, draws())
    assert not found.positions[:, 2].any()
    assert not found.axial.any()


def test_a_particle_has_as_many_localisations_as_its_settings_give():
    count = len(observe(SITES, REALISTIC, draws()))
    variance = len(SITES) * (0.3 * (3 * 2 + 9) - 0.9**2)  # E[n²] of a labelled site is 15
    assert abs(count - len(SITES) * 0.9) < 4 * variance**0.5


@pytest.mark.parametrize(
    "change",
    [
        {"labelling": Labelling(efficiency=0.9, linker_nm=8)},
        {"labelling": Labelling(efficiency=0.3, variation=2, linker_nm=8)},
        {"blinking": Blinking(mean=3, variation=4)},
    ],
)
def test_a_change_of_labelling_or_brightness_leaves_all_other_chance_as_it_is(change):
    found, other = (
        observe(SITES, smlm, draws()) for smlm in (REALISTIC, replace(REALISTIC, **change))
    )
    places, others = ({tuple(p) for p in one.positions} for one in (found, other))
    fewer, more = sorted((places, others), key=len)
    assert fewer < more


def test_without_linkers_only_linkers_are_gone():
    plain = replace(REALISTIC, labelling=Labelling(efficiency=0.3))
    bound, free = (observe(SITES, smlm, draws()) for smlm in (REALISTIC, plain))
    assert np.array_equal(bound.label, free.label)
    assert np.array_equal(bound.frame, free.frame)
    assert np.linalg.norm(bound.positions - free.positions, axis=1) == pytest.approx(8)


def test_another_precision_leaves_labels_and_frames_as_they_are():
    sharp = replace(REALISTIC, precision=Precision(lateral_nm=1, axial_nm=2))
    blurred, clear = (observe(SITES, smlm, draws()) for smlm in (REALISTIC, sharp))
    assert np.array_equal(blurred.label, clear.label)
    assert np.array_equal(blurred.frame, clear.frame)


def test_frames_of_a_label_run_on():
    found = observe(SITES, replace(REALISTIC, blinking=Blinking(mean=5)), draws())
    again = (np.diff(found.frame) == 1) & (np.diff(found.label) == 0)
    assert 0.3 < again.mean() < 0.6
