"""Files of a Zenodo record, fetched by the program `zenodo_get` and checked here.

Standard library only. The program's exit status says little, so everything it leaves is checked
before it gets its name.
"""

import contextlib
import functools
import glob as globs
import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from groundwork.errors import InputError
from groundwork.fetch.download import Meter, TransientError, answer, chunks, retried
from groundwork.files import atomic_file, checksum, exclusive, format_bytes, read_json, require_disk

logger = logging.getLogger(__name__)

COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # escapes that zenodo_get prints even to a pipe
API = "https://zenodo.org/api/records"
POLL = 0.2  # seconds between two looks at the running program
# Where the program runs: killed with us even by `kill -9`, lest it goes on filling the disk.
LEASH = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.argv[1], sys.argv[1:])"


@dataclass(frozen=True)
class Published:
    """A file as the record's metadata states it."""

    name: str
    size: int  # bytes
    md5: str


def fetch_zenodo(
    record: int,
    patterns: Sequence[str],
    output_dir: Path,
    *,
    lock: Path | None = None,
    tries: int = 5,
    delay: float = 2.0,
    stall: float = 300.0,
) -> None:
    """Fetch the files of a Zenodo record whose names match a pattern into `output_dir`.

    The folder also gets `zenodo_{record}.md5`, the record's own checksums of these files. It
    appears whole or not at all; until then the files lie in `.{name}.partial` beside it, where a
    later call finds those that are finished. A folder that an earlier call made is completed, and
    rid of what matches no more.

    Args:
        record: number of one version of a record.
        patterns: shell patterns; each must match a file.
        output_dir: folder to make; what it holds already must come from this record.
        lock: JSON file that pins names, sizes and checksums of all files of the record; written
            by the first call, obeyed by later ones.
        tries: number of tries for the metadata, and for each file.
        delay: seconds before the second try; doubled before each further one, and longer where
            the server asks for it (Retry-After).
        stall: seconds without a further byte after which a download is stopped and tried again.

    Raises:
        InputError: no such record, nothing matches, the record is not the pinned one, no room on
            the disk, another download is under way, or files missing or damaged after all tries.
    """
    output_dir = Path(output_dir)
    sums = output_dir / f"zenodo_{record}.md5"
    program = _program()
    unfinished = output_dir.with_name(f".{output_dir.name}.partial")
    with _scratch(unfinished):
        pinned = _pinned(lock, record)
        if pinned and _is_whole(output_dir, sums.name, _chosen(pinned, record, patterns)):
            logger.info("%s: already whole", output_dir)
            return
        published = _published(record, tries, delay)
        if pinned is None:
            _pin(lock, record, published)
        else:
            _compare(lock, record, pinned, published)
        chosen = _chosen(published, record, patterns)
        if _is_whole(output_dir, sums.name, chosen):
            logger.info("%s: already whole", output_dir)
            return
        _refuse_others(output_dir, {sums.name, *(file.name for file in published)})
        files = _finished(output_dir, unfinished, chosen)
        missing = [file for file in chosen if not (files / file.name).is_file()]
        for number, file in enumerate(missing):
            attempt = functools.partial(
                _one_file, program, record, missing[number:], unfinished, delay, stall
            )
            retried(attempt, f"Zenodo record {record}, {file.name}", tries, delay)
        (files / sums.name).write_text("".join(f"{file.md5}  {file.name}\n" for file in chosen))
        files.replace(output_dir)


def _published(record: int, tries: int, delay: float) -> list[Published]:
    """The record's files, as its metadata state them now."""
    url = f"{API}/{record}"
    return retried(lambda: _metadata(url, record), f"Zenodo record {record}", tries, delay)


def _metadata(url: str, record: int) -> list[Published]:
    """The files that the record's public metadata name, sorted by name."""
    with answer(url) as response:
        content = b"".join(chunks(response))
    try:
        stated = json.loads(content)
    except (ValueError, RecursionError):
        raise TransientError("the server answers with something else than metadata") from None
    try:
        number = int(stated["id"])
        files = [
            Published(file["key"], int(file["size"]), file["checksum"].removeprefix("md5:"))
            for file in stated["files"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        raise InputError(
            f"{url}: lists no files with size and checksum; see whether the record is open"
        ) from None
    if number != record:
        raise InputError(
            f"Zenodo record {record}: stands for all versions, now {number}; give that number"
        )
    for file in files:
        if not isinstance(file.name, str) or not _is_inside(file.name):
            raise InputError(
                f"{url}: the name {file.name!r} leads out of the folder; do not use this record"
            )
        if not _is_sound(file):
            raise InputError(f"{url}: {file.name} has no MD5 or size; do not use this record")
    return sorted(files, key=lambda file: file.name)


def _pinned(lock: Path | None, record: int) -> list[Published] | None:
    """The record's files as the lock file states them; None where there is none yet."""
    if lock is None or not Path(lock).exists():
        return None
    try:
        content = read_json(lock, "delete it to pin anew")
        number = int(content["record"])
        pinned = [Published(**file) for file in content["files"]]
        if not all(_is_sound(file) for file in pinned):
            raise ValueError("a file without a name within the folder, size and MD5")
    except (KeyError, TypeError, ValueError, OverflowError):
        raise InputError(f"{lock}: not a lock file; restore it, or delete it to pin anew") from None
    if number != record:
        raise InputError(f"{lock}: pins record {number}, not {record}; name another lock file")
    return pinned


def _pin(lock: Path | None, record: int, published: list[Published]) -> None:
    """Write the lock file, where one is wanted."""
    if lock is not None:
        content = {"record": record, "files": [asdict(file) for file in published]}
        with atomic_file(Path(lock)) as scratch:
            scratch.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", "utf-8")
        logger.info("%s: pins the %d files of the record", lock, len(published))


def _compare(
    lock: Path | None, record: int, pinned: list[Published], published: list[Published]
) -> None:
    """Raise InputError unless exactly the pinned files are published."""
    then, now = ({file.name: file for file in files} for files in (pinned, published))
    for name in sorted(then.keys() | now.keys()):
        if then.get(name) != now.get(name):
            raise InputError(
                f"{lock}: {name} of Zenodo record {record} was {_stated(then.get(name))} and is "
                f"{_stated(now.get(name))}; the record has changed, delete the lock file only if "
                "you trust it"
            )


def _stated(file: Published | None) -> str:
    return "absent" if file is None else f"{file.size} bytes with MD5 {file.md5}"


def _chosen(published: list[Published], record: int, patterns: Sequence[str]) -> list[Published]:
    for pattern in patterns:
        if not any(fnmatchcase(file.name, pattern) for file in published):
            names = ", ".join(file.name for file in published[:5]) + ", …" * (len(published) > 5)
            raise InputError(
                f"Zenodo record {record}, files {pattern!r}: the record has none; it has {names}"
            )
    return [
        file for file in published if any(fnmatchcase(file.name, pattern) for pattern in patterns)
    ]


@contextlib.contextmanager
def _scratch(partial: Path) -> Iterator[None]:
    """Have the folder of unfinished files to oneself; it stays if any file in it is finished."""
    with exclusive(partial):
        try:
            yield
        except BaseException:
            if not (partial / "files").exists():  # nothing has arrived
                shutil.rmtree(partial, ignore_errors=True)
            raise
        shutil.rmtree(partial, ignore_errors=True)


def _refuse_others(folder: Path, names: set[str]) -> None:
    """Raise InputError where the folder holds other files than these and hidden ones."""
    others = sorted(name for name in _names(folder) - names if not name.startswith("."))
    if others:
        raise InputError(
            f"{folder}: already holds files of something else ({others[0]}); move them, or fetch "
            "elsewhere"
        )


def _is_whole(folder: Path, sums: str, chosen: list[Published]) -> bool:
    """Whether the folder holds the chosen files, intact, and no others but hidden ones."""
    wanted, names = {sums, *(file.name for file in chosen)}, _names(folder)
    return (
        wanted <= names
        and all(name.startswith(".") for name in names - wanted)
        and all(_is_intact(folder / file.name, file) for file in chosen)
    )


def _finished(output_dir: Path, partial: Path, chosen: list[Published]) -> Path:
    """The folder of finished files: from earlier calls those that are intact, and no others."""
    files, earlier = partial / "files", partial / "earlier"
    if output_dir.exists() and any(output_dir.iterdir()):
        if earlier.exists():
            shutil.rmtree(earlier)
        output_dir.replace(earlier)  # in one step: no half of it looks finished
    for scratch in partial.glob("try.*"):
        shutil.rmtree(scratch)
    files.mkdir(exist_ok=True)
    for file in chosen:
        path = files / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _is_intact(path, file):
            path.unlink(missing_ok=True)
            if _is_intact(earlier / file.name, file):
                (earlier / file.name).replace(path)
    for name in _names(files) - {file.name for file in chosen}:
        (files / name).unlink()  # left by a call with another pattern
    shutil.rmtree(earlier, ignore_errors=True)
    return files


def _one_file(
    program: str, record: int, missing: list[Published], partial: Path, delay: float, stall: float
) -> None:
    """Download the first of the missing files; it gets its name only if it is intact."""
    file = missing[0]
    scratch = partial / f"try.{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        require_disk(partial, sum(file.size for file in missing))
        # The program's own tries mend a busy server; it obeys Retry-After up to two minutes.
        command = [program, "--verbosity", "1", "--record", str(record), "--retry", "0"]
        command += ["--max-http-retries", "2", "--backoff-factor", str(delay)]
        command += ["--glob", globs.escape(file.name), "--output-dir", str(scratch)]
        complaint = _run(command, scratch, Meter(file.name, file.size), stall)
        path = scratch / file.name
        if not path.is_file():
            raise TransientError(f"missing ({complaint})")
        if not _is_intact(path, file):
            raise TransientError(f"damaged ({complaint})")
        path.replace(partial / "files" / file.name)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _program() -> str:
    """Where `zenodo_get` is."""
    beside = shutil.which("zenodo_get", path=str(Path(sys.executable).parent))
    program = beside or shutil.which("zenodo_get")
    if program is None:
        raise InputError("zenodo_get: no such program; install holly with its extra 'download'")
    return program


def _run(command: list[str], scratch: Path, meter: Meter, stall: float) -> str:
    """Run the program, log what it prints, return its first complaint.

    The exit status is not looked at: it is 0 after some failures. The program is killed when
    nothing arrives in `scratch` for `stall` seconds while bytes are missing.
    """
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-c", LEASH, *command]
    complaints = []
    logger.info("%s: %s to come", meter.what, format_bytes(meter.size))
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said,
        subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            if not _ends(process, scratch, meter, stall):
                complaints.append(f"no further byte in {stall:g} s")
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        for raw in said:
            line = COLOUR.sub("", raw).strip()
            logger.info("zenodo_get: %s", line)
            if line.startswith("ERROR: "):
                complaints.append(line.removeprefix("ERROR: "))
    return next(iter(complaints), "zenodo_get says nothing")


def _ends(process: subprocess.Popen[bytes], scratch: Path, meter: Meter, stall: float) -> bool:
    """Wait for the program; False if it stalls."""
    arrived, since = 0, time.monotonic()
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(POLL)
            return True
        size, now = _size(scratch), time.monotonic()
        if size != arrived:
            arrived, since = size, now
        if now - since > stall and arrived < meter.size:  # a whole file is being checked
            return False
        meter.show(arrived)


def _is_sound(file: Published) -> bool:
    """Whether a file has a name within the folder, a size and a checksum."""
    kinds = isinstance(file.name, str) and type(file.size) is int and isinstance(file.md5, str)
    return (
        kinds
        and _is_inside(file.name)
        and file.size >= 0
        and re.fullmatch("[0-9a-f]{32}", file.md5) is not None
    )


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
    return inside and name.isprintable()  # hence no byte that ends a name or is no text


def _is_intact(path: Path, file: Published) -> bool:
    return path.is_file() and path.stat().st_size == file.size and checksum(path, "md5") == file.md5


def _files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in _files(folder)}


def _size(folder: Path) -> int:
    """Bytes in the folder; the program may rename or delete files meanwhile."""
    size = 0
    for path in _files(folder):
        with contextlib.suppress(FileNotFoundError):
            size += path.stat().st_size
    return size
