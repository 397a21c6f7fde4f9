import shutil

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from groundwork.errors import InputError
from wormbrain.frames.recording import Description, Recording, writing

DESCRIPTION = Description(("red", "grün"), "worm.h5", "max", (2, 7))


def write(path, images, numbers=None, left_out=()):
    with writing(path, DESCRIPTION, left_out) as writer:
        for number, image in zip(numbers or range(len(images)), images, strict=True):
            writer.append(number, image)
    return path


@pytest.fixture
def images():
    return np.random.default_rng(0).integers(0, 3000, (4, 2, 12, 10), np.int16)


IMAGES = st.one_of(
    *(arrays(dtype, (3, 2, 5, 7)) for dtype in (np.uint8, np.int16, np.uint16)),
    arrays(np.float32, (3, 2, 5, 7), elements=st.floats(-(2.0**60), 2.0**60, width=32)),
)


@settings(max_examples=25, deadline=None)
@given(images=IMAGES)
def test_images_come_back_as_they_were(tmp_path_factory, images):
    path = write(tmp_path_factory.getbasetemp() / "same.h5", images)
    with Recording(path) as recording:
        assert recording.dtype == images.dtype
        assert (np.stack(list(recording)) == images).all()


def test_a_recording_says_what_it_shows(tmp_path, images):
    path = write(tmp_path / "a.h5", images, [3, 4, 8, 9], left_out=[7, 5])
    with Recording(path) as recording:
        assert len(recording) == 4
        assert recording.number.tolist() == [3, 4, 8, 9]
        assert recording.left_out.tolist() == [5, 7]
        assert recording.channels == ("red", "grün")
        assert recording.size == (12, 10)
        assert (recording.projection, recording.planes) == ("max", (2, 7))
        assert recording.source == "worm.h5"
        assert recording.bit_depth == 12
        assert 2900 < recording.used_range < 3000
        assert (recording[-1] == images[3]).all()
        with pytest.raises(IndexError):
            recording[4]


@pytest.mark.parametrize(
    ("dtype", "largest", "bits"),
    [(np.uint8, 7, 8), (np.uint16, 4095, 12), (np.int16, -1024, 11), (np.float32, 1, 32)],
)
def test_bit_depth_is_that_of_the_values(tmp_path, dtype, largest, bits):
    images = np.zeros((2, 2, 6, 6), dtype)
    images[1, 0, 0, 0] = largest
    with Recording(write(tmp_path / "a.h5", images)) as recording:
        assert recording.bit_depth == bits


def test_dropped_images_leave_the_others_in_order(tmp_path, images):
    with writing(tmp_path / "a.h5", DESCRIPTION) as writer:
        for number, image in enumerate(images):
            writer.append(number, image)
        writer.drop([0, 2])
    with Recording(tmp_path / "a.h5") as recording:
        assert recording.number.tolist() == [1, 3]
        assert (np.stack(list(recording)) == images[[1, 3]]).all()


def test_the_same_images_give_the_same_bytes(tmp_path, images):
    contents = {write(tmp_path / name, images).read_bytes() for name in ("a.h5", "b.h5")}
    assert len(contents) == 1


def test_a_failed_write_leaves_nothing(tmp_path, images):
    with pytest.raises(TypeError, match="broadcast"):
        write(tmp_path / "a.h5", [images[0], images[0, :, :4]])
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_image_is_named_by_its_frame_number(tmp_path, images):
    path = write(tmp_path / "a.h5", images, [3, 4, 8, 9])
    content = path.read_bytes()
    place = content.index(images[2, 1].tobytes())
    path.write_bytes(content[:place] + b"\xff\xff\xff" + content[place + 3 :])
    with Recording(path) as recording:
        assert (recording[1] == images[1]).all()
        with pytest.raises(InputError, match=r"a\.h5: frame 8 is damaged; make it again"):
            recording[2]


def spoil(what):
    def spoilt(file):
        if what == "gaps":
            del file["frames"]
            shape = (4, 2, 12, 10)
            file.create_dataset("frames", shape, "i2", chunks=(1, 1, 12, 10), fletcher32=True)[
                0
            ] = 1
        elif what == "format":
            file.attrs["format"] = np.bytes_("something else")
        elif what == "numbers":
            file["number"][...] = [0, 2, 1, 3]
        elif what == "linked":
            del file["frames"]
            file["frames"] = h5py.ExternalLink("other.h5", "frames")
        else:
            del file.attrs[what]

    return spoilt


@pytest.mark.parametrize("what", ["gaps", "format", "numbers", "linked", "channels", "bit_depth"])
def test_incomplete_recordings_are_refused_by_name(tmp_path, images, what):
    path = write(tmp_path / "a.h5", images)
    with h5py.File(path, "r+") as file:
        spoil(what)(file)
    with pytest.raises(InputError, match=r"a\.h5: not a complete recording; make it again"):
        Recording(path)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_cut_recordings_are_refused_by_name(tmp_path, images, share):
    whole = write(tmp_path / "a.h5", images)
    cut = shutil.copy(whole, tmp_path / "cut.h5")
    content = whole.read_bytes()
    cut.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError, match=r"cut\.h5: "):
        Recording(cut)
