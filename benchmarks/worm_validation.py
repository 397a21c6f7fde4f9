"""Match fixed pairs of which one image is the other, transformed: the grid loss of each method.

    python benchmarks/worm_validation.py RECORDING [--network network.pt] [--json FILE]

RECORDING is a recording.h5 of `wormbrain frames`. Each pair is made from one frame of those that
no training sees (the last part of the recording). There are two motions:

- `window`: the report's window (9/16 of the frame, control points moved by up to 0.4);
- `large`: the whole frame, also turned by up to 30 degrees, shifted by up to a quarter, sheared.

Both images of a pair show the same background and noise, transformed. A refinement can align that
texture, which no two frames of a recording share: an inverse crime. So each motion has a control,
`content`: what is darker than CONTENT is removed, and each image gets noise of its own.

For each method: `loss` is the mean grid loss (equation 2 of the report; half of the image is 1),
`median` the median over the pairs, `seconds` the processor time per pair on one core.
"""

import argparse
import json
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from classical import CLASSICAL, Map
from measure import machine
from torch import Tensor

from groundwork.arrays import spread
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Recording
from wormbrain.geometry import spline, to_pixels, to_points
from wormbrain.matching.framing import WHOLE
from wormbrain.matching.match import learnt_map, match
from wormbrain.networks.matcher import square
from wormbrain.networks.saved import load_network
from wormbrain.pairs.batch import Batch
from wormbrain.pairs.split import split_by_time
from wormbrain.training.grid_loss import grid_points, point_loss
from wormbrain.training.match import validation_pairs

SIZE = 256  # of the images of a pair, pixels
CONTENT, NOISE = 0.25, 0.03  # scaled intensities

Method = Callable[[Tensor, Tensor], Callable[[Tensor], Tensor]]


def main() -> None:
    """Measure, print, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path)
    parser.add_argument("--network", type=Path, help="a network.pt that `wormbrain train` wrote")
    parser.add_argument("--pairs", type=int, default=48, help="of each kind")
    parser.add_argument("--json", type=Path, help="write the results here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    network = load_network(arguments.network) if arguments.network else None
    results = {}
    for kind, pairs in kinds(arguments.recording, arguments.pairs).items():
        results[kind] = {name: measure(method, pairs) for name, method in methods(network).items()}
        for name, found in results[kind].items():
            print(f"{kind:15} {name:20}" + "".join(f"  {k} {v:.4f}" for k, v in found.items()))
    if arguments.json:
        results = {"pairs": arguments.pairs, "kinds": results, **machine()}
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def kinds(path: Path, count: int) -> dict[str, Batch]:
    """The pairs of both motions, as they are and as content with noise."""
    with Recording(path) as recording:
        _, held_out = split_by_time(np.arange(len(recording)))
        chosen = held_out[spread(len(held_out), count)]
        frames = [scaled(recording[index], recording.used_range) for index in chosen]
    pairs = validation_pairs(square(torch.stack(frames), 2 * SIZE), count, SIZE)
    generator = torch.Generator().manual_seed(1)
    return pairs | {f"{kind}, content": content(of, generator) for kind, of in pairs.items()}


def content(pairs: Batch, generator: torch.Generator) -> Batch:
    """The same pairs without what is dark, each image with noise of its own."""
    source, target = (
        (images - CONTENT).clamp_min(0) / (1 - CONTENT)
        + NOISE * torch.randn(images.shape, generator=generator)
        for images in (pairs.source, pairs.target)
    )
    return Batch(source, target, pairs.affine, pairs.control)


def methods(network: torch.nn.Module | None) -> dict[str, Method]:
    """All methods by name; those with a network only if there is one."""
    found: dict[str, Method] = {"identity": lambda source, target: lambda points: points}
    found |= {name: in_points(method) for name, method in CLASSICAL.items()}
    found["refined"] = match
    if network is not None:
        found["learnt"] = partial(learnt_map, network, frames=WHOLE)
        found["learnt, around content"] = partial(learnt_map, network)
        found["learnt and refined"] = lambda source, target: match(source, target, network)
    return found


def in_points(method: Callable[[Tensor, Tensor], Map]) -> Method:
    """A method whose maps take pixels as one whose maps take points."""

    def moved(source: Tensor, target: Tensor) -> Callable[[Tensor], Tensor]:
        found, size = method(source, target), target.shape[1:]
        return lambda points: to_points(
            torch.tensor(found(to_pixels(points, *size).numpy()), dtype=torch.float32), *size
        )

    return moved


def measure(method: Method, pairs: Batch) -> dict[str, float]:
    """The results of one method, described above."""
    method(pairs.source[0], pairs.target[0])  # imports, and tables that are computed once
    grid, losses, started = grid_points(), [], time.process_time()
    for source, target, true in zip(pairs.source, pairs.target, pairs.transformation, strict=True):
        losses.append(point_loss(method(source, target)(grid), spline(3, 3).basis(grid) @ true))
    seconds = (time.process_time() - started) / len(losses)
    losses = torch.stack(losses)
    return {"loss": losses.mean().item(), "median": losses.median().item(), "seconds": seconds}


if __name__ == "__main__":
    main()
