"""Classical methods that match two images, from kept libraries, to compare with.

Each takes a source and a target [C, H, W], scaled by wormbrain.frames.intensity, and returns a
function from pixels [N, 2] (column, row) of the target to pixels of the source.
"""

from collections.abc import Callable

import cv2
import numpy as np
from scipy import optimize
from scipy.ndimage import gaussian_filter, map_coordinates
from skimage.registration import optical_flow_tvl1, phase_cross_correlation
from torch import Tensor

cv2.setNumThreads(1)  # so that processor time is that of one core
Map = Callable[[np.ndarray], np.ndarray]


def grey(*images: Tensor) -> list[np.ndarray]:
    """Images [H, W], the mean of the channels."""
    return [image.mean(0).numpy() for image in images]


def phase_correlation(source: Tensor, target: Tensor) -> Map:
    """A shift, by phase correlation (scikit-image)."""
    source, target = grey(source, target)
    shift, *_ = phase_cross_correlation(target, source, upsample_factor=4)
    return lambda pixels: pixels[:, :2] - shift[::-1]


def cross_correlation(source: Tensor, target: Tensor) -> Map:
    """A shift, without phase correlation's equal weight for all frequencies."""
    source, target = grey(source, target)
    shift, *_ = phase_cross_correlation(target, source, upsample_factor=4, normalization=None)
    return lambda pixels: pixels[:, :2] - shift[::-1]


def ecc(source: Tensor, target: Tensor) -> Map:
    """An affine transformation by ECC (OpenCV), blurred to sharp, from the shift."""
    source, target = grey(source, target)
    shift, *_ = phase_cross_correlation(target, source, normalization=None)
    warp = np.float32([[1, 0, -shift[1]], [0, 1, -shift[0]]])
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 150, 1e-5)
    for width in (41, 21, 11, 5):
        try:
            moved = cv2.findTransformECC(
                target, source, warp.copy(), cv2.MOTION_AFFINE, criteria, None, width
            )
            warp = moved[1]
        except cv2.error:  # it has not converged; keep what was found
            continue
    return lambda pixels: pixels[:, :2] @ warp[:, :2].T + warp[:, 2]


def least_squares(source: Tensor, target: Tensor) -> Map:
    """An affine transformation by least squares of intensities, blurred to sharp, from the shift.

    That is what StackReg does (Thevenaz, Ruttimann and Unser 1998), with SciPy's optimiser.
    """
    source, target = grey(source, target)
    shift, *_ = phase_cross_correlation(target, source, normalization=None)
    affine = np.array([[1, 0, -shift[0]], [0, 1, -shift[1]]])
    for step in (8, 4, 2):
        moving, fixed = (gaussian_filter(image, step / 2) for image in (source, target))
        places = np.indices(fixed.shape)[:, ::step, ::step].reshape(2, -1)
        places = np.vstack([places, np.ones(places.shape[1])])
        data = (moving, places, fixed[::step, ::step].ravel())
        found = optimize.least_squares(_off, affine.ravel(), x_scale=[1, 1, 100] * 2, args=data)
        affine = found.x.reshape(2, 3)
    return lambda pixels: (pixels[:, 1::-1] @ affine[:, :2].T + affine[:, 2])[:, [1, 0]]


def _off(
    affine: np.ndarray, moving: np.ndarray, places: np.ndarray, wanted: np.ndarray
) -> np.ndarray:
    """What differs from the wanted values [N] at places [3, N] (row, column, 1), moved."""
    return map_coordinates(moving, affine.reshape(2, 3) @ places, order=1) - wanted


def tv_l1(source: Tensor, target: Tensor) -> Map:
    """Optical flow (scikit-image)."""
    source, target = grey(source, target)
    down, right = optical_flow_tvl1(target, source)
    return along(right, down)


def dis(source: Tensor, target: Tensor) -> Map:
    """Optical flow (OpenCV)."""
    source, target = (
        np.clip(image * 170, 0, 255).astype(np.uint8) for image in grey(source, target)
    )
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(target, source, None)
    return along(flow[..., 0], flow[..., 1])


def along(right: np.ndarray, down: np.ndarray) -> Map:
    """The map that follows a flow [H, W] in pixels."""

    def move(pixels: np.ndarray) -> np.ndarray:
        places = [pixels[:, 1], pixels[:, 0]]
        steps = [map_coordinates(flow, places, order=1, mode="nearest") for flow in (right, down)]
        return pixels[:, :2] + np.stack(steps, axis=1)

    return move


CLASSICAL = {
    "phase correlation": phase_correlation,
    "cross-correlation": cross_correlation,
    "ECC, affine": ecc,
    "least squares, affine": least_squares,
    "TV-L1 flow": tv_l1,
    "DIS flow": dis,
}
