"""The command line: one subcommand a stage, in the order of the data.

Each reads files, calls the stage's function and writes files. What a stage needs is imported by
that stage alone.
"""

import errno
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from groundwork.errors import InputError
from holly.stages.configuration import add_configuration
from holly.stages.evaluation import add_evaluation
from holly.stages.figures import add_figures
from holly.stages.images import add_images
from holly.stages.sources import add_sources
from holly.stages.stage import Arguments, Parser, Stages
from holly.stages.training import add_training

OWN = ("stage", "run", "own_record", "own_reads", "own_writes")  # parsed, and no stage's setting
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
        with _recorded(parsed):
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
    parser.add_argument(
        "--record",
        type=Path,
        dest="own_record",  # a stage may have a record as its setting, as zenodo has
        metavar="RECORD",
        help="write to this .json file what ran, from which code and when",
    )
    for name, what in (("reads", "read"), ("writes", "written")):
        parser.add_argument(
            f"--{name}",
            type=Path,
            dest=f"own_{name}",
            metavar="PATH",
            nargs="*",
            default=[],
            help=f"files and folders that are {what}, whose checksums the record has",
        )
    stages = Stages(parser)
    for add in (
        *(add_sources, add_images, add_training, add_evaluation),
        *(add_figures, add_configuration),
    ):
        add(stages)
    return parser


@contextmanager
def _recorded(parsed: Arguments) -> Iterator[None]:
    """Write the record that is asked for if the stage succeeds; none of an earlier call stays."""
    if parsed.own_record is None:
        yield
        return
    from groundwork.record.provenance import Job

    parsed.own_record.unlink(missing_ok=True)
    settings = {name: value for name, value in vars(parsed).items() if name not in OWN}
    job = Job(parsed.stage, settings)
    yield
    job.write(parsed.own_record, reads=parsed.own_reads, writes=parsed.own_writes)
