import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from holly.data.smlm.views import draw_view, read_views
from holly.settings.smlm import Views

COUNT = 2500
AXIS = np.array([1.0, 2.0, -2.0]) / 3


def drawn(listed=None, **settings):
    rng = np.random.default_rng(1)
    views = Views(**settings)
    return np.stack([draw_view(views, listed, rng) for _ in range(COUNT)])


def tilts(rotations):
    """Angles, degrees, between the axis of the model and the optical axis."""
    return np.degrees(np.arccos((rotations @ AXIS)[:, 2].clip(-1, 1)))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"kind": "cone", "axis": tuple(AXIS * 7), "degrees": 20.0},
        {"kind": "membrane", "axis": tuple(AXIS), "degrees": 5.0},
    ],
)
def test_views_are_rotations_with_any_angle_in_the_plane(settings):
    rotations = drawn(**settings)
    assert rotations @ rotations.transpose(0, 2, 1) == pytest.approx(
        np.broadcast_to(np.eye(3), rotations.shape), abs=1e-12
    )
    assert np.linalg.det(rotations) == pytest.approx(1)
    for vector in (AXIS, np.array([2.0, -2.0, -1.0]) / 3):  # along the axis, and across it
        seen = (rotations @ vector)[:, :2]
        spread = (seen**2).mean(axis=0)
        assert spread[0] == pytest.approx(spread[1], rel=0.12)
        assert np.abs(seen.mean(axis=0)).max() < 0.05


def test_uniform_views_have_no_preference():
    rotations = drawn()
    assert np.abs(rotations.mean(axis=0)).max() < 4 / (3 * COUNT) ** 0.5
    angle = Rotation.from_matrix(rotations).magnitude()
    assert angle.mean() == pytest.approx(np.pi / 2 + 2 / np.pi, abs=0.04)  # of all rotations


@pytest.mark.parametrize("degrees", [20.0, 90.0])
def test_a_cone_is_filled_evenly_up_to_its_half_angle(degrees):
    found = tilts(drawn(kind="cone", axis=tuple(AXIS), degrees=degrees))
    assert found.max() <= degrees + 1e-9
    assert found.max() > 0.99 * degrees
    inner = np.degrees(np.arccos((1 + np.cos(np.radians(degrees))) / 2))  # half of the cap
    assert abs((found < inner).mean() - 0.5) < 4 * 0.5 / COUNT**0.5


def test_a_membrane_tilts_by_its_deviation_in_two_directions():
    rotations = drawn(kind="membrane", axis=tuple(AXIS), degrees=8.0)
    assert (tilts(rotations) ** 2).mean() == pytest.approx(2 * 8.0**2, rel=0.07)


def test_a_narrow_cone_looks_along_the_axis():
    assert tilts(drawn(kind="cone", axis=tuple(AXIS), degrees=0.0)).max() < 1e-5


def test_views_of_a_list_are_those_of_the_file(tmp_path):
    (tmp_path / "views.csv").write_text("image,rx,ry,rz\n0,0,0,1.5\n1,0.5,0,0\n")
    listed = read_views(tmp_path / "views.csv")
    assert listed == pytest.approx(
        Rotation.from_rotvec([[0, 0, 1.5], [0.5, 0, 0]]).as_matrix(), abs=1e-12
    )
    rotations = drawn(listed, kind="list", path="views.csv")
    first = (rotations == listed[0]).all((1, 2))
    assert (first | (rotations == listed[1]).all((1, 2))).all()
    assert abs(first.mean() - 0.5) < 4 * 0.5 / COUNT**0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rx,ry\n1,2\n", "no column 'rz'"),
        ("rx,ry,rz\n", "no rows"),
        ("rx,ry,rz\n1,2,nan\n", "not finite"),
        ("rx,ry,rz\n1,two,3\n", "not all numbers"),
        ("rx,ry,rz\n1,2\n", "not all numbers"),
        ("", "the file is empty"),
    ],
)
def test_a_list_that_is_none_is_refused(text, said, tmp_path):
    (tmp_path / "views.csv").write_text(text)
    with pytest.raises(InputError, match=said):
        read_views(tmp_path / "views.csv")


def test_a_missing_list_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv"):
        read_views(tmp_path / "none.csv")
