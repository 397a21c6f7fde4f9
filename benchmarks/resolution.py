"""The same training with its coarse levels at full, half and quarter resolution.

    python benchmarks/resolution.py [--seeds 1 2] [--strides 1 4] [--json FILE]

The bunny from 64,000 images of 128 x 128 pixels with the recipe `search` of the demo, its sigmas
doubled as the pixels are, for each `coarse_stride`. Each training has one thread; seconds are of
the processor. Rows are added to those of a JSON file that is there.
"""

import argparse
import json
import time
from pathlib import Path

import torch
import yaml
from measure import machine
from training import bunny_trainer

from holly.models import model
from holly.register import register
from holly.settings import Recipe, Simulation

SIZE = 128
ROOT = Path(__file__).resolve().parents[1]
SEARCH = yaml.safe_load((ROOT / "config" / "demo.yaml").read_text())["recipes"]["search"]


def main() -> None:
    """Train each, print a line each, and write JSON where asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--strides", type=int, nargs="+", default=[1, 4])
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
    sigma = tuple(2 * sigma for sigma in SEARCH["sigma"])
    recipe = Recipe(**SEARCH | {"sigma": sigma, "coarse_stride": coarse_stride})
    simulation = Simulation(size=SIZE, rotations=1)
    trainer = bunny_trainer(recipe, simulation, torch.device("cpu"), seed)
    began = time.process_time()
    row = trainer.advance(trainer.steps)
    seconds = time.process_time() - began
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
