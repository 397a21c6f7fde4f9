"""Public files, fetched from a plain address with a pinned checksum; what fails is tried again.

Standard library only.
"""

import contextlib
import email.utils
import hashlib
import http.client
import logging
import math
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, format_bytes, require_disk

logger = logging.getLogger(__name__)

T = TypeVar("T")
CHUNK = 1 << 20
TIMEOUT = 60.0  # seconds without an answer
LONGEST_WAIT = 3600.0  # seconds between two tries, whatever the server asks for
BUSY = (408, 425, 429, 500, 502, 503, 504)  # HTTP answers worth another try
PROGRESS = 10.0  # seconds between two lines that say how far it is


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
    if output.is_file() and checksum(output) == sha256:
        logger.info("%s: already there", output)
        return
    with atomic_file(output) as scratch:
        found = retried(lambda: _download(url, scratch), url, tries, delay)
        if found != sha256:
            raise InputError(
                f"{url}: SHA-256 is {found}, not the pinned {sha256}; "
                "the file has changed, check it before pinning it anew"
            )


class TransientError(Exception):
    """A failure that another try may mend, not before `wait` seconds."""

    def __init__(self, reason: str, wait: float = 0.0) -> None:
        super().__init__(reason)
        self.wait = wait


def retried(attempt: Callable[[], T], what: str, tries: int, delay: float) -> T:
    """What `attempt` returns, called anew after a transient error, with growing pauses.

    Raises:
        InputError: so many tries failed.
    """
    for number in range(1, tries + 1):
        try:
            return attempt()
        except TransientError as failure:
            reason, wait = str(failure), min(max(delay, failure.wait), LONGEST_WAIT)
        if number < tries:
            logger.warning("%s: %s; trying again in %.3g s", what, reason, wait)
            time.sleep(wait)
            delay *= 2
    raise InputError(f"{what}: {reason} ({tries} tries); check the network and run it again")


@contextlib.contextmanager
def answer(url: str) -> Iterator[http.client.HTTPResponse]:
    """Ask for `url`; failures become InputError or, where another try may help, transient."""
    try:
        opener = urllib.request.build_opener()  # proxies and certificates of the environment
        response = opener.open(url, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in BUSY:
            wait = _seconds(error.headers.get("Retry-After", ""))
            raise TransientError(f"the server answers {error.code}", wait) from None
        raise InputError(f"{url}: the server answers {error.code}; check the address") from None
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"no connection ({error})") from None
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


def chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The content of an answer; raises transient errors where it is cut."""
    length, arrived = response.headers.get("Content-Length"), 0
    try:
        while chunk := response.read(CHUNK):
            yield chunk
            arrived += len(chunk)
    except (OSError, http.client.HTTPException) as error:
        raise TransientError(f"the connection was cut ({error})") from None
    if length is not None and arrived < int(length):
        raise TransientError("the connection was cut")


def _download(url: str, scratch: Path) -> str:
    """Stream the content of `url` to `scratch`; return its SHA-256."""
    digest = hashlib.sha256()
    with answer(url) as response:
        size = int(response.headers.get("Content-Length") or 0)
        require_disk(scratch.parent, size)
        meter, arrived = Meter(url, size), 0
        try:
            with scratch.open("wb") as file:
                for chunk in chunks(response):
                    file.write(chunk)
                    digest.update(chunk)
                    arrived += len(chunk)
                    meter.show(arrived)
        except OSError as error:  # of the disk: those of the network are transient errors by now
            raise InputError(
                f"{scratch.parent}: cannot write ({error.strerror}); free some disk, run it again"
            ) from None
    return digest.hexdigest()


class Meter:
    """Says every few seconds how much of something has arrived."""

    def __init__(self, what: str, size: int) -> None:
        self.what, self.size = what, size
        self.began = self.said = time.monotonic()

    def show(self, arrived: int) -> None:
        """Say it if it is time."""
        now = time.monotonic()
        if now - self.said >= PROGRESS:
            speed = arrived / (now - self.began)
            left = f", {(self.size - arrived) / speed / 60:.0f} min left" if arrived else ""
            logger.info(
                "%s: %s of %s, %s/s%s",
                self.what,
                format_bytes(arrived),
                format_bytes(self.size) if self.size else "?",
                format_bytes(speed),
                left if arrived < self.size else "",
            )
            self.said = now
