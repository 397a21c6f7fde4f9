"""One style for every figure: colours, fonts, sizes, and files with the same bytes each time."""

import io
from contextlib import AbstractContextManager
from pathlib import Path

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from groundwork.errors import InputError
from groundwork.files import atomic_file

ORANGE = "#E69F00"  # orange and blue of Okabe & Ito, told apart by every kind of colour vision
BLUE = "#0072B2"
INK = "#222222"
MUTED = "#6B6B6B"
COLUMN, PAGE = 88.0, 180.0  # widths of one column and of a page, mm
INCH = 25.4  # mm

TICKS = {"color": MUTED, "labelcolor": INK, "labelsize": 6.5, "major.width": 0.6, "major.size": 2.5}
RC = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so text looks the same everywhere
    "font.size": 7,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 7,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    **{f"{axis}tick.{key}": value for axis in "xy" for key, value in TICKS.items()},
    "legend.fontsize": 6.5,
    "legend.frameon": False,
    "lines.linewidth": 1.0,
    "pdf.fonttype": 42,  # text stays text in an editor
    "svg.hashsalt": "holly",  # any fixed word
}

# Leaves out when and by which program a file was made.
_METADATA = {
    ".png": {"Software": None},
    ".svg": {"Date": None, "Creator": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def style() -> AbstractContextManager[None]:
    """A context in which figures are drawn in this style."""
    return matplotlib.rc_context(RC)


def canvas(width: float, height: float) -> Figure:
    """An empty figure of `width` by `height` mm; it needs no display."""
    return Figure(figsize=(width / INCH, height / INCH), facecolor="white")


def place(figure: Figure, left: float, top: float, width: float, height: float) -> Axes:
    """Add axes at a place in mm from the figure's upper left corner."""
    wide, high = figure.get_size_inches() * INCH
    return figure.add_axes((left / wide, 1 - (top + height) / high, width / wide, height / high))


def write(figure: Figure, left: float, top: float, text: str, **looks: object) -> None:
    """Write text with its upper left corner at a place in mm from the figure's."""
    wide, high = figure.get_size_inches() * INCH
    looks = {"va": "top", "ha": "left", "parse_math": False} | looks
    figure.text(left / wide, 1 - top / high, text, **looks)


def save(figure: Figure, path: Path, dpi: int = 200) -> None:
    """Write a figure as PNG, SVG or PDF, by the suffix; the same figure gives the same bytes.

    Raises:
        InputError: the suffix is another one.
    """
    path = Path(path)
    if path.suffix not in _METADATA:
        raise InputError(f"{path}: cannot write {path.suffix!r}; use one of {sorted(_METADATA)}")
    drawn = io.BytesIO()  # if written directly to a full disk, a PDF fails with a misleading error
    with style():
        figure.savefig(drawn, format=path.suffix[1:], dpi=dpi, metadata=_METADATA[path.suffix])
    with atomic_file(path) as scratch:
        scratch.write_bytes(drawn.getbuffer())
