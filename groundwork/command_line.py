"""The command line of a pipeline: one subcommand per stage, one module per subcommand.

The docstring of a stage's module is its help. Its function `add_arguments(parser)` declares its
options; its function `run(arguments)` reads files, calls the stage's function and writes files.
The module must be quick to import, so `run` imports what it needs.
"""

import errno
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from groundwork.errors import InputError

RECORDING = ("own_record", "own_reads", "own_writes", "stage", "run")  # no settings of a stage
REMEDIES = {
    errno.EACCES: "; change the permissions there, or choose another place",
    errno.EROFS: "; mount it for writing, or choose another place",
    errno.ENOSPC: "; make room on the disk and run it again",
    errno.EDQUOT: "; make room in your quota and run it again",
}


def run_stage(
    program: str, version: str, package: str, stages: Sequence[str], arguments: Sequence[str] | None
) -> None:
    """Run the stage that the arguments name.

    Bad input ends in one line on standard error and exit code 1.

    Args:
        program: the name of the command.
        version: of the pipeline, for the record.
        package: where the modules of the stages are.
        stages: names of the stages in the order of the data; `to-original` is `to_original.py`.
        arguments: those of the process if None.
    """
    parsed = stage_parser(program, package, stages).parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    where = f"{program} {parsed.stage}"
    try:
        with _recorded(parsed, program, version):
            parsed.run(parsed)
    except InputError as error:
        sys.exit(f"{where}: {error}")
    except OSError as error:
        fault = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        sys.exit(f"{where}: {fault}{REMEDIES.get(error.errno, '')}")
    except MemoryError:
        sys.exit(f"{where}: out of memory; end other programs, or use a larger machine")
    except KeyboardInterrupt:
        sys.exit(130)


def stage_parser(program: str, package: str, stages: Sequence[str]) -> ArgumentParser:
    """The parser of all stages."""
    parser = ArgumentParser(prog=program, description=import_module(package).__doc__)
    parser.add_argument(
        "--record",
        type=Path,
        dest="own_record",  # a stage may have an argument called `record`, as zenodo has
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
            help=f"files and folders that are {what}; the record has their checksums",
        )
    subparsers = parser.add_subparsers(dest="stage", metavar="STAGE", required=True)
    for name in stages:
        stage = import_module(f"{package}.{name.replace('-', '_')}")
        help_line = stage.__doc__.partition("\n")[0]
        added = subparsers.add_parser(name, help=help_line, description=stage.__doc__)
        stage.add_arguments(added)
        added.set_defaults(run=stage.run)
    return parser


def add_output(parser: ArgumentParser, what: str) -> None:
    """Add the option that every stage has that writes a file or a folder."""
    parser.add_argument("--output", type=Path, required=True, help=what)


@contextmanager
def _recorded(parsed: Namespace, program: str, version: str) -> Iterator[None]:
    """Write the record that is asked for if the stage succeeds; remove that of an earlier run."""
    record: Path | None = parsed.own_record
    if record is None:
        yield
        return
    from groundwork.record.stage import StageCall

    record.unlink(missing_ok=True)
    settings = {name: value for name, value in vars(parsed).items() if name not in RECORDING}
    call = StageCall(program, version, parsed.stage, settings)
    yield
    writes = [path for path in parsed.own_writes if path != record]
    call.write_record(record, reads=parsed.own_reads, writes=writes)
