"""Clouds of points for the viewer (static/viewer.js), packed small enough to travel in a page.

The viewer draws a scene, a dictionary written into the page as JSON:

- `centre`, `half`: the cube to look at, a groundwork.arrays.Box
- `replicates`: for each a `name`, a `label`, and its `cloud`, or the address `src` of a script that
  calls viewer.add(name, cloud)
- `truth`: a cloud to draw with each replicate, or None
- `lines`: lines [n, 3] to draw with each replicate
- `bar`, `bar_label`: length of the scale bar, in the units of `half`, and its words
- `legend`: words for the colours `truth` and `structure`, as far as they occur
- `moves`: whether any replicate has several frames
- `mirror`: why there is a choice to show the mirror image, or None
- `spin`: whether the view turns from the start (it may be left out)
"""

import base64
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from groundwork.arrays import Box

LEVELS = 1024  # steps of a coordinate in half a box: less than a pixel on the screen
REACH = 15.99  # half boxes; points farther out are drawn there


def pack(
    frames: np.ndarray, box: Box, *, steps: Sequence[int] = (0,), notes: Sequence[str] = ("",)
) -> dict[str, Any]:
    """Pack F frames of a cloud of N points, [F, N, 3], as JSON; the viewer's `unpack` reverses it.

    A coordinate becomes a whole number of `half / LEVELS` from the centre of the box. Each frame
    is stored as its difference from the frame before, axis by axis; negative numbers are folded
    between the positive ones; then come all low bytes, then all high bytes, deflated, in base 64.
    `steps` are those of the training; `notes` say more of each frame, such as "σ 5 px".
    """
    quanta = np.clip((frames - box.centre) / box.half, -REACH, REACH) * LEVELS
    whole = quanta.round().astype(np.int16).transpose(0, 2, 1)  # [F, 3, N]
    change = np.diff(whole, axis=0, prepend=np.zeros_like(whole[:1]))  # wraps, and so does its sum
    folded = ((change << 1) ^ (change >> 15)).astype(np.uint16)
    planes = np.stack([folded & 255, folded >> 8]).astype(np.uint8)
    return {
        "frames": len(frames),
        "points": frames.shape[1],
        "centre": [float(value) for value in box.centre],
        "quantum": box.half / LEVELS,
        "data": base64.b64encode(zlib.compress(planes.tobytes(), 9)).decode(),
        "steps": [int(step) for step in steps],
        "notes": list(notes),
    }
