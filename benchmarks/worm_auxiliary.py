"""Whether the auxiliary losses of the report's equation 3 help: an ablation.

    python benchmarks/worm_auxiliary.py [--seeds 1 2] [--steps 400] [--json FILE]

A recording of 60 frames is made up, so that all nuclei are known. The network WB + Simpler on the
small scale of Table I, with features that are trained, is trained on it with no auxiliary loss,
with that of the segmentation, that of the correlation, and both, each with every seed. `loss` is
the best validation loss of the grid (equation 2), mean and range over the seeds; `identity` is
that of predicting no transformation. A loss that is not below the range of `none` has not helped.
"""

import argparse
import csv
import json
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import torch
from measure import machine

from wormbrain.frames.synthetic import Truth, read_truth
from wormbrain.settings.shipped import RECIPES
from wormbrain.stages import main as wormbrain

RECIPE, FRAMES, SIZE, DEPTH, COPIES = "wb-simpler-small", 60, 128, 8, 10
WEIGHT = 0.1
ABLATIONS = {
    "none": {},
    "segmentation": {"segmentation": WEIGHT},
    "correlation": {"correlation": WEIGHT},
    "both": {"segmentation": WEIGHT, "correlation": WEIGHT},
}


def main() -> None:
    """Train all, print a table, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--json", type=Path, help="write the results here")
    given = parser.parse_args()
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        images, results = _images(Path(folder)), {}
        for name, weights in ABLATIONS.items():
            training = partial(_trained, images, weights, given.steps)
            with ProcessPoolExecutor(len(given.seeds), get_context("spawn")) as pool:
                runs = list(pool.map(training, given.seeds))
            losses = [run["best"]["validation"] for run in runs]
            results[name] = {
                "loss": float(np.mean(losses)),
                "range": [min(losses), max(losses)],
                "identity": runs[0]["identity"],
                "seconds": round(float(np.mean([run["processor_seconds"] for run in runs])), 1),
            }
            print(name, results[name], flush=True)
    if given.json:
        about = {"recipe": RECIPE, "seeds": given.seeds, "steps": given.steps, **machine()}
        given.json.write_text(json.dumps({"ablations": results, **about}, indent=2) + "\n")


def _images(folder: Path) -> Path:
    """The training images of a made-up recording, with all nuclei that lie inside a frame."""
    made, recording, cells, images = (folder / n for n in ("m.h5", "r.h5", "c.csv", "a.h5"))
    shape = ("--frames", FRAMES, "--size", SIZE, "--depth", DEPTH)
    _call("synthetic", *shape, "--output", made)
    _call("frames", made, "--output", recording)
    _write_cells(read_truth(made), cells)
    _call("augment", recording, "--copies", COPIES, "--points", cells, "--output", images)
    return images


def _write_cells(truth: Truth, path: Path) -> None:
    """The table of places that `augment --points` reads; empty where a nucleus is out of view."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["frame", "name", "x", "y"])
        for frame, places in enumerate(truth.position):
            for nucleus, (x, y) in enumerate(places[:, :2]):
                inside = min(x, y) >= 0 and max(x, y) <= SIZE - 1
                writer.writerow([frame, nucleus, *((x, y) if inside else ("", ""))])


def _trained(images: Path, weights: dict[str, float], steps: int, seed: int) -> dict:
    """run.json of a training, and the processor seconds that it took."""
    recipe = replace(RECIPES[RECIPE].recipe, train_features=True, steps=steps, **weights)
    folder = images.with_name("-".join([*weights, str(seed)]))
    began = time.process_time()
    given = ("--recipe", json.dumps(asdict(recipe)), "--seed", seed, "--device", "cpu")
    _call("train", images, *given, "--threads", 1, "--output", folder)
    run = json.loads((folder / "run.json").read_text())
    return run | {"processor_seconds": time.process_time() - began}


def _call(*arguments: object) -> None:
    wormbrain([str(argument) for argument in arguments])


if __name__ == "__main__":
    main()
