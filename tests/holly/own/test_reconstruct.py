"""`holly inspect` and `holly reconstruct` as a user calls them."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from table_files import csv_plain, picasso, struct_points

from groundwork.errors import InputError
from holly.data.fields import plant, write_field
from holly.own.configuration import source_of
from holly.own.workflow import command
from holly.results.agreement import read_agreement
from holly.settings.load import load
from holly.stages import main

ROOT = Path(__file__).resolve().parents[3]
FIELD = plant("pores", particles=40, side=7000.0, apart=300.0, background=10.0, seed=3)
SMALL = """
import sys
import holly.own.choices as choices
choices.IMAGES, choices.STARTS = 400, 1
from holly.stages import main
main(sys.argv[1:])
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder, which is the current one, with a table of particles and a field of view."""
    monkeypatch.chdir(tmp_path)
    csv_plain(tmp_path / "particles.csv")
    write_field(tmp_path / "field.csv", FIELD)
    return tmp_path


def refused(*arguments):
    with pytest.raises(SystemExit) as stop:
        main([str(argument) for argument in arguments])
    assert "\n" not in str(stop.value.code)
    return str(stop.value.code)


def configured(name):
    return load(yaml.safe_load(Path(f"config/{name}.yaml").read_text()))


def test_inspect_only_looks(here, capsys):
    before = sorted(here.iterdir())
    main(["inspect", "field.csv"])
    said = capsys.readouterr().out
    assert "thunderstorm" in said
    assert "1, 6.99 µm wide" in said
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize("name", ["particles", "field"])
def test_a_dry_run_writes_a_configuration_that_can_be_planned(here, name, capsys):
    main(["reconstruct", f"{name}.csv", "--name", name, "--dry-run"])
    assert f"config/{name}.yaml: written" in capsys.readouterr().out
    config = configured(name)
    assert config.datasets[name].project
    assert (config.datasets[name].pick is not None) == (name == "field")
    assert config.experiments[name].halves
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "Snakefile")]
    options = ["--cores", "2", "--resources", "gpu=1", "--dry-run", "--quiet", "rules"]
    planned = subprocess.run(
        [*command, *options, "--configfile", f"config/{name}.yaml"], capture_output=True, text=True
    )
    assert planned.returncode == 0, planned.stderr
    assert f"\n{'pick' if name == 'field' else 'localisations'} " in planned.stdout
    assert not Path("results").exists()


def test_a_truth_is_compared_with_in_the_units_of_the_images(here):
    Path("model.csv").write_text("x_nm,y_nm,z_nm\n1,2,3\n50,0,0\n0,50,0\n0,0,50\n")
    main(["reconstruct", "field.csv", "--truth", "model.csv", "--dry-run"])
    config = configured("mine")
    assert config.models["mine"].nm_per_unit == 64 / 4 * config.datasets["mine"].nm_per_pixel
    assert config.datasets["mine"].truth == "mine"


def test_a_configuration_that_was_edited_is_not_overwritten(here, capsys):
    again = ["reconstruct", "particles.csv", "--dry-run"]
    path = Path("config/mine.yaml")
    for said in ("written", "unchanged"):
        main(again)
        assert f"{path}: {said}" in capsys.readouterr().out
    path.write_text(path.read_text() + "# mine\n")
    assert f"{path}: exists and differs" in refused(*again)
    assert path.read_text().endswith("# mine\n")
    main([*again, "--overwrite"])
    assert f"{path}: overwritten" in capsys.readouterr().out
    assert not path.read_text().endswith("# mine\n")


def test_what_is_missing_is_asked_for_with_an_example(here):
    Path("bare.csv").write_text("x,y\n1,2\n30,40\n")
    assert refused("inspect", "bare.csv").endswith("such as '--units nm'")
    assert refused("reconstruct", "bare.csv").endswith("such as '--units nm'")
    picasso(here / "bare.hdf5", picked=False, embedded=False)
    (here / "bare.yaml").unlink()
    assert "'--nm-per-camera-pixel 100'" in refused("inspect", "bare.hdf5")
    struct_points(here / "points.mat")
    assert "'--nm-per-camera-pixel 100'" in refused("reconstruct", "points.mat")
    assert not Path("config").exists()


def test_options_of_the_file_are_passed_on(here):
    struct_points(here / "points.mat")
    main(["reconstruct", "points.mat", "--nm-per-camera-pixel", "100", "--dry-run"])
    assert configured("mine").datasets["mine"].nm_per_camera_pixel == 100


def test_names_and_paths_that_cannot_be_configured_are_refused(here):
    assert "--truth" in refused("reconstruct", "particles.csv", "--truth", "no.csv")
    assert "give a name" in refused("reconstruct", "particles.csv", "--name", "../a", "--dry-run")
    assert "no.csv" in refused("reconstruct", "no.csv")
    assert not Path("config").exists()


def test_several_files_are_all_those_of_a_folder(here):
    fields = here / "fields"
    fields.mkdir()
    paths = [fields / name for name in ("b.csv", "a.csv")]
    for path in paths:
        path.touch()
    assert source_of(paths) == {"path": str(fields), "file": "*"}
    (fields / "notes.txt").touch()
    assert source_of(paths) == {"path": str(fields), "file": "*.csv"}
    (fields / "c.csv").touch()
    with pytest.raises(InputError, match=r"a\.csv, b\.csv: several files must be all those"):
        source_of(paths)


def test_trainings_run_side_by_side_on_processors_and_in_turn_on_a_gpu(monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    for cores, trainings, threads in ((1, 1, 1), (2, 2, 1), (8, 3, 2)):
        called = command(Path("config/mine.yaml"), cores)
        assert called[called.index("--resources") + 1] == f"gpu={trainings}"
        assert called[called.index("--set-threads") + 1] == f"train={threads}"
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    called = command(Path("config/mine.yaml"), 8)
    assert called[called.index("--resources") + 1] == "gpu=1"
    assert "--set-threads" not in called


@pytest.mark.slow
def test_a_field_of_view_becomes_a_structure_and_a_report(here):
    ended = subprocess.run(
        [sys.executable, "-c", SMALL, "reconstruct", "field.csv", "--name", "small"],
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    summary = Path("results/report/index.html").read_text()
    assert "<title>small: summary</title>" in summary
    assert "of the\nlocalisations in the picks" in summary
    agreed = read_agreement(Path("results/evaluation/small.json"))
    assert agreed.halves
    assert agreed.verdict in ended.stdout
    assert (here / "results/report/index.html").as_uri() in ended.stdout
    assert len(Path("results/runs/small/1/structure.ply").read_bytes()) > 64 * 3 * 4
