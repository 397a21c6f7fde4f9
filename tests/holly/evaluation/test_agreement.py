import json

import numpy as np
import pandas as pd
import pytest
from result_files import RUN, write_history
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.evaluation.agreement import agreement, resolution, shell_correlation
from holly.evaluation.evaluate import evaluate
from holly.evaluation.tables import summarise, summarise_experiments
from holly.results.agreement import read_agreement
from holly.stages import main


def write_runs(folder, names, *, noise, nm_per_unit=None):
    rng = np.random.default_rng(0)
    truth = ground_truth("bunny")[::9]
    for name in names:
        cloud = truth + rng.normal(scale=noise, size=truth.shape)
        write_cloud(folder / name / "structure.ply", Rotation.random(rng=rng).apply(cloud))
        settings = {"settings": RUN["settings"] | {"nm_per_unit": nm_per_unit}}
        (folder / name / "run.json").write_text(json.dumps(RUN | settings))
    return [folder / name for name in names]


def hollow_sphere(points, seed):
    directions = np.random.default_rng(seed).normal(size=(points, 3))
    return directions / np.linalg.norm(directions, axis=1, keepdims=True)


def test_the_correlation_of_a_cloud_with_itself_is_one_and_noise_resolves_less():
    truth = ground_truth("bunny")
    rng = np.random.default_rng(0)
    _, same = shell_correlation(truth, truth)
    np.testing.assert_allclose(same, 1, atol=1e-9)
    resolved = []
    for noise in (0.03, 0.1):
        pair = (truth + rng.normal(scale=noise, size=truth.shape) for _ in range(2))
        resolved.append(resolution(*shell_correlation(*pair), 0.5))
    assert 0.03 < resolved[0] < 0.5 * resolved[1]


def test_doubt_is_small_where_runs_agree_and_large_where_they_share_nothing(tmp_path):
    runs = write_runs(tmp_path / "same", ["1", "2"], noise=0.02)
    same = agreement(runs, tmp_path / "a.json")
    assert same["belief"] == "supported"
    write_cloud(runs[1] / "structure.ply", hollow_sphere(40, seed=0))
    apart = agreement(runs, tmp_path / "a.json")
    assert apart["belief"] == "refuted"
    assert read_agreement(tmp_path / "a.json").sampling == apart["sampling"] < apart["chance"]


def test_clouds_that_share_nothing_tell_nothing(tmp_path):
    runs = write_runs(tmp_path, ["1", "2"], noise=0)
    for seed, run in enumerate(runs):
        points = np.random.default_rng(seed).uniform(-1, 1, (100, 3))
        write_cloud(run / "structure.ply", points)
    assert agreement(runs, tmp_path / "a.json")["belief"] == "unclear"
    assert "cannot tell" in read_agreement(tmp_path / "a.json").verdict


def test_doubt_comes_from_halves_where_there_are_any(tmp_path):
    same = write_runs(tmp_path / "same", ["1", "2"], noise=0)
    apart = write_runs(tmp_path / "apart", ["half-1", "half-2"], noise=0)
    elsewhere = np.random.default_rng(0).uniform(-1, 1, (40, 1)) * [1, 0, 0]  # a rod
    write_cloud(apart[1] / "structure.ply", elsewhere)
    found = agreement([*same, *apart], tmp_path / "a.json")
    assert found["belief"] == "refuted"
    assert found["replicates"]["distance"] < 0.01


def test_several_replicates_are_doubted_as_the_pair_in_the_middle(tmp_path):
    runs = write_runs(tmp_path, ["1", "2", "3"], noise=0.02)
    found = agreement(runs, tmp_path / "a.json")
    ordered = sorted(found["pairs"], key=lambda pair: pair["distance"])
    middle = [tmp_path / name for name in ordered[1]["runs"]]
    alone = agreement(middle, tmp_path / "b.json")
    assert found["chance"] == alone["chance"]
    assert found["doubt"] == alone["doubt"]
    assert found["belief"] == "supported"


def test_runs_that_agree_on_what_the_images_do_not_show_are_not_believed(tmp_path):
    runs = write_runs(tmp_path, ["1", "2"], noise=0.02)
    pictures = np.ones((2, 4, 4))
    whole = {"rotation": np.ones((2, 3, 3)), "average": pictures, "rendered": pictures}
    for misfit, belief in ((0.01, "supported"), (0.2, "misfit")):
        for run, worse in zip(runs, (0.0, misfit), strict=True):
            np.savez(run / "views.npz", **whole, count=np.array([9, 1]), misfit=[worse, np.nan])
        found = agreement(runs, tmp_path / "a.json")
        assert found["misfit"] == pytest.approx(misfit)
        assert found["belief"] == belief
    assert "the images show something else" in read_agreement(tmp_path / "a.json").verdict


def test_one_run_alone_is_neither_doubted_nor_believed(tmp_path):
    (run,) = write_runs(tmp_path, ["1"], noise=0)
    found = agreement([run], tmp_path / "a.json")
    assert found["doubt"] is None
    assert found["belief"] == "unknown"
    assert "train a second replicate" in read_agreement(tmp_path / "a.json").verdict


def test_the_best_run_has_the_least_held_out_loss(tmp_path):
    runs = write_runs(tmp_path, ["1", "2", "3"], noise=0.05)
    for run, losses in zip(runs, ([1, 9], [5, 3], [2, "nan"]), strict=True):
        write_history(run / "history.csv", heldout_loss=losses)
    assert agreement(runs, tmp_path / "a.json")["best"] == "2"
    (runs[0] / "history.csv").write_text("step\n1\n")
    with pytest.raises(InputError, match=r"history.csv: not the history of a training"):
        agreement(runs, tmp_path / "a.json")


def test_two_samples_of_one_blurred_density_agree_at_low_frequency():
    rng = np.random.default_rng(0)
    truth = np.repeat(rng.uniform(-1, 1, size=(3, 3)), 500, axis=0)
    clouds = [truth + rng.normal(scale=0.05, size=truth.shape) for _ in range(2)]
    frequency, correlation = shell_correlation(*clouds)
    extent = np.ptp(np.concatenate(clouds), axis=0).max()
    assert frequency[0] == pytest.approx(1 / (1.25 * extent))
    assert correlation[:4].min() > 0.95


def test_the_resolution_is_interpolated_and_absent_where_nothing_falls():
    frequency = np.array([1.0, 2.0, 4.0])
    assert resolution(frequency, np.array([1.0, 0.6, 0.4]), 0.5) == pytest.approx(1 / 3)
    assert resolution(frequency, np.array([1.0, 0.9, 0.8]), 0.5) is None
    assert resolution(frequency, np.array([0.1, 0.0, 0.0]), 0.5) == 1


def test_replicates_are_compared_pairwise_and_halves_with_each_other(tmp_path):
    names = ["1", "2", "half-1", "half-2"]
    runs = write_runs(tmp_path / "bunny", names, noise=0.05, nm_per_unit=100.0)
    result = agreement(runs, tmp_path / "bunny.json")
    assert json.loads((tmp_path / "bunny.json").read_text()) == result
    assert result["experiment"] == "bunny"
    assert [pair["runs"] for pair in result["pairs"]] == [["1", "2"]]
    assert result["halves"]["runs"] == ["half-1", "half-2"]
    assert 0.05 < result["replicates"]["distance"] < 0.15  # model units
    assert 10 < result["replicates"]["resolution"]["0.5"] < 60  # nm
    assert len(result["halves"]["frequency_per_nm"]) == len(result["halves"]["fsc"])


def test_one_replicate_agrees_with_nothing(tmp_path):
    result = agreement(write_runs(tmp_path / "b", ["1"], noise=0), tmp_path / "b.json")
    assert result["pairs"] == []
    assert result["halves"] is None
    assert result["replicates"]["distance"] is None


def test_an_experiment_is_a_row_of_medians_and_extremes(tmp_path):
    runs = write_runs(tmp_path / "bunny", ["1", "2"], noise=0.05)
    write_cloud(tmp_path / "truth.ply", ground_truth("bunny"))
    files = [tmp_path / f"{run.name}.json" for run in runs]
    for run, file in zip(runs, files, strict=True):
        evaluate(
            *(run / "structure.ply", file),
            **{"experiment": "bunny", "replicate": run.name, "random_clouds": 1},
            truth=tmp_path / "truth.ply",
        )
    summarise(files, tmp_path / "summary.csv", [])
    agreement(runs, tmp_path / "bunny.json")
    summarise_experiments(
        tmp_path / "summary.csv", [tmp_path / "bunny.json"], tmp_path / "experiments.csv"
    )
    row = pd.read_csv(tmp_path / "experiments.csv").iloc[0]
    assert (row["experiment"], row["replicates"], row["false_symmetries"]) == ("bunny", 2, 0)
    assert row["rmsd_min"] <= row["rmsd"] <= row["rmsd_max"]
    assert row["replicates_distance"] > 0
    assert np.isnan(row["halves_distance"])


def test_what_is_missing_or_broken_is_named(tmp_path):
    with pytest.raises(InputError, match="no runs"):
        agreement([], tmp_path / "a.json")
    runs = write_runs(tmp_path / "b", ["1"], noise=0)
    (runs[0] / "run.json").write_text("[]")
    with pytest.raises(InputError, match=r"run\.json"):
        agreement(runs, tmp_path / "a.json")
    (tmp_path / "summary.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match=r"summary\.csv"):
        summarise_experiments(tmp_path / "summary.csv", [], tmp_path / "e.csv")


def test_the_stage_says_what_the_doubt_means(tmp_path, capsys):
    runs = write_runs(tmp_path / "tube", ["1", "2"], noise=0)
    main(["agreement", *map(str, runs), "--output", str(tmp_path / "a.json")])
    assert "tube: doubt is small: the structures agree, which is no" in capsys.readouterr().out
