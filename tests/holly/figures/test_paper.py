import re

import numpy as np
import pytest
from cubes import write_cube
from PIL import Image

from groundwork.errors import InputError
from holly.figures.colours import TRUTH
from holly.figures.experiment import Experiment, parse_experiments
from holly.figures.paper import KINDS, draw_paper_figure
from holly.figures.words import describe_noise
from holly.images.cube import CubeHeader, cube_path
from holly.settings.images import Simulation

SPAWN = [f"spawn-{letter}" for letter in "abcdefgh"]
SCATTER = ["scatter-0.03", "scatter-0.06", "scatter-0.09"]
FIGURES = {  # kind: experiments, and words that a reader must find
    "unseen": (["bunny"], ["bunny", "never trained on", "input", "output", "epochs"]),
    "points": (["bunny-100", "bunny"], ["truth, 300 points", "100 points", "RMSD 0.052"]),
    "replicates": (["bunny"], ["replicates 1 to 5", "front", "side", "as found", "RMSD 0.044"]),
    "noise": (SCATTER, ["scatter 0.03", "scatter 0.09", "RMSD 0.198", "reconstruction"]),
    "levels": (["ring"], ["ring", "input σ", "output σ", "nm"]),
    "shapes": (["tube"], ["tube", "top", "side", "diameter", "height", "100 nm"]),
    "sigma": (["bunny", "ring"], ["bunny", "ring", "sigma (px)", "epoch", "input"]),
    "gallery": (["ring"], ["ring", "100 of 120 training images", "9.28 nm/px"]),
    "direct": (["direct-a", "direct-b", "direct-c"], ["direct-b", "adam, 0.0004, 300 points"]),
}


def draw(kind, shown, folder, names=None, suffix="svg", **options):
    path = folder / f"{kind}.{suffix}"
    draw_paper_figure(kind, shown(*(names or FIGURES[kind][0])), path, **options)
    return path


def words(path):
    """What is written in an SVG; matplotlib keeps the text of each label as a comment."""
    return " ".join(re.findall(r"<!-- (.*?) -->", path.read_text(), re.DOTALL))


def test_every_kind_of_the_configuration_is_drawn_here():
    from typing import get_args, get_type_hints

    from holly.settings.paper import PaperFigure

    assert get_args(get_type_hints(PaperFigure)["kind"]) == tuple(KINDS) == tuple(FIGURES)


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_says_what_it_shows(kind, shown, tmp_path):
    said = words(draw(kind, shown, tmp_path))
    for word in FIGURES[kind][1]:
        assert word in said, word


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_a_page_or_a_column_wide_and_the_same_each_time(kind, shown, tmp_path):
    first = draw(kind, shown, tmp_path, suffix="png", dpi=60)
    before = first.read_bytes()
    assert draw(kind, shown, tmp_path, suffix="png", dpi=60).read_bytes() == before
    with Image.open(first) as picture:
        assert 88 / 25.4 * 60 - 1 <= picture.width <= 180 / 25.4 * 60 + 1


def test_five_replicates_have_a_panel_each_and_the_mirrored_another(shown, tmp_path):
    said = words(draw("replicates", shown, tmp_path))
    letters = [word for word in said.split() if re.fullmatch("[A-Z]", word)]
    assert letters == list("ABCDEFGHIJKL")  # 5 from the front, 5 from the side, 2 as found
    assert said.count("RMSD") == 5


def test_without_a_mirrored_one_nothing_is_drawn_as_found(shown, tmp_path):
    assert "as found" not in words(draw("replicates", shown, tmp_path, ["scatter-0.03"]))


def test_truth_is_orange_and_reconstruction_blue(shown, tmp_path):
    orange, blue = hues(draw("replicates", shown, tmp_path, suffix="png"))
    assert orange > 0.01
    assert blue > 0.01


def hues(path):
    """The shares of a picture that are rather orange, and rather blue."""
    with Image.open(path) as picture:
        red, _, blue = np.moveaxis(np.asarray(picture.convert("RGB"), int), 2, 0)
    return (red - blue > 90).mean(), (blue - red > 90).mean()


def test_the_fitted_shape_is_orange(shown, tmp_path, share_of_colour):
    assert share_of_colour(draw("shapes", shown, tmp_path, ["ring"], "png"), TRUTH) > 1e-3


def test_eight_noises_stand_in_rows_of_four(shown, tmp_path):
    said = words(draw("noise", shown, tmp_path, SPAWN))
    assert said.count("up to 4 per site, rate 0.3") == 8
    assert said.count("RMSD") == 8


def test_the_typical_replicate_is_the_one_of_median_rmsd(shown):
    assert shown("bunny")[0].median_replicate() == 3
    assert shown("ring")[0].median_replicate() == 1
    assert describe_noise(Simulation()) == "no noise"


def test_poses_in_a_table_know_no_unseen_image(shown, tmp_path):
    with pytest.raises(InputError, match="has none for unseen images"):
        draw("unseen", shown, tmp_path, ["direct-a"])
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_drawn_is_said_in_a_line(shown, results, tmp_path):
    with pytest.raises(InputError, match="no training images of bunny"):
        draw("gallery", shown, tmp_path, ["bunny"])
    with pytest.raises(InputError, match="figure 'pie': unknown; give one of unseen, points"):
        draw_paper_figure("pie", shown("bunny"), tmp_path / "x.svg")
    absent = parse_experiments(
        '[{"name": "nothing", "replicates": 1, "truth": null, "images": null}]', results
    )
    with pytest.raises(InputError, match=r"nothing/1\.json: no such file"):
        draw_paper_figure("shapes", absent, tmp_path / "x.svg")


def test_a_gallery_of_images_without_a_scale_names_none(tmp_path):
    cube = cube_path(tmp_path / "images/a", 2.0)
    write_cube(cube, CubeHeader(2.0, float("nan"), 1), np.ones((3, 8, 8), np.float32))
    draw_paper_figure("gallery", [Experiment(tmp_path, "a", 1, None, "a")], tmp_path / "x.svg")
    assert "a: 3 of 3 training images, σ 2 px" in words(tmp_path / "x.svg")
    assert "nm/px" not in words(tmp_path / "x.svg")


@pytest.mark.parametrize("text", ["", "[]", "{}", '["bunny"]', '[{"name": "bunny"}]'])
def test_experiments_that_are_none_are_refused(text, results):
    with pytest.raises(InputError, match="--experiments") as caught:
        parse_experiments(text, results)
    assert "\n" not in str(caught.value)
