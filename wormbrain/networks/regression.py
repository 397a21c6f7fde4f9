"""Regression of the parameters of a transformation from correlations (figures 3 and 7)."""

from collections.abc import Iterator, Sequence

from torch import nn

CHANNELS = (128, 64)  # after the two convolutions
DEEP = (1024, 512, 256, 128, 64)  # hidden units
SIMPLER = (512, 128)


def regression(
    head: str, side: int, parameters: int, kernels: Sequence[int], dropout: float
) -> nn.Sequential:
    """Two convolutions and one of the report's three heads.

    The network takes correlations [B, side², side, side] to parameters [B, P]. Maps of 15 x 15
    become 9 x 9 and then 5 x 5, which are 1600 numbers.

    Args:
        head: "base" (figure 3), "deep" (section IV.B) or "simpler" (figure 7).
        side: height and width of the maps of features.
        parameters: 6 or 18.
        kernels: widths of the convolutions.
        dropout: share of hidden units.

    Raises:
        ValueError: the convolutions need larger maps.
    """
    left = side - sum(kernels) + len(kernels)
    if left < 1:
        raise ValueError(f"maps of {side} x {side} are too small for kernels of {kernels}")
    return nn.Sequential(
        *_convolutions(side**2, kernels),
        nn.Flatten(),
        *_head(head, CHANNELS[-1] * left**2, parameters, dropout),
    )


def _convolutions(before: int, kernels: Sequence[int]) -> Iterator[nn.Module]:
    for channels, kernel in zip(CHANNELS, kernels, strict=True):
        yield nn.Conv2d(before, channels, kernel)
        yield nn.BatchNorm2d(channels)
        yield nn.ReLU()
        before = channels


def _head(head: str, before: int, parameters: int, dropout: float) -> Iterator[nn.Module]:
    for number, units in enumerate({"base": (), "deep": DEEP, "simpler": SIMPLER}[head]):
        yield nn.Linear(before, units)
        if head == "deep":
            yield from (nn.ReLU(), nn.BatchNorm1d(units))
        elif number == 0:
            yield from (nn.BatchNorm1d(units), nn.Softmax(dim=1))
        else:
            yield from (nn.ReLU(), nn.BatchNorm1d(units))
        yield nn.Dropout(dropout)
        before = units
    yield nn.Linear(before, parameters)
