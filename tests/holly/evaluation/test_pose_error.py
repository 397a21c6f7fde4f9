import csv
import json
from dataclasses import asdict

import numpy as np
import pytest
import torch
from result_files import RUN
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.evaluation.directions import turns
from holly.evaluation.pose_error import FLIP, angles_between, pose_error_degrees
from holly.results.folder import RunFiles
from holly.results.run import read_run
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe
from holly.settings.smlm import Blinking, Junk, Precision, Smlm, Views
from holly.training.dataset import simulated

IMAGES = 30
CPU = torch.device("cpu")


def write_run(folder, model, *, linear, off=0.0, seed=3, smlm=None):
    """A run whose structure is the model moved by `linear`⁻¹, its poses `off` degrees wrong."""
    truth = folder / "truth.ply"
    write_cloud(truth, model)
    simulation, recipe = Simulation(particles=IMAGES, rotations=2, size=32, smlm=smlm), Recipe()
    opened = simulated(truth, simulation, recipe, seed, CPU)
    true = opened.training.rotation.double().numpy()[::2]
    predicted = true @ linear  # turns the structure to where the truth is seen
    if np.linalg.det(linear) < 0:
        predicted = FLIP @ predicted
    axes = np.random.default_rng(0).normal(size=(len(true), 3))
    vectors = Rotation.from_matrix(turns(axes, off) @ predicted).as_rotvec()
    run = folder / "run"
    run.mkdir()
    with (run / "poses.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["image", "particle", "fate", "rx", "ry", "rz", "tx", "ty", "sigma", "loss"]
        )
        rest = (0.0, 0.0, 1.0, 5.0)
        rows = ([2 * i, i, "training", *vector, *rest] for i, vector in enumerate(vectors.tolist()))
        writer.writerows(rows)
        writer.writerow([2 * IMAGES, IMAGES, "held-out", 1, 2, 3, *rest])  # does not count
    settings = {"data": opened.digest, "seed": seed, "nm_per_unit": None}
    settings |= {"recipe": asdict(recipe), "simulation": asdict(simulation)}
    (run / "run.json").write_text(json.dumps(RUN | {"settings": settings}))
    transform = np.eye(4)
    transform[:3, :3] = linear
    return run, truth, transform


@pytest.mark.parametrize("mirror", [False, True])
@pytest.mark.parametrize("off", [0.0, 12.0])
def test_the_global_pose_and_the_hand_do_not_count(tmp_path, mirror, off):
    linear = Rotation.random(rng=np.random.default_rng(5)).as_matrix()
    linear = linear @ np.diag([1, 1, -1]) if mirror else linear
    run, truth, transform = write_run(tmp_path, ground_truth("bunny"), linear=linear, off=off)
    angles = pose_error_degrees(RunFiles(run), truth, transform)
    np.testing.assert_allclose(angles, off, atol=0.05)
    assert len(angles) == IMAGES


def test_only_localised_particles_of_the_model_have_a_true_pose(tmp_path):
    smlm = Smlm(
        nm_per_unit=100,
        blinking=Blinking(counts=(1, 3)),
        precision=Precision(axial_nm=20),
        views=Views("cone", axis=(0.0, 1.0, 0.0), degrees=30.0),
        junk=Junk(blob=0.4),
    )
    run, truth, transform = write_run(
        tmp_path, ground_truth("bunny"), linear=np.eye(3), off=7.0, smlm=smlm
    )
    read = read_run(run / "run.json")
    opened = simulated(truth, read.simulation, read.recipe, 3, CPU)  # of what was read again
    angles = pose_error_degrees(RunFiles(run), truth, transform)
    assert len(angles) == opened.training.show_model[::2].sum() < IMAGES
    np.testing.assert_allclose(angles, 7.0, atol=0.05)


def test_symmetric_poses_are_the_same():
    rng = np.random.default_rng(0)
    true = Rotation.random(20, rng=rng).as_matrix()
    eightfold = np.stack([turns(np.array([0, 0, 1.0]), 45.0 * k) for k in range(8)])
    wrong = angles_between(true @ eightfold[3], true, np.eye(3), eightfold[:1])
    right = angles_between(true @ eightfold[3], true, np.eye(3), eightfold)
    assert wrong == pytest.approx(135)
    assert right.max() < 1e-4


def test_a_pose_seen_from_behind_counts_where_the_truth_has_a_mirror_plane():
    plane = np.diag([-1.0, 1, 1])
    true = Rotation.random(20, rng=np.random.default_rng(0)).as_matrix()
    behind = FLIP @ true @ plane
    group = np.stack([np.eye(3), plane])
    assert angles_between(behind, true, np.eye(3), group).max() < 1e-4
    assert angles_between(behind, true, np.eye(3), group[:1]).min() > 1


def test_measured_images_have_no_true_pose_and_another_model_is_refused(tmp_path):
    run, truth, transform = write_run(tmp_path, ground_truth("teapot"), linear=np.eye(3))
    other = tmp_path / "other.ply"
    write_cloud(other, ground_truth("bunny"))
    with pytest.raises(InputError, match=r"other\.ply"):
        pose_error_degrees(RunFiles(run), other, transform)
    about = json.loads((run / "run.json").read_text())
    about["settings"]["simulation"] = None
    (run / "run.json").write_text(json.dumps(about))
    assert pose_error_degrees(RunFiles(run), truth, transform) is None
    (run / "run.json").write_text("{}")
    with pytest.raises(InputError, match="not the record of a training"):
        pose_error_degrees(RunFiles(run), truth, transform)
