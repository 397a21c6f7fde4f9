"""The command line of a pipeline: every public function of its modules of stages is a subcommand.

The docstring of such a function is the help. Its parameters are the arguments: positional ones as
in Python, keyword-only ones as options, `nm_per_unit` as `--nm-per-unit`. What a parameter means
stands beside its type: `output: Annotated[Path, "the folder to write"]`. A file whose suffix says
what is written has the suffixes there: `Annotated[Path, Written(".csv")]`; others are refused. The
function reads files, calls a function of a room and writes files. Its module must be quick to
import, so the function imports what it needs.
"""

import errno
import inspect
import logging
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, NoneType
from typing import Annotated, Any, Literal, get_args, get_origin

from groundwork.errors import InputError

OWN = "own_"  # what names begin with that are no arguments of a stage
REMEDIES = {
    errno.EACCES: "; change the permissions there, or choose another place",
    errno.EROFS: "; mount it for writing, or choose another place",
    errno.ENOSPC: "; make room on the disk and run it again",
    errno.EDQUOT: "; make room in your quota and run it again",
}


class Written:
    """The meaning of a parameter that names a file to write.

    Args:
        suffixes: those that the file may have; any other one is refused before the stage runs.
        note: what the help says beyond that.
    """

    def __init__(self, *suffixes: str, note: str = "") -> None:
        *others, last = self.suffixes = suffixes
        self.named = f"{', '.join(others)} or {last}" if others else last
        self.meaning = f"the {self.named} file to write{note and f'; {note}'}"

    def check(self, path: Path, name: str) -> None:
        """Raise InputError unless the path ends in one of the suffixes."""
        if path.suffix.lower() not in self.suffixes:
            raise InputError(f"{path}: {name} writes {self.named}; give the file such a name")


RECORD = Written(".json", note="it says what ran, from which code and when")


def stages_of(*modules: ModuleType) -> dict[str, Callable]:
    """The stages that these modules define, in order; `to_original` is named `to-original`."""
    return {
        name.replace("_", "-"): function
        for module in modules
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
    }


def run_stage(
    program: str,
    version: str,
    about: str,
    stages: Mapping[str, Callable],
    arguments: Sequence[str] | None,
) -> None:
    """Run the stage that the arguments name.

    Bad input ends in one line on standard error and exit code 1.

    Args:
        program: the name of the command.
        version: of the pipeline, for the record.
        about: what the pipeline does, for the help.
        stages: functions by name, in the order of the data.
        arguments: those of the process if None.
    """
    parsed = stage_parser(program, about, stages).parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    where = f"{program} {parsed.own_stage}"
    try:
        _check_suffixes(stages[parsed.own_stage], parsed)
        with _recorded(parsed, program, version):
            stages[parsed.own_stage](**_settings(parsed))
    except InputError as error:
        sys.exit(f"{where}: {error}")
    except OSError as error:
        fault = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or error
        sys.exit(f"{where}: {fault}{REMEDIES.get(error.errno, '')}")
    except MemoryError:
        sys.exit(f"{where}: out of memory; end other programs, or use a larger machine")
    except KeyboardInterrupt:
        sys.exit(130)


def stage_parser(program: str, about: str, stages: Mapping[str, Callable]) -> ArgumentParser:
    """The parser of all stages."""
    parser = ArgumentParser(prog=program, description=about)
    parser.add_argument(
        "--record",
        type=Path,
        dest="own_record",
        metavar="RECORD",
        help=RECORD.meaning,
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
    subparsers = parser.add_subparsers(dest="own_stage", metavar="STAGE", required=True)
    for name, function in stages.items():
        text = inspect.getdoc(function)
        added = subparsers.add_parser(name, help=text.partition("\n")[0], description=text)
        for parameter in inspect.signature(function).parameters.values():
            _add_argument(added, parameter)
    return parser


def _add_argument(parser: ArgumentParser, parameter: inspect.Parameter) -> None:
    """Add what one parameter of a stage's function stands for."""
    kind, meaning = _declared(parameter)
    text = meaning.meaning if isinstance(meaning, Written) else meaning
    given: dict[str, Any] = {"help": text}
    required = parameter.default is inspect.Parameter.empty
    if not required:
        given["default"] = parameter.default
    if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
        names = [parameter.name]
        given |= {} if required else {"nargs": "?"}
    else:
        names = [f"--{parameter.name.replace('_', '-')}"]
        given["required"] = required
    parser.add_argument(*names, **given | _values(kind, empty=parameter.default == ()))


def _declared(parameter: inspect.Parameter) -> tuple[Any, str | Written | None]:
    """The type of a parameter and its meaning, if that stands beside it."""
    if get_origin(parameter.annotation) is Annotated:
        return get_args(parameter.annotation)
    return parameter.annotation, None


def _check_suffixes(stage: Callable, parsed: Namespace) -> None:
    """Raise InputError where a file to write has a name that says something else."""
    files = {"--record": (RECORD, parsed.own_record)}
    for name, parameter in inspect.signature(stage).parameters.items():
        files[f"--{name.replace('_', '-')}"] = (_declared(parameter)[1], getattr(parsed, name))
    for name, (meaning, path) in files.items():
        if isinstance(meaning, Written) and path is not None:
            meaning.check(path, name)


def _values(kind: Any, *, empty: bool) -> dict[str, Any]:  # noqa: ANN401
    """What argparse needs to know of the values of a type; `empty` sequences may be given."""
    if kind is bool:
        return {"action": "store_true"}
    if get_origin(kind) is Sequence:
        return {"type": get_args(kind)[0], "nargs": "*" if empty else "+"}
    if get_origin(kind) is Literal:
        return {"type": type(get_args(kind)[0]), "choices": get_args(kind)}
    if NoneType in get_args(kind):
        return _values(get_args(kind)[0], empty=empty)
    return {"type": kind}


@contextmanager
def _recorded(parsed: Namespace, program: str, version: str) -> Iterator[None]:
    """Write the record that is asked for if the stage succeeds; remove that of an earlier run."""
    record: Path | None = parsed.own_record
    if record is None:
        yield
        return
    from groundwork.record.stage import StageCall

    record.unlink(missing_ok=True)
    call = StageCall(program, version, parsed.own_stage, _settings(parsed))
    yield
    call.write_record(
        record, reads=parsed.own_reads, writes=[p for p in parsed.own_writes if p != record]
    )


def _settings(parsed: Namespace) -> dict[str, Any]:
    """The arguments of the stage."""
    return {name: value for name, value in vars(parsed).items() if not name.startswith(OWN)}
