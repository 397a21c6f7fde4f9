"""Stages that judge alignments and networks."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated


def table1(
    runs: Annotated[Sequence[Path], "folders of trainings, {network}/{seed}"],
    *,
    markdown: Annotated[Path, "the .md file to write"],
    output: Annotated[Path, "the .csv file to write"],
) -> None:
    """Write Table I of the report: the validation losses of networks, mean and range over seeds."""
    from wormbrain.evaluation.table1 import write_table

    write_table(runs, output, markdown)
