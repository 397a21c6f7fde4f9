"""Draw docs/images/rooms.svg: the rooms of the house and the way of the data through them.

Run from the repository's root: `python tools/draw_rooms.py`.
"""

from pathlib import Path

OUTPUT = Path(__file__).resolve().parents[1] / "docs" / "images" / "rooms.svg"
WIDTH, HEIGHT = 1000, 560
GAP = 10  # between the rooms of holly
INK, MUTED, BLUE, ORANGE, GREEN = "#222222", "#6b6b6b", "#0072b2", "#d55e00", "#009e73"

# In the order of the data; what each room makes is written under its name.
ROOMS = {
    "data": "localisations,truths",
    "render": "points drawn,as images",
    "images": "FITS cubes",
    "training": "structure.ply",
    "evaluation": "distances,claims",
    "exports": "files of,RELION",
    "figures": "pictures,videos",
    "report": "offline pages",
}
SHARED = {
    "own": "a lab's file:,one command",
    "results": "reads files of,runs, evaluations",
    "geometry": "rotations and,projection",
    "settings": "configuration,and recipes",
}
WORMBRAIN = (
    {"frames": "one recording,from any source", "pairs": "known,transformations"},
    {"networks": "the report's,and our own", "training": "network.pt"},
    {"matching": "two images,or volumes", "alignment": "frames to one,aligned.mp4"},
    {"evaluation": "keypoints,known motion", "report": "offline pages"},
)
GROUND = {
    "command line": "stages as,subcommands",
    "fetch": "downloads,archives",
    "formats": "HDF5,MATLAB",
    "record": "what made,each file",
    "settings": "typed,configuration",
    "loop": "checkpoints,signals",
    "accelerate": "compiled C,CUDA graphs",
    "pages": "report shell,3D view",
    "files": "written whole,or not at all",
}


def box(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A room with walls of this colour."""
    return (
        f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="6" fill="{colour}"'
        f' fill-opacity="0.08" stroke="{colour}" stroke-width="1.4"/>'
    )


def text(
    x: float, y: float, words: str, *, size: int = 13, colour: str = INK, bold: bool = False
) -> str:
    """Centred words."""
    weight = ' font-weight="600"' if bold else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{colour}" text-anchor="middle"{weight}>'
        f"{words}</text>"
    )


def arrow(x: float, y: float, x_end: float, y_end: float, colour: str = MUTED) -> str:
    """An arrow from one place to another."""
    return (
        f'<path d="M{x} {y} L{x_end} {y_end}" stroke="{colour}" stroke-width="1.6" fill="none"'
        ' marker-end="url(#head)"/>'
    )


def room(
    x: float, y: float, width: float, height: float, name: str, makes: str, colour: str
) -> list[str]:
    """A room with its name and what it does, one line per comma."""
    middle = x + width / 2
    lines = [
        box(x, y, width, height, colour),
        text(middle, y + 22, name, size=12, colour=colour, bold=True),
    ]
    words = makes.split(",")
    lines += [text(middle, y + 40 + 14 * i, line, size=11) for i, line in enumerate(words)]
    return lines


def row(
    rooms: dict[str, str], x: float, y: float, width: float, height: float, gap: float, colour: str
) -> list[str]:
    """Rooms side by side."""
    each = (width - gap * (len(rooms) - 1)) / len(rooms)
    return [
        line
        for i, (name, makes) in enumerate(rooms.items())
        for line in room(x + i * (each + gap), y, each, height, name, makes, colour)
    ]


def picture() -> str:
    """The whole picture."""
    parts = [
        box(10, 12, 980, 56, MUTED),
        text(500, 34, "Snakefile, workflow/", bold=True),
        text(500, 54, "when to run which stage, on which files; no science", size=11, colour=MUTED),
        box(10, 96, 690, 292, BLUE),
        text(84, 118, "holly/", size=15, colour=BLUE, bold=True),
        *room(190, 106, 490, 50, "stages", "the command line: one function per subcommand", BLUE),
        arrow(435, 70, 435, 104),
        *row(ROOMS, 22, 182, 666, 76, GAP, BLUE),
        *row(SHARED, 22, 300, 666, 72, 14, BLUE),
        box(716, 96, 274, 292, GREEN),
        text(853, 118, "wormbrain/", size=15, colour=GREEN, bold=True),
        *[
            line
            for i, rooms in enumerate(WORMBRAIN)
            for line in row(rooms, 728, 128 + i * 64, 250, 58, 10, GREEN)
        ],
        box(10, 416, 980, 134, ORANGE),
        text(500, 438, "groundwork/", size=15, colour=ORANGE, bold=True),
        text(
            500, 456, "what every pipeline stands on; it knows none of them", size=11, colour=MUTED
        ),
        *row(GROUND, 22, 468, 956, 70, 8, ORANGE),
        arrow(355, 390, 355, 414),
        arrow(853, 390, 853, 414),
    ]
    each = (666 - GAP * (len(ROOMS) - 1)) / len(ROOMS)
    ends = [22 + i * (each + GAP) for i in range(1, len(ROOMS))]
    parts += [arrow(end - GAP + 1, 220, end - 1, 220) for end in ends]
    head = (
        '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto">'
        f'<path d="M0 0 L6 3 L0 6 Z" fill="{MUTED}"/></marker></defs>'
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
            ' font-family="Helvetica, Arial, sans-serif">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            head,
            *parts,
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    OUTPUT.write_text(picture(), encoding="utf-8")
