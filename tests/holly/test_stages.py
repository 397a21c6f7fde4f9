import json
import subprocess
import sys

import pytest

from groundwork.command_line import OWN, stage_parser
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.stages import STAGES, main


def said(capsys, *arguments):
    """What a stage that must fail writes as its last line."""
    with pytest.raises(SystemExit) as stop:
        main([str(a) for a in arguments])
    assert stop.value.code not in (0, None)
    return str(stop.value.code)


def test_without_a_stage_the_stages_are_named(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    for stage in ("localisations", "prerender", "curate", "augment", "train", "evaluate"):
        assert stage in text


def test_bad_input_ends_in_one_line_and_exit_code_1(tmp_path):
    command = [sys.executable, "-m", "holly", "model", "nowhere.obj", "--output", "x.ply"]
    ended = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "nowhere.obj" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_model_is_written_in_model_units(tmp_path):
    main(["model", "toroid", "--nm-per-unit", "297", "--output", str(tmp_path / "toroid.ply")])
    from holly.data.clouds import read_cloud

    assert read_cloud(tmp_path / "toroid.ply").max() == pytest.approx(225 / 297, rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["train", "no.ply", "--simulation", "{}", "--output", "r"], "no.ply"),
        (["train", "images", "--output", "r"], "images"),
        (["train", "x", "--device", "cpu", "--renderer", "cuda", "--output", "r"], "--renderer"),
        (["train", "x", "--seed", "1", "2", "--output", "r"], "2 seeds for 1 outputs"),
        (["train", "x", "--recipe", '{"epoch": 1}', "--output", "r"], "epoch: unknown key"),
        (
            ["train", "x", "--simulation", "{}", "--recipe", '{"sigma": [5]}', "--output", "r"],
            "sigma: 5 is not a fraction of the image width; 5 px of 128 px is 0.0390625",
        ),
        (["recipes", "serch"], "serch: no such recipe; give one of paper, direct, search"),
        (
            ["curate", "x.h5", "--rules", '{"count_min": 1}', "--output", "c.csv"],
            "localisations_min",
        ),
        (["model", "bunny", "--output", "s.mrc"], "s.mrc: --output writes .ply"),
        (["curves", "h.csv", "--output", "c.tif"], "c.tif: --output writes .png, .svg or .pdf"),
        (["evaluate", "a.ply", "--page", "a.pdf"], "a.pdf: --page writes .html"),
        (["--record", "r.txt", "model", "bunny", "--output", "s.ply"], "r.txt: --record writes"),
        (["localisations", "no.mat", "--layout", "cep152", "--output", "x.h5"], "no.mat"),
        (["evaluate", "structure.ply", "--run", "run", "--output", "e.json"], "run.json"),
        (["curves", "no.csv", "--output", "c.png"], "no.csv"),
        (["report", "results", "--output", "index.html"], "summary.csv"),
        (["fetch", "http://127.0.0.1:1/x", "--sha256", "0" * 64, "--output", "x"], "127.0.0.1"),
    ],
)
def test_every_stage_names_what_is_wrong(arguments, line, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    message = said(capsys, *arguments)
    stage = next(word for word in arguments if word in STAGES)
    assert message.startswith(f"holly {stage}: ")
    assert line in message
    assert "\n" not in message
    assert not any(p.is_file() for p in tmp_path.rglob("*"))


def test_what_every_stage_has_is_no_setting_of_a_stage():
    parser = stage_parser("holly", "", STAGES)
    stages = parser._subparsers._group_actions[0].choices
    for name, stage in stages.items():
        assert not any(action.dest.startswith(OWN) for action in stage._actions), name


def test_cuda_where_there_is_none(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    message = said(capsys, "train", "x", "--device", "cuda", "--output", tmp_path)
    assert message == (
        "holly train: device: cuda was requested, but this machine has none; use auto or cpu"
    )


def test_a_folder_needs_a_pattern_that_fits_one_file(tmp_path, capsys):
    for name in ("a.mat", "b.mat"):
        (tmp_path / name).touch()
    options = ("--layout", "cep152", "--output", tmp_path / "x.h5")
    message = said(capsys, "localisations", tmp_path, "--file", "*.mat", *options)
    assert "2 files match '*.mat' (a.mat, b.mat)" in message


def test_two_clouds_of_ones_own_are_compared_in_a_table_and_on_a_page(
    tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    for name, factor in (("a", 1), ("b", -1)):
        write_cloud(tmp_path / f"{name}.ply", factor * ground_truth("teapot"))
    clouds = [str(tmp_path / f"{name}.ply") for name in "ab"]
    main(["evaluate", *clouds, "--random-clouds", "1", "--output", str(tmp_path / "e.json")])
    said = capsys.readouterr().out
    assert "rmsd                   0.0000" in said
    assert "mirrored" in said
    assert json.loads((tmp_path / "e.json").read_text())["rmsd"] < 1e-6
    assert not list(tmp_path.glob("*.html"))
    main(["evaluate", *clouds, "--random-clouds", "1"])
    assert "a-b.html: both in 3D" in capsys.readouterr().out
    assert "RMSD 0.000" in (tmp_path / "a-b.html").read_text()
