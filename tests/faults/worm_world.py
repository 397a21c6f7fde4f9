"""Every stage of WORMBRAIN that writes, and a small folder of inputs for them."""

import json

import wormbrain.stages
from wormbrain.frames.synthetic import read_truth

RECIPE = {"size": 64, "steps": 6, "validations": 2, "validation_pairs": 2, "batch_size": 2}
PAPER = {
    "network": {"features": "wb", "size": 64, "width": 0.125, "last_pool": 2, "kernels": [1, 1]},
    "kind": "paper",
    "split": "time",
    "epochs": 2,
    "batch_size": 4,
    "validations": 2,
}
MAKE = ["--frames", "12", "--size", "96", "--depth", "2", "--nuclei", "40", "--seed", "3"]
TRAIN_PAPER = ["{w}/worm/augmented.h5", "--recipe", json.dumps(PAPER), "--device", "cpu"]
TRAIN = ["{w}/worm/recording.h5", "--recipe", json.dumps({"kind": "match", **RECIPE})]
TRAIN += ["--device", "cpu"]
ALIGN = ["{w}/worm/recording.h5", "--network", "{w}/worm/networks/match/1/network.pt"]
MAPS = "{w}/worm/alignments/mini/transformations.h5"
POINTS = ["--points", "{w}/worm/points.csv"]
VOLUMES = ["{w}/worm/worm.h5", MAPS, "--depth-step", "12"]
REPORT = ["--alignments", "{w}/worm/alignments/mini", "--verdicts", "{w}/worm/mini.json"]
REPORT += ["--networks", "{w}/worm/networks/match/1", "--table", "{w}/worm/table1.csv"]
PLAIN, H5, CSV, JSON = (["--output", f"{{output}}{end}"] for end in ("", ".h5", ".csv", ".json"))
# As in world.py: the subcommand, its arguments ({w} is the folder) and its output.
WORM_STAGES = {
    "worm-synthetic": ("synthetic", MAKE, H5),
    "worm-frames": ("frames", ["{w}/worm/worm.h5"], H5),
    "worm-augment": ("augment", ["{w}/worm/recording.h5", "--copies", "2"], H5),
    "worm-train": ("train", TRAIN, PLAIN),
    "worm-train-paper": ("train", TRAIN_PAPER, PLAIN),
    "worm-table1": (
        "table1",
        ["{w}/worm/networks/paper/1", "--markdown", "{output}.md"],
        ["--output", "{output}.csv"],
    ),
    "worm-align": ("align", ALIGN, PLAIN),
    "worm-match": ("match", ["{w}/worm/recording.h5", "--frames", "0", "0", *POINTS], CSV),
    "worm-volumes": ("volumes", VOLUMES, PLAIN),
    "worm-apply": ("apply", [MAPS, "{w}/worm/recording.h5"], H5),
    "worm-places": ("apply", [MAPS, *POINTS], CSV),
    "worm-signals": ("signals", ["{w}/worm/recording.h5", MAPS, "{w}/worm/points.csv"], CSV),
    "worm-judge": ("judge", [MAPS, "{w}/worm/worm.h5"], JSON),
    "worm-report": ("report", REPORT, PLAIN),
}


def make_worm_world(folder):
    """Make the folder `worm` below this one."""
    made = folder / "worm"
    _call(folder, "synthetic", [*MAKE, "--output", str(made / "worm.h5")])
    for name, output in (
        ("worm-frames", "recording.h5"),
        ("worm-augment", "augmented.h5"),
        ("worm-train", "networks/match/1"),
        ("worm-train-paper", "networks/paper/1"),
        ("worm-align", "alignments/mini"),
        ("worm-judge", "mini.json"),
    ):
        stage, arguments, _ = WORM_STAGES[name]
        _call(folder, stage, [*arguments, "--output", str(made / output)])
    table = ["{w}/worm/networks/paper/1", "--markdown", "{w}/worm/table1.md"]
    _call(folder, "table1", [*table, "--output", "{w}/worm/table1.csv"])
    places = read_truth(made / "worm.h5").position[0, :3, :2]
    lines = [f"{name},{x},{y}\n" for name, (x, y) in zip("abc", places, strict=True)]
    (made / "points.csv").write_text("".join(["name,x,y\n", *lines]))


def _call(folder, stage, arguments):
    wormbrain.stages.main([stage, *(a.replace("{w}", str(folder)) for a in arguments)])
