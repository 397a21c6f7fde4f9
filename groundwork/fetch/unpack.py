"""Archives unpacked by tarfile and zipfile, within limits that these do not set.

The sizes that entries declare count before anything is written; neither module writes more.
"""

import gzip
import lzma
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from groundwork.errors import InputError
from groundwork.files import atomic_folder

CHUNK = 1 << 20  # bytes
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")


@dataclass
class _Limits:
    """How much may be unpacked, and how much has been."""

    bytes: int
    entries: int
    bytes_so_far: int = 0
    entries_so_far: int = 0


def unpack(
    source: Path,
    folder: Path,
    *,
    pattern: str = "*",
    limit_bytes: int = 200 * 10**9,
    limit_files: int = 100_000,
) -> None:
    """Unpack an archive, or all archives in a folder, into `folder`, which appears when complete.

    Files get the permissions, owner and time of new files, not those in the archive.

    Args:
        source: .zip, .tar, .tar.gz or .tgz; or a folder of such archives and of files to copy.
        folder: folder to make; must not exist yet, or be empty.
        pattern: shell pattern of the names of archives and files in the folder `source`.
        limit_bytes: total size of the files that may be unpacked.
        limit_files: number of entries, folders included, that may be unpacked.

    Raises:
        InputError: an archive is damaged or cut; it holds an entry outside the folder, a link, a
            device, an encrypted entry or the same entry twice; it exceeds a limit; no file of the
            folder matches; or the disk is full.
    """
    source, folder = Path(source), Path(folder)
    paths = [source]
    if source.is_dir():
        paths = sorted(path for path in source.glob(pattern) if path.is_file())
        if not paths:
            raise InputError(f"{source}: no file matches {pattern!r}; correct the pattern")
    elif not _is_archive(source):
        raise InputError(f"{source}: not an archive known here; give {', '.join(ARCHIVES)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        names = ", ".join(path.name for path in paths)
        raise InputError(f"{folder}: already there; remove it to unpack {names} again")
    limits = _Limits(limit_bytes, limit_files)
    with atomic_folder(folder) as scratch:
        for path in paths:
            with _errors_reported(path, folder):
                _unpack_one(path, scratch, limits)


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith(ARCHIVES)


def _unpack_one(path: Path, folder: Path, limits: _Limits) -> None:
    if not _is_archive(path):
        _admit(path, folder, path.name, path.stat().st_size, limits)
        shutil.copyfile(path, folder / path.name)
    elif path.name.lower().endswith(".zip"):
        _unpack_zip(path, folder, limits)
    else:
        _unpack_tar(path, folder, limits)


@contextmanager
def _errors_reported(archive: Path, folder: Path) -> Iterator[None]:
    """Turn what the modules raise into an InputError that names the archive."""
    damage = (tarfile.TarError, zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, lzma.LZMAError)
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{archive}: no such file; download it first") from None
    except (*damage, EOFError, NotImplementedError, ValueError) as error:  # ValueError: bad names
        raise InputError(f"{archive}: damaged ({error}); download it again") from None
    except OSError as error:
        raise InputError(
            f"{archive}: cannot be unpacked to {folder} ({error.strerror}); make room on the disk "
            "or check its permissions, and run it again"
        ) from None


def _admit(
    archive: Path, folder: Path, name: str, size: int, limits: _Limits, fault: str = ""
) -> None:
    """Raise InputError unless an entry may be unpacked; count it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        fault = "leads out of the folder"
    elif (folder / path).is_file():
        fault = "is in the archive twice"
    if fault:
        raise InputError(f"{archive}: {name!r} {fault}; do not use this archive")
    if size < 0:
        raise ValueError("an entry of negative size")
    limits.entries_so_far += 1
    limits.bytes_so_far += size
    if limits.entries_so_far > limits.entries or limits.bytes_so_far > limits.bytes:
        raise InputError(
            f"{archive}: more than {limits.entries} entries or {limits.bytes} bytes; raise the "
            "limit if you trust the archive"
        )


def _unpack_zip(archive: Path, folder: Path, limits: _Limits) -> None:
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            _admit(archive, folder, info.filename, info.file_size, limits, _zip_fault(info))
            file.extract(info, folder)


def _zip_fault(info: zipfile.ZipInfo) -> str:
    """Why an entry is refused; empty if it is not."""
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 if the archive was not made on Unix
    if info.flag_bits & 1:
        return "is encrypted"
    if not info.filename:
        return "has no name"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is neither stored nor deflated"  # zipfile unpacks other methods without a bound
    return "" if kind in (0, stat.S_IFREG, stat.S_IFDIR) else "is a link or a device"


class _Header(tarfile.TarInfo):
    """A header that raises an error when it is damaged; tarfile would end the archive there."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> "_Header":
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # the mark at the end
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"cut or overwritten: {error}") from None


def _unpack_tar(archive: Path, folder: Path, limits: _Limits) -> None:
    is_plain = archive.name.lower().endswith(".tar")
    with archive.open("rb") if is_plain else gzip.open(archive) as stream:
        with tarfile.open(fileobj=stream, mode="r:", tarinfo=_Header) as file:
            for info in file:
                fault = "" if info.isreg() or info.isdir() else "is a link or a device"
                _admit(archive, folder, info.name, info.size, limits, fault)
                file.extract(info, folder, set_attrs=False, filter="data")
        while stream.read(CHUNK):  # gzip checks its checksum at the end
            pass
