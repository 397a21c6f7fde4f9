import numpy as np
import pytest
import tifffile
import torch

from wormbrain.alignment.resample import warped, write_aligned, write_tiff
from wormbrain.alignment.transformations import Transformations
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.geometry import size_of, spline

SIZE, GRID = (20, 30), (3, 3)
DTYPES = [np.uint8, np.int16, np.uint16, np.float32, np.int32, np.float64, np.float16, np.int64]


def shifted(columns, rows, frames=3, lost=()):
    """The transformations that find every point this many pixels to the right and below."""
    control = spline(*GRID, tuple(size_of(SIZE).tolist())).control
    maps = (control + 2 * torch.tensor([columns, rows]) / 30).repeat(frames, 1, 1)
    maps[list(lost)] = torch.nan
    return Transformations(SIZE, GRID, maps, np.arange(frames), 0)


def images(dtype, frames=3):
    values = np.random.default_rng(0).integers(0, 200, (frames, 2, *SIZE))
    return (values if np.dtype(dtype).itemsize == 1 else 100 * values).astype(dtype)


def recording(path, frames):
    with writing(path, Description(("red", "green"))) as writer:
        for number, frame in enumerate(frames):
            writer.append(number, frame)
    return path


@pytest.mark.parametrize("dtype", DTYPES)
def test_a_shift_by_whole_pixels_keeps_every_value_and_the_type(dtype):
    image = images(dtype)[0]
    found = shifted(4.0, -2.0)
    moved = warped(image, found, found.maps[0])
    assert moved.dtype == dtype
    inner = moved[:, 3:-1, 1:-5]
    expected = image[:, 1:-3, 5:-1]
    np.testing.assert_allclose(inner, expected, rtol=1e-3, atol=1 if dtype != np.float64 else 9)
    background = np.median(image.reshape(2, -1), axis=1).astype(int)
    outside = moved[:, :, -3:].reshape(2, -1).T
    np.testing.assert_allclose(outside, np.broadcast_to(background, outside.shape), atol=1)


def test_a_lost_frame_is_blank_and_said_to_be(tmp_path):
    frames = images(np.uint16)
    with Recording(recording(tmp_path / "r.h5", frames)) as opened:
        write_aligned(opened, shifted(0.0, 0.0, lost=[1]), tmp_path / "aligned.h5")
    with Recording(tmp_path / "aligned.h5") as aligned:
        assert (aligned[0] == frames[0]).all()
        assert (aligned[1] == 0).all()
        assert aligned.channels == ("red", "green")
        assert aligned.lost.tolist() == [False, True, False]


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_tiff_file_is_lossless_and_repeats_its_bytes(tmp_path, dtype):
    frames = images(dtype)
    with Recording(recording(tmp_path / "r.h5", frames)) as opened:
        for name in ("a.tif", "b.tif"):
            write_tiff(opened, tmp_path / name)
    with tifffile.TiffFile(tmp_path / "a.tif") as file:
        assert file.series[0].axes == "TCYX"
        kind = "imagej" if np.dtype(dtype).char in "BHhf" else "ome"
        assert ("shaped" if dtype in (np.float16, np.int64) else kind) in file.flags
        assert file.series[0].dtype == dtype
        np.testing.assert_array_equal(file.asarray(), frames)
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_a_tiff_of_one_frame_and_one_channel_is_read_back(tmp_path):
    with writing(tmp_path / "r.h5", Description(("gray",))) as writer:
        writer.append(0, images(np.uint8)[0, :1])
    with Recording(tmp_path / "r.h5") as opened:
        write_tiff(opened, tmp_path / "a.tif")
    np.testing.assert_array_equal(tifffile.imread(tmp_path / "a.tif"), images(np.uint8)[0, 0])
