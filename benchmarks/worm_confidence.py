"""Count which good matches are distrusted, and which matches of spoilt frames are trusted.

    python benchmarks/worm_confidence.py RECORDING [--frames 140:170] [--json FILE]

RECORDING is a recording.h5 of `wormbrain frames`. The frames that `--frames` names (Python's
start:stop:step) are matched to the first of them: as they are (`as it is`; `lost` counts the good
matches that are distrusted), and spoilt in each of these ways (all must be lost):

- `mirrored x`, `mirrored y`: the mirror image.
- `half x`, `half y`: one half of the worm is covered.
- `folded x`, `folded y`: one half of the worm lies on the other.
- `shifted out`: half of the worm is outside of the frame.
- `inverted`: bright is dark.
- `noise`, `blank`: no worm.

The result has the extremes of what the confidence is made of; errors are in pixels of 256.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from measure import machine
from tqdm import tqdm

from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.matching.confidence import Confidence
from wormbrain.matching.match import judged

SIZE = 256
X, Y = -1, -2  # axes of an image


def main() -> None:
    """Measure, print, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path)
    parser.add_argument("--frames", default="140:170")
    parser.add_argument("--json", type=Path, help="write the results here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    results = measure(arguments.recording, arguments.frames)
    for name, values in results.items():
        print(name, values)
    if arguments.json:
        found = {"frames": arguments.frames, "matches": results} | machine()
        arguments.json.write_text(json.dumps(found, indent=2) + "\n")


def measure(path: Path, frames: str) -> dict[str, dict[str, object]]:
    """The results described above."""
    chosen = slice(*(int(part) if part else None for part in frames.split(":")))
    with Recording(path) as recording:
        target, *others = [
            scaled(recording[index], recording.used_range).numpy()
            for index in range(len(recording))[chosen]
        ]
    found: dict[str, list[Confidence]] = {name: [] for name in SPOILT}
    for image in tqdm(others, "frames"):
        for name, spoil in SPOILT.items():
            spoilt = torch.from_numpy(np.ascontiguousarray(spoil(image)))
            found[name].append(judged(spoilt, torch.from_numpy(target))[1])
    return {name: summary(trusts) for name, trusts in found.items()}


def summary(trusts: list[Confidence]) -> dict[str, object]:
    """How many are lost, and the extremes."""

    def extremes(name: str, scale: float = 1) -> list[float]:
        values = [scale * getattr(trust, name) for trust in trusts]
        return [round(min(values), 3), round(max(values), 3)]

    return {
        "count": len(trusts),
        "lost": sum(trust.lost() for trust in trusts),
        "mirrored": sum(trust.mirrored for trust in trusts),
        "error": extremes("error", SIZE),
        **{name: extremes(name) for name in ("area", "overlap", "correlation")},
    }


def centred(image: np.ndarray, axis: int) -> np.ndarray:
    """The image [C, ..., H, W], moved so that half of its light is in each half."""
    light = np.moveaxis(image, axis, 0).sum(tuple(range(1, image.ndim))).cumsum()
    middle = int(np.searchsorted(light, light[-1] / 2))
    return np.roll(image, image.shape[axis] // 2 - middle, axis)


def half(image: np.ndarray, axis: int) -> np.ndarray:
    """The first half along an axis; the rest is dark."""
    image = np.moveaxis(image.copy(), axis, 0)
    image[len(image) // 2 :] = 0
    return np.moveaxis(image, 0, axis)


def folded(image: np.ndarray, axis: int) -> np.ndarray:
    """One half of the worm on the other."""
    image = centred(image, axis)
    return half(np.maximum(image, np.flip(image, axis)), axis)


def shifted_out(image: np.ndarray) -> np.ndarray:
    """The second half of the worm, at the edge of the frame."""
    return np.roll(np.flip(half(np.flip(centred(image, X), X), X), X), -(image.shape[X] // 2), X)


SPOILT: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda image: image,
    "mirrored x": lambda image: np.flip(image, X),
    "mirrored y": lambda image: np.flip(image, Y),
    "half x": lambda image: half(centred(image, X), X),
    "half y": lambda image: half(centred(image, Y), Y),
    "folded x": lambda image: folded(image, X),
    "folded y": lambda image: folded(image, Y),
    "shifted out": shifted_out,
    "inverted": lambda image: image.max() - image,
    "noise": lambda image: np.random.default_rng(0).random(image.shape, np.float32),
    "blank": np.zeros_like,
}

if __name__ == "__main__":
    main()
