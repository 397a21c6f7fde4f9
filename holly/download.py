"""Public files: fetched from a plain address with a pinned checksum, or from a Zenodo record.

Standard library only. Zenodo records are fetched by the program `zenodo_get`; since its exit
status says little, everything it leaves is checked here before it gets its name.
"""

import hashlib
import http.client
import logging
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TypeVar

from holly.errors import InputError
from holly.files import aside

logger = logging.getLogger(__name__)

T = TypeVar("T")
CHUNK = 1 << 20
COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # escapes that zenodo_get prints even to a pipe
TIMEOUT = 60.0  # seconds without an answer
BUSY = (408, 429, 500, 502, 503, 504)  # HTTP answers worth another try


def fetch(url: str, sha256: str, output: Path, *, tries: int = 3, delay: float = 1.0) -> None:
    """Fetch `url` to `output` if its SHA-256 is the given one.

    Args:
        url: http or https.
        sha256: hexadecimal digest.
        output: file to write.
        tries: number of tries when the server is busy or the connection fails.
        delay: seconds before the second try; doubled before each further one.

    Raises:
        InputError: unreachable, refused, or another content; nothing is left then.
    """
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url}: not a web address; give one that begins with http(s)://")
    with aside(output) as scratch:
        digest = _retried(lambda: _download(url, scratch), url, tries, delay)
        if digest != sha256:
            raise InputError(
                f"{url}: SHA-256 is {digest}, not the pinned {sha256}; "
                "the file has changed, check it before pinning it anew"
            )


def fetch_zenodo(
    record: int, glob: str, output_dir: Path, *, tries: int = 3, delay: float = 1.0
) -> None:
    """Fetch the files of a Zenodo record whose names match `glob` into `output_dir`.

    The folder also gets `zenodo_{record}.md5`, the record's own checksums of these files. It
    appears whole or not at all; until then the files lie in `.{name}.partial` beside it, where a
    later call finds those that are finished.

    Args:
        record: number of one version of a record.
        glob: shell pattern.
        output_dir: folder to make; must not exist yet, or be empty.
        tries: number of times the program is run.
        delay: seconds before the second try; doubled before each further one.

    Raises:
        InputError: no such record, nothing matches, or files missing or damaged after all tries.
    """
    output_dir = Path(output_dir)
    if output_dir.exists() and any(output_dir.iterdir()):
        raise InputError(f"{output_dir}: already holds files; remove it to fetch them again")
    partial = output_dir.with_name(f".{output_dir.name}.partial")
    files = partial / "files"
    files.mkdir(parents=True, exist_ok=True)
    what = f"Zenodo record {record}, files {glob!r}"
    sums = _retried(lambda: _checksums(record, glob, partial), what, tries, delay)
    if not sums:
        raise InputError(f"{what}: the record has none; check the pattern on its page")
    if not all(_is_inside(name) for name in sums):
        raise InputError(f"{what}: a name leads out of the folder; do not use this record")
    _retried(lambda: _zenodo_files(record, glob, files, sums), what, tries, delay)
    for path in files.rglob("*"):
        if path.is_file() and path.relative_to(files).as_posix() not in sums:
            path.unlink()  # left by a call with another pattern
    lines = [f"{md5}  {name}\n" for name, md5 in sums.items()]
    (files / f"zenodo_{record}.md5").write_text("".join(lines))
    files.replace(output_dir)
    shutil.rmtree(partial)


class _TransientError(Exception):
    """A failure that another try may mend."""


def _retried(attempt: Callable[[], T], what: str, tries: int, delay: float) -> T:
    for number in range(1, tries + 1):
        try:
            return attempt()
        except _TransientError as failure:
            reason = str(failure)
        if number < tries:
            logger.warning("%s: %s; trying again in %g s", what, reason, delay)
            time.sleep(delay)
            delay *= 2
    raise InputError(f"{what}: {reason} ({tries} tries); check the network and run it again")


def _download(url: str, scratch: Path) -> str:
    """Stream the content of `url` to `scratch`; return its SHA-256."""
    digest = hashlib.sha256()
    try:
        with (
            urllib.request.urlopen(url, timeout=TIMEOUT) as response,  # noqa: S310 (http only)
            scratch.open("wb") as file,
        ):
            while chunk := response.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
            length = response.headers.get("Content-Length")
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in BUSY:
            raise _TransientError(f"the server answers {error.code}") from None
        raise InputError(f"{url}: the server answers {error.code}; check the address") from None
    except (OSError, http.client.HTTPException) as error:
        raise _TransientError(f"no connection ({error})") from None
    if length is not None and scratch.stat().st_size < int(length):
        raise _TransientError("the connection was cut")
    return digest.hexdigest()


def _checksums(record: int, glob: str, folder: Path) -> dict[str, str]:
    """MD5 of each matching file of the record, by name, as the record states them."""
    listing = folder / "md5sums.txt"  # the name the program gives it
    listing.unlink(missing_ok=True)
    error = _zenodo_get("--md5", "--glob", glob, "--record", str(record), "-o", str(folder))
    if not listing.is_file():
        raise _TransientError(error)
    pairs = [line.split("  ", 1) for line in listing.read_text().splitlines()]
    return {name: md5 for md5, name in pairs}


def _zenodo_files(record: int, glob: str, folder: Path, sums: dict[str, str]) -> None:
    """Download what is missing in `folder`, then check every file."""
    error = _zenodo_get("--glob", glob, "--record", str(record), "-R", "0", "-o", str(folder))
    for name, md5 in sums.items():
        path = folder / name
        if not path.is_file():
            raise _TransientError(f"{name} is missing ({error})")
        if _md5(path) != md5:
            path.unlink()
            raise _TransientError(f"{name} is damaged ({error})")


def _zenodo_get(*arguments: str) -> str:
    """Run the program, log what it prints, return its first complaint.

    The exit status is not looked at: it is 0 after some failures.
    """
    program = shutil.which("zenodo_get", path=str(Path(sys.executable).parent)) or shutil.which(
        "zenodo_get"
    )
    if program is None:
        raise InputError("zenodo_get: no such program; install holly with its extra 'download'")
    complaints = []
    command = [program, "--verbosity", "1", *arguments]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout:
            line = COLOUR.sub("", line).strip()
            logger.info("zenodo_get: %s", line)
            if line.startswith("ERROR: "):
                complaints.append(line.removeprefix("ERROR: "))
    return next(iter(complaints), "zenodo_get says nothing")


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _md5(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
