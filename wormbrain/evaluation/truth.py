"""An alignment of a synthetic recording against the motion that is known.

The nuclei of the target frame are mapped to every other frame; the error of a nucleus is the
distance, in pixels of the image, from there to where it truly is. Nuclei outside either image do
not count. Depth is not judged.
"""

from pathlib import Path
from typing import Any

import numpy as np

from groundwork.errors import InputError
from groundwork.files import write_json
from wormbrain.alignment.transformations import Transformations, read_transformations
from wormbrain.frames.synthetic import read_truth


def judge(transformations: Path, recording: Path, output: Path) -> None:
    """Write the errors of an alignment, in all and by frame, as JSON.

    Args:
        transformations: the transformations.h5 of the alignment.
        recording: the synthetic recording; its truth lies beside it.
        output: the .json file to write.

    Raises:
        InputError: a file is missing or damaged, or they do not belong together.
    """
    found, position = read_transformations(transformations), read_truth(recording).position
    if found.number.max() >= len(position) or found.target >= len(position):
        raise InputError(
            f"{transformations}: frame {found.number.max()}, but the truth of {recording} ends "
            f"with frame {len(position) - 1}; align this recording"
        )
    write_json(output, errors(found, position))


def errors(found: Transformations, position: np.ndarray) -> dict[str, Any]:
    """The errors in pixels of nuclei at positions [T, N, 3] (x, y, z; pixels).

    `error`, and `unaligned`, by how much each nucleus has moved since the target frame, are of all
    frames that are neither lost nor the target. `frames` has a row for each frame.
    """
    flat = position[..., :2]
    seen = _inside(flat, found.size)
    target, there = flat[found.target], seen[found.target]
    distances = np.linalg.norm(found.follow(target) - flat[found.number], axis=2)
    moved = np.linalg.norm(target - flat[found.number], axis=2)
    counted = seen[found.number] & there  # [T, N]
    judged = counted & ~found.lost[:, None] & (found.number != found.target)[:, None]
    return {
        "size": max(found.size),
        "target": found.target,
        "lost": int(found.lost.sum()),
        "error": _summary(distances[judged]),
        "unaligned": _summary(moved[judged]),
        "frames": [
            {"frame": int(number), "lost": bool(lost)} | _summary(distances[index, counted[index]])
            for index, (number, lost) in enumerate(zip(found.number, found.lost, strict=True))
        ],
    }


def _inside(places: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Whether places [..., 2] (column, row) lie in an image of this height and width."""
    return ((places >= 0) & (places <= np.array(size[::-1]) - 1)).all(-1)


def _summary(distances: np.ndarray) -> dict[str, float | int | None]:
    """Median and 95th percentile of distances, None where there are none."""
    known = distances[np.isfinite(distances)]
    if len(known) == 0:
        return {"median": None, "percentile_95": None, "nuclei": 0}
    return {
        "median": float(np.median(known)),
        "percentile_95": float(np.percentile(known, 95)),
        "nuclei": len(known),
    }
