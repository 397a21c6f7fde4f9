"""Figures, tables, videos and claims of the paper: what the configuration may say about them."""

from dataclasses import dataclass
from typing import Literal

from groundwork.settings.declare import REQUIRED, Name, OwnPath, Settings, Text, setting
from holly.settings.choices import FigureKind, VideoKind

Parameter = Literal[
    *("model", "epochs", "learning_rate", "points", "max_input_sigma", "min_input_sigma"),
    *("dropout", "scatter", "max_spawn", "spawn_rate", "optimiser"),
]
SHOWN = "the experiments it shows, in this order"


@dataclass(frozen=True)
class PaperFigure(Settings):
    """A figure of the paper, drawn from results (docs/figures.md)."""

    kind: FigureKind = setting(REQUIRED, "what the figure shows")
    experiments: tuple[Name, ...] = setting(REQUIRED, SHOWN, min_length=1)


@dataclass(frozen=True)
class PaperVideo(Settings):
    """A video of all replicates side by side."""

    kind: VideoKind = setting(
        REQUIRED, "structures form during training and then turn, or they only turn"
    )
    experiments: tuple[Name, ...] = setting(REQUIRED, SHOWN, min_length=1)


@dataclass(frozen=True)
class PaperRow(Settings):
    """A row of a table: a run of the paper and the experiment that repeats it."""

    experiment: Name = setting(REQUIRED, "name of the experiment")
    paper: dict[Parameter, float | Text] = setting({}, "what the paper's table says about this run")


@dataclass(frozen=True)
class PaperTable(Settings):
    """A table of the paper with our numbers beside it."""

    title: Text = setting(REQUIRED, "title of the table")
    rows: dict[Text, PaperRow] = setting(
        REQUIRED, "the runs, named as the paper names them", min_length=1
    )
    paper: dict[Parameter, float | Text] = setting(
        {}, "what the paper's table says about all of its runs"
    )


@dataclass(frozen=True)
class Paper(Settings):
    """What is made from the results for comparison with the paper."""

    figures: dict[Name, PaperFigure] = setting({}, "figures by the name of their file")
    tables: dict[Name, PaperTable] = setting({}, "tables by the name of their file")
    videos: dict[Name, PaperVideo] = setting({}, "videos by the name of their file")
    claims: OwnPath = setting("config/claims.yaml", "the claims that `make verify` tests")
