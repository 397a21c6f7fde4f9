"""The configuration of what is laid beside the paper: figures, tables, videos, claims."""

from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from groundwork.settings.fields import FORBID, Name, OwnPath, Text

Parameter = Literal[
    *("model", "epochs", "learning_rate", "points", "max_input_sigma", "min_input_sigma"),
    *("dropout", "scatter", "max_spawn", "spawn_rate", "optimiser"),
]


@dataclass(frozen=True, config=FORBID)
class PaperFigure:
    """A figure of the paper, drawn from results (docs/figures.md)."""

    kind: Literal[
        *("unseen", "points", "replicates", "noise", "levels"),
        *("shapes", "sigma", "gallery", "direct"),
    ] = Field(description="what it shows")
    experiments: tuple[Name, ...] = Field(min_length=1, description="of which, in this order")


@dataclass(frozen=True, config=FORBID)
class PaperVideo:
    """A video of all replicates side by side."""

    kind: Literal["forming", "turning"] = Field(
        description="through the training and then a turn, or the turn alone"
    )
    experiments: tuple[Name, ...] = Field(min_length=1, description="of which, in this order")


@dataclass(frozen=True, config=FORBID)
class PaperRow:
    """A row of a table: a run of the paper, and the experiment that repeats it."""

    experiment: Name = Field(description="a key of experiments")
    paper: dict[Parameter, float | Text] = Field(
        default_factory=dict, description="what the paper's table says of this run alone"
    )


@dataclass(frozen=True, config=FORBID)
class PaperTable:
    """A table of the paper with our numbers beside."""

    title: Text = Field(description="what stands above it")
    rows: dict[Text, PaperRow] = Field(min_length=1, description="by the paper's name of the run")
    paper: dict[Parameter, float | Text] = Field(
        default_factory=dict, description="what the paper's table says of all its runs"
    )


@dataclass(frozen=True, config=FORBID)
class Paper:
    """What is made of the results to be laid beside the paper."""

    figures: dict[Name, PaperFigure] = Field(default_factory=dict, description="by file name")
    tables: dict[Name, PaperTable] = Field(default_factory=dict, description="by file name")
    videos: dict[Name, PaperVideo] = Field(default_factory=dict, description="by file name")
    claims: OwnPath = Field("config/claims.yaml", description="what `make verify` tests")
