"""Train on particles with background and junk, as they are and with what is made against that.

    python benchmarks/robust.py [--conditions NAME …] [--ways NAME …] [--seeds 1 2 3 4 5]

The conditions are those of conditions.py. A way is a recipe, and whether background is removed:

- `search`: the recipe as it is.
- `robust`: the recipe of this name, which ignores images that do not show the structure.
- `robust, cleaned`: the same with `remove_background`.

Appends a row per training to benchmarks/results/robust.csv; trainings that have one are not
repeated. `success` is that of the accuracy study: RMSD and coverage are at most half of those of
random clouds, and no false symmetry was found. Seconds are those of one core, of the training only.
"""

import argparse
import csv
import time
from pathlib import Path

import torch
from conditions import CONDITIONS, observer_of
from measure import machine

from holly.evaluation.evaluate import compare

RESULT = Path(__file__).parent / "results" / "robust.csv"
WAYS = {
    "search": ("search", False),
    "robust": ("robust", False),
    "robust, cleaned": ("robust", True),
}
CHOSEN = (
    *("bunny", "drop-out 0.9", "background 30 %", "background 30 %, drop-out 0.5"),
    *("10 % spots", "10 % spots, drop-out 0.7", "10 % blobs", "labelling 30 %, blinking"),
)
COLUMNS = (
    *("condition", "way", "seed", "rmsd", "random_rmsd", "coverage", "random_coverage", "success"),
    *("seconds", "processor", "commit"),
)


def main() -> None:
    """Train what has no row yet."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conditions", nargs="+", choices=CONDITIONS, default=CHOSEN)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    given = parser.parse_args()
    torch.set_num_threads(1)
    here = machine()
    for seed in given.seeds:
        for condition in given.conditions:
            for way in given.ways:
                asked = {"condition": condition, "way": way, "seed": str(seed)}
                cleaned = WAYS[way][1]
                smlm = CONDITIONS[condition].smlm
                if (smlm or not cleaned) and not any(
                    asked.items() <= row.items() for row in rows()
                ):
                    found = trained(condition, way, seed)
                    about = {key: here[key] for key in ("processor", "commit")}
                    add(asked | found | about)


def trained(condition: str, way: str, seed: int) -> dict[str, str]:
    """Train once and compare with the truth."""
    recipe, cleaned = WAYS[way]
    trainer = observer_of(CONDITIONS[condition], seed, recipe, remove_background=cleaned).trainer
    began = time.process_time()
    while trainer.step < trainer.steps:
        trainer.descend()
    seconds = time.process_time() - began
    points = trainer.points.detach().numpy()
    found = compare(points, CONDITIONS[condition].truth_cloud())
    near = found["rmsd"] <= found["random_rmsd"] / 2
    covered = found["coverage_rmsd"] <= found["random_coverage_rmsd"] / 2
    names = {"coverage": "coverage_rmsd", "random_coverage": "random_coverage_rmsd"}
    measured = {
        name: f"{found[names.get(name, name)]:.4f}"
        for name in ("rmsd", "random_rmsd", "coverage", "random_coverage")
    }
    success = near and covered and not found["false_symmetry"]
    return measured | {"success": str(int(success)), "seconds": f"{seconds:.1f}"}


def rows() -> list[dict[str, str]]:
    """Those of the file."""
    return list(csv.DictReader(RESULT.read_text().splitlines())) if RESULT.exists() else []


def add(row: dict[str, str]) -> None:
    """Append a row, and print it."""
    exists = RESULT.exists()
    with RESULT.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if not exists:
            writer.writeheader()
        writer.writerow(row)
    print(row, flush=True)


if __name__ == "__main__":
    main()
