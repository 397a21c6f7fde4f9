"""Members of ZIP files, read into memory without trusting the sizes that the archive declares."""

import math
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may unpack to much more
UNREADABLE = (  # what zipfile raises for damaged archives
    *(OSError, EOFError, KeyError, ValueError, RuntimeError, NotImplementedError),
    *(zipfile.BadZipFile, zlib.error),
)


def read_members(
    path: Path, names: Sequence[str] | None = None, most: float = math.inf
) -> list[tuple[str, bytes]]:
    """Names and contents of the members of a ZIP file.

    Args:
        path: of the file.
        names: of the members, in the order in which they are returned; None for all files.
        most: bytes that they may take together.

    Raises:
        ValueError: the file is damaged, has no such member, or they are too large.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            every = [one for one in archive.infolist() if not one.filename.endswith("/")]
            members = every if names is None else [archive.getinfo(name) for name in names]
            if sum(member.compress_size for member in members) > path.stat().st_size:
                raise ValueError("a member larger than the file")  # zipfile would make room for it
            if sum(member.file_size for member in members) > most:
                raise ValueError("too large when unpacked")
            if not all(member.compress_type in PACKED for member in members):
                raise ValueError("a member packed by another method than deflate")
            return [(member.filename, archive.read(member)) for member in members]
    except UNREADABLE as fault:
        raise ValueError(str(fault).strip("'\"")) from None
