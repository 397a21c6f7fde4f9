import json

import pandas as pd
import pytest
from result_files import EVALUATION, RUN

from groundwork.errors import InputError
from holly.evaluation.tables import parse_rows, write_table

PAPER = {
    "epochs": 40,
    "learning_rate": 4e-4,
    "optimiser": "adam",
    "scatter": 0.03,
    "model": "bunny",
}


@pytest.fixture
def results(tmp_path):
    """Three replicates of one experiment, two of another."""
    folder = tmp_path / "results"
    for name, rmsds, epochs in (("a", [0.09, 0.07, 0.3], 40.0), ("b", [0.2, 0.1], 1.6)):
        for replicate, rmsd in enumerate(rmsds, 1):
            run = folder / "runs" / name / str(replicate)
            run.mkdir(parents=True)
            recipe = {
                "epochs": epochs,
                "learning_rate": 4e-4,
                "optimiser": "adam",
                "sigma": [10, 1],
            }
            settings = {
                "nm_per_unit": None,
                "recipe": recipe,
                "simulation": {"noise": {"scatter": 0.03}},
            }
            (run / "run.json").write_text(json.dumps(RUN | {"settings": settings}))
            path = folder / "evaluation" / name / f"{replicate}.json"
            path.parent.mkdir(parents=True, exist_ok=True)
            numbers = {"rmsd": rmsd, "coverage_rmsd": rmsd + 0.01, "random_rmsd": 0.28}
            numbers |= {"strays": 0.01 * replicate, "rmsd_without_strays": rmsd / 10}
            path.write_text(json.dumps(EVALUATION | numbers | {"mirrored": replicate == 2}))
    return folder


def write(results, *rows):
    rows = [{"run": f"1.{name}", "experiment": name, "replicates": n} for name, n in rows]
    table = parse_rows(json.dumps([row | {"paper": PAPER} for row in rows]))
    output = results / "tables/t.csv"
    write_table(results, "Noise-free", table, output, output.with_suffix(".md"))
    return pd.read_csv(output), output.with_suffix(".md").read_text()


def test_medians_and_spread_are_those_of_the_evaluations(results):
    table, page = write(results, ("a", 3), ("b", 2))
    first = table.iloc[0]
    assert (first["rmsd median"], first["rmsd lowest"], first["rmsd highest"]) == (0.09, 0.07, 0.3)
    assert table["rmsd median"][1] == pytest.approx(0.15)
    assert table["random_rmsd median"].tolist() == [0.28, 0.28]
    assert table["mirrored"].tolist() == [1, 1]
    assert "| 0.090 (0.070 to 0.300) | 2 % | 0.009 | 0.100 | 0.280 | 1 of 3 |" in page


def test_settings_of_ours_that_differ_stand_beside_the_papers(results):
    table, page = write(results, ("a", 1), ("b", 1))
    assert table["epochs (paper)"].tolist() == [40, 40]
    assert table["epochs (ours)"].tolist() == [40, 1.6]
    assert "| 1.a | a | 40 | 0.0004 | adam | 0.03 | bunny |" in page
    assert "| 1.b | b | 40 (1.6) | 0.0004 |" in page


def test_without_a_truth_the_distances_are_empty(results):
    path = results / "evaluation/a/1.json"
    path.write_text(json.dumps(EVALUATION))
    table, page = write(results, ("a", 1))
    assert table["rmsd median"].isna().all()
    assert "| – | – | – | – | – | 0 of 1 |" in page


def test_what_is_missing_or_broken_is_said_in_a_line(results):
    (results / "runs/a/1/run.json").write_text("{}")
    with pytest.raises(InputError, match=r"run\.json: not the record of a training"):
        write(results, ("a", 1))
    with pytest.raises(InputError, match=r"runs/c/1/run\.json: no such file"):
        write(results, ("c", 1))
    with pytest.raises(InputError, match=r"b/3\.json: no such file; run the evaluation"):
        write(results, ("b", 3))


@pytest.mark.parametrize("text", ["", "[]", "3", '[{"run": "1.A"}]', '[{"runs": 1}]'])
def test_rows_that_are_none_are_refused(text):
    with pytest.raises(InputError, match="--rows") as caught:
        parse_rows(text)
    assert "\n" not in str(caught.value)
