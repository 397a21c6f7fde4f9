"""How far doubt, which needs no truth, tells a wrong structure from a right one.

    python benchmarks/trust.py

Of every two structures that benchmarks/accuracy.py found with one recipe from one kind of images,
with different seeds: their doubt (holly.agreement), and whether both trainings succeeded. Writes
benchmarks/results/accuracy-trust.csv, a pair a row; the structures are in results/accuracy.
"""

import itertools
from collections import defaultdict
from dataclasses import replace

import numpy as np
from accuracy import CLOUDS, RESULTS, STUDIES, Case, add, rows

from holly.agreement import distance_between, unrelated_distance
from holly.structure import read_structure

SEEDS = 4  # of a kind, whose pairs are compared


def main() -> None:
    """Compare all pairs and write them."""
    output = RESULTS / "accuracy-trust.csv"
    output.unlink(missing_ok=True)
    for kind, trainings in sorted(of_one_kind().items(), key=lambda item: item[0].name):
        chance = unrelated_distance(cloud(trainings[0][0]))
        for (one, first), (other, second) in itertools.combinations(trainings, 2):
            distance = distance_between(cloud(one), cloud(other))
            add(
                output,
                {
                    "kind": replace(kind, seed=0).name,
                    "seeds": f"{one.seed} {other.seed}",
                    "doubt": round(distance / chance, 4),
                    "right": int(first and second),
                },
            )
    print(output)


def of_one_kind() -> dict[Case, list[tuple[Case, bool]]]:
    """Trainings that differ in the seed alone, and their success, up to SEEDS of a kind."""
    kinds: dict[Case, dict[Case, bool]] = defaultdict(dict)
    for study in STUDIES:
        for case, row in rows(RESULTS / f"accuracy-{study}.csv"):
            kinds[replace(case, seed=0)][case] = row["success"] == "1"
    return {
        kind: sorted(found.items(), key=lambda item: item[0].seed)[:SEEDS]
        for kind, found in kinds.items()
        if len(found) > 1
    }


def cloud(case: Case) -> np.ndarray:
    """Its structure, kept from its training."""
    return read_structure(CLOUDS / f"{case.name}.ply")


if __name__ == "__main__":
    main()
