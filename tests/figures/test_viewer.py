import re

import pytest

from holly.errors import InputError
from holly.figures.viewer import write_viewer


def viewer(run, name="viewer.html", **options):
    options = {"truth": run / "truth.ply", "samples": run / "samples.npz"} | options
    write_viewer(run / "structure.ply", run / "evaluation.json", run / name, **options)
    return (run / name).read_text(encoding="utf-8")


def own_part(page):
    """The page without plotly's library, which is its one long script."""
    return re.sub(r"<script[^>]*>/\*\*.*?</script>", "", page, flags=re.DOTALL)


def test_the_page_fetches_nothing_and_is_small(run):
    page = viewer(run)
    assert not re.search(r"<(script|link|img|iframe)[^>]*\s(src|href)\s*=", page)
    assert "Plotly.newPlot" in page
    assert len(page.encode()) < 6e6


def test_two_runs_give_the_same_page(run):
    assert viewer(run, "a.html") == viewer(run, "b.html")


def test_clouds_are_named_and_the_slider_ends_at_the_finished_structure(run):
    page = own_part(viewer(run))
    assert "truth (300 points)" in page
    assert "reconstruction (300 points)" in page
    assert "step 1980, \\u03c3 0.9 px" in page
    assert '"label":"finished"' in page


def test_without_samples_there_is_no_slider(run):
    assert '"sliders"' in own_part(viewer(run))
    assert '"sliders"' not in own_part(viewer(run, samples=None))


def test_without_truth_the_measured_ring_is_there(run, change):
    shape = {"ring_diameter": 100.0, "axis": [0, 0, 1]}
    change(run / "evaluation.json", shape=shape, rmsd=None)
    page = own_part(viewer(run, truth=None))
    assert "truth" not in page
    assert "as measured" in page
    assert "ring diameter 100.0 nm" in page


def test_names_are_escaped(run, change):
    change(run / "evaluation.json", experiment="<script>alert(1)</script>")
    page = viewer(run)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_broken_samples_leave_no_page(run):
    (run / "samples.npz").write_text("cut")
    with pytest.raises(InputError, match=r"samples\.npz"):
        viewer(run)
    assert not (run / "viewer.html").exists()
