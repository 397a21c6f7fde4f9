"""The summary page, from made-up results: what it says, what it says is not known, its print."""

import base64
import json
import re

import numpy as np
import pytest
from browser import chromium
from made_results import write_evaluation, write_run, write_summary
from test_site import Page, check_links
from test_viewer import SOFTWARE, Report

from holly.report.experiments import Description
from holly.report.site import write_site
from holly.results.agreement import LIMIT

PORES = {"shape": {"ring_radius": 51.23, "axis": [0, 0, 1]}}
PORES["shape"]["interval"] = {"ring_radius": [48.1, 55.9]}
REJECTED = "extent_nm 500 > 4 x the median 100"


@pytest.fixture
def own(tmp_path):
    """One replicate and two halves of a measured data set; none of the truth."""
    results = tmp_path / "results"
    for name, seed in (("1", 1), ("half-1", 2), ("half-2", 3)):
        write_run(results / "runs" / "mine" / name, seed=seed, measured=True)
    unknown = dict.fromkeys(("rmsd", "random_rmsd", "mirrored"))
    write_evaluation(results / "evaluation" / "mine" / "1.json", np.eye(4), **unknown, **PORES)
    write_summary(results)
    agree(results)
    rows = [f"{i},{i},True," for i in range(2000)] + [f"2000,2000,False,{REJECTED}"]
    curation = results / "images" / "mine" / "curation.csv"
    curation.parent.mkdir(parents=True)
    curation.write_text("\n".join(["particle,id,accepted,reason", *rows]) + "\n")
    return results


def agree(results, doubt=0.05, resolution=21.25, halves=True, belief=None):
    """Write the agreement of the halves."""
    curve = {"frequency_per_nm": [0.01, 0.05], "fsc": [0.9, 0.1], "distance": 0.04}
    curve["resolution"] = {"0.143": resolution, "0.5": None}
    none = {"count": 1, "distance": None, "resolution": {"0.143": None, "0.5": None}}
    if belief is None:
        belief = "unknown" if doubt is None else "supported" if doubt < LIMIT else "refuted"
    entries = {"experiment": "mine", "nm_per_unit": 100.0, "replicates": none, "pairs": []}
    entries |= {"halves": curve if halves else None, "doubt": doubt, "belief": belief}
    entries |= {"doubt_error": 0.03, "sampling": 0.05, "chance": 0.2, "misfit": 0.01}
    (results / "evaluation" / "mine.json").write_text(json.dumps(entries | {"best": "1"}))


def summary(results, **about):
    curation = results / "images" / "mine" / "curation.csv"
    described = {"mine": Description("own data", **{"curation": curation} | about)}
    write_site(results, results / "report", descriptions=described)
    return Page(results / "report" / "index.html")


def test_the_report_of_one_measured_experiment_begins_with_its_summary(own):
    page = summary(own)
    assert "Nothing here speaks against this structure" in page.text
    assert "doubt 0.05" in page.text
    assert "ring radius 51.2 48.1 to 55.9" in page.text
    assert re.search(r"longest extent \d+\.\d \d+\.\d to \d+\.\d \d+\.\d and \d+\.\d", page.text)
    assert "Resolution 21.2 nm" in page.text
    assert "2,000 of 2,001 used" in page.text
    assert "used to train 1,900" in page.text
    assert "not used: too wide, perhaps by stray localisations 1" in page.text
    assert "108 of 108 sides seen" in page.text
    assert "The background is not known" in page.text
    assert "experiments/mine.html" in page.addresses
    assert check_links(own / "report") > 10


def test_what_is_not_to_be_believed_is_said_before_anything_else(own):
    agree(own, doubt=0.71)
    page = summary(own)
    start = page.text.index("Do not believe this structure")
    assert start < page.text.index("own data")
    assert start < page.text.index("Size")
    assert "Nothing here speaks against" not in page.text
    assert "More particles : two halves of about 1,000 particles each" in page.text
    assert "neither are these directions" in page.text


def test_a_truth_that_is_not_met_is_said_first(own):
    path = own / "evaluation" / "mine" / "1.json"
    write_evaluation(path, np.eye(4), rmsd=0.3, random_rmsd=0.25, rank=1.0, random_clouds=20)
    page = summary(own).text
    assert "Repeatable, but not the model that was given" in page
    assert "Its RMSD is 1.20 times that of random clouds; rank 1 among 20 of them." in page


def test_what_was_not_computed_is_said_to_be_unknown(own):
    agree(own, doubt=None, resolution=None, halves=False)
    for half in ("half-1", "half-2"):
        (own / "runs" / "mine" / half / "structure.ply").unlink()
    (own / "runs" / "mine" / "1" / "poses.csv").unlink()
    page = summary(own, curation=None)
    assert "It is not known whether to believe this structure" in page.text
    assert "Resolution Not known, because no halves of the particles were trained." in page.text
    assert page.text.count("Not known, because there are no poses (poses.csv).") == 2
    assert "Train on halves" in page.text
    assert " and " not in page.text.partition("Size")[2].partition("An extent")[0]


def test_without_an_agreement_nothing_is_believed(own):
    (own / "evaluation" / "mine.json").unlink()
    assert "It is not known whether to believe this structure" in summary(own).text


def test_halves_that_never_part_have_a_bound(own):
    agree(own, resolution=None)
    assert "Finer than 20 nm, the limit of the comparison." in summary(own).text


def test_of_several_experiments_those_on_measured_data_have_summaries(results, descriptions):
    write_site(results, results / "report", descriptions=descriptions)
    found = [path.name for path in (results / "report" / "summaries").iterdir()]
    assert found == ["ring.html"]
    assert "summaries/ring.html" in Page(results / "report" / "index.html").addresses
    assert check_links(results / "report") > 20


@pytest.mark.browser
@pytest.mark.timeout(180)
def test_it_turns_and_prints_on_one_page(own, tmp_path):
    """With as many causes and as much advice as there can be."""
    agree(own, doubt=0.71)
    causes = [f"{name}_nm {i} > 4" for i, name in enumerate(("a", "b", "c", "d", "e", "f"))]
    rows = [f"{i},{i},False,{causes[i % 6]}" for i in range(6000)]
    path = own / "images" / "mine" / "curation.csv"
    rows += [f"{i},{i},True," for i in range(6000, 8000)]
    path.write_text("\n".join(["particle,id,accepted,reason", *rows]) + "\n")
    summary(own)
    with chromium(tmp_path, *SOFTWARE, kind=Report) as browser:
        browser.open(own / "report" / "index.html")
        browser.ready()
        assert browser.changes(lambda: None)
        browser.command(
            "Emulation.setDeviceMetricsOverride",
            dict.fromkeys(("width", "height", "deviceScaleFactor"), 0) | {"mobile": False},
        )
        page = {"width": 21.0, "height": 29.7}
        printed = base64.b64decode(browser.call("POST", "/print", page=page, shrinkToFit=False))
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
        assert browser.faults() == []
        assert {a.split(":")[0] for a in browser.requests()} <= {"file", "data"}


def test_halves_that_agree_on_what_the_images_do_not_show_are_not_believed(own):
    agree(own, doubt=0.02, belief="misfit")
    page = summary(own)
    assert "Do not believe this structure" in page.text
    assert "averages of the images show something else (misfit 0.01" in page.text
    assert "Nothing here speaks against" not in page.text


def test_halves_that_differ_as_samples_do_tell_nothing(own):
    agree(own, doubt=0.71, belief="unclear")
    page = summary(own)
    assert "Nothing tells whether this structure is right" in page.text
    assert "Do not believe" not in page.text
    assert "Nothing here speaks against" not in page.text
    assert "More points" in page.text
