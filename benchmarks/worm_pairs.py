"""Match real pairs of volumes whose neurons are known, with our recipe and with classical tools.

    python benchmarks/worm_pairs.py FOLDER [--network network.pt] [--json FILE]

FOLDER holds ex2.npz, ex3.npz and ex4.npz of github.com/rahi-lab/targettrack (MIT licence; commit
7602b189f9d2a75247b5e84de96589b0757cfcf6, examples/customize_deformation/data/data_points):
`frame_gt` and `frame_tar` [2, 256, 160, 16], and the positions of their neurons `pts_gt` and
`pts_tar`, in voxels, NaN where a neuron is not seen. Each pair is matched in both directions, after
maximum projection; "in depth" are the volumes themselves.

Per method: PCK@.05 and the median distance in pixels, each the mean of the six; and processor
seconds per pair on one core. `pairs` lists the six.

`confidence`: how many of the six matches in depth are lost, as they are and with the source spoilt
in the ways of worm_confidence.py, or with its planes reversed; all spoilt ones must be.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from classical import CLASSICAL, Map
from measure import machine
from torch import Tensor
from worm_confidence import SPOILT

from wormbrain.evaluation.keypoints import keypoint_errors
from wormbrain.frames.intensity import scaled
from wormbrain.geometry import points_to_voxels, to_pixels, to_points, voxels_to_points
from wormbrain.matching.confidence import VOLUMES
from wormbrain.matching.match import learnt_map, match
from wormbrain.matching.volume import Volume, judged_volumes, match_volumes
from wormbrain.networks.saved import load_network

PAIRS = ("ex2", "ex3", "ex4")
DEPTH_STEP = 4.0  # pixels between two planes; the files do not say


@dataclass(frozen=True)
class Pair:
    """Two volumes [2, D, H, W] and the keypoints [N, 3] (x, y, z) that both show."""

    name: str
    source: np.ndarray
    target: np.ndarray
    in_source: np.ndarray
    in_target: np.ndarray


def main() -> None:
    """Measure, print a table, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--network", type=Path, help="network.pt of a training")
    parser.add_argument("--json", type=Path, help="write the results here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    pairs = list(read_pairs(arguments.folder))
    network = load_network(arguments.network) if arguments.network else None
    results = {name: measure(method, pairs) for name, method in methods(network).items()}
    for name, result in results.items():
        print(
            f"{name:24} PCK@.05 {result['correct']:.3f}  median {result['median']:.2f} px"
            f"  {result['seconds']:.3f} s"
        )
    lost = {name: lost_of(spoil, pairs, network) for name, spoil in WAYS.items()}
    print(f"lost of {len(pairs)}: {lost}")
    if arguments.json:
        results = {"methods": results, "confidence": lost, **machine()}
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def read_pairs(folder: Path) -> Iterator[Pair]:
    """The pairs of the folder, each in both directions."""
    for name in PAIRS:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as file:
            known = [file[f"pts_{end}"].astype(float) for end in ("gt", "tar")]
            stored = [file[f"frame_{end}"].transpose(0, 3, 2, 1) for end in ("gt", "tar")]
            volumes = [np.ascontiguousarray(volume) for volume in stored]
        seen = np.isfinite(known[0]).all(1) & np.isfinite(known[1]).all(1)
        first, second = (points[seen] for points in known)
        yield Pair(f"{name} gt to tar", *volumes, first, second)
        yield Pair(f"{name} tar to gt", *volumes[::-1], second, first)


def measure(method: Callable[[Pair], Map], pairs: list[Pair]) -> dict[str, object]:
    """The results of one method, described above."""
    method(pairs[0])  # imports, and tables that are computed once
    started, each = time.process_time(), []
    for pair in pairs:
        errors = keypoint_errors(method(pair)(pair.in_target)[:, :2], pair.in_source[:, :2])
        each.append({"pair": pair.name, **asdict(errors)})
    seconds = (time.process_time() - started) / len(pairs)
    means = {key: float(np.mean([e[key] for e in each])) for key in ("correct", "median")}
    return {**means, "seconds": round(seconds, 4), "pairs": each}


def lost_of(
    spoil: Callable[[np.ndarray], np.ndarray], pairs: list[Pair], network: torch.nn.Module | None
) -> int:
    """How many matches in depth of sources that were spoilt in one way are lost."""
    trusts = []
    for pair in pairs:
        spoilt = np.ascontiguousarray(spoil(pair.source))
        volumes = [Volume(voxels, DEPTH_STEP) for voxels in (spoilt, pair.target)]
        trusts.append(judged_volumes(*volumes, network)[1])
    return sum(trust.lost(VOLUMES) for trust in trusts)


WAYS = SPOILT | {"planes reversed": lambda volume: volume[:, ::-1]}


def methods(network: torch.nn.Module | None) -> dict[str, Callable[[Pair], Map]]:
    """All methods by name; those with a network only if there is one."""
    found: dict[str, Callable[[Pair], Map]] = {
        "identity": lambda _: lambda pixels: pixels,
        **{name: on_images(method) for name, method in CLASSICAL.items()},
        "refined": lambda pair: ours(pair, None),
        "refined, in depth": lambda pair: ours_in_depth(pair, None),
    }
    if network is not None:
        found["learnt"] = lambda pair: learnt(pair, network)
        found["learnt and refined"] = lambda pair: ours(pair, network)
        found["learnt and refined, in depth"] = lambda pair: ours_in_depth(pair, network)
    return found


def images(pair: Pair) -> tuple[Tensor, Tensor]:
    """Source and target [2, H, W], projected and scaled."""
    return scaled(pair.source.max(1)), scaled(pair.target.max(1))


def on_images(method: Callable[[Tensor, Tensor], Map]) -> Callable[[Pair], Map]:
    """A method that takes images as one that takes a pair."""
    return lambda pair: method(*images(pair))


def learnt(pair: Pair, network: torch.nn.Module) -> Map:
    """Only the network."""
    source, target = images(pair)
    return in_pixels(learnt_map(network, source, target), *target.shape[1:])


def ours(pair: Pair, network: torch.nn.Module | None) -> Map:
    """The recipe `match` on projections."""
    source, target = images(pair)
    return in_pixels(match(source, target, network), *target.shape[1:])


def in_pixels(found: Callable[[Tensor], Tensor], height: int, width: int) -> Map:
    """A map of points as one of pixels."""

    def move(pixels: np.ndarray) -> np.ndarray:
        points = to_points(torch.tensor(pixels[:, :2]).float(), height, width)
        return to_pixels(found(points), height, width).numpy()

    return move


def ours_in_depth(pair: Pair, network: torch.nn.Module | None) -> Map:
    """The recipe `match`, corrected in 3D."""
    source, target = (Volume(volume, DEPTH_STEP) for volume in (pair.source, pair.target))
    found, shape = match_volumes(source, target, network), pair.target.shape[1:]

    def move(pixels: np.ndarray) -> np.ndarray:
        points = voxels_to_points(torch.tensor(pixels).float(), shape, DEPTH_STEP)
        return points_to_voxels(found(points), shape, DEPTH_STEP)[:, :2].numpy()

    return move


if __name__ == "__main__":
    main()
