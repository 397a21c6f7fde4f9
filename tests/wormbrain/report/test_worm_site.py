"""The page about alignments and trainings."""

import json
import re
from pathlib import Path

import pytest
from browser import chromium

from groundwork.errors import InputError
from wormbrain.report.site import write_site

HEADER = (
    "frame,ncc_before,ncc_after,shift,rotation,deformation,error,area,overlap,correlation,lost,"
    "reason"
)
ROWS = [
    "0,1,1,0,0,0,0,1,1,1,0,",
    "1,0.2,0.9,5,3,1,0.4,1,1,0.9,0,",
    "2,0.1,,,,,9,1,1,0,1,unlike",
]


@pytest.fixture
def alignment(tmp_path):
    folder = tmp_path / "alignments/still"
    folder.mkdir(parents=True)
    (folder / "frames.csv").write_text("\n".join([HEADER, *ROWS, ""]))
    (folder / "aligned.mp4").write_bytes(b"a video")
    return folder


@pytest.fixture
def network(tmp_path):
    folder = tmp_path / "networks/net/1"
    folder.mkdir(parents=True)
    lines = ["step,learning_rate,loss,large,window", "10,0.1,1.0,0.5,0.4", "20,0.1,0.5,0.25,0.2"]
    (folder / "history.csv").write_text("\n".join([*lines, ""]))
    (folder / "run.json").write_text(json.dumps({"seconds": 12.3}))
    return folder


def verdict(folder, median):
    frames = [{"frame": n, "median": e} for n, e in enumerate([0.0, median, None])]
    error = {"median": median, "percentile_95": 3.0}
    found = {"size": 256, "error": error, "unaligned": {"median": 20.0}, "frames": frames}
    path = folder.parent / "still.json"
    path.write_text(json.dumps(found))
    return path


def page(tmp_path, **given):
    write_site(tmp_path / "report", **given)
    text = (tmp_path / "report/index.html").read_text()
    for address in re.findall(r'(?:href|src)="([^"#:]+)"', text):
        assert (tmp_path / "report" / address).is_file(), address
    assert not re.search(r"""(?:href|src)="(?:https?:)?//""", text)
    return re.sub(r"\s+", " ", text)


def test_the_page_counts_volumes_that_were_lost_or_corrected(alignment, tmp_path):
    table = tmp_path / "volumes/still/frames.csv"
    table.parent.mkdir(parents=True)
    table.write_text("frame,corrected,lost,reason\n0,0,0,\n1,1,0,\n2,0,1,unlike\n3,0,1,unlike\n")
    text = page(tmp_path, alignments=[alignment], volumes=[table])
    assert "<dt>volumes lost</dt><dd>2</dd>" in text
    assert "<dt>corrected in depth</dt><dd>1</dd>" in text


def test_the_page_shows_video_curves_and_the_verdict(tmp_path, alignment, network):
    text = page(
        tmp_path,
        alignments=[alignment],
        verdicts=[verdict(alignment, 0.5)],
        networks=[network],
    )
    assert "motion recovered" in text
    assert "The median error of the nuclei is 0.50 px, at most 1 px; without" in text
    assert (tmp_path / "report/videos/still.mp4").read_bytes() == b"a video"
    assert text.count('<svg class="chart"') == 5
    assert "<dt>lost</dt><dd>1</dd>" in text
    assert '<td class="nowrap">2</td><td>unlike</td>' in text
    assert '<td class="nowrap">0.2500</td>' in text  # the loss that chose the network


def test_an_alignment_that_is_wrong_says_so(tmp_path, alignment):
    text = page(tmp_path, alignments=[alignment], verdicts=[verdict(alignment, 2.5)])
    assert "motion not recovered" in text
    assert "is 2.50 px, more than 1 px" in text


def test_without_a_truth_nothing_is_claimed(tmp_path, alignment):
    assert "not judged" in page(tmp_path, alignments=[alignment])


def test_table_1_is_shown_and_nothing_is_needed(tmp_path):
    table = tmp_path / "table1.csv"
    table.write_text("row,validation_mean,learnt_parameters\nwb-<deep>,0.0312345,12\n")
    text = page(tmp_path, table=table)
    assert "Table I" in text
    assert "0.0312" in text
    assert "wb-&lt;deep&gt;" in text
    assert "No recording was aligned." in text


def test_figures_stand_in_the_page_and_matches_beside_their_alignment(tmp_path, alignment):
    paths = [tmp_path / f"figures/{name}" for name in ("matches/still.png", "projections/a b.png")]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"a picture")
    write_site(tmp_path / "report", alignments=[alignment], figures=paths)
    text = (tmp_path / "report/index.html").read_text()
    assert text.index("figures/matches/still.png") < text.index("Figures of the report")
    assert 'src="figures/projections/a%20b.png"' in text
    assert "Figure 5: a frame of a b, its channels" in text
    assert (tmp_path / "report/figures/projections/a b.png").read_bytes() == b"a picture"
    other = tmp_path / "figures/other/still.png"
    other.parent.mkdir()
    other.write_bytes(b"a picture")
    with pytest.raises(InputError, match=r"still.png: not in a folder named matches, projections"):
        write_site(tmp_path / "report", figures=[other])


def test_a_report_beside_this_one_is_linked_to_where_it_exists(tmp_path):
    write_site(tmp_path / "here", beside={"There": "../there", "Nowhere": "../nowhere"})
    write_site(tmp_path / "there")
    with chromium(tmp_path) as browser:
        browser.call("POST", "/url", url=(tmp_path / "here/index.html").as_uri())
        shown = (
            "[...document.querySelectorAll('nav a')].filter((a) => !a.hidden).map((a) => a.text)"
        )
        assert [text.strip() for text in browser.run(shown)] == ["Alignments", "There"]


@pytest.mark.parametrize(
    ("file", "content", "fault"),
    [
        ("frames.csv", "frame,ncc_before,lost\n0,1", "truncated"),
        ("frames.csv", "frame,ncc_before,lost\n0,1,0,3\n", "not a table of numbers"),
        ("frames.csv", "frame,ncc_before,lost\n0,x,0\n", "not a table of numbers"),
        ("frames.csv", "frame\n0\n", "no column ncc_before"),
        ("aligned.mp4", "", "the file is empty"),
    ],
)
def test_a_broken_file_is_named(tmp_path, alignment, file, content, fault):
    (alignment / file).write_text(content)
    with pytest.raises(InputError, match=rf"{file}: .*{fault}"):
        write_site(tmp_path / "report", alignments=[alignment])
    assert not (tmp_path / "report").exists()


def test_the_slider_splits_the_video_where_it_is_joined():
    from wormbrain.alignment.video import GAP

    script = Path(__file__).parents[3] / "wormbrain/report/static/compare.js"
    assert f"const GAP = {GAP};" in script.read_text()
