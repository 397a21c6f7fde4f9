"""HOLLy: 3D structures from 2D single-molecule localisation images, one stage per subcommand."""

from collections.abc import Sequence

from groundwork.command_line import run_stage
from holly import __version__

STAGES = (
    *("fetch", "zenodo", "unpack", "synthetic", "model", "localisations"),
    *("prerender", "curate", "contact-sheet", "judge", "augment"),
    *("stacks", "to-original", "from-original"),
    *("train", "watch"),
    *("evaluate", "agreement", "summarise", "experiments", "authors"),
    *("particles", "overlay", "viewer", "curves", "pairs", "figure", "video", "table"),
    *("claims", "verify", "report", "crate", "recipes", "reference"),
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage with these arguments, or with those of the process."""
    run_stage("holly", __version__, "holly.stages", STAGES, arguments)
