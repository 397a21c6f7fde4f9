"""The stage `match` on volumes and points of files."""

import csv

import numpy as np
import pytest
import tifffile

from tests.rolling_worm import DEPTH_STEP, nuclei, rolled, volume_of, write_volumes
from wormbrain.stages import main

STEP = ["--depth-step", str(DEPTH_STEP)]


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A folder with two volumes as TIFF and as a recording, and points of the second."""
    folder = tmp_path_factory.mktemp("pair")
    target = nuclei(4)
    volumes = [volume_of(one) for one in (rolled(target, 0.6, 0.8), target)]
    for name, volume in zip(("source", "target"), volumes, strict=True):
        planes = volume.transpose(1, 0, 2, 3)
        tifffile.imwrite(folder / f"{name}.tif", planes, imagej=True, metadata={"axes": "ZCYX"})
    write_volumes(folder / "worm.h5", volumes)
    rows = [f"{i},{x},{y},{z}" for i, (x, y, z) in enumerate(target)]
    (folder / "points.csv").write_text("\n".join(["name,x,y,z", *rows, ""]))
    return folder


def places(path):
    with path.open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return np.array([[float(row[axis]) for axis in "xyz" if axis in row] for row in rows])


@pytest.mark.parametrize("given", [["source.tif", "target.tif"], ["worm.h5", "--frames", "0", "1"]])
def test_points_of_a_volume_are_found_in_the_other(pair, tmp_path, given, capsys):
    files = [str(pair / word) if "." in word else word for word in given]
    output = tmp_path / "places.csv"
    points = ["--points", str(pair / "points.csv"), "--output", str(output)]
    main(["match", *files, *STEP, *points])
    assert capsys.readouterr().out.startswith("matched; ")
    errors = np.abs(places(output) - rolled(nuclei(4), 0.6, 0.8))
    assert np.median(errors, axis=0).max() < 0.5


def test_projections_are_matched_without_the_distance_of_planes(pair, tmp_path, capsys):
    files = [str(pair / name) for name in ("target.tif", "target.tif")]
    points = ["--points", str(pair / "points.csv"), "--output", str(tmp_path / "places.csv")]
    main(["match", *files, *points])
    assert "smallest area" in capsys.readouterr().out
    assert np.abs(places(tmp_path / "places.csv") - nuclei(4)[:, :2]).max() < 0.1


def test_nothing_is_written_of_a_match_that_is_lost(pair, tmp_path):
    tifffile.imwrite(
        tmp_path / "other.tif",
        volume_of(nuclei(77)).transpose(1, 0, 2, 3),
        imagej=True,
        metadata={"axes": "ZCYX"},
    )
    files = [str(tmp_path / "other.tif"), str(pair / "target.tif")]
    points = ["--points", str(pair / "points.csv"), "--output", str(tmp_path / "places.csv")]
    with pytest.raises(SystemExit, match="lost: do not use this match"):
        main(["match", *files, *STEP, *points])
    assert not (tmp_path / "places.csv").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (["--depth-step", "-4"], "give the distance of two planes"),
        (["--points", "points.csv"], "give --points and --output, or neither"),
    ],
)
def test_what_cannot_be_is_refused(pair, change, message):
    files = [str(pair / name) for name in ("source.tif", "target.tif")]
    with pytest.raises(SystemExit, match=message):
        main(["match", *files, *change])


def test_an_image_is_no_volume(pair, tmp_path):
    tifffile.imwrite(tmp_path / "flat.tif", np.zeros((96, 96), np.uint16))
    files = [str(tmp_path / "flat.tif")] * 2
    with pytest.raises(SystemExit, match="1 plane; leave out --depth-step"):
        main(["match", *files, *STEP])
