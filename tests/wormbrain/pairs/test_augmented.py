"""The file of augmented images."""

from pathlib import Path

import h5py
import numpy as np
import pytest
import torch

from groundwork.errors import InputError
from wormbrain.frames.recording import Description, writing
from wormbrain.pairs.augmented import read_augmented, write_augmented


@pytest.fixture
def recording(tmp_path) -> Path:
    """Four frames of 12 bits, red brighter than green, numbered 3, 5, 7, 9."""
    path, rng = tmp_path / "recording.h5", np.random.default_rng(1)
    with writing(path, Description(("red", "green"))) as writer:
        for number in (3, 5, 7, 9):
            image = rng.integers(0, 500, (2, 40, 30)).astype(np.uint16)
            image[:, number, 10] = (3000, 1500)
            writer.append(number, image)
    return path


def test_each_frame_is_followed_by_its_copies(recording, tmp_path):
    write_augmented(recording, tmp_path / "a.h5", copies=2)
    images = read_augmented(tmp_path / "a.h5")
    assert images.pixels.shape == (12, 3, 40, 30)
    assert images.number.tolist() == [3, 3, 3, 5, 5, 5, 7, 7, 7, 9, 9, 9]
    for frame in range(4):
        first, *copies = images.pixels[3 * frame : 3 * frame + 3]
        assert first[:2, 2 * frame + 3, 10].tolist() == [255, 255]  # the largest of the recording
        assert not first[2].any()  # blue is empty
        assert all(not torch.equal(first, copy) for copy in copies)


def test_images_are_resized_to_their_longer_side(recording, tmp_path):
    write_augmented(recording, tmp_path / "a.h5", copies=1, size=20)
    assert read_augmented(tmp_path / "a.h5").pixels.shape == (8, 3, 20, 15)


def test_the_same_seed_gives_the_same_bytes(recording, tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_augmented(recording, tmp_path / name, copies=2, seed=seed)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b != c


def test_a_file_of_another_kind_or_a_damaged_one_is_refused(recording, tmp_path):
    with pytest.raises(InputError, match=r"recording\.h5: not a complete file of augmented"):
        read_augmented(recording)
    write_augmented(recording, tmp_path / "a.h5", copies=1)
    content = bytearray((tmp_path / "a.h5").read_bytes())
    with h5py.File(tmp_path / "a.h5") as file:
        place = file["frames"].id.get_chunk_info(3).byte_offset
    content[place + 100] ^= 1
    (tmp_path / "a.h5").write_bytes(content)
    with pytest.raises(InputError, match="not a complete file of augmented"):
        read_augmented(tmp_path / "a.h5")
    with pytest.raises(InputError, match="no such file; make it with"):
        read_augmented(tmp_path / "absent.h5")


@pytest.mark.parametrize("options", [{"copies": -1}, {"size": 0}])
def test_numbers_that_are_too_small_are_refused(recording, tmp_path, options):
    with pytest.raises(InputError, match="give copies >= 0 and size >= 16 pixels"):
        write_augmented(recording, tmp_path / "a.h5", **options)
