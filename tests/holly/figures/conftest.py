"""A small run as the training and the evaluation leave it, made without either."""

import json

import numpy as np
import pytest
import torch
from cubes import write_cube
from PIL import Image
from result_files import EVALUATION, RUN

from holly.evaluation.shapes import SHAPES
from holly.figures.experiment import Experiment
from holly.geometry import project, random_rotations
from holly.images.cube import CubeHeader, cube_path
from holly.render import splat

POINTS, SNAPSHOTS, IMAGES, SIZE = 300, 10, 4, 48


def bunny(seed: int = 0) -> np.ndarray:
    """A sitting animal [300, 3] of a body, a head and two ears, y up."""
    rng = np.random.default_rng(seed)
    parts = [  # points, centre, radii
        (160, (0.0, -0.25, -0.1), (0.42, 0.38, 0.5)),
        (80, (0.0, 0.2, 0.4), (0.24, 0.22, 0.26)),
        (30, (0.13, 0.6, 0.33), (0.07, 0.28, 0.05)),
        (30, (-0.13, 0.6, 0.33), (0.07, 0.28, 0.05)),
    ]
    clouds = []
    for count, centre, radii in parts:
        directions = rng.normal(size=(count, 3))
        directions /= np.linalg.norm(directions, axis=1, keepdims=True)
        clouds.append(centre + directions * radii)
    return np.concatenate(clouds)


def write_cloud(path, points):
    head = ["ply", "format ascii 1.0", f"element vertex {len(points)}"]
    head += [f"property float {axis}" for axis in "xyz"] + ["end_header"]
    rows = [" ".join(f"{value:.7g}" for value in point) for point in points]
    path.write_text("\n".join([*head, *rows]) + "\n")


@pytest.fixture
def run(tmp_path):
    """Folder of one replicate: truth, structure, evaluation, history and samples."""
    rng = np.random.default_rng(1)
    truth = bunny()
    turn = random_rotations(1, torch.Generator().manual_seed(3), dtype=torch.float64)[0].numpy()
    final = (truth + rng.normal(scale=0.04, size=truth.shape)) @ turn  # transform undoes the turn
    write_cloud(tmp_path / "truth.ply", truth)
    write_cloud(tmp_path / "structure.ply", final)
    transform = np.eye(4)
    transform[:3, :3] = turn
    write_evaluation(tmp_path / "evaluation.json", transform=transform.tolist())
    write_history(tmp_path / "history.csv", hypotheses=4)
    write_samples(tmp_path / "samples.npz", truth @ turn, final, rng)
    return tmp_path


def write_evaluation(path, **changes):
    entries = EVALUATION | {
        "rmsd": 0.0731,
        "strays": 0.0,
        "stray_limit": 1.0,
        "rmsd_without_strays": 0.0731,
        "coverage_rmsd": 0.081,
        "assignment_rmsd": 0.1,
        "random_rmsd": 0.276,
        "random_coverage_rmsd": 0.29,
        "mirrored": True,
        "transform": np.eye(4).tolist(),
        "nm_per_unit": 297.0,
        "shape": None,
        "truth_shape": None,
        "points": POINTS,
    }
    path.write_text(json.dumps(entries | changes))


def write_history(path, hypotheses):
    rng = np.random.default_rng(2)
    rows = np.arange(120)
    progress = rows / rows[-1]
    sigma = 10 * (1.41 / 10) ** progress
    loss = 300 + 500 * np.exp(-4 * progress) + rng.normal(scale=15, size=rows.size)
    heldout = np.where(rows % 10 == 9, 310 + 500 * np.exp(-4 * progress), np.nan)
    usage = rng.dirichlet(np.full(hypotheses, 30.0), size=rows.size)
    names = [
        "step",
        "images",
        "epoch",
        "sigma_in",
        "sigma_out",
        "loss",
        "heldout_loss",
        "images_per_second",
    ]
    names += [f"usage_{k}" for k in range(hypotheses)]
    columns = [rows * 17, rows * 544, rows // 10, sigma, 12 * 0.16**progress, loss, heldout]
    columns += [np.full(rows.size, 170.0), *usage.T]
    lines = [",".join(names)]
    lines += [
        ",".join("" if v != v else f"{v:g}" for v in row) for row in zip(*columns, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n")


def write_samples(path, truth, final, rng):
    start = rng.uniform(-1, 1, final.shape)
    share = np.linspace(0, 1, SNAPSHOTS)
    structures = np.stack([(1 - s) * start + s * final for s in share]).astype(np.float32)
    sigmas = np.geomspace(5, 0.9, SNAPSHOTS)
    generator = torch.Generator().manual_seed(4)
    poses = random_rotations(IMAGES, generator)
    inputs = np.stack([draw(truth, poses, sigma) for sigma in sigmas])
    outputs = np.stack([draw(c, poses, s) for c, s in zip(structures, sigmas, strict=True)])
    np.savez(
        path,
        steps=np.arange(SNAPSHOTS) * 220,
        sigma_in=sigmas,
        inputs=inputs,
        outputs=outputs,
        structures=structures,
    )


def draw(points, poses, sigma):
    cloud = torch.as_tensor(points, dtype=torch.float32)
    x, y = project(cloud, poses, torch.zeros(IMAGES, 2), (SIZE, SIZE))
    return splat(x, y, torch.full((IMAGES,), float(sigma)), (SIZE, SIZE)).numpy()


@pytest.fixture
def png_size():
    def size(path):
        with Image.open(path) as image:
            image.load()  # the whole file, not only its head
            assert image.format == "PNG"
            return image.size

    return size


@pytest.fixture
def share_of_colour():
    def share(path, colour):
        """The share of a picture's pixels that are exactly `colour`, #RRGGBB."""
        with Image.open(path) as image:
            pixels = np.asarray(image.convert("RGB"))
        wanted = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return (pixels == wanted).all(-1).mean()

    return share


@pytest.fixture
def change():
    def write(path, **changes):
        """Change keys of a JSON file."""
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return write


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """Results of a small paper: three models, noise, measured shapes, direct optimisation."""
    folder = tmp_path_factory.mktemp("paper") / "results"
    (folder / "models").mkdir(parents=True)
    truth = bunny()
    write_cloud(folder / "models/bunny.ply", truth)
    for replicate in range(1, 6):
        write_run(folder, "bunny", replicate, truth, mirrored=replicate in (2, 3))
    write_run(folder, "bunny-100", 1, truth, keep=100)
    for scatter in (0.03, 0.06, 0.09):
        noise = {"scatter": scatter, "dropout": 0.0, "max_spawn": 1, "spawn_rate": 1.0}
        write_run(folder, f"scatter-{scatter}", 1, truth, spread=2 * scatter, noise=noise)
    for letter in "abcdefgh":
        noise = {"scatter": 0.06, "dropout": 0.1, "max_spawn": 4, "spawn_rate": 0.3}
        write_run(folder, f"spawn-{letter}", 1, truth, spread=0.15, noise=noise)
    for name, make, shape in (("ring", ring, "torus"), ("tube", tube, "cylinder")):
        for replicate in range(1, 6):
            write_run(folder, name, replicate, make(replicate), shape=shape)
    for letter in "abc":
        write_run(folder, f"direct-{letter}", 1, truth, spread=0.4, pose="table")
    images = np.random.default_rng(1).random((120, 16, 16), dtype=np.float32)
    for sigma in (3.0, 2.0):
        cube = cube_path(folder / "images/ring/training", sigma)
        write_cube(cube, CubeHeader(sigma, 9.28, 1), images)
    return folder


def ring(seed):
    """A ring [150, 3] of diameter 1.35, with a few stray points in its middle."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, 150)
    radius = np.where(np.arange(150) < 6, rng.uniform(0, 0.4, 150), 0.675)
    circle = np.stack([radius * np.cos(angle), radius * np.sin(angle), 0 * angle], 1)
    return circle + rng.normal(scale=0.05, size=circle.shape)


def tube(seed):
    """A wall [150, 3] of diameter 0.5 and height 1.2."""
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi, 150)
    wall = [0.25 * np.cos(angle), 0.25 * np.sin(angle), rng.uniform(-0.6, 0.6, 150)]
    return np.stack(wall, 1) + rng.normal(scale=0.02, size=(150, 3))


def write_run(
    folder,
    experiment,
    replicate,
    truth,
    *,
    mirrored=False,
    keep=None,
    spread=0.04,
    noise=None,
    shape=None,
    pose="network",
):
    """One replicate of an experiment in a folder of results, as the stages leave it."""
    rng = np.random.default_rng(replicate)
    generator = torch.Generator().manual_seed(replicate)
    turn = random_rotations(1, generator, dtype=torch.float64)[0].numpy()
    hand = np.diag([-1.0 if mirrored else 1.0, 1, 1])
    found = truth + rng.normal(scale=spread, size=truth.shape)
    final = (found @ hand @ turn)[:: max(1, len(truth) // (keep or len(truth)))]
    run = folder / "runs" / experiment / str(replicate)
    run.mkdir(parents=True)
    write_cloud(run / "structure.ply", final)
    write_history(run / "history.csv", hypotheses=1)
    write_samples(run / "samples.npz", final, final, rng)
    with np.load(run / "samples.npz") as arrays:
        movie = {"step": arrays["steps"], "sigma": arrays["sigma_in"]}
        np.savez(run / "movie.npz", structure=arrays["structures"], **movie)
    recipe = {
        **{"pose": pose, "points": len(final), "epochs": 40.0, "learning_rate": 4e-4},
        **{"optimiser": "adam", "sigma": [10.0, 1.41], "interpolation": "step"},
    }
    simulation = None if shape else {"noise": noise or {}}
    settings = {"recipe": recipe, "simulation": simulation, "nm_per_unit": 297.0}
    (run / "run.json").write_text(json.dumps(RUN | {"settings": settings, "seconds": 60.0}))
    transform = np.eye(4)
    transform[:3, :3] = hand @ turn
    measured = SHAPES[shape](final * 297.0) if shape else None
    evaluation = folder / "evaluation" / experiment / f"{replicate}.json"
    evaluation.parent.mkdir(parents=True, exist_ok=True)
    write_evaluation(
        evaluation,
        experiment=experiment,
        replicate=str(replicate),
        rmsd=None if shape else round(spread * (1 + replicate / 10), 4),
        transform=None if shape else transform.tolist(),
        mirrored=None if shape else mirrored,
        random_rmsd=None if shape else 0.28,
        shape=measured,
    )


@pytest.fixture
def shown(results):
    def find(*names):
        """Experiments of `results` as a figure is given them."""
        measured = {"ring": "ring/training"}
        return [
            Experiment(
                results,
                name,
                len(list((results / "runs" / name).iterdir())),
                None if name in ("ring", "tube") else "bunny",
                measured.get(name),
            )
            for name in names
        ]

    return find
