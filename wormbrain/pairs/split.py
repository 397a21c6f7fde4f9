"""Which images train a network and which validate it."""

import numpy as np
import torch

from groundwork.errors import InputError
from groundwork.seeds import generator

SHARE = 0.2  # of the images validate
BLOCKS, EVERY = 10, 5  # by time: blocks of frames; one in so many validates
MARGIN = 10  # frames left out beside a block that validates, or half of a block if that is less


def split_at_random(count: int) -> tuple[np.ndarray, np.ndarray]:
    """The report's split: indices of 80 % and of 20 % of the images, at random.

    After an augmentation nearly every validation image has siblings in the training set, so that
    the validation loss says little about other recordings. The split is the same in all
    trainings.
    """
    order = torch.randperm(count, generator=generator(0, "split")).numpy()
    validating = round(SHARE * count)
    return np.sort(order[validating:]), np.sort(order[:validating])


def split_by_time(number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Indices of training and validation images whose frames lie apart in time.

    The frames are cut into ten blocks of equal length. The third and the eighth validate. Frames
    near them are left out, because consecutive frames look alike.

    Args:
        number: [N], the numbers of the frames that the images show, in any order.

    Raises:
        InputError: there are too few frames.
    """
    frames, place = np.unique(number, return_inverse=True)
    if len(frames) < BLOCKS:
        raise InputError(
            f"{len(frames)} frames cannot be split by time; give at least {BLOCKS}, or split at "
            "random"
        )
    block = np.arange(len(frames)) * BLOCKS // len(frames)
    validates = block % EVERY == EVERY // 2
    margin = min(MARGIN, len(frames) // BLOCKS // 2)
    near = np.convolve(validates, np.ones(2 * margin + 1), "same") > 0
    return np.flatnonzero(~near[place]), np.flatnonzero(validates[place])
