import time

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.evaluation.clouds import LARGE, THINNED, nearest_rmsd, thinned
from holly.evaluation.evaluate import compare, describe, evaluate
from holly.evaluation.registration import apply, register
from holly.evaluation.shapes import torus
from holly.results.evaluation import read_evaluation

RNG = np.random.default_rng(3)


def repeated(truth, points):
    """A cloud of so many points scattered about those of the truth, turned."""
    cloud = np.resize(truth, (points, 3)) + RNG.normal(0, 0.02, (points, 3))
    return Rotation.from_rotvec([0.4, -1.1, 0.3]).apply(cloud)


def test_only_large_clouds_are_thinned_and_always_alike():
    cloud = RNG.normal(size=(LARGE + 1, 3))
    assert thinned(cloud[:LARGE]) is not cloud
    np.testing.assert_array_equal(thinned(cloud[:LARGE]), cloud[:LARGE])
    assert len(thinned(cloud)) == THINNED
    np.testing.assert_array_equal(thinned(cloud), thinned(cloud.copy()))
    assert set(map(tuple, thinned(cloud))) <= set(map(tuple, cloud))


@pytest.mark.parametrize(("points", "of_truth"), [(30_000, 200), (100_000, 100_000)])
def test_a_large_cloud_is_evaluated_in_seconds(points, of_truth):
    """The case evaluate_large, which had no end within 15 minutes."""
    small = RNG.normal(0, 0.4, (200, 3))
    truth = (
        small
        if of_truth == 200
        else np.resize(small, (of_truth, 3)) + RNG.normal(0, 0.02, (of_truth, 3))
    )
    structure = repeated(small, points)
    began = time.process_time()
    found = compare(structure, truth, random_clouds=2)
    assert time.process_time() - began < 60  # of a processor shared with others; alone 20
    assert found["thinned_to"] == THINNED
    aligned = apply(found["transform"], structure)
    assert (found["rmsd"], found["coverage_rmsd"]) == pytest.approx(nearest_rmsd(aligned, truth))
    assert found["rmsd"] < 0.05 < found["random_rmsd"]


def test_the_transform_is_nearly_that_of_all_points():
    truth = ground_truth("bunny")
    structure = repeated(truth, 4000)
    perfect = Rotation.from_rotvec([0.4, -1.1, 0.3]).inv().apply(structure)
    assert register(structure, truth).rmsd < 1.02 * nearest_rmsd(perfect, truth)[0]


def test_thinning_is_stated_in_the_result_and_only_there(tmp_path):
    truth = ground_truth("bunny")
    for name, cloud in (("truth", truth), ("small", truth), ("large", repeated(truth, LARGE + 1))):
        write_cloud(tmp_path / f"{name}.ply", cloud)
    given = {"experiment": "e", "replicate": "1", "truth": tmp_path / "truth.ply"}
    for name in ("small", "large"):
        output = tmp_path / f"{name}.json"
        result = evaluate(tmp_path / f"{name}.ply", output, random_clouds=1, **given)
        assert ("thinned" in output.read_text()) == (name == "large")
        assert ("thinned to" in describe(result)) == (name == "large")
        assert read_evaluation(output).thinned_to == (THINNED if name == "large" else None)


def test_a_shape_is_fitted_to_a_large_cloud():
    angle = RNG.uniform(0, 2 * np.pi, 100_000)
    ring = np.stack([np.cos(angle), np.sin(angle), 0 * angle], 1) + RNG.normal(
        0, 0.05, (100_000, 3)
    )
    assert torus(ring)["ring_diameter"] == pytest.approx(2, rel=0.01)
