import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from astropy.io import fits
from cubes import write_cube

from groundwork.errors import InputError
from holly.images.cube import CubeHeader, cube_path, open_cube, read_index, write_index

HEADER = CubeHeader(sigma=2.39, nm_per_pixel=9.28, seed=7)


def write(path, images, header=HEADER):
    write_cube(path, header, images)
    return path


@pytest.mark.parametrize("shape", [(1, 5, 7), (3, 4, 6), (24, 30, 8)])
def test_what_is_written_is_read(tmp_path, shape):
    images = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    cube, header = open_cube(write(tmp_path / "a.fits", images))
    assert isinstance(cube, np.memmap)
    assert cube.dtype == ">f4"
    assert cube.shape == shape
    np.testing.assert_array_equal(cube, images)
    assert header == HEADER


def test_astropy_reads_the_same_cube(tmp_path):
    images = np.random.default_rng(0).normal(size=(1, 5, 7)).astype(np.float32)
    path = write(tmp_path / "a.fits", images)
    with fits.open(path, memmap=False) as file:
        file.verify("exception")
        np.testing.assert_array_equal(file[0].data, images)
        header = file[0].header
    assert path.stat().st_size % 2880 == 0
    assert (header["NAXIS"], header["NAXIS1"], header["NAXIS2"]) == (3, 7, 5)
    assert (header["SIGMA"], header["NMPERPX"], header["SEED"]) == (2.39, 9.28, 7)
    assert header["SIGMANM"] == pytest.approx(2.39 * 9.28)
    assert header["CODE"].startswith("holly ")


@pytest.mark.parametrize("sigma", [0.0, 1e-7, 1 / 3, 10, 1e20])
def test_header_numbers_survive(tmp_path, sigma):
    header = CubeHeader(sigma, sigma + 1, 2**40)
    assert open_cube(write(tmp_path / "a.fits", np.ones((1, 2, 2)), header))[1] == header


def test_unknown_scale_is_left_out(tmp_path):
    path = write(tmp_path / "a.fits", np.ones((2, 3, 3)), CubeHeader(1.0, float("nan"), 0))
    assert np.isnan(open_cube(path)[1].nm_per_pixel)
    assert not {"NMPERPX", "SIGMANM"} & set(fits.getheader(path))


@pytest.mark.parametrize("kept", [9, 100, 2880, 2880 + 4 * 47])
def test_truncated(tmp_path, kept):
    path = write(tmp_path / "a.fits", np.ones((3, 4, 4)))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputError, match=r"a\.fits: truncated"):
        open_cube(path)


def test_foreign_files(tmp_path):
    path = tmp_path / "a.fits"
    with pytest.raises(InputError, match="no such file"):
        open_cube(path)
    path.touch()
    with pytest.raises(InputError, match="empty"):
        open_cube(path)
    path.write_text("particle,id\n")
    with pytest.raises(InputError, match="not a FITS file"):
        open_cube(path)
    fits.writeto(path, np.ones((4, 4, 4)), overwrite=True)
    with pytest.raises(InputError, match="BITPIX -64"):
        open_cube(path)
    fits.writeto(path, np.ones((4, 4), np.float32), overwrite=True)
    with pytest.raises(InputError, match="NAXIS 2"):
        open_cube(path)
    fits.writeto(path, np.ones((4, 4, 4), np.float32), overwrite=True)
    with pytest.raises(InputError, match="no header card 'SIGMA'"):
        open_cube(path)
    write(path, np.ones((1, 4, 4)))
    path.write_bytes(
        path.read_bytes().replace(b"NAXIS3  =                    1", b"%-30b" % b"NAXIS3  = 0")
    )
    with pytest.raises(InputError, match="holds no pixels"):
        open_cube(path)


def test_the_original_programs_images_are_refused_by_name(shared):
    for path in sorted((shared / "data" / "holly_fits").glob("*.fits")):
        with pytest.raises(InputError, match=path.name):
            open_cube(path)


def test_levels(tmp_path):
    assert cube_path(tmp_path, 8.0) == cube_path(tmp_path, 8) == tmp_path / "sigma_8.fits"


def test_reading_needs_no_astropy(tmp_path):
    path = write(tmp_path / "a.fits", np.full((2, 3, 3), 5.0))
    write_index(tmp_path, [0], [0], np.zeros((1, 2)))
    code = (
        "import sys; sys.modules['astropy'] = sys.modules['h5py'] = sys.modules['scipy'] = None\n"
        "from holly.images.cube import open_cube, read_index; from pathlib import Path\n"
        "print([float(open_cube(Path(sys.argv[1]))[0].sum()), len(read_index(sys.argv[2]))])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, path, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
    )
    assert json.loads(run.stdout) == [90.0, 2]


def test_index(tmp_path):
    angles = np.array([[0.1, 1 / 3], [2.0, 6.28]])
    write_index(tmp_path, [2, 5], [7, 9], angles)
    table = read_index(tmp_path)
    assert list(table) == ["particle", "id", "rotation", "angle"]
    assert table["particle"].tolist() == [2, 2, 5, 5]
    assert table["id"].tolist() == [7, 7, 9, 9]
    assert table["rotation"].tolist() == [0, 1, 0, 1]
    np.testing.assert_array_equal(table["angle"], angles.ravel())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "particle,id\n1,2\n",
        "particle,id,rotation,angle\n",
        "particle,id,rotation,angle\na,0,0,0\n",
    ],
)
def test_broken_index(tmp_path, text):
    Path(tmp_path / "index.csv").write_text(text)
    with pytest.raises(InputError, match=r"index\.csv"):
        read_index(tmp_path)
