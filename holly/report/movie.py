"""Clouds through training, packed small enough to travel in a page."""

import base64
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np

LEVELS = 1024  # steps of a coordinate in half a box: under a pixel of what is seen
REACH = 15.99  # half boxes; points farther out are drawn there


@dataclass(frozen=True)
class Box:
    """The cube that is looked at: its centre [3] and half its side, model units."""

    centre: np.ndarray
    half: float


def pack(structures: np.ndarray, box: Box) -> dict[str, Any]:
    """Clouds [F, N, 3] as JSON: what changes from frame to frame, deflated, in base 64.

    A coordinate is a whole number of `half / LEVELS` from the box's centre. Numbers are stored
    frame by frame, then axis by axis, as differences to the frame before, folded to be positive,
    first all low bytes, then all high bytes. The viewer's `unpack` reverses it.
    """
    quanta = np.clip((structures - box.centre) / box.half, -REACH, REACH) * LEVELS
    whole = quanta.round().astype(np.int16).transpose(0, 2, 1)  # [F, 3, N]
    change = np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1]))  # wraps, and so does its sum
    folded = ((change << 1) ^ (change >> 15)).astype(np.uint16)
    planes = np.stack([folded & 255, folded >> 8]).astype(np.uint8)
    return {
        "frames": len(structures),
        "points": structures.shape[1],
        "centre": [float(value) for value in box.centre],
        "quantum": box.half / LEVELS,
        "data": base64.b64encode(zlib.compress(planes.tobytes(), 9)).decode(),
    }
