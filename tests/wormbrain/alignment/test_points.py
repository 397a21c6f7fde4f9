import csv

import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from wormbrain.alignment.points import write_places
from wormbrain.alignment.signals import signals_of_recording
from wormbrain.alignment.transformations import Transformations
from wormbrain.frames.points import DEEP, Points, read_points, write_points
from wormbrain.frames.recording import Description, writing
from wormbrain.geometry import size_of, spline

SIZE, GRID = (40, 60), (3, 3)


@pytest.fixture
def found():
    """Frame t shows everything 3t pixels further right; frame 2 is lost."""
    control = spline(*GRID, tuple(size_of(SIZE).tolist())).control
    maps = torch.stack([control + torch.tensor([2 * 3 * t / 60, 0.0]) for t in range(4)])
    maps[2] = torch.nan
    return Transformations(SIZE, GRID, maps, np.arange(4), 0)


def table(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_points_are_followed_and_missing_where_lost(found, tmp_path):
    points = Points(["AVA", "b, c"], np.array([[10.0, 20.0], [30.0, 5.5]]))
    write_places(found, points, tmp_path / "places.csv")
    rows = table(tmp_path / "places.csv")
    assert [row["frame"] for row in rows] == ["0", "0", "1", "1", "2", "2", "3", "3"]
    assert [row["name"] for row in rows[:2]] == ["AVA", "b, c"]
    assert float(rows[3]["x"]) == pytest.approx(33, abs=1e-3)
    assert float(rows[3]["y"]) == pytest.approx(5.5, abs=1e-3)
    assert rows[4]["x"] == rows[4]["y"] == ""


def test_signals_are_the_means_of_disks_in_the_original_frames(found, tmp_path):
    frames = np.random.default_rng(0).integers(0, 4000, (4, 2, *SIZE), np.uint16)
    with writing(tmp_path / "r.h5", Description(("red", "green"))) as writer:
        for number, frame in enumerate(frames):
            writer.append(number, frame)
    points = Points(["a", "edge"], np.array([[10.0, 20.3], [54.0, 20.0]]))
    write_points(tmp_path / "p.csv", points)
    found.write(tmp_path / "maps.h5")
    paths = [tmp_path / name for name in ("r.h5", "maps.h5", "p.csv", "s.csv")]
    signals_of_recording(*paths, radius=3.2)
    rows = table(tmp_path / "s.csv")
    assert list(rows[0]) == ["frame", "a red", "a green", "edge red", "edge green"]
    y, x = np.indices(SIZE)
    for t in (0, 1, 3):
        disk = np.hypot(x - 10 - 3 * t, y - 20.3) <= 3.2  # the slow way, over the whole image
        for channel, name in enumerate(("red", "green")):
            mean = frames[t, channel][disk].mean()
            assert float(rows[t][f"a {name}"]) == pytest.approx(mean, abs=1e-3)
    assert rows[2]["a red"] == ""  # lost
    assert rows[0]["edge red"] != ""
    assert rows[3]["edge red"] == ""  # beyond the edge


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,x\na,1\n", "line 2 is malformed"),
        ("name,x,y\na,1,2\nb,?,2\n", "line 3 is malformed"),
        ("name,x,y\n", "no points"),
        ("name,x,y\na,1,inf\n", "not finite"),
        ("name,x,y\na,1,2\na,3,4\n", "comes twice"),
        ("name,x,y\na,1,2", "truncated"),
    ],
)
def test_malformed_points_are_refused_by_file_and_line(tmp_path, text, message):
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(InputError, match=rf"p\.csv: .*{message}"):
        read_points(tmp_path / "p.csv")


@pytest.mark.parametrize("radius", [0.2, float("nan"), float("inf")])
def test_a_disk_without_pixels_is_refused(tmp_path, radius):
    paths = [tmp_path / name for name in ("r.h5", "maps.h5", "p.csv", "s.csv")]
    with pytest.raises(InputError, match="--radius"):
        signals_of_recording(*paths, radius=radius)


def test_points_of_volumes_need_a_plane(tmp_path):
    (tmp_path / "p.csv").write_text("name,x,y\na,1,2\n")
    with pytest.raises(InputError, match=r"line 2 is malformed; .* x, y and z"):
        read_points(tmp_path / "p.csv", DEEP)


def test_points_outside_the_target_are_refused(found, tmp_path):
    points = Points(["in", "out"], np.array([[59.4, 39.4], [60.0, 3.0]]))
    with pytest.raises(InputError, match=r"point out \(60, 3\) is not in the target.* 60 x 40"):
        write_places(found, points, tmp_path / "places.csv")
    assert not (tmp_path / "places.csv").exists()
