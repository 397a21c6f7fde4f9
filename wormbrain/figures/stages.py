"""Figure 9 of the report: a frame matched to another by an affine network, a spline, and both."""

from pathlib import Path

import torch
from torch import Tensor

from groundwork.errors import InputError
from groundwork.figures import save
from wormbrain.figures.pictures import LONGEST, draw_row
from wormbrain.frames.colours import as_colours
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.geometry import AT_ONCE, pixel_centres, sample, spline
from wormbrain.networks.matcher import square
from wormbrain.networks.paper import GeometricNetwork
from wormbrain.networks.saved import load_network
from wormbrain.networks.two_stage import TwoStage
from wormbrain.pairs.augmented import largest_values, report_image


def draw_stages(
    recording: Path,
    affine: Path,
    tps: Path,
    output: Path,
    *,
    source: int,
    target: int,
    dpi: int = 200,
) -> None:
    """Draw source, target, and the source aligned by AFF, by TPS, and by AFF and then TPS.

    The networks see the frames as in training. What is drawn is the frame at full size, sampled
    once where a transformation says.

    Args:
        recording: the recording.h5.
        affine: the network.pt of the first stage, of the kind `paper`.
        tps: that of the second stage.
        output: the .png, .svg or .pdf file to write.
        source: number of the frame that is aligned.
        target: number of the frame that it is aligned to.
        dpi: resolution of the pictures.

    Raises:
        InputError: a file or frame is missing or damaged, or a network is of another kind.
    """
    first, second = _load(affine, "affine"), _load(tps, "tps")
    if first.settings.size != second.settings.size:
        raise InputError(f"{tps}: sees images of another size than {affine}; train both alike")
    with Recording(recording) as frames:
        largest = largest_values(frames)
        images = [frames[frames.index(number)] for number in (source, target)]
        moving, fixed = (scaled(image, frames.used_range) for image in images)
    seen = [square(report_image(image, largest)[None], first.settings.size) for image in images]
    stages = {"AFF": first, "TPS": second, "AFF + TPS": TwoStage(first, second)}
    with torch.no_grad():
        aligned = {name: _warped(moving, network(*seen)[0]) for name, network in stages.items()}
    shown = {f"source, frame {source}": moving, f"target, frame {target}": fixed} | aligned
    pictures = {name: as_colours(image, LONGEST) for name, image in shown.items()}
    save(draw_row(pictures), output, dpi)


def _load(path: Path, geometry: str) -> GeometricNetwork:
    """A network of the report that predicts this kind of transformation."""
    network = load_network(path)
    if not isinstance(network, GeometricNetwork) or network.settings.geometry != geometry:
        raise InputError(
            f"{path}: not a network of the kind `paper` with geometry: {geometry}; train one"
        )
    return network


def _warped(image: Tensor, transformation: Tensor) -> Tensor:
    """An image [C, H, W] where a transformation [9, 2] of the 3x3 spline takes its pixels."""
    points = pixel_centres(*image.shape[1:]).reshape(-1, 2)
    basis = torch.cat([spline(3, 3).basis(part) for part in points.split(AT_ONCE)])
    places = (basis @ transformation).view(1, *image.shape[1:], 2)
    return sample(image[None], places)[0]
