"""Figure 5 of the report: a frame with its channels stacked, and each channel by itself."""

from pathlib import Path

import torch

from groundwork.figures import save
from wormbrain.figures.pictures import LONGEST, draw_row
from wormbrain.frames.colours import COLOURS, as_colours
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording


def draw_projections(
    recording: Path, output: Path, *, frame: int | None = None, dpi: int = 200
) -> None:
    """Draw one frame: its projected channels stacked, then each of them in its own colour.

    Args:
        recording: the recording.h5.
        output: the .png, .svg or .pdf file to write.
        frame: the number of the frame; the first by default.
        dpi: resolution of the pictures.

    Raises:
        InputError: there is no such frame, or it is damaged, or the suffix is another one.
    """
    with Recording(recording) as frames:
        number = int(frames.number[0]) if frame is None else frame
        image = scaled(frames[frames.index(number)], frames.used_range)[:COLOURS]
        names = frames.channels[:COLOURS]
    pictures = {f"frame {number}": as_colours(image, LONGEST)}
    if len(image) > 1:
        single = torch.eye(len(image))[:, :, None, None] * image
        pictures = {f"frame {number}, stacked": as_colours(image, LONGEST)} | {
            name: as_colours(one, LONGEST) for name, one in zip(names, single, strict=True)
        }
    save(draw_row(pictures), output, dpi)
