"""The correlation of every place in one image with every place in another (report, II.A.2)."""

import torch
from torch import Tensor

NEAR_ZERO = 1e-6  # added to a squared length before it divides


def normalised(features: Tensor) -> Tensor:
    """Features [B, C, H, W] divided by their length over C at each place."""
    return features / (features.square().sum(1, keepdim=True) + NEAR_ZERO).sqrt()


def correlate(source: Tensor, target: Tensor) -> Tensor:
    """Equation 1 of the report: scalar products of features [B, C, H, W] of two images.

    Returns:
        [B, H·W, H, W]; the last two axes are places in the target. The other counts places in
        the source down its columns: row + H·column.
    """
    places = source.transpose(2, 3).flatten(2)  # [B, C, W·H]
    products = places.transpose(1, 2) @ target.flatten(2)
    return products.unflatten(2, target.shape[2:])


def matches(source: Tensor, target: Tensor) -> Tensor:
    """What the regression sees: positive correlations of normalised features, normalised again.

    The published program drops negative ones, which the report does not say.
    """
    return normalised(torch.relu(correlate(normalised(source), normalised(target))))
