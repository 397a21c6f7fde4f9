"""Files of a Zenodo record, downloaded by the program `zenodo_get` and checked here.

The program is only called, never imported, because of its licence (AGPL). Its exit status says
little: it is 0 after some failures. So every file is checked before it gets its name.
"""

import functools
import glob
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import requests

from groundwork.errors import InputError
from groundwork.fetch import zenodo_record
from groundwork.fetch.download import Progress, answer
from groundwork.fetch.zenodo_record import Published, choose
from groundwork.files import exclusive, format_bytes, require_disk

logger = logging.getLogger(__name__)

T = TypeVar("T")
TRIES = 5  # for the metadata, and for each file
DELAY = 2.0  # seconds before the second try; doubled before each further one
STALL = 300.0  # seconds without another byte, after which a download is stopped and tried again
POLL = 0.2  # seconds between two looks at the running program
COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # escapes that zenodo_get prints even to a pipe
# Runs the program so that it ends with us, even after `kill -9`, and cannot go on filling the disk.
LEASH = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.argv[1], sys.argv[1:])"


class TemporaryError(Exception):
    """A failure after which another try may succeed."""


def fetch_zenodo(
    record: int, patterns: Sequence[str], output_dir: Path, *, lock: Path | None = None
) -> None:
    """Download the files of a Zenodo record whose names match a pattern to `output_dir`.

    The folder also gets `zenodo_{record}.md5`, the checksums that the record gives for them. It
    appears when it is complete; until then finished files lie in `.{name}.partial` beside it,
    where the next call finds them. A folder from an earlier call is completed, and files that no
    longer match are removed from it.

    Args:
        record: number of one version of a record.
        patterns: shell patterns; each must match a file.
        output_dir: folder to make; files that are in it already must belong to this record.
        lock: JSON file that pins names, sizes and checksums of all files of the record. The first
            call writes it; later calls refuse a record that differs from it.

    Raises:
        InputError: no such record; no file matches; the record differs from the lock; the disk is
            too small; another run downloads to this folder; or files are missing or damaged after
            all tries.
    """
    program, output_dir = _program(), Path(output_dir)
    sums = f"zenodo_{record}.md5"
    with _partial_folder(output_dir.with_name(f".{output_dir.name}.partial")) as partial:
        pinned = zenodo_record.read_lock(lock, record) if lock and lock.exists() else None
        if pinned and _is_complete(output_dir, sums, choose(pinned, record, patterns)):
            return
        published = _retried(functools.partial(_ask, record), f"Zenodo record {record}")
        if pinned:
            zenodo_record.compare(lock, record, pinned, published)
        elif lock:
            zenodo_record.write_lock(lock, record, published)
        chosen = choose(published, record, patterns)
        if _is_complete(output_dir, sums, chosen):
            return
        if strange := _shown(_names(output_dir) - {sums, *(file.name for file in published)}):
            raise InputError(
                f"{output_dir}: already holds other files ({strange[0]}); move them, or download "
                "to another folder"
            )
        files = _finished_files(output_dir, partial, chosen)
        missing = [file for file in chosen if not (files / file.name).exists()]
        for number, file in enumerate(missing):
            require_disk(partial, sum(file.size for file in missing[number:]))
            download = functools.partial(_download, program, record, file, partial)
            _retried(download, f"Zenodo record {record}, {file.name}")
        (files / sums).write_text("".join(f"{file.md5}  {file.name}\n" for file in chosen))
        files.replace(output_dir)


def _retried(attempt: Callable[[], T], name: str) -> T:
    """What `attempt` returns; it is called again after a TemporaryError."""
    for number in range(TRIES):
        try:
            return attempt()
        except TemporaryError as error:
            fault = error
        if number < TRIES - 1:
            logger.warning("%s: %s; trying again", name, fault)
            time.sleep(DELAY * 2**number)
    raise InputError(f"{name}: {fault} ({TRIES} tries); check the network and run it again")


def _ask(record: int) -> list[Published]:
    """The files of the record, as Zenodo describes them now."""
    with answer(f"{zenodo_record.API}/{record}") as response:
        try:
            metadata = response.json()
        except (requests.RequestException, ValueError, RecursionError) as error:  # cut, or no JSON
            raise TemporaryError(f"the answer is not the record's metadata ({error})") from None
    return zenodo_record.read_metadata(metadata, record)


@contextmanager
def _partial_folder(partial: Path) -> Iterator[Path]:
    """Lock the folder of unfinished files; it stays after a failure, unless nothing arrived."""
    with exclusive(partial):
        try:
            yield partial
        except BaseException:
            if not (partial / "files").exists():
                shutil.rmtree(partial, ignore_errors=True)
            raise
        shutil.rmtree(partial, ignore_errors=True)


def _is_complete(folder: Path, sums: str, chosen: list[Published]) -> bool:
    """Whether the folder holds the chosen files, undamaged, and no others but hidden ones."""
    wanted, names = {sums, *(file.name for file in chosen)}, _names(folder)
    complete = wanted <= names and not _shown(names - wanted)
    complete = complete and all(file.is_at(folder / file.name) for file in chosen)
    if complete:
        logger.info("%s: already complete", folder)
    return complete


def _finished_files(output_dir: Path, partial: Path, chosen: list[Published]) -> Path:
    """Gather the chosen files that earlier calls finished in one folder, and nothing else."""
    files, earlier = partial / "files", partial / "earlier"
    if _names(output_dir):
        shutil.rmtree(earlier, ignore_errors=True)
        output_dir.replace(earlier)  # in one step: no incomplete folder ever has its name
    for leftover in partial.glob("try.*"):
        shutil.rmtree(leftover)
    finished = {file.name for file in chosen if file.is_at(files / file.name)}
    for name in _names(files) - finished:
        (files / name).unlink()
    for file in chosen:
        (files / file.name).parent.mkdir(parents=True, exist_ok=True)
        if file.name not in finished and file.is_at(earlier / file.name):
            (earlier / file.name).replace(files / file.name)
    return files


def _program() -> str:
    """The path of `zenodo_get`."""
    beside = shutil.which("zenodo_get", path=str(Path(sys.executable).parent))
    program = beside or shutil.which("zenodo_get")
    if program is None:
        raise InputError("zenodo_get: no such program; install holly with its extra 'download'")
    return program


def _download(program: str, record: int, file: Published, partial: Path) -> None:
    """Run the program for one file; the file gets its name among the finished if undamaged."""
    with tempfile.TemporaryDirectory(prefix="try.", dir=partial) as scratch:
        # The program itself waits for a busy server, up to two minutes if asked to.
        command = [program, "--verbosity", "1", "--record", str(record), "--retry", "0"]
        command += ["--max-http-retries", "2", "--backoff-factor", str(DELAY)]
        command += ["--glob", glob.escape(file.name), "--output-dir", scratch]
        complaint = _run(command, Path(scratch), file)
        found = Path(scratch, file.name)
        if not file.is_at(found):
            fault = "damaged" if found.is_file() else "missing"
            raise TemporaryError(f"{fault} ({complaint})")
        found.replace(partial / "files" / file.name)


def _run(command: list[str], scratch: Path, file: Published) -> str:
    """Run the program, log what it prints, and return the first error, a stall included."""
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-c", LEASH, *command]
    errors = []
    logger.info("%s: %s to come", file.name, format_bytes(file.size))
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            if _stalls(process, scratch, file):
                errors.append(f"no further byte in {STALL:g} s")
        finally:
            process.kill()
            process.wait()
        output.seek(0)
        for coloured in output:
            line = COLOUR.sub("", coloured).strip()
            logger.info("zenodo_get: %s", line)
            if line.startswith("ERROR: "):
                errors.append(line.removeprefix("ERROR: "))
    return errors[0] if errors else "zenodo_get gives no reason"


def _stalls(process: subprocess.Popen[bytes], scratch: Path, file: Published) -> bool:
    """Wait until the program ends; True if it stalls before all bytes have arrived."""
    arrived, since, progress = 0, time.monotonic(), Progress(file.name, file.size)
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL)
            return False
        size, now = _size(scratch), time.monotonic()
        if size != arrived:
            arrived, since = size, now
        if now - since > STALL and arrived < file.size:
            return True
        progress.show(arrived)


def _shown(names: set[str]) -> list[str]:
    return sorted(name for name in names if not name.startswith("."))


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def _size(folder: Path) -> int:
    """Bytes in the folder; the program may rename or delete files meanwhile."""
    size = 0
    for name in _names(folder):
        with suppress(FileNotFoundError):
            size += (folder / name).stat().st_size
    return size
