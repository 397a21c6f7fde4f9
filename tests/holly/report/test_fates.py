"""What became of particles: every one is counted once."""

import numpy as np
import pandas as pd
import pytest

from holly.images.curate import _apply
from holly.report.fates import CURATION, fates, particle_weights
from holly.results.history import Poses
from holly.settings.images import CurationRules


def poses(training, held_out):
    particle = np.array([*training, *held_out])
    many = len(particle)
    return Poses(
        image=np.arange(many),
        particle=particle,
        fate=np.repeat(["training", "held-out"], [len(training), len(held_out)]),
        rotation=np.zeros((many, 3)),
        shift=np.zeros((many, 2)),
        sigma=np.ones(many),
        loss=np.ones(many),
    )


def curation(*reasons):
    reason = pd.Series(reasons, dtype=object)
    return pd.DataFrame(
        {"particle": range(len(reasons)), "accepted": reason == "", "reason": reason}
    )


def test_every_cause_has_its_number_the_most_frequent_first():
    picks = pd.DataFrame({"reason": ["", "too few", "touches another", "touches another"]})
    picks["accepted"] = picks["reason"] == ""
    verdicts = curation(
        *("", "", "", "rejected by hand", "asymmetry 9 > 4 x the median 2"),
        *("extent_nm 500 > 4 x the median 100; asymmetry 9 > 4 x the median 2",),
    )
    found = fates(poses([0, 0, 1], [2]), verdicts, picks)
    assert (found.training, found.held_out, found.used) == (2, 1, 3)
    assert next(iter(found.unused)) == "touches another particle"
    assert found.unused == {
        "touches another particle": 2,
        "too few localisations": 1,
        "rejected by hand": 1,
        "lopsided, perhaps incomplete": 1,
        "too wide, perhaps by stray localisations": 1,
    }
    assert found.all == 9
    assert found.complete


def test_accepted_particles_without_a_pose_are_counted():
    found = fates(poses([0], [1]), curation("", "", ""), None)
    assert found.unused == {"accepted, but not in this training": 1}
    assert found.all == 3


def test_without_a_curation_causes_are_not_known():
    found = fates(poses([0, 1], [2]), None, None)
    assert (found.used, found.unused, found.complete) == (3, {}, False)


@pytest.mark.parametrize(
    "rule", ["localisations_min", "extent_nm_max_ratio", "brightest_share_max", "asymmetry_max"]
)
def test_reasons_are_understood_as_curation_writes_them(rule):
    columns = ("localisations", "extent_nm", "radius_of_gyration_nm", "brightest_share")
    table = pd.DataFrame({name: [1.0, 1.0, 1.0] for name in (*columns, "asymmetry")})
    wrong = rule.removesuffix("_ratio").rsplit("_", 1)[0]
    table["localisations"], table["brightest_share"] = 100.0, 0.1
    table.loc[1, wrong] = 1e-3 if rule.endswith("min") else 1e3
    reasons = _apply(CurationRules(), table)
    (cause,) = fates(poses([0], [2]), curation(*reasons), None).unused
    assert cause in CURATION.values()


def test_a_rule_without_words_is_named_by_its_measure():
    verdicts = curation("", "eccentricity 0.1 < 0.3")
    assert fates(poses([0], []), verdicts, None).unused == {"eccentricity <": 1}


def test_the_images_of_a_particle_weigh_as_one():
    assert particle_weights([3, 3, 7, 3, 9]) == pytest.approx([1 / 3, 1 / 3, 1, 1 / 3, 1])
