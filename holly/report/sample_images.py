"""One picture of the images that a training kept: each input above its rendering."""

import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from PIL import Image

from groundwork.arrays import spread
from holly.results.samples import Samples, read_samples

COLUMNS, PARTICLES = 8, 3  # at most
CELL, GAP = 64, 4  # px


@dataclass(frozen=True)
class SampleImages:
    """The picture, and the input sigma of each of its columns."""

    picture: bytes  # WebP
    width: int
    height: int
    sigmas: list[str]


def draw_sample_images(samples: Path) -> SampleImages:
    """Draw input images above their renderings, one column per moment of the training.

    Each input and its rendering share one intensity scale, from zero to the brighter maximum.
    """
    kept = read_samples(samples)
    moments = spread(len(kept.steps), COLUMNS)
    rows = [
        np.concatenate([_pair(kept, moment, particle) for moment in moments], 1)
        for particle in range(min(kept.inputs.shape[1], PARTICLES))
    ]
    levels = np.concatenate(rows)[:-GAP]
    coloured = (colormaps["inferno"](levels)[..., :3] * 255).round().astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(coloured).save(file, "webp", quality=80, method=4)
    sigmas = [f"{kept.sigma_in[moment]:.3g}" for moment in moments]
    return SampleImages(file.getvalue(), coloured.shape[1], coloured.shape[0], sigmas)


def _pair(samples: Samples, moment: int, particle: int) -> np.ndarray:
    """An input above its rendering [2·CELL + GAP, CELL], from 0 to 1, with black below."""
    images = [kind[moment, particle] for kind in (samples.inputs, samples.outputs)]
    brightest = max(float(image.max()) for image in images) or 1.0
    small = [
        Image.fromarray(image.astype(np.float32)).resize((CELL, CELL), Image.Resampling.BOX)
        for image in images
    ]
    stacked = np.concatenate([np.asarray(image) / brightest for image in small])
    return np.pad(np.clip(stacked, 0, 1), ((0, GAP), (0, 0)))
