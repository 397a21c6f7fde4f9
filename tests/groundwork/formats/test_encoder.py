"""Videos: what a browser can play, and an FFmpeg that cannot make it."""

import pytest

from groundwork.errors import InputError
from groundwork.formats.video import encoder


def encoded(path):
    with encoder(path, 32, 16, 15, "veryfast") as pipe:
        for _ in range(3):
            pipe.write(bytes(32 * 16 * 3))


def test_it_is_what_every_browser_plays_and_starts_before_it_is_loaded(tmp_path):
    import av

    encoded(tmp_path / "a.mp4")
    with av.open(str(tmp_path / "a.mp4")) as container:
        (stream,) = container.streams
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert stream.frames == 3
    content = (tmp_path / "a.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_an_encoder_without_h264_ends_in_one_line(tmp_path, monkeypatch):
    program = tmp_path / "ffmpeg"
    program.write_text("#!/bin/sh\necho \"Unknown encoder 'libx264'\" >&2\nexit 8\n")
    program.chmod(0o755)
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", str(program))
    with pytest.raises(InputError, match=r"Unknown encoder 'libx264'.*FFmpeg with libx264"):
        encoded(tmp_path / "a.mp4")


def test_no_encoder_at_all_ends_in_one_line(tmp_path, monkeypatch):
    def none():
        raise RuntimeError("No ffmpeg exe could be found. Install ffmpeg on your system.")

    monkeypatch.setattr("imageio_ffmpeg.get_ffmpeg_exe", none)
    with pytest.raises(InputError, match=r"a\.mp4: No ffmpeg exe could be found; install"):
        encoded(tmp_path / "a.mp4")
