"""Make a small folder of results with inputs of every kind, using the stages themselves."""

import json
import tarfile

import numpy as np
import tifffile

import holly.stages
from holly.data.fields import plant, write_field
from holly.data.synthetic import write_synthetic_cep152
from holly.images.original_fits import write_original

DRAWING = ["--sigmas", "3", "2", "1.5", "--size", "48", "--nm-per-pixel", "20"]
RECIPE = {"points": 40, "epochs": 3, "batch_size": 8, "sigma": [0.09375, 0.0625]}
SIMULATION = {"particles": 16, "rotations": 2, "size": 32}
STEPS = 12
STORED = {**RECIPE, "epochs": 2, "sigma": [0.0625, 0.0416667, 0.03125], "interpolation": "step"}
AUGMENTED = {"rotations": 2, "size": 48, "nm_per_pixel": 20}
SHOWN = json.dumps(
    [{"name": "bunny", "replicates": 2, "truth": "bunny", "images": "toroid/training"}]
)
ROWS = json.dumps(
    [{"run": "1.A", "experiment": "bunny", "replicates": 2, "paper": {"epochs": 3, "points": 40}}]
)
CLAIMS = """
- id: near
  claim: It is near.
  source: nowhere
  tests: [{metric: rmsd, experiments: [bunny], below: 10, over: every}]
"""
TRAIN = ["{w}/results/models/bunny.ply", "--simulation", json.dumps(SIMULATION)]
TRAIN += ["--recipe", json.dumps(RECIPE)]
TRAIN_STORED = ["{w}/results/images/toroid/training", "--recipe", json.dumps(STORED)]
TRAIN_STREAMED = ["{w}/results/localisations/toroid.h5", "--recipe", json.dumps(STORED)]
TRAIN_STREAMED += ["--curation", "{w}/results/images/toroid/curation.csv"]
TRAIN_STREAMED += ["--augmentation", json.dumps(AUGMENTED)]
RUN = "{w}/results/runs/bunny/1"
SCENE = [f"{RUN}/structure.ply", "{w}/results/evaluation/bunny/1.json"]
SCENE += ["--truth", "{w}/results/models/bunny.ply"]
EVALUATE = [f"{RUN}/structure.ply", "{w}/results/models/bunny.ply", "--run", RUN]
EVALUATE += ["--random-clouds", "2"]
AUGMENT = ["{w}/results/localisations/toroid.h5", "{w}/results/images/toroid/curation.csv"]
AUGMENT += ["--rotations", "2", *DRAWING]
PREVIEWS = ["{w}/results/images/toroid/prerendered/sigma_1.5.fits"]
PREVIEWS += ["{w}/results/images/toroid/curation.csv"]
PNG, SVG, PDF, CSV, HDF5, MAT = (
    ["--output", f"{{output}}.{suffix}"] for suffix in ("png", "svg", "pdf", "csv", "h5", "mat")
)
PLAIN = ["--output", "{output}"]
# Every stage that writes: its subcommand, its arguments ({w} is this folder) and its output.
STAGES = {
    "fetch": ("fetch", ["{url}/b.bin", "--sha256", "{sha256}"], PLAIN),
    "zenodo": ("zenodo", ["123", "--lock", "{w}/lock.json"], PLAIN),
    "unpack": ("unpack", ["{w}/stacks.tar.gz"], PLAIN),
    "synthetic": ("synthetic", ["--particles", "100", "--localisations", "200"], MAT),
    "simulate": (
        "simulate",
        ["{w}/results/models/bunny.ply", "--particles", "20", "--smlm", '{"nm_per_unit": 100}'],
        CSV,
    ),
    "model": ("model", ["teapot"], ["--output", "{output}.ply"]),
    "localisations": ("localisations", ["{w}/cep152.mat", "--layout", "cep152"], HDF5),
    "pick": (
        "pick",
        ["{w}/field.csv", "--table", "{output}.csv", "--maps", "{output}.npz"],
        HDF5,
    ),
    "pick-sheet": ("pick-sheet", ["{w}/picks.csv", "{w}/picks.npz"], PLAIN),
    "prerender": ("prerender", ["{w}/results/localisations/toroid.h5", *DRAWING], PLAIN),
    "curate": ("curate", ["{w}/results/localisations/toroid.h5"], CSV),
    "augment": ("augment", AUGMENT, PLAIN),
    "stacks": ("stacks", ["{w}/stacks", *DRAWING], PLAIN),
    "to-original": ("to-original", ["{w}/cubes"], PLAIN),
    "from-original": ("from-original", ["{w}/original"], PLAIN),
    "train": ("train", TRAIN, PLAIN),
    "train-stored": ("train", TRAIN_STORED, PLAIN),
    "train-streamed": ("train", TRAIN_STREAMED, PLAIN),
    "evaluate": ("evaluate", [*EVALUATE, "--page", "{output}.html"], ["--output", "{output}.json"]),
    "agreement": ("agreement", [RUN, "{w}/results/runs/bunny/2"], ["--output", "{output}.json"]),
    "summarise": (
        "summarise",
        [
            *(f"{{w}}/results/evaluation/bunny/{number}.json" for number in (1, 2)),
            *("--runs", f"{RUN}/run.json"),
        ],
        ["--output", "{output}.csv"],
    ),
    "experiments": (
        "experiments",
        ["{w}/results/evaluation/summary.csv", "{w}/results/evaluation/bunny.json"],
        ["--output", "{output}.csv"],
    ),
    "authors": (
        "authors",
        ["{w}/authors", "--models", "{w}/results/models/bunny.ply", "--random-clouds", "2"],
        ["--output", "{output}.json"],
    ),
    "particles": ("particles", PREVIEWS, PNG),
    "contact-sheet": ("contact-sheet", PREVIEWS, ["--output", "{output}.html"]),
    "overlay": ("overlay", SCENE, PNG),
    "viewer": ("viewer", [*SCENE, "--movie", f"{RUN}/movie.npz"], ["--output", "{output}.html"]),
    "curves": ("curves", [f"{RUN}/history.csv"], PDF),
    "export": (
        "export",
        [RUN, "{w}/results/models/bunny.ply", "--nm-per-unit", "80"],
        PLAIN,
    ),
    "views": ("views", [f"{RUN}/views.npz"], PNG),
    "pairs": ("pairs", [f"{RUN}/samples.npz"], PNG),
    **{
        f"figure-{kind}": ("figure", [kind, "{w}/results", "--experiments", SHOWN], SVG)
        for kind in ("unseen", "points", "replicates", "shapes", "sigma", "gallery", "direct")
    },
    "figure-levels": ("figure", ["levels", "{w}/results", "--experiments", SHOWN], PDF),
    "figure-noise": ("figure", ["noise", "{w}/results", "--experiments", SHOWN], PNG),
    "video": (
        "video",
        ["turning", "{w}/results", "--experiments", SHOWN],
        ["--output", "{output}.mp4"],
    ),
    "table": (
        "table",
        ["{w}/results", "--title", "Bunny", "--rows", ROWS, "--markdown", "{output}.md"],
        ["--output", "{output}.csv"],
    ),
    "claims": (
        "claims",
        ["{w}/claims.yaml", "{w}/results", "--markdown", "{output}.md"],
        ["--output", "{output}.json"],
    ),
    "report": ("report", ["{w}/results"], PLAIN),
}


def make_world(folder):
    """Make the folder."""
    write_synthetic_cep152(folder / "cep152.mat", particles=60, localisations=200, bad=7, seed=1)
    planted = plant("balls", particles=30, side=6000.0, apart=250.0, background=5.0, seed=1)
    write_field(folder / "field.csv", planted)
    picked = ["--table", "{w}/picks.csv", "--maps", "{w}/picks.npz", "--output", "{w}/picks.h5"]
    _call(folder, "pick", ["{w}/field.csv", *picked])
    (folder / "stacks").mkdir()
    for number in range(20):
        stack = np.random.default_rng(number).integers(0, 9, (8, 90, 90), np.uint8)
        tifffile.imwrite(folder / "stacks" / f"{number}.tif", stack, photometric="minisblack")
    results = folder / "results"
    for model, scale in (("bunny", []), ("toroid", ["--nm-per-unit", "231"])):
        written = ["--output", str(results / "models" / f"{model}.ply")]
        holly.stages.main(["model", model, *scale, *written])
    steps = [
        ("localisations", "results/localisations/toroid.h5"),
        ("prerender", "results/images/toroid/prerendered"),
        ("curate", "results/images/toroid/curation.csv"),
        ("augment", "results/images/toroid/training"),
        ("stacks", "cubes"),
        ("train", "results/runs/bunny/1"),
    ]
    for name, output in steps:
        _make(folder, name, folder / output)
    _make(folder, "train", results / "runs/bunny/2", "--seed", "2")
    for number in (1, 2):
        run = [a.replace("bunny/1", f"bunny/{number}") for a in EVALUATE]
        output = results / "evaluation" / "bunny" / f"{number}.json"
        _call(folder, "evaluate", [*run, "--output", str(output)])
    _make(folder, "agreement", results / "evaluation/bunny.json")
    _make(folder, "summarise", results / "evaluation/summary.csv")
    write_original(folder / "cubes", folder / "original")
    (folder / "claims.yaml").write_text(CLAIMS)
    (folder / "authors").mkdir()
    cloud = (results / "runs/bunny/1/structure.ply").read_bytes()
    (folder / "authors" / "bunny_1.ply").write_bytes(cloud)
    with tarfile.open(folder / "stacks.tar.gz", "w:gz") as archive:
        archive.add(folder / "stacks", "stacks")


def _make(folder, name, output, *more):
    stage, arguments, _ = STAGES[name]
    _call(folder, stage, [*arguments, *more, "--output", str(output)])


def _call(folder, stage, arguments):
    holly.stages.main([stage, *(a.replace("{w}", str(folder)) for a in arguments)])
