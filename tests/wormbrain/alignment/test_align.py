import csv
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from wormbrain.alignment.align import align
from wormbrain.alignment.transformations import read_transformations
from wormbrain.frames.recording import Recording
from wormbrain.frames.video import open_video
from wormbrain.stages import main

FILES = ("transformations.h5", "frames.csv", "aligned.h5", "aligned.tif", "aligned.mp4")
ROOT = Path(__file__).resolve().parents[3]
SLOW = """
import sys, time, wormbrain.alignment.follow as follow
step = follow.Following.take_step
follow.Following.take_step = lambda self: (step(self), time.sleep(0.3))
from wormbrain.stages import main
main(sys.argv[1:])
"""

# Kills itself while it writes the file that is its first argument.
KILLED = """
import os, signal, sys
from wormbrain.alignment import resample, video
from wormbrain.alignment.transformations import Transformations
from wormbrain.stages import main
where, progress = sys.argv[1], resample.progress
def die(self=None):
    os.kill(os.getpid(), signal.SIGKILL)
def dying(items, what, total=None):
    for count, item in enumerate(progress(items, what, total)):
        if (what, count) == (where, 3):
            die()
        yield item
resample.progress = video.progress = dying
if where == "transformations":
    Transformations._affine = die
main(sys.argv[2:])
"""


@pytest.fixture(scope="module")
def aligned(swimming, tmp_path_factory):
    folder = tmp_path_factory.mktemp("aligned")
    align(swimming[0], folder, target=0)
    return folder


def test_all_files_are_written(swimming, aligned):
    assert {path.name for path in aligned.iterdir()} == {*FILES, "checkpoint.pt"}
    with (aligned / "frames.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["frame"] for row in rows] == [str(i) for i in range(8)]
    assert {row["lost"] for row in rows} == {"0"}
    assert all(float(row["ncc_after"]) > 0.8 for row in rows)
    with Recording(swimming[0]) as before, Recording(aligned / "aligned.h5") as after:
        assert (after.size, after.dtype, len(after)) == (before.size, before.dtype, len(before))
        np.testing.assert_allclose(after[0], before[0], atol=1)
    video = np.stack([frame.volume[:, 0] for frame in open_video(aligned / "aligned.mp4").frames()])
    assert video.shape == (8, 3, 188, 324)
    left, right = video[..., 30:, :160].astype(float), video[..., 30:, 164:].astype(float)
    assert abs(left[0] - right[0]).mean() < 3
    assert abs(right[7] - right[0]).mean() < abs(left[7] - left[0]).mean()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_an_alignment_that_was_killed_resumes_and_ends_the_same(
    swimming, aligned, tmp_path, ending
):
    def start():
        return subprocess.Popen(
            [
                sys.executable,
                "-c",
                SLOW,
                "align",
                swimming[0],
                "--target",
                "0",
                "--output",
                tmp_path / "cut",
            ],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )

    process = start()
    while not (tmp_path / "cut/lock").exists():
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(ending)
    process.communicate()
    assert process.returncode != 0
    assert not (tmp_path / "cut/transformations.h5").exists()
    assert (tmp_path / "cut/checkpoint.pt").exists() == (ending == signal.SIGTERM)
    process = start()
    said = process.communicate()[1]
    assert process.returncode == 0, said
    assert ("continuing from step" in said) == (ending == signal.SIGTERM)
    for name in FILES:
        assert (tmp_path / "cut" / name).read_bytes() == (aligned / name).read_bytes(), name


def test_killed_while_each_file_is_written_it_ends_the_same(swimming, aligned, tmp_path):
    output = tmp_path / "cut"
    arguments = ["align", swimming[0], "--target", "0", "--output", output]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = 0
    for where in ("transformations", "aligned frames", "aligned.tif", "aligned.mp4", "nowhere"):
        run = subprocess.run(
            [sys.executable, "-c", KILLED, where, *arguments],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert run.returncode == (0 if where == "nowhere" else -signal.SIGKILL), run.stderr
        found = {path.name for path in output.iterdir()} & set(FILES)
        for name in found:
            assert (output / name).read_bytes() == (aligned / name).read_bytes(), (where, name)
        assert len(found) >= done
        done = len(found)
    assert found == set(FILES)
    assert {path.name for path in output.iterdir()} == {*FILES, "checkpoint.pt"}


@pytest.mark.parametrize("threads", [1, 2])
def test_the_number_of_threads_changes_nothing(swimming, aligned, tmp_path, threads):
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        align(swimming[0], tmp_path / "again", target=0)
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)
    maps = [folder / "transformations.h5" for folder in (tmp_path / "again", aligned)]
    assert maps[0].read_bytes() == maps[1].read_bytes()


def test_another_target_does_not_continue_a_checkpoint(swimming, aligned):
    with pytest.raises(InputError, match="belongs to another experiment or other settings"):
        align(swimming[0], aligned, target=3)


def test_a_target_that_is_not_there_is_refused_by_its_number(swimming, tmp_path):
    with pytest.raises(InputError, match=r"no frame 99; choose among 0 to 7"):
        align(swimming[0], tmp_path / "out", target=99)


def test_the_stages_apply_transformations_to_a_recording_and_to_points(swimming, aligned, tmp_path):
    path, truth = swimming
    maps = aligned / "transformations.h5"
    main(["apply", str(maps), str(path), "--output", str(tmp_path / "again.h5")])
    assert (tmp_path / "again.h5").read_bytes() == (aligned / "aligned.h5").read_bytes()
    points = tmp_path / "points.csv"
    lines = [f"{i},{x},{y}" for i, (x, y) in enumerate(truth[0, :5])]
    points.write_text("\n".join(["name,x,y", *lines, ""]))
    main(["apply", str(maps), "--points", str(points), "--output", str(tmp_path / "places.csv")])
    with (tmp_path / "places.csv").open() as file:
        places = [[float(row["x"]), float(row["y"])] for row in csv.DictReader(file)]
    followed = read_transformations(maps).follow(truth[0, :5])
    np.testing.assert_allclose(places, followed.reshape(-1, 2), atol=1e-3)
    output = tmp_path / "signals.csv"
    main(["signals", str(path), str(maps), str(points), "--radius", "3", "--output", str(output)])
    with output.open() as file:
        assert len(list(csv.reader(file))) == 9


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["apply", "absent.h5", "--output", "a.h5"], "give either a recording or --points"),
        (["match", "a.png", "--frames", "1"], "give two images, or a recording and --frames"),
        (["match", "a.png", "b.png"], "a.png: no such file"),
        (["align", "absent.h5", "--output", "a"], "absent.h5: no such file"),
    ],
)
def test_bad_input_ends_in_one_line(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert message in str(ended.value)
    assert list(tmp_path.iterdir()) == []


def test_two_frames_and_two_images_are_matched_and_judged(swimming, tmp_path, capsys):
    from PIL import Image

    main(["match", str(swimming[0]), "--frames", "1", "0"])
    assert capsys.readouterr().out.startswith("matched; forward and backward differ by 0.")
    noise = np.random.default_rng(0).integers(0, 255, (2, 60, 60, 3), np.uint8)
    for name, image in zip(("a.png", "b.png"), noise, strict=True):
        Image.fromarray(image).save(tmp_path / name)
    main(["match", str(tmp_path / "a.png"), str(tmp_path / "b.png")])
    assert capsys.readouterr().out.startswith("lost: do not use this match")


def test_a_source_that_is_no_recording_is_converted_once(swimming, aligned, tmp_path):
    path, output = swimming[0].with_name("worm.h5"), tmp_path / "out"
    command = ["align", str(path), "--target", "0", "--output", str(output)]
    main(command)
    made = output / "recording.h5"
    when = made.stat().st_mtime_ns
    main(command)
    assert made.stat().st_mtime_ns == when
    maps = [folder / "transformations.h5" for folder in (output, aligned)]
    assert maps[0].read_bytes() == maps[1].read_bytes()


def test_frames_that_are_too_small_are_refused(changed, tmp_path):
    path = changed(lambda frames: frames[..., :1, :])
    with pytest.raises(InputError, match=r"frames of 1 x 160 pixels are too small to be aligned"):
        align(path, tmp_path / "out")
