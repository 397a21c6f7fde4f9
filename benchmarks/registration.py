"""Test registration from random poses: how repeatable, how exact and how fast it is.

    python benchmarks/registration.py [--json FILE] [--starts N]

As a stand-in for a reconstruction, the bunny's 350 points are moved at random: by 0.05 model units
per coordinate, as in the paper's best runs, and by 0.1, as in its noisy ones. This cloud is rotated
at random N times in each hand and registered to the bunny.

- `agreeing` is how many of the N poses end within 1e-3 of the median RMSD in both hands.
- `exact_rmsd` is the worst RMSD of N/10 copies without noise.
- `worse_than_icp` is the largest excess of the RMSD over that of plain ICP, with this package's
  criteria, started at the true pose.
- `seconds` is the processor time of the longest registration, on one core.
"""

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from scipy.spatial.transform import Rotation
from training import machine

from holly.data.ground_truths import ground_truth
from holly.evaluation.clouds import nearest_rmsd
from holly.evaluation.registration import ROTATIONS, apply, refine, register

NOISES = (0.05, 0.1)
AGREEMENT = 1e-3  # model units


def main() -> None:
    """Measure, print a table, and write JSON if requested."""
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
    """The results described above, from `starts` random poses."""
    bunny = ground_truth("bunny")
    rng = np.random.default_rng(0)
    results: dict[str, float] = {"rotations_searched": 2 * ROTATIONS, "starts": starts}
    exact, _ = _register_all(bunny, bunny, rng, max(1, starts // 10))
    results["exact_rmsd"] = float(exact.max())
    longest = 0.0
    for noise in NOISES:
        cloud = bunny + rng.normal(scale=noise, size=bunny.shape)
        rmsds, seconds = _register_all(cloud, bunny, rng, starts)
        off = np.abs(rmsds - np.median(rmsds))
        icp_rmsd, _ = nearest_rmsd(apply(refine(cloud, bunny, np.eye(4)), cloud), bunny)
        longest = max(longest, seconds)
        results |= {
            f"agreeing_{noise:g}": int((off <= AGREEMENT).all(1).sum()),
            f"median_rmsd_{noise:g}": float(np.median(rmsds)),
            f"spread_{noise:g}": float(off.max()),
            f"worse_than_icp_{noise:g}": float(rmsds.max() - icp_rmsd),
        }
    return results | {"seconds": longest}


def _register_all(
    cloud: np.ndarray, target: np.ndarray, rng: np.random.Generator, starts: int
) -> tuple[np.ndarray, float]:
    """RMSDs [starts, 2] from random poses, unmirrored and mirrored; seconds of the longest one."""
    rmsds, longest = np.empty((starts, 2)), 0.0
    for start, rotation in enumerate(Rotation.random(starts, rng=rng)):
        for column, hand in enumerate((1, -1)):
            source = rotation.apply(cloud * [1, 1, hand]) + rng.normal(size=3)
            began = time.process_time()
            rmsds[start, column] = register(source, target).rmsd
            longest = max(longest, time.process_time() - began)
    return rmsds, longest


if __name__ == "__main__":
    main()
