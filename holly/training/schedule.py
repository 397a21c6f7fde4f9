"""What changes during training: the loss, and the input sigma, from coarse to fine.

See section 2.6 and figure S1 of the paper.
"""

import math
from collections.abc import Sequence
from typing import TypeVar

from holly.settings.recipes import Interpolation

Value = TypeVar("Value")


def sigma_at(progress: float, values: Sequence[float], interpolation: Interpolation) -> float:
    """The input sigma after a share `progress` in [0, 1] of training, in the unit of `values`.

    `geometric` interpolates smoothly between the values, spaced evenly over training (simulated
    data, drawn afresh at every step); `step` keeps each value for an equal part of training
    (pre-rendered data, one value per epoch).
    """
    if interpolation == "step":
        return in_equal_parts(progress, values)
    position = min(max(progress, 0.0), 1.0) * (len(values) - 1)
    left = min(int(position), len(values) - 2) if len(values) > 1 else 0
    right = min(left + 1, len(values) - 1)
    return math.exp(
        math.log(values[left]) * (1 - (position - left))
        + math.log(values[right]) * (position - left)
    )


def in_equal_parts(progress: float, values: Sequence[Value]) -> Value:
    """The value after a share `progress` in [0, 1] of training, each for an equal part of it."""
    return values[min(int(progress * len(values)), len(values) - 1)]
