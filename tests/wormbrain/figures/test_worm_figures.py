"""The figures of the report, and matches."""

import json
import re

import numpy as np
import pytest
import torch
from PIL import Image

from groundwork.errors import InputError
from wormbrain.alignment.align import write_table
from wormbrain.alignment.follow import Row
from wormbrain.alignment.transformations import Transformations
from wormbrain.figures.losses import draw_losses
from wormbrain.figures.matches import bright_spots, draw_matches
from wormbrain.figures.projections import draw_projections
from wormbrain.figures.stages import draw_stages
from wormbrain.frames.recording import Description, writing
from wormbrain.geometry import spline
from wormbrain.networks.paper import GeometricNetwork
from wormbrain.networks.saved import SavedNetwork
from wormbrain.settings.paper import PaperNetwork

SPOTS = np.array([[10, 10], [30, 8], [25, 30]])  # column, row in frame 3
STEP = 6  # pixels by which frame 5 is shifted right
LOST = 8
SMALL = {"features": "wb", "size": 64, "width": 0.125, "last_pool": 2, "kernels": [1, 1]}


def frame(shift):
    image = np.full((2, 40, 56), 100, np.uint16)
    for number, (x, y) in enumerate(SPOTS):
        image[number % 2, y - 1 : y + 2, x + shift - 1 : x + shift + 2] = 3000
    return image


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "recording.h5"
    with writing(path, Description(("red", "green"))) as writer:
        for number, shift in ((3, 0), (5, STEP), (LOST, 12)):
            writer.append(number, frame(shift))
    return path


def words(path):
    return re.findall(r"<!-- (.+?) -->", path.read_text())


def row(number, reason=""):
    return Row(number, *[0.5] * 9, bool(reason), reason)


def test_a_frame_is_shown_stacked_and_channel_by_channel(recording, tmp_path):
    draw_projections(recording, tmp_path / "a.svg", frame=5)
    assert words(tmp_path / "a.svg") == ["frame 5, stacked", "red", "green"]
    draw_projections(recording, tmp_path / "a.png", dpi=100)
    with Image.open(tmp_path / "a.png") as opened:
        picture = np.asarray(opened.convert("RGB")).astype(int)
    _, red, green = np.split(picture[20:], [len(picture[0]) // 3, 2 * len(picture[0]) // 3], 1)
    assert red[..., 0].max() > 200 > 5 > red[:, 10:-10, 1:].min()
    assert green[:, 10:-10, 1].max() > 200
    with pytest.raises(InputError, match="no frame 4"):
        draw_projections(recording, tmp_path / "b.png", frame=4)
    assert not (tmp_path / "b.png").exists()


def test_bright_spots_are_found_where_they_are():
    image = torch.from_numpy((frame(0) / 3000).astype(np.float32)) - 100 / 3000
    assert sorted(map(tuple, bright_spots(image).astype(int))) == sorted(map(tuple, SPOTS))


def test_lines_join_matched_points_and_a_lost_frame_has_none(recording, tmp_path):
    control = spline(3, 3, (1.0, 40 / 56)).control
    maps = torch.stack([control, control + torch.tensor([2 * STEP / 56, 0]), control * torch.nan])
    found = Transformations((40, 56), (3, 3), maps, np.array([3, 5, LOST]), 3)
    found.write(tmp_path / "transformations.h5")
    write_table(tmp_path / "frames.csv", Row, [row(3), row(5), row(LOST, "too unlike the target")])
    draw_matches(tmp_path, recording, tmp_path / "m.svg")
    assert words(tmp_path / "m.svg") == [
        "frames 3 and 5: forward and backward differ by 0.50 px",
        f"frames 3 and {LOST}: lost, too unlike the target",
    ]
    text = (tmp_path / "m.svg").read_text()
    lines = re.findall(r'<path d="M ([\d.]+) ([\d.]+) \nL ([\d.]+) ([\d.]+) \n" clip-path', text)
    ends = np.array(lines, float)
    assert len(ends) == len(SPOTS)
    assert np.ptp(ends[:, 2] - ends[:, 0]) < 0.5  # all are shifted alike
    np.testing.assert_allclose(ends[:, 1], ends[:, 3], atol=0.5)


def test_losses_have_a_panel_per_network(tmp_path):
    runs = [tmp_path / f"table1-{name}/{seed}" for name in ("wb-deep", "wb-base") for seed in "12"]
    for folder in runs:
        folder.mkdir(parents=True)
        lines = ["step,learning_rate,loss,validation", "10,0.1,0.5,0.4", "20,0.1,0.25,0.2"]
        (folder / "history.csv").write_text("\n".join([*lines, ""]))
        (folder / "run.json").write_text(json.dumps({"identity": 0.0632}))
    draw_losses(runs, tmp_path / "l.svg")
    said = words(tmp_path / "l.svg")
    assert {"wb-deep", "wb-base", "grid loss", "training", "validation", "no change"} <= {*said}
    with pytest.raises(InputError, match="no trainings"):
        draw_losses([], tmp_path / "none.svg")


def network(path, geometry, transformation):
    """A network that always predicts the same."""
    settings = SMALL | {"geometry": geometry, "start": "identity"}
    built = GeometricNetwork(PaperNetwork(**settings))
    with torch.no_grad():
        built.regression[-1].bias += transformation
    SavedNetwork("paper", settings, built.state_dict()).write(path)
    return path


def test_both_stages_are_applied_one_after_the_other(recording, tmp_path, monkeypatch):
    right = torch.tensor([2 * STEP / 56, 0.0])
    affine = torch.cat([torch.zeros(2, 2), right[:, None]], 1).flatten()
    down = torch.cat([torch.zeros(9), torch.full((9,), 4 / 56)])
    paths = network(tmp_path / "a.pt", "affine", affine), network(tmp_path / "t.pt", "tps", down)
    drawn = {}
    monkeypatch.setattr("wormbrain.figures.stages.draw_row", lambda found: drawn.update(found))
    monkeypatch.setattr("wormbrain.figures.stages.save", lambda *_: None)
    draw_stages(recording, *paths, tmp_path / "s.png", source=5, target=3)
    assert [*drawn] == ["source, frame 5", "target, frame 3", "AFF", "TPS", "AFF + TPS"]
    source, target, moved, lower, both = (image.astype(int) for image in drawn.values())
    np.testing.assert_allclose(moved[:, : -STEP - 1], target[:, : -STEP - 1], atol=2)
    np.testing.assert_allclose(lower[:-3], source[2:-1], atol=2)
    np.testing.assert_allclose(both[:-3], moved[2:-1], atol=2)
    with pytest.raises(InputError, match=r"t.pt: not a network of the kind `paper` with geometry"):
        draw_stages(recording, paths[1], paths[0], tmp_path / "s.png", source=5, target=3)
