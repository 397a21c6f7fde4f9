"""HOLLy: 3D structures from 2D single-molecule localisation images, one stage per subcommand."""

from collections.abc import Sequence

from groundwork.command_line import run_stage, stages_of
from holly import __version__
from holly.stages import evaluation, exports, figures, images, own, reports, sources, training

STAGES = stages_of(sources, images, training, evaluation, exports, figures, reports, own)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage with these arguments, or with those of the process."""
    run_stage("holly", __version__, __doc__, STAGES, arguments)
