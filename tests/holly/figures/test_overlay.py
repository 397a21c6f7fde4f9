import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.clouds import read_cloud, write_cloud
from holly.evaluation.evaluate import evaluate
from holly.figures.colours import RECONSTRUCTION, TRUTH
from holly.figures.overlay import draw_overlay
from holly.figures.scene import read_scene
from holly.results.evaluation import read_evaluation

AXIS = np.array([1.0, 2.0, -0.5]) / np.linalg.norm([1.0, 2.0, -0.5])


def overlay(run, name="overlay.png", **options):
    options = {"truth": run / "truth.ply"} | options
    draw_overlay(run / "structure.ply", run / "evaluation.json", run / name, **options)
    return run / name


@pytest.fixture
def ring(run, change):
    """The run's structure replaced by a ring of radius 0.4 about AXIS, away from the origin."""
    right = np.cross(AXIS, [0, 0, 1])
    right /= np.linalg.norm(right)
    angle = np.linspace(0, 2 * np.pi, 100)[:, None]
    circle = 0.4 * (np.cos(angle) * right + np.sin(angle) * np.cross(AXIS, right))
    write_cloud(run / "structure.ply", circle + np.array([0.3, -0.1, 0.2]))
    shape = {"ring_diameter": 80.0, "eightfold": 0.4, "axis": AXIS.tolist()}
    change(
        run / "evaluation.json",
        **{"rmsd": None, "random_rmsd": None, "mirrored": None, "transform": None},
        **{"nm_per_unit": 100.0, "shape": shape},
    )
    return run


def test_shows_both_clouds_at_the_asked_size(run, png_size, share_of_colour):
    picture = overlay(run, dpi=100)
    assert png_size(picture)[0] == int(180 / 25.4 * 100)
    assert share_of_colour(picture, TRUTH) > 1e-4
    assert share_of_colour(picture, RECONSTRUCTION) > 1e-4


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf"])
def test_two_runs_give_the_same_bytes(run, suffix):
    first = overlay(run, f"a.{suffix}").read_bytes()
    assert overlay(run, f"b.{suffix}").read_bytes() == first


def test_the_transform_lays_the_reconstruction_on_the_truth(run):
    scene = read_scene(
        run / "structure.ply", read_evaluation(run / "evaluation.json"), run / "truth.ply"
    )
    apart = np.linalg.norm(scene.clouds["reconstruction"] - scene.clouds["truth"], axis=1)
    assert list(scene.clouds) == ["truth", "reconstruction"]
    assert np.sqrt((apart**2).mean()) < 0.1
    untouched = read_cloud(run / "structure.ply") - scene.clouds["truth"]
    assert np.sqrt((untouched**2).sum(1).mean()) > 0.3


def test_without_truth_the_axis_is_towards_the_reader(ring):
    scene = read_scene(ring / "structure.ply", read_evaluation(ring / "evaluation.json"), None)
    points = scene.clouds["reconstruction"]
    assert np.abs(points[:, 2]).max() < 1e-9
    assert np.hypot(*points.T[:2]) == pytest.approx(np.full(100, 0.4), abs=0.01)
    assert np.hypot(*scene.rings[0].T[:2]) == pytest.approx(0.4)  # 80 nm at 100 nm a unit


@pytest.mark.parametrize(
    ("shape", "radius", "apart"),
    [
        ({"ring_radius": 40.0, "ring_separation": 50.0}, 0.4, 0.5),
        ({"diameter": 60.0, "height": 30.0}, 0.3, 0.3),
    ],
)
def test_two_rings_and_cylinders_have_their_size(ring, change, shape, radius, apart):
    change(ring / "evaluation.json", shape={"axis": AXIS.tolist(), **shape})
    low, high = read_scene(
        ring / "structure.ply", read_evaluation(ring / "evaluation.json"), None
    ).rings
    assert np.hypot(*low.T[:2]) == pytest.approx(radius)
    assert high[:, 2] - low[:, 2] == pytest.approx(apart)


def test_what_evaluate_writes_is_drawn(ring):
    for shape in ("torus", "rings", "cylinder"):
        evaluate(
            ring / "structure.ply",
            ring / "evaluation.json",
            experiment="ring",
            replicate="1",
            nm_per_unit=100.0,
            shape=shape,
        )
        scene = read_scene(ring / "structure.ply", read_evaluation(ring / "evaluation.json"), None)
        points = scene.clouds["reconstruction"]
        nearest = np.linalg.norm(points[:, None] - scene.rings[0], axis=2).min(1)
        assert nearest.max() < 0.05


def test_without_truth_the_rings_are_drawn(ring, share_of_colour):
    assert share_of_colour(overlay(ring, truth=None), TRUTH) > 1e-4


def test_without_truth_and_shape_the_structure_stands_alone(ring, change, share_of_colour):
    change(ring / "evaluation.json", shape=None)
    picture = overlay(ring, truth=None)
    assert share_of_colour(picture, TRUTH) == 0
    assert share_of_colour(picture, RECONSTRUCTION) > 1e-4


@pytest.mark.parametrize("name", ["$\\broken_{tex", "<b>bold</b>", "n" * 60])
def test_any_name_can_be_a_title(run, change, name, png_size):
    change(run / "evaluation.json", experiment=name)
    assert png_size(overlay(run))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"transform": [[1, 0], [0, 1]]}, "4x4"),
        ({"transform": "none"}, "could not convert"),
        ({"rmsd": "near"}, "rmsd is not a number"),
        ({"shape": 3}, "shape is not an object"),
        ({"shape": {"axis": [0, 0, 0]}}, "axis is not a direction"),
    ],
)
def test_a_broken_evaluation_is_said_in_a_line(run, change, changes, message):
    change(run / "evaluation.json", **changes)
    with pytest.raises(InputError, match=message) as caught:
        overlay(run, truth=None)
    assert str(caught.value).startswith(f"{run / 'evaluation.json'}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", '{"experiment": "bunny"}', "\udcff"])
def test_what_is_no_evaluation_is_refused(run, text):
    (run / "evaluation.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(InputError, match="run the evaluation"):
        overlay(run)


@pytest.mark.parametrize("name", ["structure.ply", "truth.ply", "evaluation.json"])
def test_a_missing_file_is_named(run, name):
    (run / name).unlink()
    with pytest.raises(InputError, match=name):
        overlay(run)
    assert not (run / "overlay.png").exists()
