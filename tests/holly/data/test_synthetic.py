import csv

import h5py
import numpy as np
import pytest

from groundwork.errors import InputError
from holly.data.layouts import open_localisations
from holly.data.localisations import import_localisations
from holly.data.particles import read_particles
from holly.data.synthetic import BAD, _name, write_synthetic_cep152


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("synthetic") / "cep152.mat"
    planted = write_synthetic_cep152(path, particles=40, localisations=300, bad=len(BAD), seed=3)
    return path, planted


def clouds_of(path):
    return [table.points for _, table in open_localisations(path, layout="cep152").blocks]


def test_layout_is_matlabs(made):
    path, _ = made
    content = path.read_bytes()
    assert content.startswith(b"MATLAB 7.3 MAT-file")
    assert content[124:128] == b"\x00\x02IM"
    assert content[512:520] == b"\x89HDF\r\n\x1a\n"
    with h5py.File(path) as file:
        references = file["Cep152_all_filtered"]
        shapes = [file[reference].shape for reference in references[0]]
        names = [file[reference].name.removeprefix("/#refs#/") for reference in references[0]]
        others = set(file["#refs#"]) - set(names)
    assert len(shapes) == 40 + len(BAD)
    assert {rows for rows, _ in shapes} == {8}
    assert sorted(name.encode() for name in names) == [name.encode() for name in names]
    assert len(others) == 1  # MATLAB's placeholder, which is no particle


@pytest.mark.parametrize("total", [1, 26, 27, 676, 677, 17577])
def test_names_sort_in_order_and_never_clash_with_the_placeholder(total):
    names = [_name(i, total) for i in range(total)]
    assert names == sorted(set(names))
    assert "a" not in names


def test_truth_names_every_particle(made):
    path, planted = made
    with path.with_name("cep152.mat.truth.csv").open() as file:
        truth = list(csv.DictReader(file))
    assert [int(row["particle"]) for row in truth] == list(range(40 + len(BAD)))
    assert {int(r["particle"]): r["kind"] for r in truth if r["kind"] != "good"} == planted
    assert sorted(planted.values()) == sorted(BAD)


def test_bad_particles_are_what_their_kind_says(made):
    path, planted = made
    clouds = {planted[i]: cloud for i, cloud in enumerate(clouds_of(path)) if i in planted}
    assert len(clouds["single"]) == 1
    assert np.isnan(clouds["all-nan"]).all()
    assert np.isnan(clouds["nan-rows"]).any(1).sum() == 30
    assert clouds["spot"].std(0).max() < 15
    assert np.ptp(clouds["arc"], axis=0).max() < 400
    extents = {kind: np.ptp(cloud, axis=0).max() for kind, cloud in clouds.items()}
    assert 1300 < extents["outlier"] < 1600
    assert 600 < extents["merged"] < 1000


def test_good_particles_are_hollow_rings_in_every_direction(made):
    path, planted = made
    good = [cloud for i, cloud in enumerate(clouds_of(path)) if i not in planted]
    flat = []
    for cloud in good:
        centred = cloud - cloud.mean(0)
        minor, major = np.sqrt(np.linalg.eigvalsh(np.cov(centred.T)))
        # the long axis of a ring's projection is its radius over √2, whatever the direction
        assert major == pytest.approx(200 / np.sqrt(2), rel=0.12)
        flat.append(minor / major)
        if minor / major > 0.9:
            assert np.linalg.norm(centred, axis=1).min() > 50
    assert min(flat) < 0.4  # seen from the side
    assert max(flat) > 0.9  # seen from above
    centres = np.array([cloud.mean(0) for cloud in good])
    assert np.ptp(centres, axis=0).min() > 20_000


def test_import_keeps_the_usable_ones(made, tmp_path):
    path, planted = made
    import_localisations(path, tmp_path / "l.h5", layout="cep152")
    refused = set(range(40 + len(BAD))) - set(read_particles(tmp_path / "l.h5").ids.tolist())
    assert {planted[i] for i in refused} == {"single", "all-nan"}


def test_the_seed_makes_the_file(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_synthetic_cep152(tmp_path / name, particles=3, localisations=20, bad=2, seed=seed)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b
    assert a != c


@pytest.mark.parametrize("counts", [(0, 100, 0), (1, 5, 0), (1, 100, -1)])
def test_too_small_counts_are_refused(tmp_path, counts):
    particles, localisations, bad = counts
    with pytest.raises(InputError, match="particles >= 1"):
        write_synthetic_cep152(
            tmp_path / "a.mat", particles=particles, localisations=localisations, bad=bad, seed=0
        )
    assert list(tmp_path.iterdir()) == []
