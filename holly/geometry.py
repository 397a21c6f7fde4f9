"""Rotations, poses and the projection of model coordinates to pixels.

Model coordinates are unitless; a quarter of the image's width is one unit. Rotations are active
(q = R·p) and stored as matrices [..., 3, 3].
"""

import torch
from torch import Generator, Tensor
from torch.nn.functional import normalize

SERIES_BELOW = 1e-2  # θ² under which sin θ/θ and (1-cos θ)/θ² come from their Taylor series


def rotation_from_axis_angle(vector: Tensor) -> Tensor:
    """Rotations [..., 3, 3] by |v| radians about v, for v [..., 3] (Rodrigues' formula).

    Both coefficients are functions of θ² alone, so value and gradient are smooth everywhere.
    """
    square = vector.square().sum(-1)
    small = square < SERIES_BELOW
    angle = torch.where(small, torch.ones_like(square), square).sqrt()
    sine = torch.where(
        small, 1 - square / 6 * (1 - square / 20 * (1 - square / 42)), angle.sin() / angle
    )
    versine = torch.where(
        small,
        0.5 - square / 24 * (1 - square / 30 * (1 - square / 56)),
        (1 - angle.cos()) / angle.square(),
    )
    x, y, z = vector.unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).view(*x.shape, 3, 3)
    identity = torch.eye(3, dtype=vector.dtype, device=vector.device)
    return identity + sine[..., None, None] * cross + versine[..., None, None] * (cross @ cross)


def axis_angle_from_rotation(rotation: Tensor) -> Tensor:
    """Axis-angle vectors [..., 3] of length at most π, for rotations [..., 3, 3].

    It is computed from the quaternion's largest component, which is stable at zero and at π.
    """
    trace = rotation.diagonal(dim1=-2, dim2=-1).sum(-1)
    transpose = rotation.transpose(-1, -2)
    identity = torch.eye(3, dtype=rotation.dtype, device=rotation.device)
    outer = rotation.new_empty(*trace.shape, 4, 4)  # 4·q⊗q, q = (w, x, y, z)
    outer[..., 0, 0] = 1 + trace
    skew = rotation - transpose
    axial = torch.stack([skew[..., 2, 1], skew[..., 0, 2], skew[..., 1, 0]], -1)
    outer[..., 0, 1:] = outer[..., 1:, 0] = axial
    outer[..., 1:, 1:] = rotation + transpose + (1 - trace)[..., None, None] * identity
    largest = outer.diagonal(dim1=-2, dim2=-1).argmax(-1)
    q = normalize(torch.take_along_dim(outer, largest[..., None, None], -2).squeeze(-2), dim=-1)
    q = torch.where(q[..., :1] < 0, -q, q)
    sine = q[..., 1:].norm(dim=-1, keepdim=True)
    angle = 2 * torch.atan2(sine, q[..., :1])
    return torch.where(sine > 0, angle / sine.clamp_min(1e-30), 2.0) * q[..., 1:]


def rotation_from_6d(vectors: Tensor) -> Tensor:
    """Rotations [..., 3, 3] whose first two rows are vectors [..., 6] after Gram-Schmidt.

    Unlike axis-angle vectors, they are a continuous function of the rotation (Zhou et al. 2019).
    """
    first = normalize(vectors[..., :3], dim=-1)
    second = vectors[..., 3:]
    second = normalize(second - (first * second).sum(-1, keepdim=True) * first, dim=-1)
    return torch.stack([first, second, torch.linalg.cross(first, second)], -2)


def random_rotations(
    count: int, generator: Generator, *, dtype: torch.dtype = torch.float32
) -> Tensor:
    """`count` rotations [count, 3, 3] uniform on SO(3), on the generator's device."""
    q = torch.randn(count, 4, generator=generator, dtype=dtype, device=generator.device)
    w, x, y, z = normalize(q, dim=-1).unbind(-1)  # uniform unit quaternions
    return torch.stack(
        [
            *(1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)),
            *(2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)),
            *(2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)),
        ],
        -1,
    ).view(count, 3, 3)


def in_plane_rotation(angle: Tensor) -> Tensor:
    """Rotations [..., 3, 3] about z, the line of sight, by `angle` [...] radians."""
    cosine, sine = angle.cos(), angle.sin()
    zero, one = torch.zeros_like(angle), torch.ones_like(angle)
    rows = [cosine, -sine, zero, sine, cosine, zero, zero, zero, one]
    return torch.stack(rows, -1).view(*angle.shape, 3, 3)


def project(
    points: Tensor, rotation: Tensor, shift: Tensor, shape: tuple[int, int]
) -> tuple[Tensor, Tensor]:
    """Columns [B, N] and rows [B, N], in pixels, of points seen at a pose along z.

    column = W/2 + W/4·(x + tx), row = H/2 - H/4·(y + ty): y points up in the model and down in
    the image. The shift comes after the rotation.

    Args:
        points: [N, 3], the same for all images, or [B, N, 3]; model units.
        rotation: [B, 3, 3].
        shift: [B, 2], model units.
        shape: height and width of the image, pixels.
    """
    height, width = shape
    plane = points @ rotation[:, :2].transpose(1, 2) + shift[:, None]  # [B, N, 2]
    return width / 2 + width / 4 * plane[..., 0], height / 2 - height / 4 * plane[..., 1]
