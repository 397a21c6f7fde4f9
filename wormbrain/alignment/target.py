"""The frame to align a recording to, if nobody names one: the most typical one."""

import torch
from torch import Tensor

from groundwork.arrays import spread
from groundwork.errors import InputError
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.geometry import identity_affine
from wormbrain.matching.prepared import Prepared
from wormbrain.matching.refine import SEARCH, rotations, survivors

CANDIDATES = 10
DEGREES = range(-120, 181, 60)  # of the rotations that are tried


def most_typical(recording: Recording) -> int:
    """Choose a frame: of some that are spread over the recording, the one most like the others.

    Likeness is the correlation of small, blurred images after the best affine transformation.

    Args:
        recording: open.

    Returns:
        The index of the frame.

    Raises:
        InputError: all candidates are blank.
    """
    indices = spread(len(recording), CANDIDATES)
    images = [Prepared(scaled(recording[i], recording.used_range)) for i in indices]
    likeness = torch.zeros(len(images), len(images))
    for first, second in torch.combinations(torch.arange(len(images))).tolist():
        likeness[first, second] = likeness[second, first] = _likeness(images[first], images[second])
    if not any(image.image.any() for image in images):
        raise InputError(f"{recording.path}: its frames are blank; name one with --target")
    return int(indices[likeness.mean(1).argmax()])


def _likeness(source: Prepared, target: Prepared) -> Tensor:
    starts = torch.cat([identity_affine(1), rotations(source, target, DEGREES)])
    return survivors(source, target, starts, SEARCH[:1])[1].max()
