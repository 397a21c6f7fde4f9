"""aligned.mp4: a recording before and after the alignment, side by side."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from groundwork.files import atomic_file
from groundwork.formats.video import encoder
from wormbrain.alignment.resample import progress
from wormbrain.frames.colours import as_colours
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording

RATE = 15  # frames per second
PANEL = 512  # pixels of the longer side of a panel at most
HEADER, GAP, FONT = 28, 4, 16  # pixels: above the panels, between them, of the letters
LOST = "lost"


def write_video(recording: Recording, aligned: Recording, lost: np.ndarray, output: Path) -> None:
    """Write an MP4 file (H.264) that shows each frame before and after, with its number.

    Args:
        recording: before.
        aligned: after; the same frames.
        lost: [T], whether each frame is lost.
        output: the .mp4 file.

    Raises:
        InputError: a frame is damaged, or the encoder fails.
    """
    height, width = (side + side % 2 for side in _canvas(recording, 0, False).shape[:2])
    with atomic_file(output) as scratch, encoder(scratch, width, height, RATE, "veryfast") as pipe:
        for index in progress(range(len(recording)), "aligned.mp4"):
            canvas = _canvas(recording, index, bool(lost[index]), aligned)
            edges = [(0, height - canvas.shape[0]), (0, width - canvas.shape[1]), (0, 0)]
            pipe.write(np.pad(canvas, edges).tobytes())


def _canvas(
    recording: Recording, index: int, lost: bool, aligned: Recording | None = None
) -> np.ndarray:
    """One frame of the video, [h, w, 3]."""
    before = _colours(recording, index)
    after = np.zeros_like(before) if aligned is None or lost else _colours(aligned, index)
    gap = np.full((before.shape[0], GAP, 3), 255, np.uint8)
    panels = np.concatenate([before, gap, after], axis=1)
    header = np.zeros((HEADER, panels.shape[1], 3), np.uint8)
    image = Image.fromarray(np.concatenate([header, panels]))
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(FONT)
    draw.text((6, 4), f"frame {recording.number[index]}", "white", font)
    draw.text((before.shape[1] + GAP + 6, 4), LOST if lost else "aligned", "white", font)
    return np.asarray(image)


def _colours(recording: Recording, index: int) -> np.ndarray:
    """A frame as colours, [h, w, 3]."""
    return as_colours(scaled(recording[index], recording.used_range), PANEL)
