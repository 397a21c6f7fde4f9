"""Test how well doubt, which needs no truth, tells wrong structures from right ones.

    python benchmarks/trust.py planted [--workers 2]
    python benchmarks/trust.py trained [--workers 2]

`planted` compares pairs of clouds of which it is known whether both are samples of one structure
(benchmarks/planted.py), and writes a row per pair to benchmarks/results/trust-planted.csv.

`trained` trains each condition of benchmarks/conditions.py with two seeds, which see different
particles, and writes a row per training to trust-trainings.csv. Then it compares each two trainings
of one condition as `holly agreement` compares the halves of the particles, and writes a row per
pair to trust-trained.csv. The structures land in results/trust. What has a row is not done again.

A training is *right* if its images show one structure, its RMSD and its coverage are both at most
half of those of random clouds, and it has no false symmetry. A pair is right if both its trainings
are.
"""

import argparse
import csv
import itertools
import math
import multiprocessing
import time
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accuracy import COMMIT, RESULTS, ROOT, add
from conditions import CONDITIONS, observer_of
from planted import RELATIONS, SHAPES, pair

from holly.data.ground_truths import BUILT_IN
from holly.evaluation.doubt import doubt_of
from holly.evaluation.evaluate import compare
from holly.evaluation.registration import apply, register
from holly.results.history import AveragedViews

TRAINED = ROOT / "results" / "trust"
POINTS = (32, 64, 150, 350)
DRAWS = (1, 2)  # seeds of planted pairs
SEEDS = (1, 2)  # of trainings
DISTANCES = ("rmsd", "coverage_rmsd")
RANDOM = 3  # random clouds that a training is compared with
Row = dict[str, Any]


def main(what: str, workers: int) -> None:
    """Do what is not done yet."""
    if what == "planted":
        wanted = itertools.product(DRAWS, POINTS, SHAPES, RELATIONS)
        keys = [
            dict(zip(("seed", "points", "shape", "relation"), one, strict=True)) for one in wanted
        ]
        extend(RESULTS / "trust-planted.csv", keys, planted, workers)
        return
    TRAINED.mkdir(parents=True, exist_ok=True)
    each = [{"condition": name, "seed": seed} for seed in SEEDS for name in CONDITIONS]
    extend(RESULTS / "trust-trainings.csv", each, trained, workers)
    pairs = itertools.product(CONDITIONS, itertools.combinations(SEEDS, 2))
    both = [{"condition": name, "seeds": f"{one} {other}"} for name, (one, other) in pairs]
    extend(RESULTS / "trust-trained.csv", both, compared, workers)


def extend(path: Path, keys: list[Row], work: Callable[[Row], Row], workers: int) -> None:
    """Append the rows of those keys that the file lacks."""
    known = [tuple(row[name] for name in keys[0]) for row in rows(path)]
    missing = [key for key in keys if tuple(map(str, key.values())) not in known]
    with multiprocessing.get_context("spawn").Pool(workers, torch.set_num_threads, (1,)) as pool:
        for row in pool.imap_unordered(work, missing):
            add(path, row)
            print(*row.values(), flush=True)


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a file; none if it is missing."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def planted(key: Row) -> Row:
    """Compare the two clouds of a planted pair."""
    seed, points, shape, relation = key.values()
    order = [list(SHAPES).index(shape), list(RELATIONS).index(relation), points, seed]
    first, second = pair(shape, relation, points, np.random.default_rng(order))
    return key | {"same": int(RELATIONS[relation])} | doubted(first, second)


def trained(key: Row) -> Row:
    """Train a condition, keep what was found, and compare it with the truth."""
    condition = CONDITIONS[key["condition"]]
    observer = observer_of(condition, key["seed"])
    began = time.process_time()
    observer.advance(observer.trainer.steps)
    seconds = time.process_time() - began
    points = observer.trainer.points.detach().numpy()
    columns, views = observer.poses()
    np.savez(kept(**key), points=points, blur=observer.trainer.sigma, **columns)
    found = compare(points, condition.truth_cloud(), random_clouds=RANDOM)
    return (
        key
        | {
            name: round(found[name], 4)
            for name in (*DISTANCES, *(f"random_{n}" for n in DISTANCES))
        }
        | {"misfit": round(misfit(views), 4)}
        | {"false_symmetry": int(bool(found["false_symmetry"]))}
        | {"seconds": round(seconds), "commit": COMMIT}
    )


def misfit(views: dict[str, np.ndarray]) -> float:
    """The misfit of a training, as `holly agreement` reads it from its file."""
    arrays = [views[field.name] for field in fields(AveragedViews)]
    return AveragedViews(*arrays).typical_misfit() or math.nan


def right(row: dict[str, str]) -> bool:
    """Whether a training found the structure of all its images.

    Points drawn at random from a symmetric shape lack its symmetry, which is no false one then.
    """
    condition = CONDITIONS[row["condition"]]
    near = all(float(row[name]) <= float(row[f"random_{name}"]) / 2 for name in DISTANCES)
    false = row["false_symmetry"] == "1" and condition.truth in BUILT_IN
    return condition.one and near and not false


def compared(key: Row) -> Row:
    """Compare two trainings of a condition."""
    name, seeds = key.values()
    found = {(row["condition"], row["seed"]): row for row in rows(RESULTS / "trust-trainings.csv")}
    both = all(right(found[name, seed]) for seed in seeds.split())
    first, second = (np.load(kept(name, seed))["points"] for seed in seeds.split())
    worst = max(float(found[name, seed]["misfit"]) for seed in seeds.split())
    return key | {"right": int(both), "misfit": worst} | doubted(first, second)


def doubted(first: np.ndarray, second: np.ndarray) -> Row:
    """The distance of two structures, and what it is compared with."""
    aligned = apply(register(first, second).transform, first)
    return {name: round(value, 5) for name, value in asdict(doubt_of(aligned, second)).items()}


def kept(condition: str, seed: int | str) -> Path:
    """The file of what a training has found."""
    return TRAINED / f"{condition.replace(' ', '_')}-{seed}.npz"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("planted", "trained"))
    parser.add_argument("--workers", type=int, default=2)
    main(**vars(parser.parse_args()))
