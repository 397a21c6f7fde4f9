import logging

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from groundwork.errors import InputError
from holly.data.localisations import import_localisations
from holly.data.particles import (
    Particles,
    read_particles,
    write_particles,
)
from holly.geometry import random_rotations
from holly.images.curate import curate
from holly.images.curation import judge, read_accepted, read_curation
from holly.images.measures import asymmetry, brightest_share, core, eccentricity, measure
from holly.settings.images import CurationRules

NO_RULES = CurationRules(**dict.fromkeys(vars(CurationRules())))


def particles(clouds, ids=None):
    x, y = np.concatenate(clouds).T
    offsets = np.cumsum([0, *map(len, clouds)])
    return Particles(x, y, None, offsets, np.arange(len(clouds)) if ids is None else ids)


def written(tmp_path, clouds, ids=None):
    path = tmp_path / "localisations.h5"
    write_particles(path, particles(clouds, ids))
    return path


def toroid(rng, count, turn=2 * np.pi):
    """Localisations [count, 3], nm, of a ring of radius 200, its tube 35, errors of 10."""
    along, about = rng.uniform(0, turn, count), rng.uniform(0, 2 * np.pi, count)
    distance = 200 + 35 * np.cos(about)
    points = [distance * np.cos(along), distance * np.sin(along), 35 * np.sin(about)]
    return np.stack(points, 1) + rng.normal(0, 10, (count, 3))


def views(clouds, seed):
    generator = torch.Generator().manual_seed(seed)
    turns = random_rotations(len(clouds), generator, dtype=torch.float64).numpy()
    return [cloud @ turn[:2].T for cloud, turn in zip(clouds, turns, strict=True)]


def good_views(seed, count=200):
    rng = np.random.default_rng(seed)
    return views([toroid(rng, rng.integers(200, 900)) for _ in range(count)], seed)


def verdicts(tmp_path, clouds, **options):
    options = {"rules": CurationRules(), "accepted_list": None, **options}
    curate(written(tmp_path, clouds), tmp_path / "curation.csv", **options)
    return pd.read_csv(tmp_path / "curation.csv", keep_default_na=False)


def test_good_rings_are_kept_from_every_side(tmp_path):
    assert verdicts(tmp_path, good_views(0))["accepted"].mean() >= 0.98


def test_planted_bad_particles_are_rejected_and_say_why(tmp_path):
    rng = np.random.default_rng(1)
    tilted = toroid(rng, 300) @ np.linalg.qr(rng.normal(size=(3, 3)))[0]
    bad = {
        "brightest_share": rng.normal(0, 10, (300, 2)),
        "asymmetry": toroid(rng, 300, np.pi)[:, :2],
        "radius_of_gyration_nm": np.concatenate(
            [toroid(rng, 300)[:, :2], tilted[:, :2] + [300, -300]]
        ),
        "extent_nm": np.concatenate([tilted[:, :2], [[3000.0, 1000.0]]]),
        "localisations": toroid(rng, 5)[:, :2],
    }
    table = verdicts(tmp_path, [*good_views(2), *bad.values()])
    for (column, _), row in zip(bad.items(), table.tail(len(bad)).itertuples(), strict=True):
        assert not row.accepted
        assert column in row.reason
    assert table["accepted"].sum() >= 0.95 * 200


@pytest.mark.parametrize(("degrees", "share"), [(120, 0.95), (180, 0.9), (240, 0.85)])
def test_arcs_are_rejected_from_most_sides(tmp_path, degrees, share):
    # an arc seen along its plane of symmetry is the view of a ring: no measure can tell
    rng = np.random.default_rng(3)
    arcs = views([toroid(rng, 300, np.radians(degrees)) for _ in range(100)], 4)
    table = verdicts(tmp_path, [*good_views(5, 400), *arcs])
    assert (~table["accepted"].tail(100)).mean() >= share


def test_real_pores_are_kept(tmp_path, shared):
    source = shared / "data" / "npc_storm" / "fig5p_356_3DNUP_STORM.mat"
    path = tmp_path / "pores.h5"
    import_localisations(source, path, layout="matlab-cell", project=True)
    curate(path, tmp_path / "curation.csv", rules=CurationRules(), accepted_list=None)
    assert pd.read_csv(tmp_path / "curation.csv")["accepted"].mean() >= 0.97


@settings(deadline=None, max_examples=25)
@given(
    angle=st.floats(0, 6.28),
    squeeze=st.floats(0.01, 1),
    seed=st.integers(0, 99),
)
def test_asymmetry_is_that_of_every_affine_view(angle, squeeze, seed):
    points = np.random.default_rng(seed).gamma(2, 1, (50, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    assert asymmetry(points @ turn * [1, squeeze]) == pytest.approx(asymmetry(points), rel=1e-6)


def test_measures_of_simple_shapes():
    square = np.array([[-1.0, -1], [-1, 1], [1, -1], [1, 1]]) * 100
    row = measure(particles([square + 5000])).iloc[0]
    assert row["localisations"] == 4
    assert row["extent_nm"] == pytest.approx(200)
    assert row["radius_of_gyration_nm"] == pytest.approx(np.sqrt(2) * 100)
    assert row["brightest_share"] == 0.25
    for column in ("eccentricity", "centre_offset_nm", "asymmetry"):
        assert row[column] == pytest.approx(0, abs=1e-6)
    line = np.stack([np.arange(9.0), 2 * np.arange(9.0)], 1)
    assert eccentricity(line) == pytest.approx(1)
    assert asymmetry(line) == pytest.approx(0, abs=1e-9)
    assert asymmetry(np.zeros((5, 2))) == eccentricity(np.zeros((5, 2))) == 0


@settings(deadline=None, max_examples=25)
@given(x=st.floats(-100, 100), y=st.floats(-100, 100))
def test_a_spot_is_found_wherever_it_lies(x, y):
    spot = np.random.default_rng(0).uniform(-0.24, 0.24, (30, 2)) + np.array([x, y])
    far = np.stack([np.arange(10) * 50 + 1000, np.zeros(10)], 1)
    assert brightest_share(np.concatenate([spot, far]), 1.0) == 0.75


def test_strays_do_not_move_the_core():
    ring = good_views(6, 1)[0]
    strays = np.array([[5000.0, 0], [0, 9000]])
    np.testing.assert_array_equal(core(np.concatenate([ring, strays])), ring)


def test_every_rule_can_be_set_and_lifted(tmp_path):
    clouds = [*good_views(7, 20), np.zeros((5, 2))]
    assert verdicts(tmp_path, clouds, rules=NO_RULES)["accepted"].all()
    rules = CurationRules(extent_nm_min=100, localisations_min=None, brightest_share_max=None)
    reason = verdicts(tmp_path, clouds, rules=rules)["reason"].iloc[-1]
    assert reason.startswith("extent_nm 0 < 100; radius_of_gyration_nm 0 < 0.7 x the median ")


def test_every_rule_names_a_column_and_a_kind_of_bound():
    columns = set(measure(particles(good_views(8, 2))))
    for rule in vars(CurationRules()):
        column, kind = rule.removesuffix("_ratio").rsplit("_", 1)
        assert column in columns
        assert kind in ("min", "max")


def test_a_list_overrides_the_rules(tmp_path, caplog):
    clouds = [*good_views(9, 3), np.zeros((5, 2))]
    path = written(tmp_path, clouds, ids=np.array([0, 2, 5, 6]))
    (tmp_path / "accepted.txt").write_text("2\n6\n4000\n")
    curate(
        path,
        tmp_path / "curation.csv",
        rules=CurationRules(),
        accepted_list=tmp_path / "accepted.txt",
    )
    table = pd.read_csv(tmp_path / "curation.csv", keep_default_na=False)
    assert table["accepted"].tolist() == [False, True, False, True]
    assert table["reason"].tolist() == ["not in accepted.txt", "", "not in accepted.txt", ""]
    assert "1 of 3 ids are not in the localisations" in caplog.text


def test_the_published_list_is_read(tmp_path, shared):
    spot = [np.array([[0.0, 0], [1, 1]])] * 4663
    listed = shared / "data" / "cep152" / "accepted.txt"
    assert verdicts(tmp_path, spot, accepted_list=listed)["accepted"].sum() == 2904


def test_bad_lists(tmp_path):
    listed = tmp_path / "accepted.txt"
    clouds = good_views(10, 3)
    for text, fault in (("1\ntwo\n", "'two'"), ("", "empty"), ("77\n", "no particle is accepted")):
        listed.write_text(text)
        with pytest.raises(InputError, match=fault):
            verdicts(tmp_path, clouds, accepted_list=listed)
        assert not (tmp_path / "curation.csv").exists()


def test_a_choice_overrides_rules_and_list_row_by_row(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    clouds = [*good_views(15, 4), *[np.zeros((5, 2))] * 2]
    choices, listed = tmp_path / "choices.csv", tmp_path / "accepted.txt"
    choices.write_text("particle,id,accepted\n4,4,True\n0,0,False\n2,2,True\n5,5,False\n")
    table = verdicts(tmp_path, clouds, choices=choices)
    assert table["accepted"].tolist() == [False, True, True, True, True, False]
    assert table["reason"].tolist()[:5] == ["rejected by hand", "", "", "", ""]
    assert table["reason"][5].startswith("localisations 5 < 10")  # the rules say so too
    assert "4 particles chosen, which changes 2 verdicts" in caplog.text
    listed.write_text("0\n1\n")
    table = verdicts(tmp_path, clouds, accepted_list=listed, choices=choices)
    assert table["accepted"].tolist() == [False, True, True, False, True, False]
    assert table["reason"][3] == "not in accepted.txt"


def test_a_choice_needs_ids_alone(tmp_path):
    path = written(tmp_path, good_views(16, 3), ids=np.array([4, 7, 9]))
    (tmp_path / "choices.csv").write_text("id,accepted\n7,FALSE\n")
    options = {"rules": NO_RULES, "accepted_list": None, "choices": tmp_path / "choices.csv"}
    curate(path, tmp_path / "curation.csv", **options)
    assert read_curation(tmp_path / "curation.csv")["accepted"].tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("id,accepted\n", "of True and False"),
        ("id,accepted\n0,yes\n", "of True and False"),
        ("particle,accepted\n0,True\n", "no column id"),
        ("id,accepted\n0,True\n7,True\n8,False\n", "no particle has the id 7, 8;"),
        ("id,accepted\n" + "".join(f"{i},True\n" for i in range(3, 30)), "22 and 7 more;"),
        ("id,accepted\n1,True\n1,False\n", "more than once, id 1;"),
        ("particle,id,accepted\n1,0,True\n", "other localisations"),
        ("id,accepted\n0,False\n1,False\n2,False\n", "by the curation rules and .*choices.csv"),
    ],
)
def test_bad_choices(tmp_path, text, fault):
    choices = tmp_path / "choices.csv"
    choices.write_text(text)
    with pytest.raises(InputError, match=fault):
        verdicts(tmp_path, good_views(17, 3), choices=choices)
    assert not (tmp_path / "curation.csv").exists()


def test_a_curation_is_judged_against_a_list(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    clouds = [*good_views(18, 6), *[np.zeros((5, 2))] * 2]
    listed = tmp_path / "accepted.txt"
    listed.write_text("0\n1\n2\n6\n")
    verdicts(tmp_path, clouds)
    assert judge(tmp_path / "curation.csv", listed) == {
        "particles": 8,
        "accepted": 6,
        "listed": 4,
        "both": 3,
        "agreement": 0.5,
        "precision": 0.5,
        "recall": 0.75,
    }
    verdicts(tmp_path, clouds, accepted_list=listed)  # the log still judges the rules
    assert "both 3, agreement 0.5, precision 0.5, recall 0.75" in caplog.text
    assert judge(tmp_path / "curation.csv", listed)["agreement"] == 1
    listed.write_text("99\n")
    assert judge(tmp_path / "curation.csv", listed)["recall"] is None


def test_none_accepted(tmp_path):
    with pytest.raises(InputError, match="no particle is accepted by the curation rules"):
        verdicts(tmp_path, good_views(11, 3), rules=CurationRules(localisations_min=1e6))


def test_the_log_names_the_rejected(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    verdicts(tmp_path, [*good_views(12, 40), *[np.zeros((50, 2))] * 3])
    assert "40 particles accepted, 3 rejected" in caplog.text
    assert "particle 41 rejected: " in caplog.text


def test_accepted_particles_are_read_back(tmp_path):
    clouds = [*good_views(13, 20), np.zeros((5, 2)), *good_views(14, 5)]
    table = verdicts(tmp_path, clouds)
    found = read_accepted(tmp_path / "curation.csv", read_particles(tmp_path / "localisations.h5"))
    np.testing.assert_array_equal(found, table["particle"][table["accepted"]])
    assert 20 not in found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "empty"),
        ("particle,id\n0,0\n1,1\n", "no column accepted"),
        ("particle,id,accepted\n0,0,yes\n1,1,no\n", "of True and False"),
        ("particle,id,accepted\n0,0,False\n1,1,False\n", "no particle is accepted"),
        ("particle,id,accepted\n0,0,True\n1,2,True\n", "other localisations"),
        ("particle,id,accepted\n0,0,True\n", "other localisations"),
        ("particle,id,accepted\n1,1,True\n0,0,True\n", "out of order"),
        ("\x00\x01\n1,2,3\n", "curation"),
    ],
)
def test_bad_tables(tmp_path, text, fault):
    path = tmp_path / "curation.csv"
    path.write_text(text)
    with pytest.raises(InputError, match=fault):
        read_accepted(path, particles([np.zeros((2, 2))] * 2))
