"""Pairs of images with known transformations, the form in which every recipe draws them."""

from dataclasses import dataclass

from torch import Tensor

from wormbrain.geometry import apply_affine


@dataclass(frozen=True)
class Batch:
    """B pairs of square images, S pixels wide: target(p) = source(T(p)), T(p) = affine(spline(p)).

    Attributes:
        source: [B, C, S, S] float32.
        target: [B, C, S, S] float32.
        affine: [B, 2, 3].
        control: [B, 9, 2], where the 3x3 spline on extent (1, 1) takes its control points.
        points: [B, K, 2], known points of the source, NaN where there is none; or None.
    """

    source: Tensor
    target: Tensor
    affine: Tensor
    control: Tensor
    points: Tensor | None = None

    @property
    def transformation(self) -> Tensor:
        """The whole of T as one transformation [B, 9, 2] of the same spline.

        This is exact: a thin-plate spline followed by an affine transformation is the spline
        through the control points that the affine transformation has moved.
        """
        return apply_affine(self.affine, self.control)


@dataclass(frozen=True)
class Known:
    """B pairs of square images, S pixels wide, of which the places of N points are known.

    Attributes:
        source: [B, C, S, S] float32.
        target: [B, C, S, S] float32.
        points: [B, N, 2], of the target.
        places: [B, N, 2], where they lie in the source.
        weights: [B, N], of the points; zero where a point is of no use.
    """

    source: Tensor
    target: Tensor
    points: Tensor
    places: Tensor
    weights: Tensor
