"""The rules process Zenodo records: archives, training images, and the authors' results."""

import shutil
import tarfile
from pathlib import Path

import numpy as np
import pytest
import yaml
from cubes import write_cube
from test_workflow import planned, snakemake, write_config

from holly.data.clouds import read_cloud
from holly.data.particles import read_particles
from holly.data.synthetic import write_synthetic_cep152
from holly.images.cube import CubeHeader, cube_path, open_cube, read_index
from holly.images.original_fits import write_original

SIGMAS = [3.0, 2.0, 1.0]
CONFIG = {
    "datasets": {
        "rendered": {
            "kind": "images",
            "source": {"zenodo": 123, "archive": "images.*"},
            "size": 16,
            "rotations": 2,
            "nm_per_pixel": 25,
        },
        "packed": {
            "kind": "localisations",
            "source": {"zenodo": 123, "archive": "*.zip", "file": "*.mat"},
            "layout": "cep152",
        },
        "not-used": {
            "kind": "stack",
            "source": {"zenodo": 123, "file": "*.bin"},
            "nm_per_pixel": 25,
        },
    },
    "recipes": {"quick": {"points": 30, "epochs": 1, "batch_size": 8, "interpolation": "step"}},
    "experiments": {
        name: {
            "dataset": name,
            "recipe": "quick",
            "replicates": 1,
            "settings": {"sigma": [0.1875, 0.0625]},
        }
        for name in ("rendered", "packed")
    },
    "threads": 1,
}
RUN = "results/runs/rendered/1/structure.ply"


def packed(folder, name, form):
    """The bytes of an archive with one file or folder."""
    return Path(shutil.make_archive(folder / "packed", form, folder, name)).read_bytes()


@pytest.fixture
def record(zenodo, tmp_path):
    """Record 123: images and a localisation file, each in an archive, and one other file."""
    images = np.random.default_rng(0).random((40, 16, 16), np.float32)
    for sigma in SIGMAS:
        header = CubeHeader(sigma, 25.0, 0)
        write_cube(cube_path(tmp_path / "cubes", sigma), header, images + sigma)
    write_original(tmp_path / "cubes", tmp_path / "data" / "train")
    write_synthetic_cep152(tmp_path / "c.mat", particles=9, localisations=20, bad=0, seed=1)
    zenodo.files = {
        "images.tar.gz": packed(tmp_path, "data", "gztar"),
        "cells.zip": packed(tmp_path, "c.mat", "zip"),
        "large.bin": bytes(1000),
    }
    return zenodo


def hits(zenodo):
    return {path.split("/")[-2]: count for path, count in zenodo.hits.items() if "/files/" in path}


def test_a_record_of_archives_is_trained_on(record, tmp_path):
    config = write_config(tmp_path, CONFIG)
    localisations = "results/localisations/packed.h5"
    done = snakemake(tmp_path, "--configfile", config, "--", RUN, localisations, check=False)
    assert done.returncode == 0, done.stderr
    assert hits(record) == {"images.tar.gz": 1, "cells.zip": 1}
    assert len(read_cloud(tmp_path / RUN)) == 30
    assert len(read_particles(tmp_path / localisations)) == 9
    imported = tmp_path / "results/images/rendered/imported"
    assert {path.name for path in imported.glob("*.fits")} == {"sigma_3.fits", "sigma_1.fits"}
    for sigma in (3, 1):
        cube, header = open_cube(cube_path(imported, sigma))
        np.testing.assert_array_equal(cube, open_cube(cube_path(tmp_path / "cubes", sigma))[0])
        assert header.nm_per_pixel == 25
    assert read_index(imported)["particle"].nunique() == 20
    assert not (tmp_path / "resources/unpacked").exists() or not list(
        (tmp_path / "resources/unpacked").iterdir()
    )
    assert planned(tmp_path, "--configfile", config, "--", RUN, localisations) == {}

    # Request another file of the record; the existing files are not fetched again.
    edited = {**CONFIG, "experiments": {**CONFIG["experiments"]}}
    edited["experiments"]["more"] = {**CONFIG["experiments"]["packed"], "dataset": "not-used"}
    config.write_text(yaml.safe_dump(edited))
    target = "resources/zenodo/123/zenodo_123.md5"
    snakemake(tmp_path, "--configfile", config, "--", target)
    assert hits(record) == {"images.tar.gz": 1, "cells.zip": 1, "large.bin": 1}


def test_the_authors_results_are_a_target_of_their_own(tmp_path):
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "readme.txt").write_text("clouds")
    (tmp_path / "cloud.ply").write_text("ply")
    with tarfile.open(tmp_path / "theirs" / "runs.tar", "w") as runs:
        runs.add(tmp_path / "cloud.ply", "bunny/cloud.ply")
    config = write_config(tmp_path, {**CONFIG, "authors": {"path": str(tmp_path / "theirs")}})
    done = snakemake(tmp_path, "--configfile", config, "--", "authors", check=False)
    assert done.returncode == 0, done.stderr
    files = tmp_path / "results/authors/files"
    assert (files / "bunny/cloud.ply").read_text() == "ply"
    assert (files / "readme.txt").read_text() == "clouds"
    assert "authors" not in planned(tmp_path, "--configfile", config)


def test_picassos_settings_are_an_input(tmp_path):
    (tmp_path / "locs.hdf5").write_bytes(b"not read in a dry run")
    dataset = {
        "kind": "localisations",
        "source": {"path": str(tmp_path / "locs.hdf5")},
        "layout": "picasso",
    }
    experiments = {"locs": {"dataset": "locs", "recipe": "quick", "settings": {"sigma": [0.0625]}}}
    config = write_config(
        tmp_path, {**CONFIG, "datasets": {"locs": dataset}, "experiments": experiments}
    )
    asked = ("--configfile", config, "--dry-run", "--", "results/localisations/locs.h5")
    assert "locs.yaml" not in snakemake(tmp_path, *asked).stdout
    (tmp_path / "locs.yaml").write_text("Pixelsize: 130\n")
    assert (
        f"input: {tmp_path}/locs.hdf5, {tmp_path}/locs.yaml" in snakemake(tmp_path, *asked).stdout
    )
