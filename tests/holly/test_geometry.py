import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from holly.geometry import (
    axis_angle_from_rotation,
    in_plane_rotation,
    project,
    random_rotations,
    rotation_from_6d,
    rotation_from_axis_angle,
)

component = st.floats(-4, 4, allow_nan=False, width=64)
vector = st.tuples(component, component, component).map(lambda v: torch.tensor(v).double())


def is_rotation(matrix):
    identity = torch.eye(3, dtype=matrix.dtype)
    assert torch.allclose(matrix @ matrix.transpose(-1, -2), identity, atol=1e-9)
    assert torch.allclose(torch.linalg.det(matrix), torch.ones((), dtype=matrix.dtype), atol=1e-9)


@settings(deadline=None)
@given(vector)
def test_an_axis_angle_vector_gives_a_rotation_that_leaves_its_axis_in_place(v):
    rotation = rotation_from_axis_angle(v)
    is_rotation(rotation)
    assert torch.allclose(rotation @ v, v, atol=1e-9)


@settings(deadline=None)
@given(vector)
def test_axis_angle_survives_the_way_through_a_matrix(v):
    rotation = rotation_from_axis_angle(v)
    back = axis_angle_from_rotation(rotation)
    assert back.norm() <= math.pi + 1e-9
    assert torch.allclose(rotation_from_axis_angle(back), rotation, atol=1e-9)


@pytest.mark.parametrize("angle", [0.0, 1e-12, 1e-6, 0.0999, 0.1001, 1.0, math.pi - 1e-9, math.pi])
def test_axis_angle_is_accurate_at_zero_at_pi_and_where_the_series_ends(angle):
    axis = torch.tensor([2.0, -3.0, 6.0]).double() / 7
    rotation = rotation_from_axis_angle(axis * angle)
    assert torch.allclose(rotation, torch.linalg.matrix_exp(angle * cross(axis)), atol=1e-13)
    back = axis_angle_from_rotation(rotation)
    assert min((back - axis * angle).norm(), (back + axis * angle).norm()) < 1e-7


@pytest.mark.parametrize("angle", [0.0, 1e-7, 0.0999, 0.1001, 1.0, math.pi, 5.0])
def test_axis_angle_has_a_right_gradient_everywhere(angle):
    v = (torch.tensor([[2.0, -3.0, 6.0]]).double() / 7 * angle).requires_grad_()
    assert torch.autograd.gradcheck(rotation_from_axis_angle, v)


def test_6d_gives_rotations_and_a_right_gradient():
    vectors = torch.randn(5, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    is_rotation(rotation_from_6d(vectors))
    assert torch.autograd.gradcheck(rotation_from_6d, vectors.requires_grad_())


def test_6d_reaches_every_rotation_from_its_first_two_rows():
    rotation = random_rotations(20, torch.Generator().manual_seed(2), dtype=torch.float64)
    assert torch.allclose(rotation_from_6d(rotation[:, :2].flatten(1)), rotation)


def test_random_rotations_are_uniform():
    rotation = random_rotations(20_000, torch.Generator().manual_seed(3), dtype=torch.float64)
    is_rotation(rotation)
    assert rotation.mean(0).abs().max() < 0.03  # the mean rotation of SO(3) is zero
    angle = axis_angle_from_rotation(rotation).norm(dim=-1)
    assert abs(angle.mean() - (math.pi / 2 + 2 / math.pi)) < 0.02  # density (1 - cos θ)/π


@settings(deadline=None)
@given(st.floats(-10, 10), st.floats(-10, 10))
def test_turning_in_the_plane_turns_the_picture_and_keeps_the_depth(first, second):
    view = random_rotations(1, torch.Generator().manual_seed(4), dtype=torch.float64)[0]
    one, other, both = torch.tensor([first, second, first + second], dtype=torch.float64)
    turned = in_plane_rotation(one) @ view
    assert torch.allclose(turned[2], view[2])
    assert torch.allclose(in_plane_rotation(other) @ turned, in_plane_rotation(both) @ view)


def test_projection_is_the_papers():
    points = torch.tensor([[0.0, 0, 0], [1, 0, 5], [0, 1, -5]])
    x, y = project(points, torch.eye(3)[None], torch.tensor([[0.1, 0.0]]), (64, 128))
    assert x.tolist() == [pytest.approx([64 + 3.2, 96 + 3.2, 64 + 3.2])]
    assert y.tolist() == [[32, 32, 16]]  # y points up in the model and down in the image


def cross(v):
    x, y, z = v.tolist()
    return torch.tensor([[0, -z, y], [z, 0, -x], [-y, x, 0]]).double()
