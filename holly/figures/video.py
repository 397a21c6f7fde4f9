"""Videos of structures that form through training and turn (supplementary videos S1 to S4)."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.figures.clouds import FRONT, UPRIGHT, dots
from holly.figures.panels import FRAME
from holly.figures.scene import Scene
from holly.figures.shapes import reach
from holly.figures.shown import Shown
from holly.figures.style import INCH, MUTED, RECONSTRUCTION, canvas, place, style, write
from holly.results.samples import Movie, read_movie, spread

RATE = 25  # frames a second
FORMING, TURNING = 150, 150  # frames at most, and of one whole turn
TILT = np.radians(20)  # from above, so that a ring is seen as one
COLUMNS = 5
PANEL, TITLE, FOOT, GAP = 76.0, 8.0, 8.0, 2.0  # mm
DPI = 100


@dataclass
class _Stage:
    """One panel: what moves in it, and from where it is seen."""

    scene: Scene
    movie: Movie
    dots: PathCollection
    caption: Text

    def show(self, moment: int, angle: float) -> None:
        """Move the dots to a moment of the training, turned by an angle."""
        points = self.scene.place(self.movie.structures[moment]) - self.scene.box[0]
        drawn = dots({"": points @ _view(self.scene.on_axis, angle).T}, width=PANEL)
        self.dots.set_offsets(drawn.places)
        self.dots.set_sizes(drawn.areas)
        self.dots.set_facecolors(drawn.colours)
        step, sigma = self.movie.steps[moment], self.movie.sigma[moment]
        self.caption.set_text(f"step {step}, σ {sigma:.3g} px")


def draw_video(kind: str, experiments: Sequence[Shown], output: Path) -> None:
    """Write an MP4 (H.264) of all replicates side by side.

    Args:
        kind: forming, through the training and then one turn; or turning, one turn alone.
        experiments: what to show, in the frame of the truth, or of the measured shape without one.
        output: the .mp4 file.

    Raises:
        InputError: results are missing or broken, or the encoder refuses.
    """
    output = Path(output)
    if output.suffix != ".mp4":
        raise InputError(f"{output}: cannot write {output.suffix!r}; use .mp4")
    with style():
        figure, stages = _stages(experiments)
        frames = _frames(kind, max(len(stage.movie.steps) for stage in stages))
        surface = FigureCanvasAgg(figure)
        surface.draw()
        empty = surface.copy_from_bbox(figure.bbox)
        width, height = surface.get_width_height()
        with atomic_file(output) as scratch, _encoder(scratch, width, height) as pipe:
            for share, angle in frames:
                surface.restore_region(empty)
                for stage in stages:
                    stage.show(round(share * (len(stage.movie.steps) - 1)), angle)
                    stage.dots.axes.draw_artist(stage.dots)
                    figure.draw_artist(stage.caption)
                pipe.write(np.asarray(surface.buffer_rgba())[..., :3].tobytes())


def _frames(kind: str, moments: int) -> list[tuple[float, float]]:
    """For each frame how far through the training it is, 0 to 1, and the turn."""
    shares = spread(moments, FORMING) / max(moments - 1, 1)
    forming = [(float(share), 0.0) for share in shares] if kind == "forming" else []
    turning = [(1.0, float(a)) for a in np.linspace(0, 2 * np.pi, TURNING, endpoint=False)]
    return forming + turning


def _stages(experiments: Sequence[Shown]) -> tuple[Figure, list[_Stage]]:
    """The figure with a panel a replicate, and what moves in them."""
    shown = [(one, replicate) for one in experiments for replicate in one.numbers]
    columns = min(len(shown), COLUMNS)
    rows = -(-len(shown) // columns)
    cell = (PANEL, TITLE + PANEL + FOOT)
    figure = canvas(_even(columns * cell[0] + GAP), _even(rows * cell[1]))
    stages = []
    for i, (one, replicate) in enumerate(shown):
        row, column = divmod(i, columns)
        left, top = column * cell[0] + GAP, row * cell[1] + TITLE
        scene = one.compared(replicate)
        half = 1.1 * reach(scene)
        title = f"{one.name}, replicate {replicate}"
        write(figure, left, top - 5.5, title, fontsize=10, fontweight="bold")
        axes = place(figure, left, top, PANEL - GAP, PANEL - GAP)
        axes.set(xlim=(-half, half), ylim=(-half, half), xticks=[], yticks=[])
        axes.spines[:].set(visible=True, color=FRAME)
        collection = axes.scatter([], [], color=RECONSTRUCTION, edgecolors="white", linewidths=0.3)
        caption = axes.text(
            *(0.02, -0.02, ""), transform=axes.transAxes, va="top", color=MUTED, fontsize=9
        )
        collection.set_animated(True)
        caption.set_animated(True)
        movie = read_movie(one.run(replicate).movie)
        stages.append(_Stage(scene, movie, collection, caption))
    return figure, stages


def _even(length: float) -> float:
    """The length in mm nearest to `length` that is an even number of pixels, as H.264 wants."""
    return 2 * round(length / INCH * DPI / 2) * INCH / DPI


def _view(on_axis: bool, angle: float) -> np.ndarray:
    """Rows to the right, upwards, towards the reader, seen from above after a turn.

    A measured shape turns head over heels, because about its axis it is the same from all sides;
    anything else turns about y.
    """
    if on_axis:
        return _about_x(TILT + angle) @ UPRIGHT
    cosine, sine = np.cos(angle), np.sin(angle)
    return _about_x(TILT) @ np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]]) @ FRONT


def _about_x(angle: float) -> np.ndarray:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])


@contextmanager
def _encoder(path: Path, width: int, height: int) -> Iterator[IO[bytes]]:
    """Give a pipe that takes RGB frames and ends as an MP4 that every browser plays."""
    from imageio_ffmpeg import get_ffmpeg_exe

    command = [
        *(get_ffmpeg_exe(), "-y", "-loglevel", "error"),
        *("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", str(RATE)),
        *("-i", "-", "-c:v", "libx264", "-preset", "medium", "-crf", "20", "-pix_fmt", "yuv420p"),
        *("-threads", "1", "-fflags", "+bitexact", "-flags:v", "+bitexact"),
        *("-movflags", "+faststart", str(path)),
    ]
    with tempfile.TemporaryFile() as said:
        with (
            suppress(BrokenPipeError),  # where it ends early, it says why
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=said) as encoder,  # noqa: S603
        ):
            yield encoder.stdin
        if encoder.returncode:
            said.seek(0)
            reason = said.read().decode(errors="replace").strip().splitlines()
            raise InputError(f"{path}: the encoder refused ({reason[-1] if reason else '?'})")
