import json
import re
import shutil
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from holly.errors import InputError
from holly.report import write_report

HEAD = "experiment,replicate,rmsd,coverage_rmsd,assignment_rmsd,random_rmsd,random_coverage_rmsd,"
HEAD += "mirrored,nm_per_unit,points\n"
FIGURES = ("overlay.png", "curves.png", "pairs.png", "viewer.html")


class Page(HTMLParser):
    """Addresses, ids, alternative texts and the words of a page."""

    def __init__(self, path):
        super().__init__()
        self.addresses, self.ids, self.alts, self.words = [], set(), [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = re.sub(r"\s+", " ", " ".join(self.words))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.addresses += [attrs[key] for key in ("href", "src") if key in attrs]
        if "id" in attrs:
            self.ids.add(attrs["id"])
        if tag == "img":
            self.alts.append(attrs["alt"])

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def results(tmp_path):
    """Two replicates of a bunny, and a structure without a truth and with less around it."""
    folder = tmp_path / "results"
    for experiment, replicate in (("bunny 1%", "1"), ("bunny 1%", "2"), ("npc", "1")):
        figures = folder / "figures" / experiment / replicate
        figures.mkdir(parents=True)
        for name in FIGURES:
            (figures / name).write_bytes(b"a figure")
    (folder / "runs" / "bunny 1%" / "1").mkdir(parents=True)
    run = {"seed": 7, "versions": {"torch": "2.13.0"}, "settings": {"learning_rate": 4e-4}}
    (folder / "runs" / "bunny 1%" / "1" / "run.json").write_text(json.dumps(run))
    (folder / "evaluation" / "npc").mkdir(parents=True)
    shape = {"ring_diameter": 103.21, "eightfold": 0.4, "axis": [0, 0, 1]}
    evaluation = {"experiment": "npc", "replicate": "1", "nm_per_unit": 110.0, "shape": shape}
    evaluation["truth_shape"] = {"ring_diameter": 107.0}
    (folder / "evaluation" / "npc" / "1.json").write_text(json.dumps(evaluation))
    (folder / "evaluation" / "summary.csv").write_text(
        HEAD
        + "bunny 1%,1,0.1,0.12,0.13,0.276,0.29,True,,300\n"
        + "bunny 1%,2,0.0731,0.081,0.1,0.276,0.29,False,,300\n"
        + "npc,1,,,,,,,110,320\n"
    )
    return folder


def report(results):
    write_report(results, results / "report" / "index.html")
    return Page(results / "report" / "index.html")


def test_every_link_leads_somewhere(results):
    page = report(results)
    assert len(page.addresses) > 20
    for address in page.addresses:
        if address.startswith("#"):
            assert unquote(address[1:]) in page.ids
        else:
            assert (results / "report" / unquote(address)).is_file()


def test_the_folder_can_be_moved(results):
    page = report(results)
    moved = shutil.move(results, results.with_name("elsewhere"))
    paths = [a for a in page.addresses if not a.startswith("#")]
    assert paths
    assert all((moved / "report" / unquote(address)).is_file() for address in paths)


def test_the_table_says_what_was_found(results):
    text = report(results).text
    assert "0.073 0.276 0.081 no" in text
    assert "ring diameter 103.2 nm , eightfold 0.4" in text.replace("nm,", "nm ,")
    assert "(truth: ring diameter 107.0 nm)" in text


def test_the_best_replicate_stands_out(results):
    report(results)
    rows = re.findall(
        r"<tr class=\"best\">.*?</tr>", (results / "report/index.html").read_text(), re.DOTALL
    )
    assert len(rows) == 1
    assert "0.073" in rows[0]


def test_settings_and_versions_are_there(results):
    text = report(results).text
    assert "versions.torch 2.13.0" in text
    assert "settings.learning_rate 0.0004" in text


def test_what_is_missing_is_said(results):
    assert "has not been made" not in report(results).text
    for name in FIGURES:
        (results / "figures" / "npc" / "1" / name).unlink()
    text = report(results).text
    for name in FIGURES:
        assert name in text
    assert text.count("has not been made") == 4
    assert text.count("(run.json) are not here") == 2


def test_names_are_escaped(results):
    summary = results / "evaluation" / "summary.csv"
    summary.write_text(HEAD + "<script>alert(1)</script>,1,0.2,0.2,0.2,0.3,0.3,True,,9\n")
    page = report(results)
    assert "<script" not in (results / "report" / "index.html").read_text()
    assert "<script>alert(1)</script>" in page.text


def test_pictures_have_alternative_texts(results):
    alts = report(results).alts
    assert len(alts) == 9
    assert "bunny 1%, replicate 2: structure from three sides" in alts


def test_two_runs_give_the_same_page(results):
    report(results)
    first = (results / "report" / "index.html").read_bytes()
    report(results)
    assert (results / "report" / "index.html").read_bytes() == first


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "no such file"),
        ("", "empty"),
        (HEAD, "no rows"),
        ("name,rmsd\nbunny,0.1\n", "no rows that name experiment"),
        (HEAD + "bunny,1,near,,,,,,,\n", "not a table of RMSDs"),
    ],
)
def test_a_broken_summary_is_said_in_a_line(results, text, message):
    summary = results / "evaluation" / "summary.csv"
    summary.unlink() if text is None else summary.write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        report(results)
    assert str(summary) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_broken_run_is_named(results):
    (results / "runs" / "bunny 1%" / "1" / "run.json").write_text("{")
    with pytest.raises(InputError, match=r"run\.json: not valid JSON"):
        report(results)
