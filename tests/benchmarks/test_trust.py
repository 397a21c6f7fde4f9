"""The study of doubt: what it compares, and that the limit in use follows from its rows."""

from dataclasses import replace

import conditions
import numpy as np
import planted
import pytest
import trust
import trust_tables

from holly.results.agreement import LIMIT, MISFIT
from holly.settings.smlm import Smlm


def test_the_limits_in_use_follow_from_the_committed_rows():
    assert trust_tables.limit() == LIMIT
    assert trust_tables.misfit() == MISFIT


@pytest.mark.parametrize("shape", planted.SHAPES)
@pytest.mark.parametrize("relation", planted.RELATIONS)
def test_a_planted_pair_has_so_many_points_and_so_many_strays(shape, relation):
    clouds = planted.pair(shape, relation, 32, np.random.default_rng(0))
    astray = [(np.linalg.norm(cloud, axis=1) > 2.5).sum() for cloud in clouds]
    assert [cloud.shape for cloud in clouds] == [(32, 3), (32, 3)]
    assert astray == [planted.STRAYS if relation.endswith("strays") else 0, 0]


def test_a_planted_pair_is_compared_as_the_row_says():
    key = {"seed": 1, "points": 20, "shape": "tetrahedron"}
    same, other = (trust.planted(key | {"relation": relation}) for relation in ("same", "other"))
    assert (same["same"], other["same"]) == (1, 0)
    assert same["distance"] < other["distance"]
    assert same["sampling"] < same["chance"]


def test_every_condition_opens_with_all_that_it_shows():
    recipe = conditions.RECIPES["search"].recipe
    for name, condition in conditions.CONDITIONS.items():
        images = conditions.images_of(replace(condition, particles=3), 1, recipe).training
        assert len(images) == 3, name
        assert condition.one == (
            not (condition.smlm or Smlm(100)).mixture and name != "no structure"
        )


def test_trainings_are_kept_judged_and_compared_once(tmp_path, monkeypatch):
    monkeypatch.setattr(conditions, "LOOKS", 200)
    monkeypatch.setattr(trust, "RESULTS", tmp_path)
    monkeypatch.setattr(trust, "TRAINED", tmp_path)
    few = conditions.Condition("cep152", particles=64, points=20)
    monkeypatch.setitem(trust.CONDITIONS, "few", few)
    for seed in (1, 2):
        row = trust.trained({"condition": "few", "seed": seed})
        trust.add(tmp_path / "trust-trainings.csv", row)
        assert 0 < row["rmsd"] < 1
    found = trust.compared({"condition": "few", "seeds": "1 2"})
    assert found["right"] == 0  # so few images
    assert found["distance"] > 0
    one, other = (np.load(trust.kept("few", seed))["points"] for seed in (1, 2))
    assert one.shape == other.shape == (20, 3)
    assert not np.allclose(one, other)


def test_images_of_two_structures_are_never_those_of_a_right_one():
    row = {"rmsd": "0.01", "random_rmsd": "1", "coverage_rmsd": "0.01"}
    row |= {"random_coverage_rmsd": "1", "false_symmetry": "0"}
    assert trust.right(row | {"condition": "bunny"})
    assert not trust.right(row | {"condition": "bunny and teapot"})
    assert not trust.right(row | {"condition": "bunny", "false_symmetry": "1"})
    assert trust.right(row | {"condition": "barrel", "false_symmetry": "1"})
    assert not trust.right(row | {"condition": "bunny", "coverage_rmsd": "0.6"})
