"""Readers of the files that hold clouds of points, by their suffix.

A reader takes a path and gives the cloud as it is in the file. It raises ValueError, or
UnicodeDecodeError, for a file that is not complete and right.
"""

from collections.abc import Callable
from pathlib import Path

from holly.data.cloud_files.cloud import Cloud
from holly.data.cloud_files.pcd import read_pcd
from holly.data.cloud_files.ply import read_ply
from holly.data.cloud_files.stl import read_stl
from holly.data.cloud_files.text import read_obj, read_table

READERS: dict[str, Callable[[Path], Cloud]] = {
    ".obj": read_obj,
    ".ply": read_ply,
    ".csv": read_table,
    ".txt": read_table,
    ".xyz": read_table,
    ".pcd": read_pcd,
    ".stl": read_stl,
}
