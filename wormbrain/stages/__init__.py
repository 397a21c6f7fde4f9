"""WORMBRAIN: match and align images of a moving brain, one stage per subcommand."""

from collections.abc import Sequence

from groundwork.command_line import run_stage
from wormbrain import __version__

STAGES = ("synthetic", "frames", "augment", "train")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage with these arguments, or with those of the process."""
    run_stage("wormbrain", __version__, "wormbrain.stages", STAGES, arguments)
