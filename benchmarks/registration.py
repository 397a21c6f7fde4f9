"""Registration from any pose: how often the same answer, how exact, how fast, against ICP alone.

    python benchmarks/registration.py [--json FILE] [--starts N]

A reconstruction is stood for by the bunny's 350 points, each moved at random (0.05 model units a
coordinate, the paper's best runs, and 0.1, its noisy ones). It is turned at random, N times in
each hand, and registered to the bunny. `agreeing` counts the poses, of N, at which both hands end
within 1e-3 of the median RMSD. `exact_rmsd` is the worst of N/10 copies without noise.
`worse_than_icp` is the most by which the RMSD exceeds that of ICP alone, started at the true pose,
with this package's criteria. `seconds` are the longest registration's, of processor time on one
core.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from scipy.spatial.transform import Rotation
from training import machine

from holly.data.models import packaged
from holly.evaluation.registration import ROTATIONS, nearest_rmsd, refine, register

NOISES = (0.05, 0.1)
AGREEMENT = 1e-3  # model units


def main() -> None:
    """Measure, print a table, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--starts", type=int, default=200)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    results = measure(arguments.starts) | machine()
    for name, value in results.items():
        print(f"{name:28} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def measure(starts: int) -> dict[str, float]:
    """The figures of the module's description, from `starts` random poses."""
    bunny = packaged("bunny")
    rng = np.random.default_rng(0)
    results: dict[str, float] = {"rotations_searched": 2 * ROTATIONS, "starts": starts}
    exact, _ = _register_all(bunny, bunny, rng, max(1, starts // 10))
    results["exact_rmsd"] = float(exact.max())
    longest = 0.0
    for noise in NOISES:
        cloud = bunny + rng.normal(scale=noise, size=bunny.shape)
        rmsds, seconds = _register_all(cloud, bunny, rng, starts)
        off = np.abs(rmsds - np.median(rmsds))
        alone, _ = nearest_rmsd(_apply(refine(cloud, bunny, np.eye(4)), cloud), bunny)
        longest = max(longest, seconds)
        results |= {
            f"agreeing_{noise:g}": int((off <= AGREEMENT).all(1).sum()),
            f"median_rmsd_{noise:g}": float(np.median(rmsds)),
            f"spread_{noise:g}": float(off.max()),
            f"worse_than_icp_{noise:g}": float(rmsds.max() - alone),
        }
    return results | {"seconds": longest}


def _register_all(
    cloud: np.ndarray, target: np.ndarray, rng: np.random.Generator, starts: int
) -> tuple[np.ndarray, float]:
    """RMSDs [starts, 2] from random poses, as it is and mirrored, and the longest's seconds."""
    rmsds, longest = np.empty((starts, 2)), 0.0
    for start, rotation in enumerate(Rotation.random(starts, rng=rng)):
        for column, hand in enumerate((1, -1)):
            source = rotation.apply(cloud * [1, 1, hand]) + rng.normal(size=3)
            began = time.process_time()
            rmsds[start, column] = register(source, target).rmsd
            longest = max(longest, time.process_time() - began)
    return rmsds, longest


def _apply(transform: np.ndarray, points: np.ndarray) -> np.ndarray:
    return points @ transform[:3, :3].T + transform[:3, 3]


if __name__ == "__main__":
    main()
