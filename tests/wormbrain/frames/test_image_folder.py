import numpy as np
import pytest
import tifffile
from PIL import Image

from groundwork.errors import InputError
from wormbrain.frames.image_folder import open_folder

RNG = np.random.default_rng(0)


def save(folder, names, size=(10, 14), mode="RGB"):
    folder.mkdir(exist_ok=True)
    shape = (*size, 3) if mode == "RGB" else size
    images = {name: RNG.integers(0, 255, shape, np.uint8) for name in names}
    for name, image in images.items():
        Image.fromarray(image).save(folder / name, quality=95)
    return images


def test_images_come_in_natural_order(tmp_path):
    names = [f"frame_{n}.png" for n in (0, 1, 2, 10, 9, 8, 7, 6, 5, 4, 3)]
    images = save(tmp_path / "a", names)
    (tmp_path / "a" / "notes.txt").write_text("no image")
    (tmp_path / "a" / "._frame_1.png").write_text("of another system")
    source = open_folder(tmp_path / "a")
    assert list(source.numbers) == list(range(11))
    assert source.channels == ("red", "green", "blue")
    for frame in source.frames():
        image = images[f"frame_{frame.number}.png"]
        assert (frame.volume[:, 0] == image.transpose(2, 0, 1)).all()


@pytest.mark.parametrize(
    ("names", "numbers", "missing"),
    [
        (["t1", "t2", "t5"], [1, 2, 5], [3, 4]),
        (["t0", "t10", "t30"], [0, 10, 30], [20]),
        (["t1_of_3", "t2_of_3"], [1, 2], []),
        (["2020-01-05_w1_t1", "2020-01-05_w1_t2"], [1, 2], []),
        (["b", "a"], [0, 1], []),
        (["7"], [7], []),
    ],
)
def test_frame_numbers_are_those_that_differ_in_every_name(tmp_path, names, numbers, missing):
    save(tmp_path / "a", [f"{name}.png" for name in names], mode="L")
    source = open_folder(tmp_path / "a")
    assert list(source.numbers) == numbers
    assert list(source.missing) == missing
    assert source.channels == ("gray",)


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["t0_c0.png", "t0_c1.png", "t1_c0.png"], "no number tells t0_c0.png … t1_c0.png apart"),
        (["t1.png", "t1.jpg"], "no number tells"),
        (["t1.png", "cover.png"], "cover.png has no number"),
        ([], "holds no .png"),
        (["1.png", "2.png", "20200101123456.png"], "number them one after another"),
    ],
)
def test_folders_whose_frames_are_not_numbered_are_refused(tmp_path, names, message):
    save(tmp_path / "a", names)
    with pytest.raises(InputError, match=f"a: .*{message}"):
        open_folder(tmp_path / "a")


def test_damaged_and_odd_images_are_said_by_number(tmp_path):
    folder = tmp_path / "a"
    save(folder, [f"{n}.jpg" for n in range(6)], (40, 40))
    save(folder, ["0.jpg"], (40, 41))
    (folder / "3.jpg").write_bytes((folder / "3.jpg").read_bytes()[:400])
    (folder / "4.jpg").write_bytes(b"no image")
    source = open_folder(folder)
    assert source.shape == (3, 1, 40, 40)  # not that of the first
    found = {frame.number: frame for frame in source.frames()}
    assert found[0].volume.shape == (3, 1, 40, 41)
    assert found[3].fault.startswith("cannot be read (")
    assert found[4].fault.startswith("cannot be read (")
    assert [n for n in found if found[n].fault] == [3, 4]


def test_sixteen_bits_are_kept(tmp_path):
    image = RNG.integers(0, 65535, (2, 10, 14), np.uint16)
    for n in range(2):
        Image.fromarray(image[n]).save(tmp_path / f"{n}.png")
    source = open_folder(tmp_path)
    assert source.dtype == np.uint16
    assert (np.stack([f.volume[0, 0] for f in source.frames()]) == image).all()


@pytest.mark.parametrize("mode", ["P", "1", "CMYK"])
def test_images_that_would_change_are_refused(tmp_path, mode):
    suffix = "jpg" if mode == "CMYK" else "png"
    Image.new(mode, (8, 8)).save(tmp_path / f"1.{suffix}")
    with pytest.raises(InputError, match=rf"1\.{suffix}: {mode}; save it as TIFF, or as gray"):
        open_folder(tmp_path)


def test_colours_of_sixteen_bits_are_not_reduced_to_eight(tmp_path):
    import av

    frame = av.VideoFrame(8, 8, "rgb48be")
    codec = av.CodecContext.create("png", "w")
    codec.width, codec.height, codec.pix_fmt, codec.framerate = 8, 8, "rgb48be", 1
    (tmp_path / "1.png").write_bytes(bytes(codec.encode(frame)[0]))
    with pytest.raises(InputError, match=r"1\.png: .*16 bits; save it as TIFF"):
        open_folder(tmp_path)


@pytest.mark.parametrize(("axes", "given"), [("CZYX", None), ("QQYX", "CZYX")])
def test_tiff_volumes_one_per_frame(tmp_path, volumes, axes, given):
    for n, volume in enumerate(volumes):
        path, metadata = tmp_path / f"{n}.tif", {"axes": axes}
        tifffile.imwrite(path, volume, photometric="minisblack", metadata=metadata)
    found = np.stack([frame.volume for frame in open_folder(tmp_path, given).frames()])
    assert (found == volumes).all()
