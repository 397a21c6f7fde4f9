"""Pictures of images above their renderings: through a training, and averaged by direction."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import colormaps
from PIL import Image

from groundwork.arrays import spread
from holly.results.history import AveragedViews, Samples

COLUMNS, PARTICLES = 8, 3  # of sample images, at most
SIDES = 24  # averaged views, at most
CELL, GAP = 64, 4  # px


def draw_samples(samples: Samples, picture: Path) -> dict[str, Any]:
    """Draw input images above their renderings, one column per moment of the training.

    Returned are the size of the picture and the input sigma of each column.
    """
    moments = spread(len(samples.steps), COLUMNS)
    rows = [
        [(samples.inputs[moment, k], samples.outputs[moment, k]) for moment in moments]
        for k in range(min(samples.inputs.shape[1], PARTICLES))
    ]
    sigmas = [f"{samples.sigma_in[moment]:.3g}" for moment in moments]
    return _draw(rows, picture) | {"sigmas": sigmas}


def draw_views(views: AveragedViews, picture: Path) -> dict[str, Any]:
    """Draw averaged views above the structure, those of most images first.

    Returned are the size of the picture, and how many images the views in each of its rows show.
    """
    shown = min(len(views.count), SIDES)
    pairs = list(zip(views.average[:shown], views.rendered[:shown], strict=True))
    rows = [pairs[first : first + COLUMNS] for first in range(0, shown, COLUMNS)]
    counts = [[int(n) for n in views.count[i : i + COLUMNS]] for i in range(0, shown, COLUMNS)]
    return _draw(rows, picture) | {"counts": counts, "sides": len(views.count)}


def _draw(rows: Sequence[Sequence[tuple[np.ndarray, np.ndarray]]], picture: Path) -> dict[str, int]:
    """Draw rows of pairs, which may be shorter than the first; return the size of the picture."""
    wide = max(len(row) for row in rows) * CELL
    drawn = [np.concatenate([_pair(*pair) for pair in row], 1) for row in rows]
    levels = np.concatenate([np.pad(row, ((0, 0), (0, wide - row.shape[1]))) for row in drawn])
    coloured = (colormaps["inferno"](levels[:-GAP])[..., :3] * 255).round().astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(coloured).save(file, "webp", quality=80, method=4)
    picture.write_bytes(file.getvalue())
    return {"height": coloured.shape[0], "width": coloured.shape[1]}


def _pair(*images: np.ndarray) -> np.ndarray:
    """An image above its rendering at one scale, [2·CELL + GAP, CELL], with black below."""
    brightest = max(float(image.max()) for image in images) or 1.0
    small = [
        Image.fromarray(image.astype(np.float32)).resize((CELL, CELL), Image.Resampling.BOX)
        for image in images
    ]
    stacked = np.concatenate([np.asarray(image) / brightest for image in small])
    return np.pad(np.clip(stacked, 0, 1), ((0, GAP), (0, 0)))
