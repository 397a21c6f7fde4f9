"""WORMBRAIN: match and align images of a moving brain, one stage per subcommand."""

from collections.abc import Sequence

from groundwork.command_line import run_stage, stages_of
from wormbrain import __version__
from wormbrain.stages import alignment, evaluation, figures, report, sources, training

STAGES = stages_of(sources, training, alignment, evaluation, figures, report)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage with these arguments, or with those of the process."""
    run_stage("wormbrain", __version__, __doc__, STAGES, arguments)
