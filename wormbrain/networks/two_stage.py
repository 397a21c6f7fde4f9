"""An affine network, then a spline network on what the first has aligned (report, II.A.4)."""

from torch import Tensor, nn

from wormbrain.geometry import apply_affine, pixel_centres, sample, spline


class TwoStage(nn.Module):
    """Both stages as one network.

    Args:
        affine: predicts an affine transformation, as [B, 9, 2].
        fine: predicts the transformation that is left, as [B, 9, 2].
    """

    def __init__(self, affine: nn.Module, fine: nn.Module) -> None:
        super().__init__()
        self.affine, self.fine = affine, fine

    def forward(self, source: Tensor, target: Tensor) -> Tensor:
        """The whole transformation [B, 9, 2] of the 3x3 spline on extent (1, 1).

        Sampling the source at it once avoids the blur of warping it twice.

        Args:
            source: [B, C, S, S].
            target: [B, C, S, S].
        """
        size = source.shape[-1]
        affine = spline(3, 3).affine_part(self.affine(source, target))
        places = apply_affine(affine, pixel_centres(size, size).reshape(-1, 2).to(source))
        warped = sample(source, places.unflatten(1, (size, size)))
        return apply_affine(affine, self.fine(warped, target))
