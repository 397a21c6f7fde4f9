"""Measure the diameter of the CEP152 ring in a synthetic data set of the published size.

    python benchmarks/cep152.py [--particles 2904] [--bad 1759] [--localisations 15000]
        [--seeds 1 2 3]

The published set has 4663 particles of 5,000 to 30,000 localisations each, of which the authors
accepted 2904. Here the others are deliberately bad, and the rules of config/demo.yaml must find
them. The program takes the set from the MATLAB file through localisations, curation and
pre-rendering to structures. Each training uses the recipe of the demo's toroid, sees 64,000 images
and runs on one thread. Writes one row per training to benchmarks/results/accuracy-toroid.csv.
"""

import argparse
import math
import tempfile
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import torch
import yaml
from accuracy import CLOUDS, COMMIT, LOOKS, RESULTS, add

from groundwork.settings.parse import parse
from holly.data.clouds import write_cloud
from holly.data.ground_truths import write_ground_truth
from holly.data.localisations import import_localisations
from holly.data.synthetic import write_synthetic_cep152
from holly.evaluation.evaluate import evaluate
from holly.images.augment import augment
from holly.images.curate import curate
from holly.settings.images import Augmentation, CurationRules
from holly.settings.recipes import Recipe, in_pixels
from holly.settings.shipped import RECIPES
from holly.training.dataset import Opened, open_images
from holly.training.observer import Observer
from holly.training.trainer import Trainer

CONFIG = yaml.safe_load((RESULTS.parents[1] / "config" / "demo.yaml").read_text())
DATA, EXPERIMENT = CONFIG["datasets"]["demo-toroid"], CONFIG["experiments"]["demo-toroid"]
NM_PER_UNIT = CONFIG["models"]["demo-toroid"]["nm_per_unit"]
IMAGES = 64_000  # seen by each training
CPU = torch.device("cpu")


def main() -> None:
    """Make the data set once and train every seed on it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--particles", type=int, default=2904)
    parser.add_argument("--bad", type=int, default=1759)
    parser.add_argument("--localisations", type=int, default=15_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    counts = {key: getattr(arguments, key) for key in ("particles", "bad", "localisations")}
    output = RESULTS / "accuracy-toroid.csv"
    output.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recipe, accepted = training_images(folder, counts)
        images = open_images(folder / "training", recipe, None, 1, CPU)
        truth = folder / "toroid.ply"
        write_ground_truth("toroid", truth, nm_per_unit=NM_PER_UNIT)
        for seed in arguments.seeds:
            row = counts | accepted | trained(images, recipe, seed, truth)
            add(output, row)
            print(*row.values(), flush=True)


def training_images(folder: Path, counts: dict[str, int]) -> tuple[Recipe, dict[str, int]]:
    """Make the training images in `folder`; return the recipe and what curation accepted."""
    mat, h5, curation = (folder / name for name in ("c.mat", "c.h5", "curation.csv"))
    write_synthetic_cep152(mat, **counts, seed=1)
    import_localisations(mat, h5, layout="cep152")
    mat.unlink()
    curate(h5, curation, rules=CurationRules(**DATA["curation"]), accepted_list=None)
    table = pd.read_csv(curation).set_index("id")
    kinds = pd.read_csv(f"{mat}.truth.csv").set_index("particle")["kind"][table.index]
    settings = asdict(RECIPES[EXPERIMENT["recipe"]].recipe) | EXPERIMENT["settings"]
    recipe = in_pixels(parse(Recipe, settings, "demo-toroid"), DATA["size"])
    recipe = replace(recipe, epochs=IMAGES / table["accepted"].sum())
    augment(
        h5,
        curation,
        folder / "training",
        recipe.sigma,
        Augmentation(**{key: DATA[key] for key in ("size", "nm_per_pixel", "rotations")}),
    )
    sound = kinds.isin(
        ["good", "nan-rows"]
    )  # nan-rows are good once the import has dropped those rows
    return recipe, {
        "accepted": int(table["accepted"].sum()),
        "of_them_bad": int((table["accepted"] & ~sound).sum()),
        "good_rejected": int((~table["accepted"] & sound).sum()),
    }


def trained(images: Opened, recipe: Recipe, seed: int, truth: Path) -> dict[str, Any]:
    """Train, and return the row."""
    began = time.process_time()
    trainer = Trainer(images.training, recipe, seed=seed, device=CPU)
    observer = Observer(trainer, images.held_out)
    spacing = math.ceil(trainer.steps / LOOKS)
    while trainer.step < trainer.steps:
        observer.advance(min(trainer.step + spacing, trainer.steps))
    seconds = time.process_time() - began
    CLOUDS.mkdir(parents=True, exist_ok=True)
    structure = CLOUDS / f"toroid-{seed}.ply"
    write_cloud(structure, trainer.points.detach().numpy())
    found = evaluate(
        structure,
        experiment="toroid",
        replicate=str(seed),
        truth=truth,
        nm_per_unit=NM_PER_UNIT,
        shape="torus",
    )
    shape, of_truth = found.shape, found.truth_shape
    return {
        "seed": seed,
        "diameter": round(shape["ring_diameter"], 2),
        "true_diameter": round(of_truth["ring_diameter"], 2),
        "tube_radius": round(shape["tube_radius"], 2),
        "true_tube_radius": round(of_truth["tube_radius"], 2),
        "rmsd": round(found.rmsd, 4),
        "coverage": round(found.coverage_rmsd, 4),
        "random_rmsd": round(found.random_rmsd, 4),
        "seconds": round(seconds),
        "commit": COMMIT,
    }


if __name__ == "__main__":
    main()
