import numpy as np
import pytest
import tifffile

from groundwork.errors import InputError
from groundwork.formats.tiff import opened_tiff, pixel_size

IMAGE = np.zeros((2, 8, 8), np.uint16)


def of(path, **options):
    tifffile.imwrite(path, IMAGE, **options)
    with opened_tiff(path) as file:
        return pixel_size(file)


@pytest.mark.parametrize(
    ("unit", "side", "nm"),
    [
        ("nm", 65, 65),
        ("um", 0.065, 65),
        ("micron", 0.1, 100),
        ("\\u00B5m", 0.1, 100),
        ("mm", 1e-4, 100),
    ],
)
def test_imagej_says_it_in_its_unit(tmp_path, unit, side, nm):
    options = {"resolution": (1 / side, 1 / side), "metadata": {"unit": unit}}
    assert of(tmp_path / "a.tif", imagej=True, **options) == pytest.approx(nm, rel=1e-4)


@pytest.mark.parametrize(
    ("metadata", "nm"),
    [
        ({"PhysicalSizeX": 0.108, "PhysicalSizeY": 0.108}, 108),
        ({"PhysicalSizeX": 65, "PhysicalSizeXUnit": "nm"}, 65),
        ({}, None),
    ],
)
def test_ome_says_it_in_micrometres_or_its_unit(tmp_path, metadata, nm):
    found = of(tmp_path / "a.tif", ome=True, metadata={"axes": "ZYX", **metadata})
    assert found == (nm and pytest.approx(nm))


def test_a_resolution_for_printing_says_nothing(tmp_path):
    assert of(tmp_path / "a.tif", resolution=(72, 72), resolutionunit="INCH") is None
    assert of(tmp_path / "b.tif", imagej=True, resolution=(72, 72)) is None
    assert of(tmp_path / "c.tif", imagej=True, metadata={"unit": "furlong"}) is None


def test_pixels_that_are_not_square_are_refused(tmp_path):
    with pytest.raises(InputError, match=r"a\.tif: pixels of 100 x 200 nm, not square"):
        of(tmp_path / "a.tif", imagej=True, resolution=(10, 5), metadata={"unit": "um"})
