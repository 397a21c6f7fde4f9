"""Test how well doubt, which needs no truth, distinguishes wrong structures from right ones.

    python benchmarks/trust.py [--workers 2]

Takes every pair of structures that benchmarks/accuracy.py found with the same recipe from the same
kind of images but with different seeds. Computes the doubt of the pair (holly.evaluation.agreement)
and whether both trainings succeeded. Writes one row per pair to
benchmarks/results/accuracy-trust.csv and does not compare pairs again that the file already has.
Reads the structures from results/accuracy and refuses a structure that is not the one of its row.
"""

import argparse
import csv
import itertools
import multiprocessing
from collections import defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
from accuracy import RESULTS, STUDIES, Case, add, cloud, rows

from groundwork.files import atomic_file
from holly.evaluation.agreement import unrelated_distance
from holly.evaluation.registration import register

SEEDS = 4  # most seeds per kind whose pairs are compared
Training = tuple[Case, dict[str, str]]  # a case and its row


def main(workers: int = 1) -> None:
    """Compare the pairs of those kinds that have new pairs, and write all pairs."""
    output = RESULTS / "accuracy-trust.csv"
    known: dict[tuple[str, str], dict[str, Any]] = {}
    if output.exists():
        with output.open(newline="") as file:
            known = {(row["kind"], row["seeds"]): row for row in csv.DictReader(file)}
    kinds = [
        trainings for _, trainings in sorted(of_one_kind().items(), key=lambda kind: kind[0].name)
    ]
    wanted = [name(*pair) for trainings in kinds for pair in itertools.combinations(trainings, 2)]
    new = [
        (trainings, [cloud(*training) for training in trainings])
        for trainings in kinds
        if any(name(*pair) not in known for pair in itertools.combinations(trainings, 2))
    ]
    with multiprocessing.get_context("spawn").Pool(workers) as pool:
        for found in pool.imap(compared, new):
            known |= {(row["kind"], row["seeds"]): row for row in found}
            print(found[0]["kind"], *(row["doubt"] for row in found), flush=True)
    with atomic_file(output) as scratch:
        for pair in wanted:
            add(scratch, known[pair])
    print(output)


def name(one: Training, other: Training) -> tuple[str, str]:
    """The kind and the seeds of a pair."""
    return replace(one[0], seed=0).name, f"{one[0].seed} {other[0].seed}"


def compared(found: tuple[list[Training], list[np.ndarray]]) -> list[dict[str, Any]]:
    """Compare all pairs of one kind, from its trainings and their structures; return their rows."""
    chance = unrelated_distance(found[1][0])
    rows = []
    for (one, first), (other, second) in itertools.combinations(zip(*found, strict=True), 2):
        kind, seeds = name(one, other)
        doubt = round(register(first, second).distance / chance, 4)
        right = one[1]["success"] == other[1]["success"] == "1"
        rows.append({"kind": kind, "seeds": seeds, "doubt": doubt, "right": int(right)})
    return rows


def of_one_kind() -> dict[Case, list[Training]]:
    """Trainings grouped by all but their seeds, with their rows, at most SEEDS per kind."""
    kinds: dict[Case, dict[Case, dict[str, str]]] = defaultdict(dict)
    for study in STUDIES:
        for case, row in rows(RESULTS / f"accuracy-{study}.csv"):
            kinds[replace(case, seed=0)][case] = row
    return {
        kind: sorted(found.items(), key=lambda item: item[0].seed)[:SEEDS]
        for kind, found in kinds.items()
        if len(found) > 1
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    main(parser.parse_args().workers)
