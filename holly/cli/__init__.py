"""The command line: one subcommand a stage, in the order of the data.

Each reads files, calls the stage's function and writes files. What a stage needs is imported by
that stage alone.
"""

import errno
import logging
import sys
from collections.abc import Sequence

from holly.cli.configuration import add_configuration
from holly.cli.evaluation import add_evaluation
from holly.cli.figures import add_figures
from holly.cli.images import add_images
from holly.cli.sources import add_sources
from holly.cli.stage import Parser, Stages
from holly.cli.training import add_training
from holly.errors import InputError

REMEDIES = {
    errno.EACCES: "; change the permissions there, or choose another place",
    errno.EROFS: "; mount it for writing, or choose another place",
    errno.ENOSPC: "; make room on the disk and call again",
    errno.EDQUOT: "; make room in your quota and call again",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one stage; bad input ends in one line on standard error and exit code 1."""
    parsed = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        parsed.run(parsed)
    except InputError as error:
        sys.exit(f"holly {parsed.stage}: {error}")
    except OSError as error:
        fault = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        sys.exit(f"holly {parsed.stage}: {fault}{REMEDIES.get(error.errno, '')}")
    except MemoryError:
        sys.exit(
            f"holly {parsed.stage}: out of memory; end other programs, or use a larger machine"
        )
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> Parser:
    parser = Parser(prog="holly", description=__doc__.splitlines()[0])
    stages = Stages(parser)
    for add in (
        *(add_sources, add_images, add_training, add_evaluation),
        *(add_figures, add_configuration),
    ):
        add(stages)
    return parser
