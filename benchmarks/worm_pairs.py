"""Match real pairs of volumes whose neurons are known, with our recipe and with classical tools.

    python benchmarks/worm_pairs.py FOLDER [--network network.pt] [--json FILE]

FOLDER holds ex2.npz, ex3.npz and ex4.npz of github.com/rahi-lab/targettrack (MIT licence; commit
7602b189f9d2a75247b5e84de96589b0757cfcf6, examples/customize_deformation/data/data_points):
`frame_gt` and `frame_tar` [2, 256, 160, 16], and the positions of their neurons `pts_gt` and
`pts_tar`, in voxels, NaN where a neuron is not seen. Each pair is matched in both directions, after
maximum projection; "in depth" are the volumes themselves.

Per method: PCK@.05 and the median distance in pixels, each the mean of the six; and processor
seconds per pair on one core. `pairs` lists the six.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
import torch
from measure import machine
from scipy.ndimage import map_coordinates
from skimage.registration import optical_flow_tvl1, phase_cross_correlation

from wormbrain.evaluation.keypoints import keypoint_errors
from wormbrain.frames.intensity import scaled
from wormbrain.geometry import spline, to_pixels, to_points
from wormbrain.matching.match import learnt_map, match
from wormbrain.matching.volume import refine_volume
from wormbrain.networks.saved import load_network

PAIRS = ("ex2", "ex3", "ex4")
DEPTH_STEP = 4.0  # pixels between two planes; the files do not say
Map = Callable[[np.ndarray], np.ndarray]  # pixels of the target to pixels of the source


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
    cv2.setNumThreads(1)
    pairs = list(read_pairs(arguments.folder))
    network = load_network(arguments.network) if arguments.network else None
    results = {name: measure(method, pairs) for name, method in methods(network).items()}
    for name, result in results.items():
        print(
            f"{name:24} PCK@.05 {result['correct']:.3f}  median {result['median']:.2f} px"
            f"  {result['seconds']:.3f} s"
        )
    if arguments.json:
        results = {"methods": results, **machine()}
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def read_pairs(folder: Path) -> Iterator[Pair]:
    """The pairs of the folder, each in both directions."""
    for name in PAIRS:
        with np.load(folder / f"{name}.npz", allow_pickle=False) as file:
            known = [file[f"pts_{end}"].astype(float) for end in ("gt", "tar")]
            volumes = [file[f"frame_{end}"].transpose(0, 3, 2, 1) for end in ("gt", "tar")]
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


def methods(network: torch.nn.Module | None) -> dict[str, Callable[[Pair], Map]]:
    """All methods by name; those with a network only if there is one."""
    found: dict[str, Callable[[Pair], Map]] = {
        "identity": lambda _: lambda pixels: pixels,
        "phase correlation": phase_correlation,
        "ECC, affine": ecc,
        "TV-L1 flow": tv_l1,
        "DIS flow": dis,
        "refined": lambda pair: ours(pair, None),
        "refined, in depth": lambda pair: ours_in_depth(pair, None),
    }
    if network is not None:
        found["learnt"] = lambda pair: learnt(pair, network)
        found["learnt and refined"] = lambda pair: ours(pair, network)
        found["learnt and refined, in depth"] = lambda pair: ours_in_depth(pair, network)
    return found


def images(pair: Pair) -> tuple[torch.Tensor, torch.Tensor]:
    """Source and target [2, H, W], projected and scaled."""
    return scaled(pair.source.max(1)), scaled(pair.target.max(1))


def grey(pair: Pair) -> tuple[np.ndarray, np.ndarray]:
    """Source and target [H, W], the mean of both channels."""
    return tuple(image.mean(0).numpy() for image in images(pair))


def learnt(pair: Pair, network: torch.nn.Module) -> Map:
    """Only the network."""
    source, target = images(pair)
    found, height, width = learnt_map(network, source, target)[0], *target.shape[1:]

    def move(pixels: np.ndarray) -> np.ndarray:
        points = to_points(torch.tensor(pixels[:, :2]).float(), height, width)
        return to_pixels(spline(3, 3).basis(points) @ found, height, width).numpy()

    return move


def ours(pair: Pair, network: torch.nn.Module | None) -> Map:
    """The recipe `match` on projections."""
    source, target = images(pair)
    found, (height, width) = match(source, target, network), target.shape[1:]

    def move(pixels: np.ndarray) -> np.ndarray:
        points = to_points(torch.tensor(pixels[:, :2]).float(), height, width)
        return to_pixels(found(points), height, width).numpy()

    return move


def ours_in_depth(pair: Pair, network: torch.nn.Module | None) -> Map:
    """The recipe `match`, corrected in 3D."""
    flat = match(*images(pair), network)
    source, target = (
        scaled(volume.reshape(len(volume), -1, volume.shape[-1])).view(volume.shape)
        for volume in (pair.source, pair.target)
    )
    generator = torch.Generator().manual_seed(0)
    found = refine_volume(source, target, flat, DEPTH_STEP, generator)
    depth, height, width = target.shape[1:]

    def move(pixels: np.ndarray) -> np.ndarray:
        voxels = torch.tensor(pixels).float()
        lateral = to_points(voxels[:, :2], height, width)
        z = (2 * voxels[:, 2:] + 1 - depth) * DEPTH_STEP / max(height, width)
        return to_pixels(found(torch.cat([lateral, z], 1))[:, :2], height, width).numpy()

    return move


def phase_correlation(pair: Pair) -> Map:
    """A shift, by phase correlation (scikit-image)."""
    source, target = grey(pair)
    shift, *_ = phase_cross_correlation(target, source, upsample_factor=4)
    return lambda pixels: pixels[:, :2] - shift[::-1]


def ecc(pair: Pair) -> Map:
    """An affine transformation by ECC (OpenCV), blurred to sharp, from the shift."""
    source, target = grey(pair)
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


def tv_l1(pair: Pair) -> Map:
    """Optical flow (scikit-image)."""
    source, target = grey(pair)
    down, right = optical_flow_tvl1(target, source)
    return along(right, down)


def dis(pair: Pair) -> Map:
    """Optical flow (OpenCV)."""
    source, target = (np.clip(image * 170, 0, 255).astype(np.uint8) for image in grey(pair))
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM).calc(target, source, None)
    return along(flow[..., 0], flow[..., 1])


def along(right: np.ndarray, down: np.ndarray) -> Map:
    """The map that follows a flow [H, W] in pixels."""

    def move(pixels: np.ndarray) -> np.ndarray:
        places = [pixels[:, 1], pixels[:, 0]]
        steps = [map_coordinates(flow, places, order=1, mode="nearest") for flow in (right, down)]
        return pixels[:, :2] + np.stack(steps, axis=1)

    return move


if __name__ == "__main__":
    main()
