import numpy as np
import pytest
import tifffile

from groundwork.errors import InputError
from wormbrain.frames.tiff_source import open_tiff, read_volume


def stack(source):
    with source:
        return np.stack([frame.volume for frame in source.frames()])


OPTIONS = {
    "OME": {"ome": True, "metadata": {"axes": "TCZYX"}},
    "OME compressed": {"ome": True, "metadata": {"axes": "TCZYX"}, "compression": "zlib"},
    "ImageJ": {"imagej": True, "metadata": {"axes": "TZCYX"}},
    "BigTIFF": {"bigtiff": True, "metadata": {"axes": "TCZYX"}, "byteorder": ">"},
}


@pytest.mark.parametrize("kind", OPTIONS)
def test_stacks_that_name_their_axes_come_as_volumes(tmp_path, volumes, kind):
    path, images = tmp_path / "a.tif", volumes.astype(np.uint16)
    axes = OPTIONS[kind]["metadata"]["axes"]
    ordered = images.transpose(["TCZYX".index(axis) for axis in axes])
    tifffile.imwrite(path, ordered, photometric="minisblack", **OPTIONS[kind])
    source = open_tiff(path)
    assert source.dtype == np.uint16
    assert source.channels == ("red", "green")
    assert (stack(source) == images).all()


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_axes_can_be_given(tmp_path, volumes, compression):
    path = tmp_path / "a.tif"
    options = {"photometric": "minisblack", "compression": compression, "metadata": None}
    tifffile.imwrite(path, volumes.reshape(-1, 10, 14), **options)
    with pytest.raises(
        InputError, match=r"a\.tif: does not say what the axes .* give `wormbrain frames` --axes"
    ):
        open_tiff(path)
    assert (stack(open_tiff(path, "TYX"))[:, 0, 0] == volumes.reshape(-1, 10, 14)).all()


def test_colours_are_channels(tmp_path):
    images = np.random.default_rng(0).integers(0, 255, (4, 10, 14, 3), np.uint8)
    tifffile.imwrite(tmp_path / "a.tif", images, photometric="rgb", metadata={"axes": "TYXS"})
    source = open_tiff(tmp_path / "a.tif")
    assert source.channels == ("red", "green", "blue")
    assert (stack(source)[:, :, 0] == images.transpose(0, 3, 1, 2)).all()


def test_a_damaged_plane_is_said_by_frame(tmp_path, volumes):
    path = tmp_path / "a.tif"
    options = {"compression": "zlib", "ome": True, "metadata": {"axes": "TCZYX"}}
    tifffile.imwrite(path, volumes, photometric="minisblack", **options)
    with tifffile.TiffFile(path) as file:
        place = file.pages[2 * 6 + 1].dataoffsets[0]  # of frame 2
    content = bytearray(path.read_bytes())
    content[place : place + 20] = b"\xff" * 20
    path.write_bytes(content)
    with open_tiff(path) as source:
        faults = {frame.number: frame.fault for frame in source.frames() if frame.fault}
    assert list(faults) == [2]
    assert faults[2].startswith("cannot be read (")


@pytest.mark.parametrize(
    ("shape", "given", "written", "message"),
    [
        ((3, 10, 14), None, "ZYX", "axes ZYX without T"),
        ((3, 10, 14), "TCYX", "ZYX", r"axes TCYX for an array of shape \(3, 10, 14\)"),
        ((3, 10, 14), "TTX", "ZYX", "axes 'TTX'; give one letter"),
        ((10, 14), None, "YX", "axes YX without T"),
    ],
)
def test_what_is_no_recording_is_refused_by_name(tmp_path, shape, given, written, message):
    path = tmp_path / "a.tif"
    image = np.ones(shape, np.uint16)
    tifffile.imwrite(path, image, photometric="minisblack", metadata={"axes": written})
    with pytest.raises(InputError, match=rf"a\.tif: .*{message}"):
        open_tiff(path, given)


def test_several_kinds_of_images_in_one_file_are_refused(tmp_path):
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for size in (8, 9):
            file.write(np.ones((size, size), np.uint8), photometric="minisblack")
    with pytest.raises(InputError, match=r"a\.tif: 2 series .* save each to a file"):
        open_tiff(tmp_path / "a.tif")


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_a_cut_file_is_refused_by_name(tmp_path, volumes, compression):
    path, options = tmp_path / "a.tif", {"compression": compression, "photometric": "minisblack"}
    tifffile.imwrite(path, volumes, metadata={"axes": "TCZYX"}, **options)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(InputError, match=r"a\.tif"):
        open_tiff(path)


@pytest.mark.parametrize("compression", [None, "zlib"])
def test_channels_have_the_names_that_ome_gives_them(tmp_path, volumes, compression):
    about = {"axes": "TCZYX", "Channel": {"Name": ["561 mCherry", "GCaMP"]}}
    options = {"ome": True, "metadata": about, "compression": compression}
    tifffile.imwrite(tmp_path / "a.tif", volumes, photometric="minisblack", **options)
    with open_tiff(tmp_path / "a.tif") as source:
        assert source.channels == ("561-mCherry", "GCaMP")
    tifffile.imwrite(
        tmp_path / "1.tif",
        volumes[0],
        photometric="minisblack",
        **options | {"metadata": about | {"axes": "CZYX"}},
    )
    assert read_volume(tmp_path / "1.tif")[0] == ("561-mCherry", "GCaMP")


@pytest.mark.parametrize("names", [["a", "a"], ["", "b"], ["a" * 200, "b"]])
def test_names_that_tell_nothing_apart_are_not_used(tmp_path, volumes, names):
    about = {"axes": "TCZYX", "Channel": {"Name": names}}
    tifffile.imwrite(
        tmp_path / "a.tif", volumes, photometric="minisblack", ome=True, metadata=about
    )
    with open_tiff(tmp_path / "a.tif") as source:
        assert source.channels == ("red", "green")


def calibrated(path, volumes, dtype=np.uint16, **about):
    images = np.ascontiguousarray(volumes.swapaxes(1, 2)).astype(dtype)
    about = {"axes": "TZCYX", **about}
    tifffile.imwrite(path, images, photometric="minisblack", imagej=True, metadata=about)


def test_what_imagej_stores_of_signed_pixels_is_read_as_they_are(tmp_path, volumes):
    signed = volumes.astype(np.int16) - 100
    stored = (signed.astype(np.int32) + 32768).astype(np.uint16)
    calibrated(tmp_path / "a.tif", stored, cf=0, c0=-32768.0, c1=1.0, vunit="Gray Value")
    with open_tiff(tmp_path / "a.tif") as source:
        assert source.dtype == np.int16
        volumes = [frame.volume for frame in source.frames()]
        assert (np.stack(volumes) == signed).all()
        assert volumes[0].dtype == np.int16


@pytest.mark.parametrize(
    "about", [{"cf": 0, "c0": 3.0, "c1": 1.0}, {"cf": 3, "c0": 0.0, "c1": 1.0}]
)
def test_another_calibration_is_refused_with_what_to_do(tmp_path, volumes, about):
    calibrated(tmp_path / "a.tif", volumes, **about)
    with pytest.raises(InputError, match=r"a\.tif: ImageJ calibrated its intensities .* 32-bit"):
        open_tiff(tmp_path / "a.tif")


def test_no_calibration_changes_nothing(tmp_path, volumes):
    calibrated(tmp_path / "a.tif", volumes, cf=0, c0=0.0, c1=1.0)
    with open_tiff(tmp_path / "a.tif") as source:
        assert source.dtype == np.uint16
