"""Public files: fetched from a plain address with a pinned checksum, or from a Zenodo record.

Standard library only. Zenodo's files are fetched by the program `zenodo_get`; since its exit
status says little, everything it leaves is checked here before it gets its name.
"""

import contextlib
import email.utils
import fcntl
import functools
import glob as globs
import hashlib
import http.client
import json
import logging
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TypeVar

from holly.errors import InputError
from holly.files import aside

logger = logging.getLogger(__name__)

T = TypeVar("T")
CHUNK = 1 << 20
COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # escapes that zenodo_get prints even to a pipe
TIMEOUT = 60.0  # seconds without an answer
LONGEST_WAIT = 3600.0  # seconds between two tries, whatever the server asks for
BUSY = (408, 425, 429, 500, 502, 503, 504)  # HTTP answers worth another try
API = "https://zenodo.org/api/records"
POLL = 0.2  # seconds between two looks at the running program
PROGRESS = 10.0  # seconds between two lines that say how far it is
# Where the program runs: killed with us even by `kill -9`, lest it goes on filling the disk.
LEASH = "import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.argv[1], sys.argv[1:])"


@dataclass(frozen=True)
class Published:
    """A file as the record's metadata states it."""

    name: str
    size: int  # bytes
    md5: str


def fetch(url: str, sha256: str, output: Path, *, tries: int = 3, delay: float = 1.0) -> None:
    """Fetch `url` to `output` if its SHA-256 is the given one; do nothing if it is there.

    Args:
        url: http or https.
        sha256: hexadecimal digest.
        output: file to write.
        tries: number of tries when the server is busy or the connection fails.
        delay: seconds before the second try; doubled before each further one, and longer where
            the server asks for it (Retry-After).

    Raises:
        InputError: unreachable, refused, no room on the disk, or another content; nothing is
            left then.
    """
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url}: not a web address; give one that begins with http(s)://")
    output = Path(output)
    if output.is_file() and _digest(output, "sha256") == sha256:
        logger.info("%s: already there", output)
        return
    with aside(output) as scratch:
        digest = _retried(lambda: _download(url, scratch), url, tries, delay)
        if digest != sha256:
            raise InputError(
                f"{url}: SHA-256 is {digest}, not the pinned {sha256}; "
                "the file has changed, check it before pinning it anew"
            )


def fetch_zenodo(
    record: int,
    glob: str,
    output_dir: Path,
    *,
    lock: Path | None = None,
    tries: int = 5,
    delay: float = 2.0,
    stall: float = 300.0,
) -> None:
    """Fetch the files of a Zenodo record whose names match `glob` into `output_dir`.

    The folder also gets `zenodo_{record}.md5`, the record's own checksums of these files. It
    appears whole or not at all; until then the files lie in `.{name}.partial` beside it, where a
    later call finds those that are finished. A folder that an earlier call made is completed.

    Args:
        record: number of one version of a record.
        glob: shell pattern.
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
    if output_dir.exists() and any(output_dir.iterdir()) and not sums.is_file():
        raise InputError(
            f"{output_dir}: already holds files of something else; move them, or fetch elsewhere"
        )
    program = _program()
    unfinished = output_dir.with_name(f".{output_dir.name}.partial")
    with _alone(unfinished):
        pinned = _pinned(lock, record)
        if pinned and _is_whole(output_dir, sums.name, _chosen(pinned, record, glob)):
            logger.info("%s: already whole", output_dir)
            return
        published = _published(record, tries, delay)
        if pinned is None:
            _pin(lock, record, published)
        else:
            _compare(lock, record, pinned, published)
        chosen = _chosen(published, record, glob)
        if _is_whole(output_dir, sums.name, chosen):
            logger.info("%s: already whole", output_dir)
            return
        files = _finished(output_dir, unfinished, chosen)
        missing = [file for file in chosen if not (files / file.name).is_file()]
        for number, file in enumerate(missing):
            attempt = functools.partial(
                _one_file, program, record, missing[number:], unfinished, delay, stall
            )
            _retried(attempt, f"Zenodo record {record}, {file.name}", tries, delay)
        (files / sums.name).write_text("".join(f"{file.md5}  {file.name}\n" for file in chosen))
        files.replace(output_dir)


class _TransientError(Exception):
    """A failure that another try may mend, not before `wait` seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


def _retried(attempt: Callable[[], T], what: str, tries: int, delay: float) -> T:
    for number in range(1, tries + 1):
        try:
            return attempt()
        except _TransientError as failure:
            reason, wait = str(failure), min(max(delay, failure.wait), LONGEST_WAIT)
        if number < tries:
            logger.warning("%s: %s; trying again in %.3g s", what, reason, wait)
            time.sleep(wait)
            delay *= 2
    raise InputError(f"{what}: {reason} ({tries} tries); check the network and run it again")


@contextlib.contextmanager
def _answer(url: str) -> Iterator[http.client.HTTPResponse]:
    """Ask for `url`; failures become InputError or, where another try may help, transient."""
    try:
        opener = urllib.request.build_opener()  # proxies and certificates of the environment
        response = opener.open(url, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in BUSY:
            wait = _seconds(error.headers.get("Retry-After", ""))
            raise _TransientError(f"the server answers {error.code}", wait) from None
        raise InputError(f"{url}: the server answers {error.code}; check the address") from None
    except (OSError, http.client.HTTPException) as error:
        raise _TransientError(f"no connection ({error})") from None
    with response:
        yield response


def _seconds(retry_after: str) -> float:
    """What a Retry-After header asks for: a number of seconds, or a date."""
    try:
        seconds = float(retry_after)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time()
        except ValueError:
            return 0.0
    return seconds if math.isfinite(seconds) else 0.0


def _chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The content of an answer; raises transient errors where it is cut."""
    length, arrived = response.headers.get("Content-Length"), 0
    try:
        while chunk := response.read(CHUNK):
            yield chunk
            arrived += len(chunk)
    except (OSError, http.client.HTTPException) as error:
        raise _TransientError(f"the connection was cut ({error})") from None
    if length is not None and arrived < int(length):
        raise _TransientError("the connection was cut")


def _download(url: str, scratch: Path) -> str:
    """Stream the content of `url` to `scratch`; return its SHA-256."""
    digest = hashlib.sha256()
    with _answer(url) as response:
        size = int(response.headers.get("Content-Length") or 0)
        _require_disk(scratch.parent, size, url)
        meter, arrived = _Meter(url, size), 0
        try:
            with scratch.open("wb") as file:
                for chunk in _chunks(response):
                    file.write(chunk)
                    digest.update(chunk)
                    arrived += len(chunk)
                    meter.show(arrived)
        except OSError as error:  # of the disk: those of the network are transient errors by now
            raise InputError(
                f"{scratch.parent}: cannot write ({error.strerror}); free some disk, run it again"
            ) from None
    return digest.hexdigest()


def _published(record: int, tries: int, delay: float) -> list[Published]:
    """The record's files, as its metadata state them now."""
    url = f"{API}/{record}"
    return _retried(lambda: _metadata(url, record), f"Zenodo record {record}", tries, delay)


def _metadata(url: str, record: int) -> list[Published]:
    """The files that the record's public metadata name, sorted by name."""
    with _answer(url) as response:
        content = b"".join(_chunks(response))
    try:
        answer = json.loads(content)
    except ValueError:
        raise _TransientError("the server answers with something else than metadata") from None
    try:
        number = int(answer["id"])
        files = [
            Published(file["key"], int(file["size"]), file["checksum"].removeprefix("md5:"))
            for file in answer["files"]
        ]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise InputError(
            f"{url}: lists no files with size and checksum; see whether the record is open"
        ) from None
    if number != record:
        raise InputError(
            f"Zenodo record {record}: stands for all versions, now {number}; give that number"
        )
    for file in files:
        if not _is_inside(file.name):
            raise InputError(
                f"{url}: the name {file.name!r} leads out of the folder; do not use this record"
            )
        if not re.fullmatch("[0-9a-f]{32}", file.md5) or file.size < 0:
            raise InputError(f"{url}: {file.name} has no MD5 or size; do not use this record")
    return sorted(files, key=lambda file: file.name)


def _pinned(lock: Path | None, record: int) -> list[Published] | None:
    """The record's files as the lock file states them; None where there is none yet."""
    if lock is None or not Path(lock).exists():
        return None
    try:
        content = json.loads(Path(lock).read_text("utf-8"))
        number = content["record"]
        pinned = [Published(**file) for file in content["files"]]
    except (KeyError, TypeError, ValueError):
        raise InputError(f"{lock}: not a lock file; restore it, or delete it to pin anew") from None
    if number != record:
        raise InputError(f"{lock}: pins record {number}, not {record}; name another lock file")
    return pinned


def _pin(lock: Path | None, record: int, published: list[Published]) -> None:
    """Write the lock file, where one is wanted."""
    if lock is not None:
        content = {"record": record, "files": [asdict(file) for file in published]}
        with aside(Path(lock)) as scratch:
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


def _chosen(published: list[Published], record: int, glob: str) -> list[Published]:
    chosen = [file for file in published if fnmatchcase(file.name, glob)]
    if not chosen:
        names = ", ".join(file.name for file in published[:5]) + ", …" * (len(published) > 5)
        raise InputError(
            f"Zenodo record {record}, files {glob!r}: the record has none; it has {names}"
        )
    return chosen


@contextlib.contextmanager
def _alone(partial: Path) -> Iterator[None]:
    """Make the folder of unfinished files and keep other downloads out of it."""
    partial.mkdir(parents=True, exist_ok=True)
    with (partial / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go by the system at our end
        except BlockingIOError:
            raise InputError(
                f"{partial}: another download into it is under way; wait for it, or stop it"
            ) from None
        except OSError as error:
            logger.warning("%s: no locks here (%s); start no second download", partial, error)
        try:
            yield
        except BaseException:
            if not (partial / "files").exists():  # nothing has arrived
                shutil.rmtree(partial, ignore_errors=True)
            raise
        shutil.rmtree(partial, ignore_errors=True)


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
    what = f"Zenodo record {record} ({len(missing)} files to come)"
    scratch = partial / f"try.{os.getpid()}"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    try:
        _require_disk(partial, sum(file.size for file in missing), what)
        # The program's own tries mend a busy server; it obeys Retry-After up to two minutes.
        command = [program, "--verbosity", "1", "--record", str(record), "--retry", "0"]
        command += ["--max-http-retries", "2", "--backoff-factor", str(delay)]
        command += ["--glob", globs.escape(file.name), "--output-dir", str(scratch)]
        complaint = _run(command, scratch, _Meter(file.name, file.size), stall)
        path = scratch / file.name
        if not path.is_file():
            raise _TransientError(f"missing ({complaint})")
        if not _is_intact(path, file):
            raise _TransientError(f"damaged ({complaint})")
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


class _Meter:
    """Says every few seconds how much of something has arrived."""

    def __init__(self, what: str, size: int) -> None:
        self.what, self.size = what, size
        self.began = self.said = time.monotonic()

    def show(self, arrived: int) -> None:
        now = time.monotonic()
        if now - self.said >= PROGRESS:
            speed = arrived / (now - self.began)
            left = f", {(self.size - arrived) / speed / 60:.0f} min left" if arrived else ""
            logger.info(
                "%s: %s of %s, %s/s%s",
                self.what,
                _amount(arrived),
                _amount(self.size) if self.size else "?",
                _amount(speed),
                left if arrived < self.size else "",
            )
            self.said = now


def _run(command: list[str], scratch: Path, meter: _Meter, stall: float) -> str:
    """Run the program, log what it prints, return its first complaint.

    The exit status is not looked at: it is 0 after some failures. The program is killed when
    nothing arrives in `scratch` for `stall` seconds while bytes are missing.
    """
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-c", LEASH, *command]
    complaints = []
    logger.info("%s: %s to come", meter.what, _amount(meter.size))
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


def _ends(process: subprocess.Popen[bytes], scratch: Path, meter: _Meter, stall: float) -> bool:
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


def _require_disk(folder: Path, needed: int, what: str) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise InputError(
            f"{folder}: {what} needs {_amount(needed)} and {_amount(free)} are free; "
            "free some disk, or put the folder elsewhere"
        )


def _amount(size: float) -> str:
    """Bytes as a user reads them."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:.1f} GB"


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


def _is_intact(path: Path, file: Published) -> bool:
    return path.is_file() and path.stat().st_size == file.size and _digest(path, "md5") == file.md5


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(
            file, lambda: hashlib.new(algorithm, usedforsecurity=False)
        ).hexdigest()


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
