"""Stages that judge alignments and networks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from groundwork.command_line import Written


def judge(
    transformations: Annotated[Path, "the transformations.h5 of `align`"],
    recording: Annotated[Path, "the .h5 file of `synthetic`; the truth lies beside it"],
    *,
    output: Annotated[Path, Written(".json")],
) -> None:
    """Compare an alignment of a synthetic recording with the motion that is known."""
    from wormbrain.evaluation.truth import judge

    judge(transformations, recording, output)


def table1(
    runs: Annotated[Sequence[Path], "folders of trainings, {network}/{seed}"],
    *,
    markdown: Annotated[Path, Written(".md")],
    output: Annotated[Path, Written(".csv")],
) -> None:
    """Write Table I of the report: the validation losses of networks, mean and range over seeds."""
    from wormbrain.evaluation.table1 import write_table

    write_table(runs, output, markdown)
