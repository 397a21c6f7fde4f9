"""Public files, downloaded from a web address and checked against a pinned checksum."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pooch
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from groundwork.errors import InputError
from groundwork.files import atomic_file, checksum, format_bytes, require_disk

logger = logging.getLogger(__name__)

TRIES = 3
TIMEOUT = 60.0  # seconds without an answer
BACKOFF = 1.0  # seconds; doubled before each further try of a busy server
LONGEST_WAIT = 3600  # seconds between two tries, whatever the server asks for
BUSY = (408, 425, 429, 500, 502, 503, 504)  # HTTP answers after which to try again
CHUNK = 1 << 20  # bytes
PROGRESS = 10.0  # seconds between two lines of progress


def fetch(url: str, sha256: str, output: Path) -> None:
    """Download `url` to `output`, unless a file with this checksum (hexadecimal) is there already.

    Raises:
        InputError: no answer after all tries; the server refuses; the content has another
            checksum; or the disk is too small. No file is left then.
    """
    if not url.startswith(("http://", "https://")):
        raise InputError(f"{url}: not a web address; give one that begins with http(s)://")
    output = Path(output)
    if output.is_file() and checksum(output) == sha256:
        logger.info("%s: already there", output)
        return
    pooch.get_logger().setLevel(logging.WARNING)
    with atomic_file(output) as scratch:
        name = scratch.name
        registry, urls = {name: f"sha256:{sha256}"}, {name: url}
        source = pooch.Pooch(scratch.parent, "", registry, urls, retry_if_failed=TRIES - 1)
        try:
            source.fetch(name, downloader=_download)
        except requests.RequestException as error:
            raise InputError(
                f"{url}: the connection was cut ({error}); check the network and run it again"
            ) from None
        except ValueError:
            raise InputError(
                f"{url}: its SHA-256 is not the pinned {sha256}; the file has changed, check it "
                "before you pin it again"
            ) from None


def _download(url: str, path: str, _: pooch.Pooch) -> None:
    """Download `url` to `path`; pooch calls this and checks the file, several times if need be."""
    with answer(url) as response, Path(path).open("wb") as file:
        length = response.headers.get("Content-Length", "")
        size = int(length) if length.isdecimal() else 0
        require_disk(Path(path).parent, size)
        progress = Progress(url, size)
        for chunk in response.iter_content(CHUNK):
            file.write(chunk)
            progress.show(file.tell())


@contextmanager
def answer(url: str) -> Iterator[requests.Response]:
    """Request `url`; try again when the server is busy, after the time that it asks for.

    Reading the content raises requests.RequestException where the connection is cut.

    Raises:
        InputError: no answer after all tries, or the server refuses.
    """
    waits = {"backoff_factor": BACKOFF, "retry_after_max": LONGEST_WAIT}
    retry = Retry(TRIES - 1, status_forcelist=BUSY, raise_on_status=False, **waits)
    with requests.Session() as session:
        session.verify = os.environ.get("SSL_CERT_FILE") or True
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        try:
            response = session.get(url, stream=True, timeout=TIMEOUT)
        except requests.RequestException as error:
            raise InputError(
                f"{url}: no answer ({error}); check the network and run it again"
            ) from None
        with response:
            if not response.ok:
                raise InputError(
                    f"{url}: the server answers {response.status_code}; check the address, or "
                    "try again later"
                )
            yield response


class Progress:
    """Logs every few seconds how much of a download has arrived."""

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size
        self._began = self._logged = time.monotonic()

    def show(self, arrived: int) -> None:
        """Log the progress if it is time to."""
        now = time.monotonic()
        if now - self._logged < PROGRESS or not arrived:
            return
        self._logged, speed = now, arrived / (now - self._began)
        left = f", {(self.size - arrived) / speed / 60:.0f} min left" if self.size > arrived else ""
        whole = format_bytes(self.size) if self.size else "?"
        done, pace = format_bytes(arrived), format_bytes(speed)
        logger.info("%s: %s of %s, %s/s%s", self.name, done, whole, pace, left)
