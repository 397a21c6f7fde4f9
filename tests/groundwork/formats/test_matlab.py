"""MATLAB v5 files that would crash scipy.io are refused; tests of the layouts read valid ones."""

import struct
import subprocess
import sys
import zlib

import numpy as np
import pytest
import scipy.io

from groundwork.errors import InputError
from groundwork.formats.matlab import cells, variables

DEPTH = 30_000
LOAD = "import sys, scipy.io; scipy.io.loadmat(sys.argv[1])"


def element(kind, content):
    return struct.pack("<II", kind, len(content)) + content + bytes(-len(content) % 8)


def nested(depth):
    """A file of a few kilobytes: a cell array in a cell array, and so on."""
    heading = element(6, struct.pack("<II", 1, 0)) + element(5, struct.pack("<ii", 1, 1))
    heading += element(1, b"particle")
    level = 8 + len(heading)
    tags = (struct.pack("<II", 14, level * (depth - n) - 8) for n in range(depth))
    packed = zlib.compress(b"".join(tag + heading for tag in tags), 9)
    return b"MATLAB 5.0".ljust(124) + b"\x00\x01IM" + struct.pack("<II", 15, len(packed)) + packed


def test_cell_arrays_within_each_other_are_not_followed(tmp_path):
    path = tmp_path / "a.mat"
    path.write_bytes(nested(DEPTH))
    assert list(cells(path, variables(path)["particle"].start)) == [None]


def test_scipy_still_crashes_on_them(tmp_path):
    """The reason for our own reader; if this fails, consider scipy.io (docs/dependencies.md)."""
    path = tmp_path / "a.mat"
    path.write_bytes(nested(DEPTH))
    assert path.stat().st_size < 100_000
    assert subprocess.run([sys.executable, "-c", LOAD, path], check=False).returncode < 0


@pytest.mark.parametrize("compressed", [True, False])
def test_a_cut_file_is_refused_with_its_name_and_the_remedy(tmp_path, compressed):
    path = tmp_path / "a.mat"
    cell = np.empty((1, 1), dtype=object)
    cell[0, 0] = np.random.default_rng(0).normal(size=(2, 500))
    scipy.io.savemat(path, {"particle": cell}, do_compression=compressed)
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(InputError, match=r"a\.mat: damaged, or not a MATLAB v5 .*fetch it again"):
        list(cells(path, variables(path)["particle"].start))
