import re
import subprocess

import numpy as np
import pytest
from imageio_ffmpeg import get_ffmpeg_exe

from groundwork.errors import InputError
from holly.figures import video
from holly.figures.video import draw_video
from holly.results.history import read_movie


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """A turn in few frames."""
    monkeypatch.setattr(video, "TURNING", 6)


def decode(path):
    """The frames [F, H, W, 3] of a video, as a player gets them."""
    said = subprocess.run([get_ffmpeg_exe(), "-i", path], capture_output=True, text=True).stderr
    assert "Video: h264" in said
    assert "yuv420p" in said
    width, height = map(int, re.search(r" (\d+)x(\d+)[ ,]", said).groups())
    command = [get_ffmpeg_exe(), "-loglevel", "error", "-i", path, "-f", "rawvideo"]
    raw = subprocess.run([*command, "-pix_fmt", "rgb24", "-"], capture_output=True, check=True)
    return np.frombuffer(raw.stdout, np.uint8).reshape(-1, height, width, 3)


def test_it_forms_and_turns_all_replicates_side_by_side(shown, tmp_path):
    draw_video("forming", shown("ring"), tmp_path / "a.mp4")
    frames = decode(tmp_path / "a.mp4")
    moments = 10  # of the fixture's movie
    assert len(frames) == moments + 6
    assert frames.shape[2] == pytest.approx(5 * 76 / 25.4 * 100, abs=10)
    panel = frames.shape[2] // 5
    still = frames[..., :panel, :].astype(int)
    assert np.abs(still[-1] - still[-4]).mean() > 1  # it turns
    assert np.abs(still[moments - 1] - still[0]).mean() > 1  # it has formed
    blue = (frames[-1, ..., 2].astype(int) - frames[-1, ..., 0]) > 80
    assert all(blue[:, k * panel : (k + 1) * panel].sum() > 500 for k in range(5))


def test_turning_is_a_turn_alone(shown, tmp_path):
    draw_video("turning", shown("bunny-100"), tmp_path / "a.mp4")
    assert len(decode(tmp_path / "a.mp4")) == 6
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]  # nothing is left aside


def test_the_last_frame_of_the_movie_is_the_structure_in_the_frame_of_its_truth(shown):
    one = shown("bunny")[0]
    scene = one.scene(2)
    last = scene.place(read_movie(one.files(2).movie).structures[-1])
    assert np.abs(last - scene.clouds["reconstruction"]).max() < 1e-5


def test_a_refusing_encoder_is_said_in_a_line(shown, tmp_path, monkeypatch):
    monkeypatch.setattr(video, "_even", lambda length: length + 25.4 / video.DPI * 1.5)
    with pytest.raises(InputError, match="the encoder failed") as caught:
        draw_video("turning", shown("bunny-100"), tmp_path / "a.mp4")
    assert "\n" not in str(caught.value)
    assert not list(tmp_path.iterdir())


def test_only_videos_are_written(tmp_path, shown):
    with pytest.raises(InputError, match=r"use \.mp4"):
        draw_video("turning", shown("ring"), tmp_path / "a.gif")
