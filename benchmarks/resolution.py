"""The same training with its coarse levels at full, half and quarter resolution.

    python benchmarks/resolution.py [--seeds 1 2] [--strides 1 2 4] [--json FILE]

The bunny from 64,000 images of 128 x 128 pixels with the recipe of the demo, its sigmas doubled
as the pixels are, for each `coarse_stride`. Each training has one thread. Needs Open3D to judge.
Rows are added to those of a JSON file that is there.
"""

import argparse
import json
import time
from pathlib import Path

import torch
from measure import machine
from training import DEMO, bunny_trainer

from holly.models import model
from holly.register import register
from holly.settings import Recipe, Simulation

SIZE = 128
SIGMA = tuple(2 * sigma for sigma in DEMO["sigma"])
RATES = {"learning_rate": 1e-3, "points_learning_rate": 4e-3, "epochs": 1.6}


def main() -> None:
    """Train each, print a line each, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--strides", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--json", type=Path, help="write the results here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    known = arguments.json and arguments.json.exists()
    rows = json.loads(arguments.json.read_text())["trainings"] if known else []
    for stride in arguments.strides:
        for seed in arguments.seeds:
            rows.append({"coarse_stride": stride, "seed": seed, **fitted(stride, seed)})
            print(json.dumps(rows[-1]), flush=True)
            if arguments.json:
                results = {"trainings": rows} | machine()
                arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def fitted(coarse_stride: int, seed: int) -> dict[str, float]:
    """Distances from the truth, model units, and seconds, of one training."""
    changes = {"hypotheses": 8, "max_sigma": 14.0, "sigma": SIGMA, "coarse_stride": coarse_stride}
    recipe = Recipe(**DEMO | RATES | changes)
    trainer = bunny_trainer(recipe, Simulation(size=SIZE), torch.device("cpu"), seed)
    began = time.perf_counter()
    row = trainer.advance(trainer.steps)
    seconds = time.perf_counter() - began
    found = register(trainer.points.detach().numpy(), model("bunny"))
    return {
        "rmsd": round(found.rmsd, 4),
        "coverage_rmsd": round(found.coverage, 4),
        "heldout_loss": round(row["heldout_loss"], 3),
        "images": row["images"],
        "seconds": round(seconds, 1),
    }


if __name__ == "__main__":
    main()
