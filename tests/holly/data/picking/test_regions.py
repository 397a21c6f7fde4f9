import zipfile

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from groundwork.errors import InputError
from holly.data.picking.regions import Region, read_regions


def picasso(path, **entries):
    path.write_text(yaml.safe_dump(entries))
    return path


def roi(kind, left, top, width, height, *, subpixel=False, composite=0, subtype=0):
    """A region as ImageJ writes it, without a second header."""
    content = bytearray(64)
    content[:7] = b"Iout" + (227).to_bytes(2, "big") + bytes([kind])
    corners = np.array([top, left, top + height, left + width])
    content[8:16] = np.floor(corners).astype(">i2").tobytes()
    if subpixel:
        content[18:34] = np.array([left, top, width, height], ">f4").tobytes()
        content[50:52] = (128).to_bytes(2, "big")
    content[36:40] = composite.to_bytes(4, "big")
    content[48:50] = subtype.to_bytes(2, "big")
    return bytes(content)


def test_circles_of_picasso_are_in_pixels_of_the_camera(tmp_path):
    path = picasso(
        tmp_path / "a_picks.yaml", Centers=[[10, 20], [1.5, 2]], Diameter=2, Shape="Circle"
    )
    first, second = read_regions(path, 100)
    assert first.centre.tolist() == [1000, 2000]
    assert first.radius == second.radius == 100


def test_newer_files_of_picasso_give_sizes_in_nm(tmp_path):
    path = picasso(
        tmp_path / "a.yaml", **{"Centers": [[1, 1]], "Diameter (nm)": 90, "Shape": "Circle"}
    )
    assert read_regions(path, 130)[0].radius == 45


def test_the_oldest_files_of_picasso_have_circles(tmp_path):
    path = picasso(tmp_path / "a.yaml", Centers=[[1, 1]], Diameter=1)
    assert read_regions(path, 130)[0].round


def test_a_rectangle_of_picasso_lies_along_its_middle_line(tmp_path):
    axis = [[[0, 0], [3, 3]]]
    path = picasso(
        tmp_path / "a.yaml", **{"Center-Axis-Points": axis, "Width": 1, "Shape": "Rectangle"}
    )
    region = read_regions(path, 100)[0]
    inside = region.holds(np.array([[150, 150], [290, 290], [150, 215], [150, 230], [310, 310]]))
    assert inside.tolist() == [True, True, True, False, False]


def test_a_square_of_picasso(tmp_path):
    entries = {"Centers": [[1, 1]], "Side Length (nm)": 40, "Shape": "Square"}
    region = read_regions(picasso(tmp_path / "a.yaml", **entries), 100)[0]
    assert region.holds(np.array([[119, 119], [121, 100]])).tolist() == [True, False]


def test_ovals_and_rectangles_of_imagej(tmp_path):
    with zipfile.ZipFile(tmp_path / "RoiSet.zip", "w") as archive:
        archive.writestr("0001.roi", roi(2, 10, 20, 8, 8))
        archive.writestr("0002.roi", roi(1, 0, 0, 4, 2))
        archive.writestr("0003.roi", roi(2, 1.25, 2.5, 3, 3, subpixel=True))
    oval, rectangle, fine = read_regions(tmp_path / "RoiSet.zip", 10)
    assert oval.centre.tolist() == [140, 240]
    assert oval.holds(np.array([[140, 279], [111, 211]])).tolist() == [True, False]
    assert rectangle.holds(np.array([[39, 19], [1, 1], [20, 21]])).tolist() == [True, True, False]
    assert fine.centre == pytest.approx([27.5, 40])


def test_a_file_of_imagej_with_both_headers_and_a_name(tmp_path):
    """An oval of 8 x 8 px, named "0020-0010", written out as ImageJ's class RoiDecoder says."""
    first = bytes.fromhex(
        "496f7574 00e4 02 00"  # "Iout", version 228, an oval
        "0014 000a 001c 0012 0000"  # top, left, bottom, right, no points
        "00000000 00000000 00000000 00000000"  # x, y, width and height between pixels: not used
        "0002 00000000 ffffff00 00000000"  # width of the line, not composite, colours
        "0000 0000 00 00 0000"  # subtype, options, arrow, rounded corners
        "00000001 00000040"  # position in the stack, where the second header lies
    )
    second = bytes.fromhex(
        "00000000 00000000 00000001 00000000"  # position by channel, slice and frame
        "00000080 00000009" + 40 * "00"  # where the name lies, its length
    )
    (tmp_path / "one.roi").write_bytes(first + second + "0020-0010".encode("utf-16-be"))
    region = read_regions(tmp_path / "one.roi", 10)[0]
    assert region.round
    assert region.centre.tolist() == [140, 240]
    assert region.radius == 40


def test_places_beyond_the_largest_signed_number_of_imagej(tmp_path):
    content = bytearray(roi(2, 0, 0, 0, 0))
    content[8:16] = np.array([10, 40_000, 18, 40_008], ">u2").tobytes()
    (tmp_path / "far.roi").write_bytes(content)
    assert read_regions(tmp_path / "far.roi", 10)[0].centre.tolist() == [400_040, 140]
    content[8:16] = np.array([-8, -4, 0, 4], ">i2").tobytes()
    (tmp_path / "far.roi").write_bytes(content)
    assert read_regions(tmp_path / "far.roi", 10)[0].centre.tolist() == [0, -40]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.yaml", b"Shape: Polygon\nVertices: []\n", "shape 'Polygon'"),
        ("a.yaml", b"Shape: Circle\nCenters: []\nDiameter: 1\n", "no regions"),
        ("a.yaml", b"Shape: Circle\nCenters: [[1, 2]]\n", "Diameter"),
        ("a.yaml", b"Shape: Circle\nCenters: [[1, .nan]]\nDiameter: 1\n", "region 1 has no size"),
        ("a.yaml", b"Centers: [[1, 2]]\nDiameter (nm): 1e-320\n", "region 1 has no size"),
        ("a.yaml", b"Centers: [[1, 2]]\nDiameter (nm): 1e+200\n", "region 1 has no size"),
        ("a.yaml", b"- 1\n", "not a list of keys"),
        ("a.yaml", b"a: [\n", "not a complete file"),
        ("a.roi", roi(7, 0, 0, 4, 4), "neither an oval nor a rectangle"),
        ("a.roi", roi(1, 0, 0, 4, 4, composite=1), "neither an oval nor a rectangle"),
        ("a.roi", roi(1, 0, 0, 9, 9, subtype=1), "neither an oval nor a rectangle"),  # a text
        ("a.roi", roi(1, 0, 0, 0, 4), "region 1 has no size"),
        ("a.roi", b"Iout", "no region of ImageJ"),
        ("a.zip", b"PK", "not a complete file"),
        ("a.png", b"x", "not one of .yaml"),
    ],
)
def test_other_files_are_refused_by_name(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=message) as refused:
        read_regions(tmp_path / name, 100)
    assert name in str(refused.value)


@given(
    st.floats(-np.pi, np.pi),
    st.tuples(st.floats(1, 9), st.floats(1, 9)),
    st.booleans(),
    st.tuples(st.floats(-9, 9), st.floats(-9, 9)),
)
def test_what_a_region_holds_lies_within_its_radius(angle, halves, is_round, place):
    region = Region(np.array([1.0, 2.0]), np.array(halves), angle, is_round)
    position = np.array([place])
    if region.holds(position)[0]:
        assert np.linalg.norm(position[0] - region.centre) <= region.radius * (1 + 1e-9)
