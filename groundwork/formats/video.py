"""MP4 files that every browser plays, made of frames one after the other."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

from groundwork.errors import InputError


@contextmanager
def encoder(
    path: Path, width: int, height: int, rate: float, preset: Literal["veryfast", "medium"]
) -> Iterator[IO[bytes]]:
    """A pipe that takes RGB frames of 8 bits and makes of them an MP4 file (H.264).

    Args:
        path: the file to write.
        width: of the frames, pixels; even.
        height: likewise.
        rate: frames per second.
        preset: of the encoder; the slower one makes smaller files.

    Raises:
        InputError: there is no FFmpeg with libx264, or it failed.
    """
    command = [
        *(_program(path), "-y", "-loglevel", "error"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(rate)),
        *("-i", "-", "-c:v", "libx264", "-preset", preset, "-crf", "20", "-pix_fmt", "yuv420p"),
        *("-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-movflags", "+faststart", str(path)),
    ]
    with tempfile.TemporaryFile() as log:
        with (
            suppress(BrokenPipeError),  # an encoder that ends early has said why
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=log) as process,  # noqa: S603
        ):
            yield process.stdin
        if process.returncode:
            log.seek(0)
            reason = log.read().decode(errors="replace").strip().splitlines()
            raise InputError(
                f"{path}: the encoder failed ({reason[-1] if reason else '?'}); it must be an "
                "FFmpeg with libx264, as imageio-ffmpeg brings"
            )


def _program(path: Path) -> str:
    """The FFmpeg that imageio-ffmpeg brings, or the one that IMAGEIO_FFMPEG_EXE names."""
    from imageio_ffmpeg import get_ffmpeg_exe

    try:
        return get_ffmpeg_exe()
    except RuntimeError as error:
        reason = str(error).partition(".")[0]
        raise InputError(f"{path}: {reason}; install imageio-ffmpeg again") from None
