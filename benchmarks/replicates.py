"""Time complete replicates of the paper's size, one and several at a time on one device.

    python benchmarks/replicates.py [--together 1 5] [--epochs 40] [--device cuda]
        [--precision float32 mixed] [--budget SECONDS] [--json FILE] [--clouds FOLDER]

Each is a replicate of table 5.1 with the packaged bunny: the `paper` recipe, 40 epochs of 40,000
images of 128 x 128 pixels, drawn during training. With `--precision mixed`, the network runs in
bfloat16. Seconds are counted from the first step to the last. If the first steps show that a
training will not end within the budget, it is given up and only its rate is reported. `--clouds`
keeps the structures, so that `holly evaluate` can measure them later.
"""

import argparse
import json
import math
import time
from pathlib import Path

import torch
from measure import machine, synchronise
from training import bunny_observer

from holly.data.clouds import write_cloud
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe, in_pixels
from holly.training.observer import Observer
from holly.training.trainer import Trainer

FIRST = 200  # warm-up steps, followed by as many that show the rate


def main() -> None:
    """Train, print a table, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--together", type=int, nargs="+", default=[1, 5])
    parser.add_argument("--epochs", type=float, default=Recipe().epochs)
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cuda")
    parser.add_argument("--precision", nargs="+", default=["float32", "mixed"])
    parser.add_argument(
        "--budget", type=float, default=math.inf, help="seconds for all trainings together"
    )
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument("--clouds", type=Path, help="a folder for the structures")
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    ends = time.perf_counter() + arguments.budget
    rows = []
    for precision in arguments.precision:
        recipe = in_pixels(Recipe(epochs=arguments.epochs, precision=precision), 128)
        for count in arguments.together:
            observers = [
                bunny_observer(recipe, Simulation(), device, seed + 1) for seed in range(count)
            ]
            trainers = [observer.trainer for observer in observers]
            rows.append({"precision": precision, "replicates": count, **timed(observers, ends)})
            print(json.dumps(rows[-1]), flush=True)
            if arguments.json:
                results = {"replicates": rows} | machine(device)
                arguments.json.write_text(json.dumps(results, indent=2) + "\n")
            if arguments.clouds and "seconds" in rows[-1]:
                keep(trainers, arguments.clouds / f"{precision}-{count}")


def timed(observers: list[Observer], ends: float) -> dict[str, object]:
    """Train all to the end, one step each in turn; return seconds, rate and memory."""
    trainers = [observer.trainer for observer in observers]
    steps, device = trainers[0].steps, trainers[0].device
    began = time.perf_counter()
    together(trainers, min(FIRST, steps))
    synchronise(device)
    warm = time.perf_counter()
    together(trainers, min(2 * FIRST, steps))
    synchronise(device)
    now = time.perf_counter()
    if steps > 2 * FIRST and now + (steps / FIRST - 2) * (now - warm) > ends:
        rate = len(trainers) * FIRST * trainers[0].recipe.batch_size / (now - warm)
        return {"images_per_second": round(rate, 1), "given_up": "would not end within the budget"}
    together(trainers, steps)
    rows = [observer.row() for observer in observers]  # waits for the device
    seconds = time.perf_counter() - began
    memory = torch.cuda.max_memory_allocated() / 1e9 if device.type == "cuda" else None
    return {
        "images": sum(row["images"] for row in rows),
        "seconds": round(seconds, 2),
        "images_per_second": round(sum(row["images"] for row in rows) / seconds, 1),
        "heldout_loss": [round(row["heldout_loss"], 4) for row in rows],
        "peak_memory_gb": memory and round(memory, 2),
    }


def together(trainers: list[Trainer], until: int) -> None:
    """Let the trainers take steps in turn until each has taken this many."""
    while trainers[0].step < until:
        for trainer in trainers:
            trainer.descend()


def keep(trainers: list[Trainer], folder: Path) -> None:
    """Write the structures as PLY files."""
    folder.mkdir(parents=True, exist_ok=True)
    for trainer in trainers:
        points = trainer.points.detach().cpu().numpy()
        write_cloud(folder / f"{trainer.seed}.ply", points)


if __name__ == "__main__":
    main()
