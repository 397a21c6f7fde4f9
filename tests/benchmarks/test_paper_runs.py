import paper_runs
import pytest
import yaml


def test_an_experiment_is_run_as_the_configuration_of_the_paper_has_it():
    whole = yaml.safe_load(paper_runs.CONFIG.read_text())
    found = paper_runs.configuration(["scatter-0.06", "teapot"], None)
    assert found["experiments"]["scatter-0.06"] == whole["experiments"]["scatter-0.06"]
    assert set(found["datasets"]) == {"bunny-scatter-0.06", "teapot"}
    assert set(found["models"]) == {"bunny", "teapot"}


def test_a_model_from_a_folder_must_be_the_one_that_would_be_downloaded(tmp_path):
    (tmp_path / "bunny_large.obj").write_text("v 0 0 0\n")
    with pytest.raises(SystemExit, match=r"bunny_large\.obj: not the file of"):
        paper_runs.configuration(["bunny"], tmp_path)
