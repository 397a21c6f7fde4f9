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
Layout = Literal[
    *("cep152", "matlab-cell", "picasso", "thunderstorm", "csv", "smap", "decode", "minflux"),
    *("rapidstorm", "elyra", "nstorm", "nanoimager"),
]
LengthUnit = Literal["nm", "um", "m", "px"]  # px are pixels of the camera
Planted = Literal["pores", "tetrahedra", "balls"]  # particles of synthetic fields of view
Shape = Literal["torus", "rings", "cylinder"]
VideoKind = Literal["forming", "turning"]

TABLE = ("particle_column", "nm_per_camera_pixel", "units", "channel")
# The options that the reader of each layout takes.
LAYOUT_OPTIONS: dict[Layout, tuple[str, ...]] = {
    "cep152": (),
    "matlab-cell": ("variable", "nm_per_camera_pixel", "units"),
    "minflux": (),
    **dict.fromkeys(("picasso", "thunderstorm", "csv", "smap", "decode", "rapidstorm"), TABLE),
    **dict.fromkeys(("elyra", "nstorm", "nanoimager"), TABLE),
}
