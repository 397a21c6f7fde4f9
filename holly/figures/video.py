"""Videos of structures that form during training and then turn (supplementary videos S1 to S4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.text import Text

from groundwork.arrays import spread
from groundwork.errors import InputError
from groundwork.figures import INCH, MUTED, canvas, style, write
from groundwork.files import atomic_file
from groundwork.formats.video import encoder
from holly.figures.clouds import UPRIGHT, dots
from holly.figures.colours import RECONSTRUCTION
from holly.figures.experiment import Experiment
from holly.figures.panels import framed_axes, reach
from holly.figures.scene import Scene
from holly.results.history import Movie, read_movie

RATE = 25  # frames per second
FORMING, TURNING = 150, 150  # frames: of the training at most, and of one full turn
TILT = np.radians(20)  # from above, so that a ring is recognised
COLUMNS = 5
PANEL, TITLE, FOOT, GAP = 76.0, 8.0, 8.0, 2.0  # mm
DPI = 100


@dataclass
class _Panel:
    """The moving parts of one panel."""

    scene: Scene
    movie: Movie
    dots: PathCollection
    caption: Text

    def show(self, moment: int, angle: float) -> None:
        """Move the dots to a moment of the training, turned by an angle in radians."""
        points = self.scene.place(self.movie.structures[moment]) - self.scene.box.centre
        drawn = dots({"": points @ _view(self.scene.on_axis, angle).T}, width=PANEL)
        self.dots.set_offsets(drawn.places)
        self.dots.set_sizes(drawn.areas)
        self.dots.set_facecolors(drawn.colours)
        step, sigma = self.movie.steps[moment], self.movie.sigma[moment]
        self.caption.set_text(f"step {step}, σ {sigma:.3g} px")


def draw_video(kind: str, experiments: Sequence[Experiment], output: Path) -> None:
    """Write an MP4 file (H.264) of all replicates side by side.

    The kind "forming" shows the training and then one turn, "turning" only the turn, in the frame
    of the truth or, without one, of the measured shape.

    Raises:
        InputError: results are missing or broken, or the encoder fails.
    """
    output = Path(output)
    if output.suffix != ".mp4":
        raise InputError(f"{output}: cannot write {output.suffix!r}; use .mp4")
    with style():
        figure, panels = _draw_panels(experiments)
        frames = _frames(kind, max(len(panel.movie.steps) for panel in panels))
        surface = FigureCanvasAgg(figure)
        surface.draw()
        empty = surface.copy_from_bbox(figure.bbox)
        width, height = surface.get_width_height()
        with (
            atomic_file(output) as scratch,
            encoder(scratch, width, height, RATE, "medium") as pipe,
        ):
            for share, angle in frames:
                surface.restore_region(empty)
                for panel in panels:
                    panel.show(round(share * (len(panel.movie.steps) - 1)), angle)
                    panel.dots.axes.draw_artist(panel.dots)
                    figure.draw_artist(panel.caption)
                pipe.write(np.asarray(surface.buffer_rgba())[..., :3].tobytes())


def _frames(kind: str, moments: int) -> list[tuple[float, float]]:
    """For each frame the share of the training, 0 to 1, and the angle of the turn."""
    shares = spread(moments, FORMING) / max(moments - 1, 1)
    forming = [(float(share), 0.0) for share in shares] if kind == "forming" else []
    turning = [(1.0, float(a)) for a in np.linspace(0, 2 * np.pi, TURNING, endpoint=False)]
    return forming + turning


def _draw_panels(experiments: Sequence[Experiment]) -> tuple[Figure, list[_Panel]]:
    """A figure with a panel per replicate, without the moving parts, and these."""
    shown = [(one, replicate) for one in experiments for replicate in one.numbers]
    columns = min(len(shown), COLUMNS)
    rows = -(-len(shown) // columns)
    height = TITLE + PANEL + FOOT
    figure = canvas(_even(columns * PANEL + GAP), _even(rows * height))
    panels = []
    for i, (one, replicate) in enumerate(shown):
        row, column = divmod(i, columns)
        left, top = column * PANEL + GAP, row * height + TITLE
        title = f"{one.name}, replicate {replicate}"
        write(figure, left, top - 5.5, title, fontsize=10, fontweight="bold")
        panels.append(_draw_panel(figure, left, top, one, replicate))
    return figure, panels


def _draw_panel(
    figure: Figure, left: float, top: float, experiment: Experiment, replicate: int
) -> _Panel:
    scene = experiment.scene(replicate)
    axes = framed_axes(figure, (left, top, PANEL - GAP), 1.1 * reach(scene))
    points = axes.scatter([], [], color=RECONSTRUCTION, edgecolors="white", linewidths=0.3)
    looks = {"va": "top", "color": MUTED, "fontsize": 9, "animated": True}
    caption = axes.text(0.02, -0.02, "", transform=axes.transAxes, **looks)
    points.set_animated(True)
    return _Panel(scene, read_movie(experiment.files(replicate).movie), points, caption)


def _even(length: float) -> float:
    """The length in mm nearest to `length` that is an even number of pixels, as H.264 requires."""
    return 2 * round(length / INCH * DPI / 2) * INCH / DPI


def _view(on_axis: bool, angle: float) -> np.ndarray:
    """Rotation whose rows point right, up and towards the reader, seen from above after a turn.

    A measured shape turns head over heels, because it looks the same from all sides about its
    axis; anything else turns about y.
    """
    if on_axis:
        return _about_x(TILT + angle) @ UPRIGHT
    cosine, sine = np.cos(angle), np.sin(angle)
    return _about_x(TILT) @ np.array([[cosine, 0, sine], [0, 1, 0], [-sine, 0, cosine]])


def _about_x(angle: float) -> np.ndarray:
    cosine, sine = np.cos(angle), np.sin(angle)
    return np.array([[1, 0, 0], [0, cosine, -sine], [0, sine, cosine]])
