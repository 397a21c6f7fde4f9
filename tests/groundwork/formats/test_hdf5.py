"""HDF5 files are not trusted: nothing is read beyond the file, and nothing from other files."""

import struct

import h5py
import numpy as np
import pytest

from groundwork.errors import InputError
from groundwork.formats.hdf5 import checked, member, only_text, reading
from holly.data.localisations import import_localisations


@pytest.fixture
def other(tmp_path):
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["secret"] = np.ones((8, 20))
    return tmp_path / "other.h5"


def made(path, **options):
    with h5py.File(path, "w") as file:
        file.create_dataset("a", dtype="f8", **options)
    return path


@pytest.mark.parametrize(
    "options",
    [
        {"shape": (8, 2**40), "chunks": (8, 64)},
        {"shape": (8, 2**40), "chunks": (8, 64), "compression": "gzip"},
        {"shape": (8, 2), "chunks": (8, 2**25), "maxshape": (8, None)},
    ],
)
def test_sizes_beyond_the_file_are_refused(tmp_path, options):
    with (
        h5py.File(made(tmp_path / "a.h5", **options)) as file,
        pytest.raises(InputError, match=r"a\.h5: /a declares .*fetch it again"),
    ):
        checked(file["a"])


@pytest.mark.parametrize("options", [{}, {"compression": "gzip"}, {"chunks": (2, 10)}])
def test_what_is_there_is_read(tmp_path, options):
    values = np.zeros((200, 500))
    with h5py.File(made(tmp_path / "a.h5", data=values, **options)) as file:
        np.testing.assert_array_equal(checked(file["a"])[()], values)


def changed(path, place, form, value):
    """The file with another number at a place."""
    content = bytearray(path.read_bytes())
    struct.pack_into(form, content, place, value)
    path.write_bytes(content)


@pytest.fixture(params=[0, 512])
def text(tmp_path, request):
    """A file with one text, behind a user block or not; and where it says which text /a is."""
    path = tmp_path / "a.h5"
    with h5py.File(path, "w", userblock_size=request.param) as file:
        file["table"] = np.zeros(3)
        file["a"] = "ä" + "x" * 5000
    with h5py.File(path) as file:
        return path, file["a"].id.get_offset()


def test_the_only_text_of_a_file_is_read(text):
    with h5py.File(text[0]) as file:
        assert only_text(file["a"]) == ("ä" + "x" * 5000).encode()
        assert only_text(file["table"]) is None


def test_a_text_among_others_is_not_read(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["a"], file["b"] = "first", "second"
    with h5py.File(tmp_path / "a.h5") as file:
        assert only_text(file["b"]) is None


@pytest.mark.parametrize(
    ("at", "form", "value"),
    [(0, "<I", 2**14), (0, "<I", 2**30), (4, "<Q", 8), (4, "<Q", 2**63), (12, "<I", 9999)],
)
def test_a_text_that_is_not_where_the_file_says_is_not_read(text, at, form, value):
    path, place = text
    changed(path, place + at, form, value)
    with h5py.File(path) as file:
        assert only_text(file["a"]) is None


@pytest.mark.parametrize("length", [0, 2**13, 2**64 - 1])
def test_a_text_of_false_length_on_its_heap_stays_within_the_file(text, length):
    path, place = text
    with h5py.File(path) as file:
        (heap,) = struct.unpack_from("<Q", path.read_bytes(), place + 4)
        start = file.userblock_size + heap
    changed(path, start + 16 + 8, "<Q", length)
    changed(path, place, "<I", min(length, 2**32 - 1))
    with h5py.File(path) as file:
        assert len(only_text(file["a"]) or b"") <= path.stat().st_size


@pytest.mark.parametrize(
    "dtype",
    [h5py.string_dtype(), h5py.vlen_dtype(np.int32), [("x", "f4"), ("a", h5py.string_dtype())]],
)
def test_values_of_variable_length_are_refused(tmp_path, dtype):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("a", (3,), dtype)
    with (
        h5py.File(tmp_path / "a.h5") as file,
        pytest.raises(InputError, match=r"a\.h5: /a holds values of variable length"),
    ):
        checked(file["a"])


def test_values_in_other_files_are_refused(tmp_path, other):
    outside = made(tmp_path / "a.h5", shape=(8, 2), external=[(str(other), 0, h5py.h5f.UNLIMITED)])
    layout = h5py.VirtualLayout((8, 20), "f8")
    layout[:] = h5py.VirtualSource(str(other), "secret", (8, 20))
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file.create_virtual_dataset("a", layout)
    for path in (outside, tmp_path / "b.h5"):
        with h5py.File(path) as file, pytest.raises(InputError, match="lies in other files"):
            checked(file["a"])


def test_links_into_other_files_are_not_followed(tmp_path, other):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["#refs#/out"] = h5py.ExternalLink(str(other), "secret")
        file["soft"] = h5py.SoftLink("/#refs#/out")
        assert member(file["#refs#"], "out") is None
        assert member(file, "soft") is None
        assert member(file, "none") is None
    with pytest.raises(InputError, match=r"a\.h5: no particle"):
        import_localisations(tmp_path / "a.h5", tmp_path / "out.h5", layout="cep152")


def test_a_table_whose_columns_overlap_is_refused(tmp_path):
    """A damaged exponent makes a column of 8 bytes one of 16, which would overwrite memory."""
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["t"] = np.zeros(20, [("x", "<f8"), ("y", "<f8")])
    content = path.read_bytes()
    bias = struct.pack("<I", 1023)  # of the exponent, in the type of each column
    assert content.count(bias) == 2
    path.write_bytes(content.replace(bias, struct.pack("<I", 2047), 1))
    with h5py.File(path) as file, pytest.raises(InputError, match=r"a\.h5: /t is damaged"):
        checked(file["t"])
    path.write_bytes(content)
    with h5py.File(path) as file:
        assert checked(file["t"])["x"].shape == (20,)


@pytest.mark.parametrize("before", [0, 512, 4096])
def test_a_file_that_names_a_driver_is_refused_before_its_size_is_believed(tmp_path, before):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w", userblock_size=before, libver="earliest") as file:
        file["x"] = np.arange(3)
    with reading(path) as file:
        assert file["x"][()].tolist() == [0, 1, 2]
    content = bytearray(path.read_bytes())
    content[before + 48 : before + 56] = struct.pack("<Q", 11)
    path.write_bytes(content)
    with pytest.raises(OSError, match="names a driver"):
        reading(path)


@pytest.mark.parametrize("version", ["earliest", "v110", "latest"])
def test_files_of_every_version_are_opened(tmp_path, version):
    with h5py.File(tmp_path / "a.h5", "w", libver=version) as file:
        file["x"] = 1
    with reading(tmp_path / "a.h5") as file:
        assert file["x"][()] == 1
