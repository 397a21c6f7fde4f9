import json
import os
import re
import shutil
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest
from made_results import truth, write_evaluation, write_run, write_summary

from groundwork.errors import InputError
from holly.data.clouds import read_cloud, write_cloud
from holly.report.experiments import Description, parse_descriptions
from holly.report.site import write_site


class Page(HTMLParser):
    """Addresses, ids and the words of a page; every picture must have a text."""

    def __init__(self, path):
        super().__init__()
        self.addresses, self.ids, words = [], set(), []
        self.handle_data = words.append
        self.feed(path.read_text(encoding="utf-8"))
        self.text = re.sub(r"\s+", " ", " ".join(words))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.addresses += [attrs[key] for key in ("href", "src") if key in attrs]
        if "id" in attrs:
            self.ids.add(attrs["id"])
        if tag == "img":
            assert attrs["alt"]
        if attrs.get("role") == "img":
            assert attrs["aria-label"]


def site(results, descriptions, **options):
    folder = results / "report"
    write_site(results, folder, descriptions=descriptions, **options)
    return folder


def check_links(folder):
    """Every address of every page leads to a file of the folder; how many there are."""
    seen = 0
    for path in folder.rglob("*.html"):
        for address in Page(path).addresses:
            if address.startswith(("#", "data:")):
                continue
            target = (path.parent / unquote(address)).resolve()
            assert target.is_file(), f"{path}: {address}"
            assert target.is_relative_to(folder.resolve()), address
            seen += 1
    return seen


def experiment(folder, name):
    return Page(folder / "experiments" / f"{name}.html")


def test_the_documentation_is_a_part_of_it(results, descriptions, tmp_path):
    docs = tmp_path / "docs"
    (docs / ".doctrees").mkdir(parents=True)
    (docs / "README.html").write_text("<title>HOLLy</title>")
    folder = site(results, descriptions, docs=docs)
    assert "docs/README.html" in Page(folder / "index.html").addresses
    assert "../docs/README.html" in experiment(folder, "ring").addresses
    assert [path.name for path in (folder / "docs").iterdir()] == ["README.html"]
    assert "docs/README.html" not in Page(site(results, descriptions) / "index.html").addresses


def test_index_and_pages_say_how_near_each_is(results, descriptions):
    folder = site(results, descriptions)
    index = Page(folder / "index.html").text
    assert "A bent tube" in index
    assert "RMSD, best 0.050 (5.0 nm)" in index
    assert "median of 2 0.075 (7.5 nm)" in index
    assert "found" in index
    assert "no truth" in index
    tube = experiment(folder, "tube 1%").text
    assert "Its RMSD is 0.20 times that of random clouds." in tube
    assert "mirrored to fit" in tube
    assert "0.0123" in tube  # kWh
    assert "recipe.sigma 5.0, 1.0" in tube
    assert "ring diameter 103.2 nm" in experiment(folder, "ring").text
    assert check_links(folder) > 20


def test_what_is_downloaded_is_what_was_found(results, descriptions):
    data = site(results, descriptions) / "experiments" / "tube 1%"
    original = results / "runs" / "tube 1%" / "1" / "structure.ply"
    assert np.array_equal(read_cloud(data / "1.ply"), read_cloud(original))
    with zipfile.ZipFile(data / "1.zip") as archive:
        assert set(archive.namelist()) == {"history.csv", "run.json", "evaluation.json"}


def test_new_findings_of_the_evaluation_are_told(results, descriptions):
    sentence = "It looks like two heads: half a turn about y maps it to itself."
    found = {"rank": 0.5, "random_clouds": 20, "random_rmsd_spread": 0.01}
    found |= {"pose_error_degrees": 12.34, "strays": 0.0257, "rmsd_without_strays": 0.013}
    found |= {"shape": {"ring_diameter": 101.0, "interval": {"ring_diameter": [99.0, 103.0]}}}
    file = results / "evaluation" / "tube 1%" / "1.json"
    write_evaluation(file, np.eye(4), **found)
    curve = {"frequency_per_nm": [0.01, 0.02, 0.03], "fsc": [1, 0.6, None]}
    both = {"count": 2, "distance": 0.0421, "resolution": {"0.143": 21.25, "0.5": None}}
    curve |= both
    both = {
        "experiment": "tube 1%",
        "nm_per_unit": 100.0,
        "replicates": both,
        "pairs": [curve],
        "halves": None,
    }
    both |= {"doubt": 0.123, "belief": "supported", "best": "2"}
    both |= {"doubt_error": 0.03, "sampling": 0.05, "chance": 0.2, "misfit": 0.01}
    (results / "evaluation" / "tube 1%.json").write_text(json.dumps(both))
    page = experiment(site(results, descriptions), "tube 1%").text
    assert "no better than chance" in page
    assert "rank 0.5 among 20 of them" in page
    assert "2.6 % strays, RMSD without them 0.013 (1.3 nm)" in page
    assert "2.57 %" in page
    assert "± 0.010" in page
    assert "12.3°" in page
    assert "ring diameter 101.0 nm (99.0 to 103.0)" in page
    assert "distance of replicates 0.042 (4.2 nm)" in page
    assert "resolution of replicates, correlation 0.143 21.2 nm" in page
    assert "Fourier shell correlation" in page
    assert "doubt 0.12 is small: the structures agree" in page
    assert "least held-out loss replicate 2" in page
    symmetry = {"kind": "C2", "axis": [0, 1, 0], "score": 0.9, "sentence": sentence}
    write_evaluation(file, np.eye(4), false_symmetry=symmetry)
    assert sentence in experiment(site(results, descriptions), "tube 1%").text


def test_what_is_missing_is_left_out(results, descriptions):
    run = results / "runs" / "tube 1%" / "1"
    for name in ("movie.npz", "samples.npz", "history.csv", "poses.csv", "run.json", "views.npz"):
        (run / name).unlink()
    (results / "runs" / "ring" / "1" / "structure.ply").unlink()
    folder = site(results, descriptions)
    assert "There is no history (history.csv)." in experiment(folder, "tube 1%").text
    assert "No structure has been evaluated yet." in experiment(folder, "ring").text
    check_links(folder)


def test_claims_galleries_and_data_sets_have_pages(results, descriptions):
    claim = {"id": "hands", "claim": "Mirror images occur.", "source": "p. 9"}
    claim |= {"expected": "both hands", "missing": []}
    claims = [claim | {"figure": "", "verdict": verdict} for verdict in ("holds", "not run")]
    (results / "claims.json").write_text(json.dumps(claims))
    made = ("figures/paper/figure_2.svg", "figures/paper/figure_2.pdf", "videos/S1.mp4")
    made += ("figures/paper/figure_10.svg", "figures/paper/figure_S1.svg")
    made += ("tables/table_5.1.csv", "figures/datasets/pores.png", "figures/datasets/pores.html")
    for name in made:
        (results / name).parent.mkdir(parents=True, exist_ok=True)
        (results / name).write_text("rmsd,n\n0.1,5\n")
    folder = site(results, descriptions, sheets=[results / "figures/datasets/pores.png"])
    assert "Mirror images occur." in Page(folder / "claims.html").text
    assert "not run" in Page(folder / "claims.html").text
    gallery = Page(folder / "gallery.html")
    assert "rmsd n 0.1 5" in gallery.text
    figures = list(dict.fromkeys(a for a in gallery.addresses if a.endswith(".svg")))
    assert figures == [f"figures/paper/figure_{number}.svg" for number in (2, 10, "S1")]
    assert {"videos/S1.mp4", "tables/table_5.1.csv"} <= set(gallery.addresses)
    assert "datasets/pores.html" in Page(folder / "datasets.html").addresses
    nav = Page(folder / "index.html").addresses
    assert {"claims.html", "gallery.html", "datasets.html"} <= set(nav)
    check_links(folder)


def test_a_site_takes_the_place_of_an_older_one_and_a_failure_leaves_that(results, descriptions):
    folder = site(results, descriptions)
    (folder / "stale.html").write_text("old")
    site(results, descriptions)
    assert not (folder / "stale.html").exists()
    (results / "runs" / "ring" / "1" / "history.csv").write_text("loss\n1\n")
    with pytest.raises(
        InputError, match=r"history\.csv: not the history of a training \(no column 'step'\)"
    ):
        site(results, descriptions)
    assert (folder / "index.html").exists()
    assert sorted(p.name for p in results.iterdir() if "report" in p.name) == ["report"]


def test_two_sites_of_the_same_results_are_the_same(results, descriptions):
    def content():
        folder = site(results, descriptions)
        return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file()}

    assert content() == content()


def test_names_are_escaped(results):
    descriptions = {"ring": Description("</script><b>")}
    for page in site(results, descriptions).rglob("*.html"):
        assert "</script><b>" not in page.read_text()


def test_twenty_experiments_of_five_replicates_stay_under_15_mb(tmp_path):
    write_cloud(tmp_path / "truth.ply", truth(350))
    runs = [tmp_path / "runs" / str(k) for k in range(5)]
    poses = [write_run(run, points=350, frames=200, seed=k) for k, run in enumerate(runs)]

    def size(count):
        """Of a site of so many experiments, bytes."""
        results = tmp_path / f"{count} experiments"
        names = [f"e{e:02}" for e in range(count)]
        for name in names:
            shutil.copytree(tmp_path / "runs", results / "runs" / name, copy_function=os.link)
            for k, pose in enumerate(poses):
                write_evaluation(results / "evaluation" / name / f"{k}.json", pose)
        write_summary(results)
        about = Description("", tmp_path / "truth.ply")
        folder = site(results, dict.fromkeys(names, about))
        return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())

    one, two = size(1), size(2)
    assert 5e6 < one + 19 * (two - one) < 15e6


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "no such file; run the evaluation first"),
        ("experiment,replicate\n", "not a summary .*no rows that name experiment and replicate"),
        ("name\n1\n", "not a summary .*no key"),
    ],
)
def test_without_a_summary_there_is_no_site(tmp_path, content, fault):
    (tmp_path / "evaluation").mkdir()
    if content is not None:
        (tmp_path / "evaluation" / "summary.csv").write_text(content)
    with pytest.raises(InputError, match=rf"summary\.csv: {fault}"):
        write_site(tmp_path, tmp_path / "report", descriptions={})
    assert not (tmp_path / "report").exists()


def test_the_authors_clouds_stand_beside_ours(results, descriptions):
    numbers = {"points": 350, "rmsd": 0.0612, "coverage_rmsd": 0.07, "random_rmsd": 0.17}
    numbers |= {"strays": 0.02, "rmsd_without_strays": 0.0513}
    model = next(iter(descriptions.values())).truth.stem
    cloud = {"path": "run_1/plot.ply", "model": model, "mirrored": True, **numbers}
    (results / "authors").mkdir()
    written = {"clouds": [cloud, cloud | {"model": "absent"}], "others": []}
    (results / "authors" / "evaluation.json").write_text(json.dumps(written))
    folder = site(results, descriptions)
    page = Page(folder / "authors.html")
    assert "run_1/plot.ply" in page.text
    assert all(number in page.text for number in ("0.0612", "2 %", "0.0513"))
    assert any(address.startswith("experiments/") for address in page.addresses)
    assert "authors.html" in Page(folder / "index.html").addresses
    check_links(folder)


def test_authors_evaluations_that_are_none_are_refused(results, descriptions):
    (results / "authors").mkdir()
    (results / "authors" / "evaluation.json").write_text('{"clouds": [{}]}')
    with pytest.raises(
        InputError, match=r"evaluation\.json: not an evaluation of published clouds"
    ):
        site(results, descriptions)


def test_claims_that_are_none_are_refused(results, descriptions):
    (results / "claims.json").write_text('[{"claim": "x"}]')
    with pytest.raises(InputError, match=r"claims\.json: not the verdicts on claims"):
        site(results, descriptions)


def test_what_experiments_are_about_is_json():
    given = '{"a": {"about": "x", "truth": null}, "b": {"truth": "b.ply"}}'
    assert parse_descriptions(given) == {"a": Description("x"), "b": Description("", Path("b.ply"))}
    given = '{"a": {"curation": "c.csv", "picks": "p.csv", "maps": "m.npz"}}'
    files = {"curation": Path("c.csv"), "picks": Path("p.csv"), "maps": Path("m.npz")}
    assert parse_descriptions(given) == {"a": Description(**files)}
    for wrong in ("[]", "{", '{"a": 1}'):
        with pytest.raises(InputError, match="--experiments: "):
            parse_descriptions(wrong)
