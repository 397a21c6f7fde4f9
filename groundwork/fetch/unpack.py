"""Archives unpacked: nothing outside the folder, nothing but files, no more than agreed.

Standard library only.
"""

import contextlib
import gzip
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from groundwork.errors import InputError
from groundwork.files import atomic_folder

CHUNK = 1 << 20
ZIP, TAR = (".zip",), (".tar", ".tar.gz", ".tgz")


@dataclass(frozen=True)
class _Member:
    """An entry of an archive."""

    name: str
    kind: str  # file, folder, or what it is that may not be
    open: Callable[[], BinaryIO]


def unpack(
    archive: Path, folder: Path, *, limit_bytes: int = 200 * 10**9, limit_files: int = 100_000
) -> None:
    """Unpack `archive` into `folder`, which appears whole or not at all.

    Permissions, owners and times of the archive are not taken over.

    Args:
        archive: .zip, .tar, .tar.gz or .tgz.
        folder: folder to make; must not exist yet, or be empty.
        limit_bytes: the most bytes that may come out, all files together.
        limit_files: the most entries, folders included.

    Raises:
        InputError: unreadable or cut; an entry outside the folder, a link or a device; an entry
            twice; more than the limits; no room on the disk.
    """
    archive = Path(archive)
    _unpack({archive: _reader(archive)}, Path(folder), limit_bytes, limit_files)


def unpack_matching(
    source: Path, pattern: str, folder: Path, *, limit_bytes: int, limit_files: int
) -> None:
    """Unpack all archives in `source` that match into one `folder`, as `unpack` does.

    What matches and is no archive is copied.

    Args:
        source: folder of archives and files.
        pattern: shell pattern of their names.
        folder: folder to make; must not exist yet, or be empty.
        limit_bytes: the most bytes that may come out of all together.
        limit_files: the most entries of all together.

    Raises:
        InputError: nothing matches; or as of `unpack`.
    """
    found = sorted(path for path in Path(source).glob(pattern) if path.is_file())
    if not found:
        raise InputError(f"{source}: no file matches {pattern!r}; correct the pattern")
    readers = {path: _reader(path) if _is_archive(path) else _plain for path in found}
    _unpack(readers, Path(folder), limit_bytes, limit_files)


Reader = Callable[[Path], Iterator[_Member]]


def _unpack(
    readers: Mapping[Path, Reader], folder: Path, limit_bytes: int, limit_files: int
) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        names = ", ".join(path.name for path in readers)
        raise InputError(f"{folder}: already there; remove it to unpack {names} again")
    with atomic_folder(folder) as scratch:
        for archive, members in readers.items():
            with _named(archive, folder):
                limit_bytes, limit_files = _extract(
                    members(archive), scratch, archive, limit_bytes, limit_files
                )


@contextlib.contextmanager
def _named(archive: Path, folder: Path) -> Iterator[None]:
    """Make an InputError of what fails in unpacking an archive to a folder."""
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{archive}: no such file; download it first") from None
    except FileExistsError:
        raise InputError(f"{archive}: holds an entry twice; do not use this archive") from None
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        gzip.BadGzipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        ValueError,  # names in no encoding, or that no file can have
    ) as error:
        raise InputError(f"{archive}: damaged ({error}); download it again") from None
    except OSError as error:
        raise InputError(
            f"{archive}: cannot be unpacked to {folder} ({error.strerror}); "
            "see to the disk and run it again"
        ) from None


def _is_archive(path: Path) -> bool:
    return path.name.lower().endswith((*ZIP, *TAR))


def _reader(archive: Path) -> Reader:
    if not _is_archive(archive):
        raise InputError(f"{archive}: not an archive known here; give {', '.join((*ZIP, *TAR))}")
    return _zip if archive.name.lower().endswith(ZIP) else _tar


def _plain(path: Path) -> Iterator[_Member]:
    """A file as an archive that holds it alone."""
    yield _Member(path.name, "file", lambda: path.open("rb"))


def _extract(
    members: Iterator[_Member], folder: Path, archive: Path, limit_bytes: int, limit_files: int
) -> tuple[int, int]:
    """Write the members; what is left of the limits."""
    left, number = limit_bytes, 0
    with contextlib.closing(members):
        for number, member in enumerate(members, start=1):
            if number > limit_files:
                raise InputError(
                    f"{archive}: more than {limit_files} entries; raise the limit if you trust it"
                )
            path = folder / _inside(member.name, archive)
            if member.kind == "folder":
                path.mkdir(parents=True, exist_ok=True)
            elif member.kind == "file":
                path.parent.mkdir(parents=True, exist_ok=True)
                left = _write(member, path, left)
            else:
                raise InputError(
                    f"{archive}: {member.name!r} is {member.kind}; do not use this archive"
                )
            if left < 0:
                raise InputError(
                    f"{archive}: more than {limit_bytes} bytes; raise the limit if you trust it"
                )
    return left, limit_files - number


def _write(member: _Member, path: Path, left: int) -> int:
    """Write a file until it ends or too much has come out; return how much may still come."""
    with member.open() as source, path.open("xb") as file:
        while left >= 0 and (chunk := source.read(min(CHUNK, left + 1))):
            left -= len(chunk)
            if left >= 0:
                file.write(chunk)
    return left


def _inside(name: str, archive: Path) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise InputError(f"{archive}: {name!r} leads out of the folder; do not use this archive")
    return path


def _zip(archive: Path) -> Iterator[_Member]:
    with zipfile.ZipFile(archive) as file:
        for info in file.infolist():
            yield _Member(info.filename, _zip_kind(info), lambda info=info: file.open(info))


def _zip_kind(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)  # 0 where not made on Unix
    if info.flag_bits & 1:
        return "encrypted"
    if not info.filename:
        return "without a name"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "neither stored nor deflated"  # zipfile unpacks other methods without a bound
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "a link or a device"
    return "folder" if info.is_dir() else "file"


class _Header(tarfile.TarInfo):
    """A header after which nothing is lost: a bad one is an error, not the end."""

    @classmethod
    def fromtarfile(cls, archive: tarfile.TarFile) -> "_Header":
        try:
            return super().fromtarfile(archive)
        except tarfile.EOFHeaderError:  # the mark at the end
            raise
        except tarfile.HeaderError as error:
            raise tarfile.ReadError(f"cut or overwritten: {error}") from None


def _tar(archive: Path) -> Iterator[_Member]:
    is_plain = archive.name.lower().endswith(".tar")
    with archive.open("rb") if is_plain else gzip.open(archive) as stream:
        with tarfile.open(fileobj=stream, mode="r:", tarinfo=_Header) as file:
            for info in file:
                yield _Member(info.name, _tar_kind(info), lambda info=info: file.extractfile(info))
        while stream.read(CHUNK):  # to the end, where gzip has its checksum
            pass


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.isdir():
        return "folder"
    return "file" if info.isreg() else "a link or a device"
