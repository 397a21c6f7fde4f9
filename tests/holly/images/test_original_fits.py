import resource
import subprocess
import sys

import numpy as np
import pytest
from astropy.io import fits
from cubes import write_cube
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from groundwork.errors import InputError
from holly.images.cube import CubeHeader, cube_path, open_cube, read_index, write_index
from holly.images.original_fits import read_original, write_original

SIGMAS = (10.0, 8.1, 0.0)


@pytest.fixture
def cubes(tmp_path):
    """Two particles at three rotations, at three levels."""
    folder = tmp_path / "cubes"
    images = np.random.default_rng(0).random((6, 11, 17)).astype(np.float32)
    for sigma in SIGMAS:
        header = CubeHeader(sigma, nm_per_pixel=9.28, seed=0)
        write_cube(cube_path(folder, sigma), header, images + np.float32(sigma))
    write_index(folder, [3, 8], [30, 80], np.random.default_rng(1).random((2, 3)))
    return folder


@pytest.fixture
def original(tmp_path, cubes):
    write_original(cubes, tmp_path / "original")
    return tmp_path / "original"


def content(folder):
    """Bytes of every file below a folder by its name."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_names_and_pixels_are_the_originals(cubes, original):
    assert {path.name for path in original.iterdir()} == {"10", "8.1", "0", "index.csv"}
    names = [f"image_{number:06d}.fits" for number in range(6)]
    for sigma in SIGMAS:
        level = original / f"{sigma:g}"
        assert sorted(path.name for path in level.iterdir()) == names
        for name, image in zip(names, open_cube(cube_path(cubes, sigma))[0], strict=True):
            with fits.open(level / name, memmap=False) as file:
                file.verify("exception")
                header = file[0].header
                assert file[0].data.dtype == ">f4"
                np.testing.assert_array_equal(file[0].data, image)
            assert (header["NORMALIS"], header["WIDTH"], header["HEIGHT"]) == ("NONE", 17, 11)


def test_there_and_back_the_bytes_are_the_same(tmp_path, cubes, original):
    read_original(original, tmp_path / "back", nm_per_pixel=9.28)
    assert content(tmp_path / "back") == content(cubes)


@settings(deadline=None, max_examples=30)
@given(
    arrays.arrays(
        np.float32,
        arrays.array_shapes(min_dims=3, max_dims=3, max_side=6),
        elements=st.floats(width=32, allow_nan=False, allow_infinity=False),
    )
)
def test_any_image_with_signal_survives(tmp_path_factory, images):
    assume(images.any(axis=(1, 2)).all())
    folder = tmp_path_factory.mktemp("any")
    write_cube(cube_path(folder / "cubes", 2), CubeHeader(2, 1.0, 0), images)
    write_original(folder / "cubes", folder / "original")
    read_original(folder / "original", folder / "back")
    assert open_cube(cube_path(folder / "back", 2))[0].tobytes() == images.astype(">f4").tobytes()


def test_files_of_the_original_program_come_back_to_the_byte(tmp_path, shared):
    level = tmp_path / "in" / "1.41"
    level.mkdir(parents=True)
    for number, path in enumerate(sorted((shared / "data" / "holly_fits").glob("*.fits"))):
        (level / f"image_{number:06d}.fits").write_bytes(path.read_bytes())
    read_original(tmp_path / "in", tmp_path / "cubes")
    cube, header = open_cube(cube_path(tmp_path / "cubes", 1.41))
    assert (len(cube), header.sigma) == (4, 1.41)
    for number, image in enumerate(cube):
        expected = fits.getdata(level / f"image_{number:06d}.fits", memmap=False)
        np.testing.assert_array_equal(image, expected)
    write_original(tmp_path / "cubes", tmp_path / "out")
    assert content(tmp_path / "out" / "1.41") == content(level)


def test_images_without_an_index_are_particles_of_so_many_rotations(tmp_path, original):
    (original / "index.csv").unlink()
    (original / "8.1").rename(original / "08.10")  # as some of the original's folders are named
    read_original(original, tmp_path / "back", rotations=2)
    index = read_index(tmp_path / "back")
    assert index["particle"].tolist() == index["id"].tolist() == [0, 0, 1, 1, 2, 2]
    assert index["angle"].isna().all()
    assert np.isnan(open_cube(tmp_path / "back" / "sigma_8.1.fits")[1].nm_per_pixel)
    with pytest.raises(InputError, match="6 images are not particles of 4"):
        read_original(original, tmp_path / "other", rotations=4)


def test_the_levels_wanted_are_found_below_and_no_others_read(tmp_path, original):
    deep = tmp_path / "unpacked" / "cep" / "train"
    deep.parent.mkdir(parents=True)
    original.rename(deep)
    (deep / "0" / "image_000003.fits").write_bytes(b"broken, and not wanted")
    read_original(tmp_path / "unpacked", tmp_path / "back", sigmas=[8.1, 10])
    assert {path.name for path in (tmp_path / "back").glob("*.fits")} == {
        *("sigma_8.1.fits", "sigma_10.fits")
    }
    with pytest.raises(InputError, match=r"train: no level 4, 2 among 10, 8\.1, 0"):
        read_original(tmp_path / "unpacked", tmp_path / "other", sigmas=[10, 4, 2])
    (tmp_path / "unpacked" / "test" / "10").mkdir(parents=True)
    with pytest.raises(InputError, match=r"several folders \(cep/train, test\)"):
        read_original(tmp_path / "unpacked", tmp_path / "other", sigmas=[10])
    read_original(tmp_path / "unpacked", tmp_path / "other", sigmas=[10], pattern="*/train")
    assert len(open_cube(tmp_path / "other" / "sigma_10.fits")[0]) == 6


def test_changed_images_are_read_anew(tmp_path, original, monkeypatch):
    """Although a run that was stopped has read them."""
    monkeypatch.setattr("holly.images.resumable_cubes.NOTE_EVERY", 1)
    last = original / "8.1" / "image_000005.fits"
    whole = last.read_bytes()
    last.write_bytes(b"broken")
    with pytest.raises(InputError, match="image_000005"):
        read_original(original, tmp_path / "back")
    assert (tmp_path / ".back.part").exists()
    last.write_bytes(whole)
    read_original(original, tmp_path / "back")
    read_original(original, tmp_path / "again")
    assert content(tmp_path / "back") == content(tmp_path / "again")
    assert not (tmp_path / ".back.part").exists()


def test_astropys_own_images_can_be_read(tmp_path):
    level = tmp_path / "in" / "2"
    level.mkdir(parents=True)
    images = np.random.default_rng(0).random((2, 5, 7)).astype(np.float32)
    for number, image in enumerate(images):
        fits.writeto(level / f"image_{number:06d}.fits", image)
    read_original(tmp_path / "in", tmp_path / "out")
    np.testing.assert_array_equal(open_cube(tmp_path / "out" / "sigma_2.fits")[0], images)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "f4", "f8"])
def test_images_of_any_type_of_number_are_read_scaled_and_packed(tmp_path, dtype):
    level = tmp_path / "in" / "2"
    level.mkdir(parents=True)
    stored = np.random.default_rng(0).integers(1, 99, (2, 5, 7)).astype(dtype)
    for number, values in enumerate(stored):
        part = fits.PrimaryHDU(values[None])  # an axis of length 1 does not count
        part.header["BSCALE"], part.header["BZERO"] = 0.5, 2
        part.writeto(level / f"image_{number:06d}.fits.gz")
    read_original(tmp_path / "in", tmp_path / "out")
    cube = open_cube(tmp_path / "out" / "sigma_2.fits")[0]
    np.testing.assert_array_equal(cube, 0.5 * stored + 2)


def test_files_of_two_kinds_in_a_level_are_refused(tmp_path, original):
    fits.writeto(original / "10" / "image_000000.fits.gz", np.ones((11, 17)))
    with pytest.raises(InputError, match=r"10: holds fits and fits\.gz files; keep one kind"):
        read_original(original, tmp_path / "back")


def replace(path, old, new):
    path.write_bytes(path.read_bytes().replace(old, new))


@pytest.mark.parametrize(
    ("harm", "fault"),
    [
        (lambda path: path.unlink(), "no such file"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"text"), "unreadable FITS"),
        (lambda path: path.write_bytes(path.read_bytes()[:3000]), "unreadable FITS"),
        (lambda path: path.write_bytes(path.read_bytes()[:300]), "unreadable FITS"),
        (lambda path: replace(path, b"NAXIS1  =", b"NAXIS9  ="), "NAXIS1"),
        (lambda path: fits.writeto(path, np.ones((2, 11, 17)), overwrite=True), "not one image"),
        (lambda path: fits.writeto(path, np.full((11, 17), 1e300), overwrite=True), "fini"),
        (lambda path: fits.writeto(path, np.ones((9, 9), "f4"), overwrite=True), r"\(9, 9\)"),
        (lambda path: fits.writeto(path, np.full((11, 17), np.nan, "f4"), overwrite=True), "fini"),
        (lambda path: fits.writeto(path, np.zeros((11, 17), "f4"), overwrite=True), "is blank"),
    ],
)
def test_a_bad_image_is_named(tmp_path, original, harm, fault):
    harm(original / "8.1" / "image_000003.fits")
    with pytest.raises(InputError, match=rf"8\.1/image_000003\.fits: .*{fault}"):
        read_original(original, tmp_path / "back")
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    ("width", "fault"), [(b"999999999", "declares"), (b"-17", "unreadable FITS")]
)
def test_a_first_image_of_an_impossible_size_is_named(tmp_path, original, width, fault):
    for first in original.glob("*/image_000000.fits"):
        replace(first, b"NAXIS1  =" + b"17".rjust(21), b"NAXIS1  =" + width.rjust(21))
    with pytest.raises(InputError, match=rf"image_000000\.fits: {fault}"):
        read_original(original, tmp_path / "back")


def test_images_of_another_width_than_the_data_set_says_are_refused(tmp_path, original):
    with pytest.raises(InputError, match=r"17 pixels wide, but the data set has size 34"):
        read_original(original, tmp_path / "back", size=34)
    read_original(original, tmp_path / "back", size=17)


def test_folders_that_do_not_fit(tmp_path, original):
    with pytest.raises(InputError, match="no folder named by a sigma"):
        read_original(original / "10", tmp_path / "back")
    with pytest.raises(InputError, match="no folder named by a sigma"):
        read_original(tmp_path / "none", tmp_path / "back")
    with pytest.raises(InputError, match=r"holds no sigma_\*\.fits"):
        write_original(original, tmp_path / "back")
    (original / "0" / "image_000005.fits").unlink()
    with pytest.raises(InputError, match=r"0: 5 images, but 6 in .*10"):
        read_original(original, tmp_path / "back")
    (original / "08.1").mkdir()
    with pytest.raises(InputError, match="the same sigma"):
        read_original(original, tmp_path / "back")
    (original / "08.1").rename(original / "1")
    with pytest.raises(InputError, match=r"1: holds no image_000000\.fits"):
        read_original(original, tmp_path / "back")


def test_an_index_of_other_images_is_refused(tmp_path, original):
    write_index(original, [0], [0], np.zeros((1, 4)))
    with pytest.raises(InputError, match=r"index\.csv: 4 rows of 1 particles for 6 images"):
        read_original(original, tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_levels_already_whole_are_left_alone(tmp_path, cubes, original):
    expected = content(original)
    kept = original / "10" / "image_000000.fits"
    before = kept.stat().st_ino
    (original / "8.1" / "image_000002.fits").write_bytes(b"half")
    (original / "0" / "image_000006.fits").write_bytes(b"of an older, larger set")
    write_original(cubes, original)
    assert content(original) == expected
    assert kept.stat().st_ino == before


def test_killed_and_started_again_the_bytes_are_the_same(tmp_path, cubes, original):
    code = (
        "import os, sys; from pathlib import Path; import holly.images.original_fits as module\n"
        "calls = []\n"
        "def encode(image):\n"
        "    calls.append(0)\n"
        "    return os.kill(os.getpid(), 9) if len(calls) == 10 else real(image)\n"
        "real, module._encode = module._encode, encode\n"
        "module.write_original(*map(Path, sys.argv[1:]))\n"
    )
    out = tmp_path / "out"
    command = [sys.executable, "-c", code, cubes, out]
    assert subprocess.run(command, stderr=subprocess.DEVNULL).returncode == -9
    levels = [path.name for path in out.iterdir() if not path.name.startswith(".")]
    assert len(levels) == 1
    assert content(out / levels[0]) == content(original / levels[0])
    write_original(cubes, out)
    assert content(out) == content(original)


def test_a_full_disk_leaves_nothing_half(tmp_path, cubes, original):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4000, before[1]))
    try:
        with pytest.raises(InputError, match=r"out/\S+: cannot be written.*make room"):
            write_original(cubes, tmp_path / "out")
        with pytest.raises(InputError, match=r"back: cannot be written.*make room"):
            read_original(original, tmp_path / "back")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not content(tmp_path / "out")
    assert not (tmp_path / "back").exists()
