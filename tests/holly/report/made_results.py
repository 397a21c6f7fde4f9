"""A results folder as a workflow leaves it, made without one."""

import csv
import json

import numpy as np
import torch
from result_files import EVALUATION

from holly.data.clouds import write_cloud
from holly.evaluation.tables import COLUMNS
from holly.geometry import project, random_rotations
from holly.render import splat

RECORD = {
    "device": "a processor",
    "images": 6400,
    "seconds": 99.2,
    "kWh": 0.0123,
    "settings": {"nm_per_unit": 100.0, "recipe": {"points": 350, "sigma": [5.0, 1.0]}},
    "versions": {"holly": "0.1.0", "torch": "2.13.0"},
}


def truth(points):
    """A bent tube [N, 3], which is not its own mirror image."""
    share = np.linspace(0, 1, points)
    centre = np.stack([np.cos(5 * share), np.sin(5 * share), share], 1)
    return centre + np.random.default_rng(0).normal(0, 0.1, (points, 3))


def write_run(folder, points=60, frames=12, seed=0, measured=False):
    """Write what training leaves; return the transform that undoes the run's own pose."""
    rng = np.random.default_rng(seed)
    turn = random_rotations(1, torch.Generator().manual_seed(seed), dtype=torch.float64)[0].numpy()
    turn[0] *= -1  # a mirror image
    final = (truth(points) + rng.normal(0, 0.04, (points, 3))) @ turn
    share = np.linspace(0, 1, frames)[:, None, None]
    movie = (1 - share) * rng.uniform(-1, 1, final.shape) + share * final
    movie[:-1] += rng.normal(0, 0.004, movie[:-1].shape)  # as steps of the optimiser do
    folder.mkdir(parents=True)
    write_cloud(folder / "structure.ply", final)
    steps, sigma = np.arange(1, frames + 1) * 10, np.geomspace(5, 1, frames)
    structures = movie.astype(np.float32)
    np.savez(folder / "movie.npz", step=steps, sigma=sigma, structure=structures)
    moments = np.linspace(0, frames - 1, 9).round().astype(int)
    poses = random_rotations(4, torch.Generator().manual_seed(seed))
    np.savez(
        folder / "samples.npz",
        steps=steps[moments],
        sigma_in=sigma[moments],
        inputs=np.stack([draw(final, poses, sigma[moment]) for moment in moments]),
        outputs=np.stack([draw(movie[moment], poses, sigma[moment]) for moment in moments]),
        structures=structures[moments],
    )
    history = {
        "step": steps,
        "images": 32 * steps,
        "epoch": steps / 10,
        "sigma_in": sigma,
        "sigma_out": sigma * 0.9,
    }
    history |= {"loss": 9 / sigma, "heldout_loss": 10 / sigma, "images_per_second": steps}
    history |= {f"usage_{k}": shares for k, shares in enumerate(rng.dirichlet([9] * 4, frames).T)}
    write_table(folder / "history.csv", history)
    fate = np.repeat(["training", "held-out"], [1900, 100])
    names = ("hypothesis", "rx", "ry", "rz", "tx", "ty", "sigma", "loss")
    found = dict(zip(names, rng.normal(size=(8, 2000)), strict=True))
    number = np.arange(2000)
    columns = {"image": number, "particle": number, "fate": fate, **found}
    write_table(folder / "poses.csv", columns)
    seen = draw(final, poses, 2.0)
    rotation, count = poses.numpy(), np.array([900, 600, 400, 100])
    pictures = {"average": seen, "rendered": seen, "misfit": np.full(4, 0.01)}
    np.savez(folder / "views.npz", rotation=rotation, count=count, **pictures)
    simulation = None if measured else {}
    settings = RECORD["settings"] | {"simulation": simulation}
    (folder / "run.json").write_text(json.dumps(RECORD | {"settings": settings}))
    transform = np.eye(4)
    transform[:3, :3] = turn
    return transform


def draw(points, poses, sigma):
    """Images [4, 64, 64] of the points at these poses."""
    x, y = project(torch.as_tensor(points).float(), poses, torch.zeros(4, 2), (64, 64))
    return splat(x, y, torch.full((4,), float(sigma)), (64, 64)).numpy()


def write_table(path, columns):
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def write_evaluation(path, transform, **changes):
    entries = EVALUATION | {
        "experiment": path.parent.name,
        "replicate": path.stem,
        "rmsd": 0.05,
        "strays": 0.0,
        "stray_limit": 1.0,
        "rmsd_without_strays": 0.05,
        "coverage_rmsd": 0.06,
        "assignment_rmsd": 0.07,
        "random_rmsd": 0.25,
        "random_coverage_rmsd": 0.3,
        "mirrored": True,
        "transform": transform.tolist(),
        "nm_per_unit": 100.0,
        "shape": None,
        "truth_shape": None,
        "points": 60,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(entries | changes))


def write_summary(results):
    files = sorted((results / "evaluation").glob("*/*.json"))
    rows = [json.loads(file.read_text()) for file in files]
    columns = {name: [row.get(name) for row in rows] for name in COLUMNS}
    write_table(results / "evaluation" / "summary.csv", columns)
