import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from result_files import RUN
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.evaluation.clouds import best_scale, nearest_rmsd
from holly.evaluation.evaluate import describe, evaluate
from holly.evaluation.tables import COLUMNS, summarise


def save(path, points):
    write_cloud(path, points)
    return path


def load(path):
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """A noisy, mirrored, turned teapot, judged."""
    folder = tmp_path_factory.mktemp("evaluation")
    truth = ground_truth("teapot")
    rng = np.random.default_rng(0)
    noisy = truth + rng.normal(scale=0.05, size=truth.shape)
    turned = Rotation.random(rng=rng).apply(noisy * [-1, 1, 1]) + 0.1
    structure = save(folder / "structure.ply", turned)
    true_file = save(folder / "truth.ply", truth)
    output = folder / "out" / "1.json"
    arguments = {"experiment": "teapot", "replicate": "1", "truth": true_file, "random_clouds": 2}
    arguments |= {"nm_per_unit": 297.0, "shape": "torus"}
    evaluate(structure, output, **arguments)
    return structure, output, arguments, noisy


def test_the_numbers_are_the_distances_after_the_transform(judged):
    structure, output, _, noisy = judged
    result = load(output)
    truth = ground_truth("teapot")
    transform = np.array(result["transform"])
    points = np.loadtxt(structure, skiprows=7)
    aligned = points @ transform[:3, :3].T + transform[:3, 3]
    assert (result["rmsd"], result["coverage_rmsd"]) == pytest.approx(nearest_rmsd(aligned, truth))
    assert result["rmsd"] <= nearest_rmsd(noisy, truth)[0] * 1.01
    assert result["mirrored"] is True
    assert result["rmsd"] <= result["assignment_rmsd"] < 0.12
    assert result["points"] == len(points)
    assert result["experiment"] == "teapot"
    assert result["replicate"] == "1"


def test_the_baseline_is_far_worse_than_a_good_structure(judged):
    result = load(judged[1])
    assert result["random_rmsd"] > 3 * result["rmsd"]
    assert result["random_coverage_rmsd"] > 1.5 * result["coverage_rmsd"]


def test_the_structure_ranks_before_every_random_cloud_and_has_the_truths_size(judged):
    result = load(judged[1])
    assert result["rank"] == pytest.approx(1 / 3)
    assert result["random_clouds"] == 2
    assert result["random_rmsd_spread"] > 0
    assert result["scale"] == pytest.approx(1, abs=0.02)
    assert result["false_symmetry"] is None


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_the_scale_undoes_a_wrong_size(factor):
    truth = ground_truth("bunny")
    assert best_scale(truth / factor, truth) == pytest.approx(factor, rel=0.03)
    assert best_scale(np.zeros((5, 3)), truth) == 1


def test_an_interval_holds_the_true_length_and_is_near_the_fit(judged):
    shape = load(judged[1])["shape"]
    low, high = shape["interval"]["ring_diameter"]
    assert low < shape["ring_diameter"] < high < 1.3 * low


def test_the_table_says_every_number_and_a_false_symmetry(judged):
    structure, _, arguments, _ = judged
    result = evaluate(structure, **arguments)
    text = describe(result)
    for word in ("rmsd", "coverage", "one to one", "rank", "mirrored", "scale", "ring diameter"):
        assert word in text
    assert f"{result.rmsd:.4f}" in text
    sentence = "The structure has a twofold axis that the truth lacks."
    assert describe(replace(result, false_symmetry={"sentence": sentence})).endswith(sentence)


def test_shapes_are_in_nm_where_the_scale_is_known(judged, tmp_path):
    structure, output, _, _ = judged
    in_nm = load(output)
    assert in_nm["nm_per_unit"] == 297
    assert in_nm["shape"]["ring_diameter"] == pytest.approx(
        in_nm["truth_shape"]["ring_diameter"], rel=0.1
    )
    evaluate(
        structure, tmp_path / "1.json", experiment="e", replicate="1", shape="torus", truth=None
    )
    in_units = load(tmp_path / "1.json")
    assert in_units["shape"]["ring_diameter"] == pytest.approx(
        in_nm["shape"]["ring_diameter"] / 297, rel=1e-3
    )


def test_the_same_input_gives_the_same_file(judged, tmp_path):
    structure, output, arguments, _ = judged
    evaluate(structure, tmp_path / "again.json", **arguments)
    assert (tmp_path / "again.json").read_bytes() == output.read_bytes()
    assert list(load(output)) == sorted(load(output))


def test_without_a_truth_there_is_only_the_shape(tmp_path):
    points = np.random.default_rng(0).normal(size=(60, 3))
    structure = save(tmp_path / "structure.ply", points)
    evaluate(structure, tmp_path / "1.json", experiment="npc", replicate="1", shape="rings")
    result = load(tmp_path / "1.json")
    nothing = {key for key, value in result.items() if value is None}
    assert nothing == {
        *("rmsd", "coverage_rmsd", "assignment_rmsd", "random_rmsd", "random_coverage_rmsd"),
        *("mirrored", "transform", "truth_shape", "nm_per_unit", "scale", "rank"),
        *("random_rmsd_spread", "random_clouds", "false_symmetry", "pose_error_degrees"),
        *("strays", "stray_limit", "rmsd_without_strays"),
    }
    assert result["shape"]["ring_radius"] > 0


def test_a_collapsed_structure_is_judged_honestly(tmp_path):
    truth = save(tmp_path / "truth.ply", ground_truth("teapot"))
    structure = save(tmp_path / "structure.ply", np.full((50, 3), 0.2))
    evaluate(
        *(structure, tmp_path / "1.json"),
        **{"experiment": "e", "replicate": "1", "truth": truth, "random_clouds": 1},
        shape="torus",
    )
    result = load(tmp_path / "1.json")
    assert result["coverage_rmsd"] > result["random_coverage_rmsd"]
    assert result["assignment_rmsd"] > 0.3
    assert result["shape"]["ring_diameter"] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("few", ["structure", "truth"])
def test_a_cloud_of_one_to_three_points_is_not_judged(tmp_path, few):
    for count in (1, 2, 3):
        files = {"structure": ground_truth("teapot"), "truth": ground_truth("teapot")}
        files[few] = files[few][:count]
        structure, truth = (save(tmp_path / f"{n}.ply", files[n]) for n in ("structure", "truth"))
        with pytest.raises(InputError, match=rf"{few}\.ply: {count} points, too few"):
            evaluate(structure, experiment="e", replicate="1", truth=truth)


def table(path, points, names):
    np.savetxt(path, points, "%.17g", ",", header=names, comments="")
    return path


def test_units_that_both_clouds_name_are_converted_to_nm(tmp_path):
    points = ground_truth("teapot")
    structure = table(tmp_path / "a.csv", points, "x_um,y_um,z_um")
    truth = table(tmp_path / "b.csv", points * 1000 + 3, "x_nm,y_nm,z_nm")
    found = evaluate(structure, experiment="e", replicate="1", truth=truth, random_clouds=1)
    assert found.nm_per_unit == 1
    assert found.rmsd < 1e-6
    assert found.random_rmsd == pytest.approx(300, rel=0.3)


def test_a_unit_that_only_one_cloud_names_needs_the_scale(tmp_path):
    points = ground_truth("teapot")
    structure = table(tmp_path / "a.csv", points, "x,y,z")
    truth = table(tmp_path / "b.csv", points * 50, "x_nm,y_nm,z_nm")
    given = {"experiment": "e", "replicate": "1", "truth": truth, "random_clouds": 1}
    with pytest.raises(InputError, match=r"b\.csv: its columns name a unit .* give nm_per_unit"):
        evaluate(structure, **given)
    assert evaluate(structure, nm_per_unit=50, **given).rmsd < 1e-9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shape": "sphere"}, "sphere.*torus"),
        ({"nm_per_unit": 0.0}, "nm_per_unit"),
        ({"nm_per_unit": float("nan")}, "nm_per_unit"),
        ({"random_clouds": 0}, "random_clouds"),
    ],
)
def test_bad_settings_are_refused_before_any_work(tmp_path, change, message):
    structure = save(tmp_path / "structure.ply", np.eye(3))
    arguments = {"experiment": "e", "replicate": "1"} | change
    with pytest.raises(InputError, match=message):
        evaluate(structure, tmp_path / "1.json", **arguments)
    assert not (tmp_path / "1.json").exists()


def test_a_structure_that_is_missing_or_diverged_is_named(tmp_path):
    arguments = {"experiment": "e", "replicate": "1"}
    with pytest.raises(InputError, match=r"none\.ply"):
        evaluate(tmp_path / "none.ply", tmp_path / "1.json", **arguments)
    diverged = save(tmp_path / "diverged.ply", np.full((4, 3), np.nan))
    with pytest.raises(InputError, match=r"diverged\.ply"):
        evaluate(diverged, tmp_path / "1.json", **arguments)


def test_the_summary_has_a_row_a_replicate_in_order(judged, tmp_path):
    rng = np.random.default_rng(0)
    files = [judged[1]]
    for experiment, replicate in (("b", "10"), ("b", "2"), ("a", "1")):
        structure = save(tmp_path / "structure.ply", rng.normal(size=(40, 3)))
        files.append(tmp_path / experiment / f"{replicate}.json")
        evaluate(structure, files[-1], experiment=experiment, replicate=replicate, shape="rings")
    trained = tmp_path / "b" / "2" / "run.json"
    trained.parent.mkdir()
    trained.write_text(json.dumps(RUN | {"kWh": 0.25}))
    summarise(files, tmp_path / "summary.csv", [trained])
    with (tmp_path / "summary.csv").open() as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames[: len(COLUMNS)] == COLUMNS
    names = [(row["experiment"], row["replicate"]) for row in rows]
    assert names == [("a", "1"), ("b", "2"), ("b", "10"), ("teapot", "1")]
    assert float(rows[-1]["rmsd"]) == load(judged[1])["rmsd"]
    assert rows[-1]["mirrored"] == "True"
    assert float(rows[-1]["truth_shape_ring_diameter"]) > 0
    assert rows[0]["rmsd"] == rows[0]["mirrored"] == ""
    assert float(rows[0]["shape_ring_radius"]) > 0
    assert [row["kWh"] for row in rows] == ["", "0.25", "", ""]
    assert not any(name.endswith("axis") for name in reader.fieldnames)


@pytest.mark.parametrize("text", ["", "[]", '{"kWh": []}', '{"kWh": "much"}'])
def test_what_is_not_a_run_is_named(judged, tmp_path, text):
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(InputError, match=r"run\.json: .*; (finish the run first|run it again)"):
        summarise([judged[1]], tmp_path / "summary.csv", [tmp_path / "run.json"])


@pytest.mark.parametrize("text", ["", "{", "[]", '{"experiment": "e"}'])
def test_what_is_not_an_evaluation_is_named(tmp_path, text):
    (tmp_path / "1.json").write_text(text)
    with pytest.raises(InputError, match=r"1\.json"):
        summarise([tmp_path / "1.json"], tmp_path / "summary.csv", [])
    assert not (tmp_path / "summary.csv").exists()


def test_no_evaluations_make_no_summary(tmp_path):
    with pytest.raises(InputError, match="no evaluations"):
        summarise([], tmp_path / "summary.csv", [])
