"""The words that the configuration, the command line and the readers share.

Standard library only, so that `holly --help` and the workflow read them at once.
"""

from typing import Literal

BuiltIn = Literal["bunny", "teapot", "cep152", "toroid"]  # ground truths that come with holly
Centre = Literal["extent", "mean"]  # what lies in the middle of an image
Device = Literal["auto", "cpu", "cuda"]  # where to train
FigureKind = Literal[
    *("unseen", "points", "replicates", "noise", "levels"),
    *("shapes", "sigma", "gallery", "direct"),
]
Layout = Literal["cep152", "matlab-cell", "picasso", "thunderstorm", "csv"]
Shape = Literal["torus", "rings", "cylinder"]
VideoKind = Literal["forming", "turning"]

# The options that the reader of each layout takes.
LAYOUT_OPTIONS: dict[Layout, tuple[str, ...]] = {
    "cep152": (),
    "matlab-cell": ("variable",),
    "picasso": ("particle_column", "nm_per_camera_pixel"),
    "thunderstorm": ("particle_column",),
    "csv": ("particle_column",),
}
