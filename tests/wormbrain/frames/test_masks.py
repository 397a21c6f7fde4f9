import numpy as np
import pytest
import tifffile

from groundwork.errors import InputError
from wormbrain.frames.masks import read_masks


def label_images(path, frames=3):
    """Cells 2 and 7 of which the second moves right by a pixel per frame and is last not seen."""
    labels = np.zeros((frames, 20, 30), np.uint16)
    labels[:, 4:7, 10:15] = 2
    for index in range(frames - 1):
        labels[index, 12:14, 3 + index : 6 + index] = 7
    tifffile.imwrite(path, labels, metadata={"axes": "TYX"}, imagej=True)
    return labels


def test_cells_lie_at_the_centroids_of_their_labels(tmp_path):
    label_images(tmp_path / "labels.tif")
    places = read_masks(tmp_path / "labels.tif", np.arange(4), (20, 30))
    assert places.shape == (4, 2, 2)
    np.testing.assert_array_equal(places[:3, 0], [[12, 5]] * 3)
    np.testing.assert_array_equal(places[:2, 1], [[4, 12.5], [5, 12.5]])
    assert np.isnan(places[2, 1]).all()
    assert np.isnan(places[3]).all()  # a frame without a label image


def test_planes_keep_the_largest_label(tmp_path):
    labels = np.zeros((2, 3, 12, 12), np.uint8)
    labels[:, 0, 2:8, 2:4] = 1
    labels[:, 2, 2:4, 2:4] = 5
    tifffile.imwrite(tmp_path / "l.tif", labels, metadata={"axes": "TZYX"}, imagej=True)
    places = read_masks(tmp_path / "l.tif", np.arange(2), (12, 12))
    np.testing.assert_array_equal(places[0], [[2.5, 5.5], [2.5, 2.5]])


@pytest.mark.parametrize(
    ("array", "numbers", "fault"),
    [
        (np.ones((2, 20, 30), np.float32), 2, "1 channels of float32"),
        (np.ones((2, 10, 30), np.uint8), 2, "10 x 30 pixels, for frames of 20 x 30"),
        (np.zeros((2, 20, 30), np.uint8), 2, "no cells"),
        (np.full((2, 20, 30), -1, np.int16), 2, "frame 0: a label below zero"),
        (np.ones((3, 20, 30), np.uint8), 2, "frame 2 is not in the recording"),
    ],
)
def test_what_is_no_label_image_is_refused(tmp_path, array, numbers, fault):
    tifffile.imwrite(tmp_path / "l.tif", array, metadata={"axes": "TYX"}, ome=True)
    with pytest.raises(InputError, match=fault):
        read_masks(tmp_path / "l.tif", np.arange(numbers), (20, 30))
