import json

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.transform import Rotation

from groundwork.errors import InputError
from holly.data.ground_truths import write_ground_truth
from holly.data.localisations import import_localisations
from holly.data.particles import read_particles
from holly.data.smlm.files import write_simulated
from holly.data.smlm.particle import open_microscope
from holly.settings.smlm import Blinking, Junk, Labelling, Precision, Smlm
from holly.stages import main

DEEP = Precision(lateral_nm=4, axial_nm=9)


@pytest.fixture(scope="module")
def bunny(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "bunny.ply"
    write_ground_truth("bunny", path)
    return path


def written(path, bunny, particles=30, **settings):
    microscope = open_microscope(bunny, Smlm(nm_per_unit=80, **settings), seed=3)
    write_simulated(path, microscope, particles)
    truth = pd.read_csv(f"{path}.truth.csv", keep_default_na=False)
    return microscope, pd.read_csv(path), truth


@pytest.mark.parametrize("precision", [Precision(lateral_nm=4), DEEP])
def test_the_file_imports_as_the_particles_of_the_microscope(precision, bunny, tmp_path):
    settings = {
        "labelling": Labelling(efficiency=0.4),
        "blinking": Blinking(mean=2),
        "junk": Junk(empty=0.3),
    }
    microscope, _, truth = written(tmp_path / "a.csv", bunny, precision=precision, **settings)
    import_localisations(tmp_path / "a.csv", tmp_path / "a.h5")
    particles = read_particles(tmp_path / "a.h5")
    assert (particles.z is not None) == (precision.axial_nm is not None)
    shown = truth[truth["id"] != ""]
    assert len(shown) == len(particles) < len(truth)
    for row in shown.itertuples():
        points = particles.particle(list(particles.ids).index(int(row.id)))
        points[:, :2] -= row.x_nm, row.y_nm
        found = microscope.particle(row.particle).localisations
        expected = found.positions[np.argsort(found.frame, kind="stable")]
        assert points == pytest.approx(expected[:, : points.shape[1]], abs=0.01)


def test_the_truth_is_the_pose_kind_and_structure_of_every_particle(bunny, tmp_path):
    sharp = Precision(lateral_nm=0.01, axial_nm=0.01)
    microscope, table, truth = written(
        tmp_path / "a.csv", bunny, precision=sharp, junk=Junk(spot=0.3, empty=0.2)
    )
    assert list(truth["particle"]) == list(range(30))
    assert set(truth["junk"]) == {"", "spot", "empty"}
    assert set(truth.loc[truth["junk"] == "", "structure"]) == {"bunny"}
    assert (truth["localisations"] == truth["own"]).all()
    counted = table["particle"].value_counts()
    for row in truth.itertuples():
        assert counted.get(row.particle, 0) == row.localisations
        assert (row.id == "") == (row.localisations == 0)
        if not row.junk:
            points = table.loc[table["particle"] == row.particle, ["x [nm]", "y [nm]", "z [nm]"]]
            turned = Rotation.from_rotvec([row.rx, row.ry, row.rz]).apply(
                microscope.structures["bunny"]
            )
            centred = points.to_numpy() - [row.x_nm, row.y_nm, 0]
            assert centred.mean(0) == pytest.approx(turned.mean(0), abs=0.1)
            assert centred.std(0) == pytest.approx(turned.std(0), abs=0.1)


def test_picks_hold_their_background_and_do_not_touch(bunny, tmp_path):
    _, table, truth = written(tmp_path / "a.csv", bunny, background_per_um2=200)
    radius = 2 * 80
    for row in truth.itertuples():
        own = table[table["particle"] == row.particle]
        assert np.hypot(own["x [nm]"] - row.x_nm, own["y [nm]"] - row.y_nm).max() < radius + 0.01
    places = truth[["x_nm", "y_nm"]].to_numpy(float)
    apart = np.linalg.norm(places[:, None] - places, axis=2)
    assert apart[apart > 0].min() > 2 * radius
    strays = truth["localisations"] - truth["own"]
    expected = 200 * np.pi * (radius * 1e-3) ** 2 * len(truth)
    assert abs(strays.sum() - expected) < 4 * expected**0.5


def test_nothing_at_all_is_refused(bunny, tmp_path):
    microscope = open_microscope(bunny, Smlm(nm_per_unit=80, junk=Junk(empty=0.999999)), 1)
    with pytest.raises(InputError, match="no particle has a localisation"):
        write_simulated(tmp_path / "a.csv", microscope, 3)
    assert not list(tmp_path.iterdir())


def test_the_stage_writes_the_same_bytes_each_time(bunny, tmp_path):
    smlm = json.dumps({"nm_per_unit": 80, "blinking": {"mean": 2}, "background_per_um2": 50})
    for name in ("a.csv", "b.csv"):
        options = ["--smlm", smlm, "--particles", "5", "--output", str(tmp_path / name)]
        main(["simulate", str(bunny), *options])
    for suffix in ("", ".truth.csv"):
        first, second = (tmp_path / f"{name}.csv{suffix}" for name in "ab")
        assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("smlm", "said"),
    [
        ({}, "--smlm: nm_per_unit"),
        ({"nm_per_unit": 1, "junk": {"spots": 0.1}}, "junk.spots: unknown key; allowed: spot"),
        ({"nm_per_unit": 1, "blinking": {"mean": 0.5}}, "blinking.mean"),
        ({"nm_per_unit": 1, "mixture": {"hare": 0.5}}, "hare.ply"),
        ({"nm_per_unit": 1, "views": {"kind": "list", "path": "no.csv"}}, "no.csv"),
    ],
)
def test_the_stage_refuses_by_name(smlm, said, bunny, tmp_path):
    output = tmp_path / "a.csv"
    with pytest.raises(SystemExit, match=said):
        main(["simulate", str(bunny), "--smlm", json.dumps(smlm), "--output", str(output)])
    assert not output.exists()
