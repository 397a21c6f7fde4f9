import numpy as np
import pytest
import tifffile
from scipy.ndimage import gaussian_filter

from groundwork.errors import InputError
from holly.images.cube import cube_path, open_cube, read_index
from holly.images.stack_files import read_stack
from holly.images.stacks import crop_centred, import_stacks


def stack(shape=(5, 41, 37), spot=(20, 18), dtype=np.uint16):
    """Two unequal pixels beside each other on an even background of 3 a plane."""
    image = np.full(shape, 3, dtype)
    image[1:3, spot[0], spot[1]] += 100
    image[3, spot[0], spot[1] + 1] += 50
    return image


def imported(tmp_path, **options):
    options = {"sigmas": [2.0, 0], "size": 20, "nm_per_pixel": 40.0, **options}
    import_stacks(tmp_path / "in", tmp_path / "out", **options)
    return tmp_path / "out"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    return tmp_path / "in"


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int32, np.float32, np.float64])
def test_projected_cropped_and_blurred(tmp_path, folder, dtype):
    tifffile.imwrite(folder / "a.tif", stack(dtype=dtype))
    out = imported(tmp_path)
    sharp = np.full((20, 20), 15.0)
    sharp[10, 10] += 200
    sharp[10, 11] += 50
    for sigma in (2.0, 0):
        cube, header = open_cube(cube_path(out, sigma))
        expected = gaussian_filter(sharp, sigma, mode="constant")
        np.testing.assert_allclose(cube[0], expected, rtol=1e-6)
        assert (header.sigma, header.nm_per_pixel) == (sigma, 40.0)
        for quarter in range(4):
            np.testing.assert_array_equal(cube[quarter], np.rot90(cube[0], quarter))


def test_the_angle_is_that_of_the_geometry(tmp_path, folder):
    image = np.zeros((2, 41, 41), np.uint8)
    image[:, 20, 20:30] = 9
    image[:, 20, 29] = 99
    tifffile.imwrite(folder / "a.tif", image)
    out = imported(tmp_path, sigmas=[0])
    cube = open_cube(out / "sigma_0.fits")[0]
    index = read_index(out)
    middle = (20 - 1) / 2
    row, column = np.unravel_index(cube[0].argmax(), (20, 20))
    for picture, angle in zip(cube, index["angle"], strict=True):
        turned = ((column - middle) + 1j * (middle - row)) * np.exp(1j * angle)  # y up
        brightest = np.unravel_index(picture.argmax(), (20, 20))
        assert brightest == (round(middle - turned.imag), round(middle + turned.real))


def test_files_in_the_order_of_their_names(tmp_path, folder):
    for name, level in (("b.tiff", 20), ("a.TIF", 10), ("deep/c.tif", 30)):
        image = np.zeros((5, 15, 15), np.uint8)
        image[1, 7, 7] = level
        tifffile.imwrite(folder / name, image)
    (folder / "notes.txt").write_text("no stack")
    out = imported(tmp_path, sigmas=[0])
    index = read_index(out)
    assert index["id"].tolist() == np.repeat([0, 1, 2], 4).tolist()
    np.testing.assert_allclose(index["angle"], np.tile([0, 0.5, 1, 1.5], 3) * np.pi)
    assert open_cube(out / "sigma_0.fits")[0].max((1, 2))[::4].tolist() == [10, 20, 30]


def test_the_window_is_padded_beyond_the_edges():
    image = np.zeros((9, 30))
    image[0, 29] = 5
    crop = crop_centred(image, 12)
    assert crop.shape == (12, 12)
    assert crop[6, 6] == crop.sum() == 5


def test_a_bright_background_does_not_pull_the_window():
    noise = np.random.default_rng(0).normal(1000, 1, (80, 80))
    noise[60, 20] += 1_000_000
    assert crop_centred(noise, 20).max() == crop_centred(noise, 20)[10, 10]


def test_bad_stacks_are_named_and_left_out(tmp_path, folder, caplog):
    tifffile.imwrite(folder / "good.tif", stack())
    tifffile.imwrite(folder / "flat.tif", np.ones((30, 30), np.uint8))
    tifffile.imwrite(folder / "colour.tif", np.ones((30, 30, 3), np.uint8), photometric="rgb")
    tifffile.imwrite(folder / "even.tif", np.ones((5, 30, 30), np.uint8))
    tifffile.imwrite(folder / "nan.tif", np.full((5, 30, 30), np.nan, np.float32))
    (folder / "text.tif").write_text("no image")
    (folder / "empty.tif").touch()
    whole = (folder / "good.tif").read_bytes()
    (folder / "half.tif").write_bytes(whole[: len(whole) // 2])
    out = imported(tmp_path)
    assert read_index(out)["id"].tolist() == [4] * 4  # the fifth of the names
    for name in ("flat", "colour", "even", "nan", "text", "empty", "half"):
        assert f"{name}.tif" in caplog.text


def planes_one_by_one(path, image, **options):
    with tifffile.TiffWriter(path) as file:
        for plane in image:
            file.write(plane, contiguous=False, **options)


@pytest.mark.parametrize(
    "write",
    [
        planes_one_by_one,
        lambda path, image: planes_one_by_one(path, image, metadata=None),
        lambda path, image: tifffile.imwrite(path, image, imagej=True),
        lambda path, image: tifffile.imwrite(path, image, imagej=True, metadata={"axes": "TYX"}),
        lambda path, image: tifffile.imwrite(path, image[:, None, None], ome=True),
        lambda path, image: tifffile.imwrite(
            path, image[None, :, None], ome=True, metadata={"axes": "CZTYX"}
        ),
        lambda path, image: tifffile.imwrite(
            path, image.transpose(1, 2, 0), metadata={"axes": "YXZ"}
        ),
        lambda path, image: tifffile.imwrite(path, image, bigtiff=True, byteorder=">"),
        lambda path, image: tifffile.imwrite(path, image, compression="zlib"),
    ],
)
@pytest.mark.parametrize("planes", [5, 84])
def test_every_way_of_writing_a_stack(tmp_path, write, planes):
    image = np.random.default_rng(0).integers(0, 60_000, (planes, 13, 11), np.uint16)
    write(tmp_path / "a.tif", image)
    np.testing.assert_array_equal(read_stack(tmp_path / "a.tif"), image)


def two_series(path, image):
    with tifffile.TiffWriter(path) as file:
        file.write(image)
        file.write(image[:-1])


def with_thumbnail(path, image):
    with tifffile.TiffWriter(path) as file:
        file.write(image, metadata=None)
        file.write(image[0, ::4, ::4], metadata=None)


def shortened_ome(path, image):
    """Its description names more planes than it holds."""
    tifffile.imwrite(path, image, ome=True, metadata={"axes": "ZYX"})
    path.write_bytes(path.read_bytes().replace(b'SizeZ="5"', b'SizeZ="9"'))


def not_finite(path, image):
    image = image.astype(np.float32)
    image[1, 2, 3], image[4, 2, 3] = np.inf, -np.inf
    tifffile.imwrite(path, image)


@pytest.mark.filterwarnings("ignore")  # tifffile's own
@pytest.mark.parametrize(
    ("write", "fault"),
    [
        (two_series, "2 series"),
        (with_thumbnail, "2 series"),
        (shortened_ome, "4 of its 9 planes are missing"),
        (not_finite, r"2 values are not finite, the first at \(z, y, x\) = \(1, 2, 3\)"),
        (lambda path, image: tifffile.imwrite(path, image[0]), "a single plane"),
        (lambda path, image: tifffile.imwrite(path, image[:1], ome=True), "a single plane"),
        (
            lambda path, image: tifffile.imwrite(
                path, image[:4].reshape(2, 2, 41, 37), imagej=True, metadata={"axes": "ZCYX"}
            ),
            "2 channels; give channel",
        ),
        (
            lambda path, image: tifffile.imwrite(
                path, image[:3], ome=True, metadata={"axes": "CYX"}
            ),
            "3 channels; give channel",
        ),
        (
            lambda path, image: tifffile.imwrite(
                path, np.ones((5, 9, 9, 3), np.uint8), photometric="rgb"
            ),
            "along the axes QYXS",
        ),
        (
            lambda path, image: tifffile.imwrite(path, image, photometric="miniswhite"),
            "inverted",
        ),
        (lambda path, image: tifffile.imwrite(path, image.astype(np.complex64)), "complex64"),
        (lambda path, image: path.write_bytes(b"II*\0\0\0\0\0"), "holds no images"),
    ],
)
def test_what_is_not_one_stack_is_refused_by_name(tmp_path, write, fault):
    write(tmp_path / "odd.tif", stack())
    with pytest.raises(InputError, match=rf"odd\.tif: .*{fault}"):
        read_stack(tmp_path / "odd.tif")


def test_stacks_with_planes_missing_are_left_out(tmp_path, folder, caplog):
    for number, planes in enumerate((8, 9, 8, 4, 3)):
        image = np.zeros((planes, 15, 15), np.uint8)
        image[1, 7, 7] = 9
        tifffile.imwrite(folder / f"{number}.tif", image, photometric="minisblack")
    out = imported(tmp_path, sigmas=[0])
    assert read_index(out)["id"].unique().tolist() == [0, 1, 2, 3]
    assert "4.tif: 3 planes, where 8 are usual" in caplog.text


def test_odd_sizes(tmp_path, folder):
    tifffile.imwrite(folder / "wide.tif", stack((5, 33, 71), (16, 40)))
    tifffile.imwrite(folder / "small.tif", stack((5, 9, 11), (4, 5)))
    cube = open_cube(imported(tmp_path, sigmas=[0], size=21) / "sigma_0.fits")[0]
    assert cube.shape == (8, 21, 21)
    assert (cube[:, 10, 10] == 215).all()  # an odd window turns about its middle pixel


def test_no_stack_left(tmp_path, folder):
    with pytest.raises(InputError, match="none of 0"):
        imported(tmp_path)
    (folder / "text.tif").write_text("no image")
    with pytest.raises(InputError, match="none of 1"):
        imported(tmp_path)
    assert not (tmp_path / "out").exists()


def write_scaled(path, nm):
    """A stack as ImageJ saves one with a scale, in µm."""
    side = nm / 1000
    options = {"resolution": (1 / side, 1 / side), "metadata": {"unit": "um", "axes": "ZYX"}}
    tifffile.imwrite(path, stack(), imagej=True, **options)


def test_another_scale_than_the_files_is_said(tmp_path, folder, caplog):
    write_scaled(folder / "a.tif", 160)
    imported(tmp_path, nm_per_pixel=160.5)
    assert not caplog.records
    imported(tmp_path, nm_per_pixel=40.0)
    assert "pixels of 160 nm by its own account; nm_per_pixel 40 is used" in caplog.text
    assert "expanded 4 times" in caplog.text


def test_stacks_of_different_scales_are_refused(tmp_path, folder):
    write_scaled(folder / "a.tif", 160)
    write_scaled(folder / "b.tif", 80)
    with pytest.raises(InputError, match=r"b\.tif: pixels of 80 nm, but of 160 nm in a\.tif"):
        imported(tmp_path)
