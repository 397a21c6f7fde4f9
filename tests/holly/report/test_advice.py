"""What would help: each rule, where it applies and where it does not."""

from dataclasses import fields, replace

import pytest

from holly.report.advice import Facts, advice

GOOD = Facts(
    used=1200,
    candidates=1300,
    main_cause="touches another particle",
    belief="supported",
    halves=True,
    resolution=None,
    finest=12.0,
    unit="nm",
    measured=1.0,
    background=0.02,
    starts=1,
)


def said(**changes):
    """The advice by what it is."""
    return {one.what: one.why for one in advice(replace(GOOD, **changes))}


def test_where_nothing_is_amiss_nothing_is_advised():
    assert said() == {}


@pytest.mark.parametrize(
    ("what", "amiss", "fine"),
    [
        ("Train on halves", {"halves": False, "belief": "unknown"}, {"halves": True}),
        ("Train on halves", {"halves": False, "belief": "supported"}, {"halves": True}),
        ("More particles", {"belief": "refuted"}, {"belief": "supported"}),
        ("More particles", {"resolution": 12.1}, {"resolution": 12.0}),
        ("More particles", {"resolution": 12.1}, {"resolution": 12.1, "finest": None}),
        ("More points", {"belief": "unclear"}, {"belief": "refuted"}),
        ("Finer images", {"resolution": 12.0}, {"resolution": 12.1}),
        ("Finer images", {"resolution": 12.0}, {"resolution": 12.0, "belief": "refuted"}),
        ("Other views", {"measured": 0.89}, {"measured": 0.9}),
        ("Less background", {"background": 0.2}, {"background": 0.19}),
        ("More starts", {"belief": "refuted", "used": 999}, {"belief": "refuted", "used": 1000}),
        ("More starts", {"belief": "refuted", "used": 999}, {"belief": "unclear", "used": 999}),
        (
            "More starts",
            {"belief": "refuted", "used": 999},
            {"belief": "refuted", "used": 999, "starts": 5},
        ),
        ("Look at what was not used", {"used": 649}, {"used": 650}),
    ],
)
def test_a_rule_applies_from_its_bound(what, amiss, fine):
    assert what in said(**amiss)
    assert what not in said(**fine)


def test_numbers_are_given():
    assert "about 600 particles each" in said(belief="refuted")["More particles"]
    assert "agree to 30 nm" in said(resolution=30.0)["More particles"]
    assert "20.5 model units" in said(resolution=20.5, unit="model units")["More particles"]
    assert "along 30% of" in said(measured=0.7)["Other views"]
    assert "35%" in said(background=0.35)["Less background"]
    lost = said(used=100)["Look at what was not used"]
    assert lost == "1,200 of 1,300 candidates, mostly for one reason: touches another particle."


def test_views_of_a_structure_that_is_not_believed_are_doubted():
    hedge = "poses that are not to be believed"
    assert hedge in said(measured=0.5, belief="refuted")["Other views"]
    assert hedge not in said(measured=0.5)["Other views"]


@pytest.mark.parametrize("halves", [False, True])
def test_what_is_not_known_gives_no_advice(halves):
    optional = [f.name for f in fields(Facts) if f.name not in ("halves", "unit")]
    unknown = replace(GOOD, halves=halves, **dict.fromkeys(optional))
    assert [one.what for one in advice(unknown)] == ([] if halves else ["Train on halves"])


def test_halves_without_a_count_of_particles_still_disagree():
    assert said(belief="refuted", used=None, candidates=None) == {
        "More particles": "two halves gave different structures."
    }
