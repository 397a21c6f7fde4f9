import gzip

import numpy as np
import pytest
import tifffile
from astropy.io import fits

from groundwork.errors import InputError
from holly.images.stack_files import find_stacks, read_stack

STACK = np.random.default_rng(0).integers(0, 200, (5, 12, 14)).astype(np.int16)


def only(folder, channel=None):
    (found,) = find_stacks(folder)
    return found.read(channel)


@pytest.mark.parametrize("compression", ["lzw", "deflate", "zstd", "packbits"])
def test_compressed_tiffs_are_read(tmp_path, compression):
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, STACK, photometric="minisblack", compression=compression)
    np.testing.assert_array_equal(read_stack(path), STACK)


def imagej(path, image, **calibration):
    metadata = {"axes": "ZYX", **calibration}
    tifffile.imwrite(path, image, imagej=True, metadata=metadata)
    return path


def test_imagejs_signed_images_have_their_true_values(tmp_path):
    """The case imagej_signed16: the background is 20, not 32788."""
    shifted = (STACK.astype(np.int32) + 32768).astype(np.uint16)
    path = imagej(tmp_path / "a.tif", shifted, cf=0, c0=-32768, c1=1, vunit="Gray Value")
    np.testing.assert_array_equal(read_stack(path), STACK)


def test_a_linear_calibration_is_applied_and_another_is_refused(tmp_path):
    image = STACK.astype(np.uint16)
    path = imagej(tmp_path / "a.tif", image, cf=0, c0=3.5, c1=0.25)
    np.testing.assert_allclose(read_stack(path), 3.5 + 0.25 * STACK)
    np.testing.assert_array_equal(read_stack(imagej(tmp_path / "b.tif", image)), STACK)
    with pytest.raises(InputError, match=r"c\.tif: ImageJ's calibration function 4 is no straight"):
        read_stack(imagej(tmp_path / "c.tif", image, cf=4, c0=1, c1=2))


def planes(folder, names, image=STACK):
    for name, plane in zip(names, image, strict=True):
        tifffile.imwrite(folder / name, plane)


@pytest.mark.parametrize(
    "name", ["s0_z{:03}.tif", "cell z{}.tif", "a-slice-{}.tiff", "plane_{}.tif"]
)
def test_planes_of_one_stack_are_joined_in_their_order(tmp_path, name):
    """The case messages/planes."""
    if name.startswith("plane"):
        name = f"x_{name}"
    planes(tmp_path, [name.format(number) for number in (8, 9, 10, 11, 12)])
    np.testing.assert_array_equal(only(tmp_path), STACK)


def test_planes_of_two_stacks_and_a_whole_one_are_three_stacks(tmp_path):
    planes(tmp_path, [f"a_z{number}.tif" for number in range(5)])
    planes(tmp_path, [f"b_z{number}.tif" for number in range(5)], STACK + 1)
    tifffile.imwrite(tmp_path / "c.tif", STACK + 2)
    for number, found in enumerate(find_stacks(tmp_path)):
        np.testing.assert_array_equal(found.read(), STACK + number)


def test_numbered_pictures_without_a_z_are_not_joined(tmp_path):
    planes(tmp_path, [f"particle_{number}.tif" for number in range(5)])
    assert len(find_stacks(tmp_path)) == 5
    with pytest.raises(
        InputError, match=r"name the planes of a stack \.\.\._z000.*kind: particles"
    ):
        find_stacks(tmp_path)[0].read()


def test_a_missing_plane_and_planes_of_two_sizes_are_refused(tmp_path):
    planes(tmp_path, [f"a_z{number}.tif" for number in (0, 1, 2, 4, 5)])
    with pytest.raises(InputError, match="plane 3 is missing among the 5"):
        find_stacks(tmp_path)
    tifffile.imwrite(tmp_path / "a_z3.tif", STACK[0, :4])
    with pytest.raises(InputError, match="the 6 planes of its stack differ in size"):
        only(tmp_path)


CHANNELS = np.stack([STACK, STACK + 300]).astype(np.uint16)  # C, Z, Y, X


def of_channels(folder, kind):
    path = folder / "a.ome.tif" if kind == "ome" else folder / "a.tif"
    if kind == "ome":
        metadata = {"axes": "CZYX", "Channel": {"Name": ["DAPI", "Alexa 647"]}}
        tifffile.imwrite(path, CHANNELS, photometric="minisblack", metadata=metadata)
    else:
        image = CHANNELS.transpose(1, 0, 2, 3)
        tifffile.imwrite(path, image, imagej=True, metadata={"axes": "ZCYX"})
    return path


@pytest.mark.parametrize(
    ("kind", "channel", "which"),
    [("ome", "1", 0), ("ome", "Alexa 647", 1), ("imagej", "1", 0), ("imagej", "2", 1)],
)
def test_one_of_several_channels_is_chosen(tmp_path, kind, channel, which):
    np.testing.assert_array_equal(read_stack(of_channels(tmp_path, kind), channel), CHANNELS[which])


@pytest.mark.parametrize(
    ("kind", "channel", "fault"),
    [
        ("ome", None, r"2 channels \(DAPI, Alexa 647\); give channel"),
        ("imagej", None, "2 channels; give channel"),
        ("ome", "GFP", "no channel 'GFP' among 2 channels"),
        ("imagej", "3", "no channel '3' among 2 channels; numbers begin with 1"),
        ("imagej", "0", "no channel '0'"),
    ],
)
def test_an_unclear_choice_of_channels_is_refused(tmp_path, kind, channel, fault):
    with pytest.raises(InputError, match=fault):
        read_stack(of_channels(tmp_path, kind), channel)


@pytest.mark.parametrize("dtype", ["u1", "i2", "i4", "i8", "f4", "f8", "u2", "u4"])
@pytest.mark.parametrize("packed", [False, True])
def test_fits_of_every_bitpix(tmp_path, dtype, packed):
    path = tmp_path / "a.fits"
    fits.writeto(path, STACK.astype(dtype))  # u2 and u4 are stored with a BZERO
    if packed:
        path = tmp_path / "b.fits.gz"
        path.write_bytes(gzip.compress((tmp_path / "a.fits").read_bytes()))
    np.testing.assert_array_equal(read_stack(path), STACK)


def test_bscale_and_bzero_are_applied(tmp_path):
    unit = fits.ImageHDU(STACK.copy())
    unit.scale("int16", bscale=0.5, bzero=7)
    fits.HDUList([fits.PrimaryHDU(), unit]).writeto(tmp_path / "a.fits")
    np.testing.assert_allclose(read_stack(tmp_path / "a.fits"), STACK, atol=0.26)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"SIMPLE", "unreadable FITS"),
        (b"\x1f\x8bnot gzip", "damaged gzip"),
        (gzip.compress(bytes(1 << 20)), "unpacks to more than|unreadable FITS"),
    ],
)
def test_damaged_fits_is_refused(tmp_path, content, fault):
    (tmp_path / "a.fits.gz").write_bytes(content)
    with pytest.raises(InputError, match=fault):
        read_stack(tmp_path / "a.fits.gz")
