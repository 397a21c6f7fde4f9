"""Table I, from the records of trainings."""

import csv
import json

import pytest

from groundwork.errors import InputError
from wormbrain.evaluation.table1 import write_table


def write_run(folder, loss=0.03, **other):
    folder.mkdir(parents=True)
    run = {"best": {"validation": loss}, "identity": 0.07, "learnt_parameters": 1234567}
    (folder / "run.json").write_text(json.dumps(run | {"seconds": 60} | other))
    return folder


def test_a_row_has_mean_and_range_over_seeds(tmp_path):
    runs = [write_run(tmp_path / f"table1-wb-deep/{seed}", 0.02 * seed) for seed in (1, 2)]
    runs.append(write_run(tmp_path / "table1-wb-base/1", 0.05, seconds=30))
    write_table(runs, tmp_path / "a.csv", tmp_path / "a.md")
    with (tmp_path / "a.csv").open(newline="") as file:
        deep, base = csv.DictReader(file)
    assert (deep["row"], deep["seeds"], base["row"]) == ("wb-deep", "2", "wb-base")
    assert float(deep["validation_mean"]) == pytest.approx(0.03)
    assert (float(deep["validation_lowest"]), float(deep["validation_highest"])) == (0.02, 0.04)
    assert (base["identity"], base["learnt_parameters"], base["seconds"]) == (
        *("0.07", "1234567", "30"),
    )
    text = (tmp_path / "a.md").read_text()
    assert "| wb-deep | 2 | 0.0300 | 0.0200 to 0.0400 | 0.0700 | 1,234,567 | 60 |" in text


@pytest.mark.parametrize(
    ("other", "fault"),
    [({"best": {"large": 0.1}}, "validation: missing"), ({"identity": None}, "identity is not")],
)
def test_a_run_of_another_recipe_is_refused_by_name(tmp_path, other, fault):
    run = write_run(tmp_path / "net/1", **other)
    with pytest.raises(InputError, match=rf"run\.json: {fault}"):
        write_table([run], tmp_path / "a.csv", tmp_path / "a.md")
