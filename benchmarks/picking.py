"""How well particles are found in synthetic fields of view, and how fast.

    python benchmarks/picking.py [--seeds 1 2 3] [--without-speed]

Each field has planted particles of one shape (holly/data/fields.py). Nothing is told to the
picking but the localisations. Writes benchmarks/results/picking.json:

- A planted particle is *separate* if no other centre is nearer than SEPARATE nm. Recall is the
  share of these that an accepted pick shows.
- A pick shows a particle if more than half of its localisations are of this particle, its centre
  is near the particle's, and no other particle has more than MERGED of its localisations.
  Precision is the share of accepted picks that show a particle.
- Merged are accepted picks in which a second particle has more than MERGED of the localisations.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from measure import machine
from scipy.spatial import cKDTree

from holly.data.fields import PlantedField, plant
from holly.data.picking.find import Picks, find_picks
from holly.settings.choices import Planted

RESULT = Path(__file__).parent / "results" / "picking.json"
SHAPES: tuple[Planted, ...] = ("pores", "tetrahedra", "balls")
SEPARATE = 250.0  # nm, nearly twice the extent of a particle
NEAR = 40.0  # nm
MERGED = 0.15
# particles, side of the field in nm, least distance of centres in nm, background per µm²
SCENES = {
    "ordinary, 100 on 100 µm²": (100, 10_000.0, 250.0, 10.0),
    "ordinary, 300 on 400 µm²": (300, 20_000.0, 250.0, 10.0),
    "ordinary, no background": (100, 10_000.0, 250.0, 0.0),
    "ordinary, strong background": (100, 10_000.0, 250.0, 50.0),
    "random places, some touch": (100, 10_000.0, 0.0, 10.0),
    "dense, many touch": (500, 10_000.0, 0.0, 10.0),
}


def main() -> None:
    """Pick in every scene, and in a field of a million localisations."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--without-speed", action="store_true")
    arguments = parser.parse_args()
    result = {"machine": machine(), "seeds": arguments.seeds, "scenes": []}
    for scene in SCENES:
        for shape in SHAPES:
            row = {"scene": scene, "shape": shape} | judged(shape, scene, arguments.seeds)
            result["scenes"].append(row)
            print(row, flush=True)
    if not arguments.without_speed:
        result["speed"] = speed()
        print(result["speed"])
    RESULT.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")


def judged(shape: Planted, scene: str, seeds: Sequence[int]) -> dict[str, float]:
    """The counts of a scene over all seeds, and its recall and precision."""
    total: Counter[str] = Counter()
    particles, side, apart, background = SCENES[scene]
    options = {"particles": particles, "side": side, "apart": apart, "background": background}
    for seed in seeds:
        field = plant(shape, **options, seed=seed)
        total.update(compare(field, find_picks([field.positions[:, :2]])))
    return {
        "recall": round(total["found_separate"] / total["separate"], 4),
        "precision": round(total["right"] / max(1, total["accepted"]), 4),
        **total,
    }


def compare(field: PlantedField, picks: Picks) -> Counter[str]:
    """What the accepted picks of a field show."""
    separate = cKDTree(field.centres).query(field.centres, k=2)[0][:, 1] >= SEPARATE
    tree = cKDTree(field.positions[:, :2])
    found, counts = set(), Counter(separate=int(separate.sum()), planted=len(separate))
    for place in np.flatnonzero(picks.reasons == ""):
        inside = tree.query_ball_point(picks.centres[place], picks.radii[place])
        owners = np.bincount(field.particle[inside] + 1, minlength=len(separate) + 1)[1:]
        first, second = np.argsort(-owners)[:2]
        merged = owners[second] > MERGED * len(inside)
        apart = np.linalg.norm(field.centres[first] - picks.centres[place])
        right = 2 * owners[first] > len(inside) and apart < NEAR and not merged
        counts.update(accepted=1, merged=int(merged), right=int(right))
        found |= {int(first)} if right else set()
    counts["found_separate"] = len(found & set(np.flatnonzero(separate).tolist()))
    counts["found"] = len(found)
    return counts


def speed() -> dict[str, float]:
    """Seconds of one thread to pick from a million localisations."""
    field = plant("pores", particles=7500, side=100_000.0, apart=0, background=12.0, seed=1)
    wall, processor = time.perf_counter(), time.process_time()
    picks = find_picks([field.positions[:, :2]])
    return {
        "localisations": len(field.positions),
        "seconds": round(time.perf_counter() - wall, 1),
        "processor_seconds": round(time.process_time() - processor, 1),
        "accepted": int((picks.reasons == "").sum()),
    }


if __name__ == "__main__":
    main()
