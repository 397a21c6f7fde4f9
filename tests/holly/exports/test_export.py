"""Exported files, read back by the libraries of the programs that they are for."""

import csv
import json
import time
from dataclasses import asdict
from xml.etree import ElementTree

import mrcfile
import numpy as np
import pandas as pd
import pytest
import starfile
import torch
from result_files import RUN

from groundwork.errors import InputError
from holly.data.clouds import read_cloud, write_cloud
from holly.data.ground_truths import ground_truth
from holly.exports.export import export
from holly.geometry import axis_angle_from_rotation
from holly.results.folder import RunFiles
from holly.settings.images import Simulation
from holly.settings.recipes import Recipe
from holly.stages import main
from holly.training.dataset import open_images

NM_PER_UNIT = 80.0
RECIPE = Recipe(points=10, sigma=(4.0, 2.0), max_sigma=8.0, max_shift=0.2)
CLOUD = ground_truth("bunny")[::3] * [1.0, 0.8, 0.6] + [0.1, -0.05, 0.2]  # no symmetry, off centre


def made_run(folder, side=40):
    """A run whose structure is the truth of its simulated images, at their true poses."""
    write_cloud(folder / "truth.ply", CLOUD)
    simulation = Simulation(particles=6, rotations=2, size=side)
    opened = open_images(folder / "truth.ply", RECIPE, simulation, 3, torch.device("cpu"))
    files = RunFiles(folder / "run")
    files.folder.mkdir()
    write_cloud(files.structure, CLOUD)
    with files.poses.open("w", newline="") as lines:
        writer = csv.writer(lines)
        names = ("image", "particle", "fate", "hypothesis", "rx", "ry", "rz", "tx", "ty")
        writer.writerow([*names, "sigma", "loss"])
        for fate, images in (("training", opened.training), ("held-out", opened.held_out)):
            vectors = axis_angle_from_rotation(images.rotation.double()).tolist()
            for number, vector in enumerate(vectors):
                particle = images.particles[number]
                shift = images.shift[number // images.rotations].tolist()
                row = [images.images[number], particle, fate, 0, *vector, *shift, 2.0, 1.0]
                writer.writerow(row)
    picture = np.zeros((1, 1, side, side), np.float32)
    structures = np.zeros((1, 10, 3))
    np.savez(
        files.samples, steps=[1], sigma_in=[2.0], inputs=picture, outputs=picture,
        structures=structures,
    )  # fmt: skip
    settings = {"data": opened.digest, "seed": 3, "nm_per_unit": None}
    settings |= {"recipe": asdict(RECIPE), "simulation": asdict(simulation)}
    files.record.write_text(json.dumps(RUN | {"settings": settings}))
    return files


@pytest.fixture(scope="module", params=[40, 41], ids=["even", "odd"])
def exported(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    files, output = made_run(folder, request.param), folder / "out"
    export(files, output, data=folder / "truth.ply", nm_per_unit=NM_PER_UNIT)
    return output


def relion_matrix(rot, tilt, psi):
    """RELION's documented convention: rot about z, tilt about the new y, psi about the new z.

    Each is a rotation of the coordinate system, so the matrix turns a vector of the volume into
    the coordinates of the image.
    """

    def about(axis, degrees):
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        if axis == "z":
            return np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
        return np.array([[c, 0, -s], [0, 1, 0], [s, 0, c]])

    return about("z", psi) @ about("y", tilt) @ about("z", rot)


def projected(volume, voxel, matrix, origin, side, pixel):
    """Each voxel's density added to the four pixels around where its centre appears."""
    z, y, x = np.nonzero(volume > 1e-6 * volume.max())
    places = np.stack([x, y, z], 1) - np.array(volume.shape)[::-1] // 2
    seen = (places * voxel) @ matrix.T
    columns, rows = (seen[:, axis] - origin[axis] for axis in range(2))
    columns, rows = columns / pixel + side // 2, rows / pixel + side // 2
    image, weight = np.zeros((side + 2, side + 2)), volume[z, y, x]
    column, row = np.floor(columns).astype(int), np.floor(rows).astype(int)
    right, up = columns - column, rows - row
    inside = (column >= 0) & (column <= side) & (row >= 0) & (row <= side)
    for dx, dy in ((0, 0), (1, 0), (0, 1), (1, 1)):
        share = np.where(dx, right, 1 - right) * np.where(dy, up, 1 - up) * weight
        np.add.at(image, ((row + dy)[inside], (column + dx)[inside]), share[inside])
    return image[:side, :side]


def correlation(first, second):
    return np.corrcoef(first.ravel(), second.ravel())[0, 1]


def test_the_density_projects_to_the_images_by_the_convention_of_relion(exported):
    with mrcfile.open(exported / "density.mrc") as file:
        volume, voxel = file.data.copy(), float(file.voxel_size.x)
    with mrcfile.open(exported / "images.mrcs") as file:
        images, pixel = file.data.copy(), float(file.voxel_size.x)
    blocks = starfile.read(exported / "images.star")
    particles, optics = blocks["particles"], blocks["optics"]
    side = images.shape[2]
    assert int(optics["rlnImageSize"].iloc[0]) == side
    assert float(optics["rlnImagePixelSize"].iloc[0]) == pytest.approx(pixel, rel=1e-6)
    assert pixel == pytest.approx(10 * 4 * NM_PER_UNIT / side, rel=1e-6)
    assert len(particles) == len(images) == 12 + 64
    right, wrong = [], []
    for number, row in particles.iloc[::3].iterrows():
        assert row["rlnImageName"] == f"{number + 1:06d}@images.mrcs"
        angles = (row["rlnAngleRot"], row["rlnAngleTilt"], row["rlnAnglePsi"])
        origin = np.array([row["rlnOriginXAngst"], row["rlnOriginYAngst"]])
        view = (voxel, relion_matrix(*angles), origin, side, pixel)
        drawn = projected(volume, *view)
        right.append(correlation(drawn, images[number]))
        assert drawn.sum() == pytest.approx(images[number].sum(), rel=0.01)
        worse = [
            (voxel, relion_matrix(*angles).T, origin, side, pixel),
            (voxel, relion_matrix(*angles), -origin, side, pixel),
            (voxel, relion_matrix(*angles), origin + np.array([pixel, 0]), side, pixel),
        ]
        others = [projected(volume, *view) for view in worse]
        others.append(projected(volume[:, :, ::-1], *view))
        others.append(drawn[::-1])
        wrong.append(max(correlation(other, images[number]) for other in others))
    assert min(right) > 0.995  # of the one that reaches over the edge
    assert np.median(right) > 0.9999
    assert (np.array(wrong) < right).all()
    assert np.median(wrong) < 0.995


def test_an_mrc_is_valid_and_says_where_it_lies_and_how_wide_its_gaussians_are(exported):
    for name in ("density.mrc", "images.mrcs"):
        assert mrcfile.validate(exported / name)
    with mrcfile.open(exported / "density.mrc") as file:
        assert file.is_volume()
        side, voxel = file.data.shape[0], float(file.voxel_size.x)
        assert side % 2 == 0
        assert float(file.header.origin.x) == pytest.approx(-voxel * (side // 2))
        total = file.data.sum(dtype=float)
        z, y, x = np.meshgrid(*[np.arange(side) - side // 2] * 3, indexing="ij")
        middle = [float((file.data * axis).sum(dtype=float)) for axis in (x, y, z)]
        assert total == pytest.approx(len(CLOUD), rel=1e-3)
        np.testing.assert_allclose(
            np.array(middle) / total * voxel, CLOUD.mean(0) * NM_PER_UNIT * 10, atol=0.1 * voxel
        )
        assert file.get_labels() == [f"HOLLy: points as Gaussians of sigma {2 * voxel:.6g} A"]
    with mrcfile.open(exported / "images.mrcs") as file:
        assert file.is_image_stack()


def test_the_structure_is_the_same_in_every_format(exported):
    nm = CLOUD * NM_PER_UNIT
    table = pd.read_csv(exported / "structure.csv")
    np.testing.assert_array_equal(table[["x_nm", "y_nm", "z_nm"]], nm)
    np.testing.assert_array_equal(read_cloud(exported / "structure.ply"), nm)
    np.testing.assert_allclose(
        read_cloud(exported / "structure.csv", nm_per_unit=NM_PER_UNIT), CLOUD, atol=1e-12
    )
    markers = ElementTree.parse(exported / "structure.cmm").getroot()
    assert markers.tag == "marker_set"
    places = [[float(marker.get(axis)) for axis in "xyz"] for marker in markers]
    np.testing.assert_allclose(places, 10 * nm, atol=1e-3)
    assert [marker.get("id") for marker in markers] == [str(n + 1) for n in range(len(nm))]
    np.testing.assert_allclose(mmcif_atoms(exported / "structure.cif"), 10 * nm, atol=1e-3)


def mmcif_atoms(path):
    """The coordinates of the loop of atoms, which must be the only one, strictly parsed."""
    lines = path.read_text().splitlines()
    assert lines[0].startswith("data_")
    assert lines.count("loop_") == 1
    start = lines.index("loop_") + 1
    names = [line for line in lines[start:] if line.startswith("_atom_site.")]
    rows = [line.split() for line in lines[start + len(names) : lines.index("#", start)]]
    assert {len(row) for row in rows} == {len(names)}
    atoms = pd.DataFrame(rows, columns=[name.removeprefix("_atom_site.") for name in names])
    assert atoms["id"].tolist() == [str(n + 1) for n in range(len(atoms))]
    return atoms[["Cartn_x", "Cartn_y", "Cartn_z"]].astype(float).to_numpy()


def test_no_file_holds_the_time_so_that_a_rerun_gives_the_same_bytes(exported):
    assert (exported / "images.star").read_text().startswith("data_optics\n")
    year = time.strftime("%Y-").encode()
    for path in exported.iterdir():
        assert year not in path.read_bytes(), path.name


def test_all_poses_and_fates_are_tables(exported):
    poses = pd.read_csv(exported / "poses.csv")
    particles = pd.read_csv(exported / "particles.csv")
    star = starfile.read(exported / "images.star")["particles"]
    assert poses["image"].tolist() == list(range(12 + 64))
    assert poses["fate"].value_counts().to_dict() == {"held-out": 64, "training": 12}
    for name in ("rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi", "rlnOriginXAngst"):
        np.testing.assert_allclose(star[name], poses[name], atol=1e-4)
    assert particles["images"].tolist() == [2] * 6 + [1] * 64
    halves = star.groupby("rlnMicrographName")["rlnRandomSubset"].nunique()
    assert (halves == 1).all()
    assert set(star["rlnRandomSubset"]) == {1, 2}


def test_rejected_particles_and_those_of_the_other_half_have_fates(tmp_path):
    files = made_run(tmp_path)
    curation = pd.DataFrame({"particle": range(72), "id": np.arange(72) * 2})
    curation["accepted"] = curation["particle"] != 70
    curation["reason"] = np.where(curation["accepted"], "", "extent_nm 900 > 400")
    curation.to_csv(tmp_path / "curation.csv", index=False)
    export(files, tmp_path / "out", curation=tmp_path / "curation.csv", nm_per_unit=NM_PER_UNIT)
    table = pd.read_csv(tmp_path / "out/particles.csv")
    assert table["fate"].tolist() == ["training"] * 6 + ["held-out"] * 64 + ["rejected", "unused"]
    assert table["reason"][70] == "extent_nm 900 > 400"
    assert not (tmp_path / "out/images.mrcs").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ([], "its scale is not known.*give --nm-per-unit"),
        (["--nm-per-unit", "-1"], "--nm-per-unit -1: give a positive number"),
        (["--nm-per-unit", "80", "--voxel-nm", "0"], "--voxel-nm 0: give a positive number"),
        (["--nm-per-unit", "80", "--sigma-nm", "nan"], "--sigma-nm nan: give a positive number"),
        (["--nm-per-unit", "80", "--sigma-nm", "1"], "narrower than half a voxel of 8 nm"),
        (["--nm-per-unit", "80", "--voxel-nm", "1e-3"], "give larger voxels"),
    ],
)
def test_what_cannot_be_exported_is_named(tmp_path, options, message):
    made_run(tmp_path)
    command = ["export", str(tmp_path / "run"), *options, "--output", str(tmp_path / "out")]
    with pytest.raises(SystemExit, match=message):
        main(command)
    assert not (tmp_path / "out").exists()


def test_a_scale_that_is_not_the_runs_own_is_refused(tmp_path):
    files = made_run(tmp_path)
    record = json.loads(files.record.read_text())
    record["settings"]["nm_per_unit"] = 100.0
    files.record.write_text(json.dumps(record))
    with pytest.raises(InputError, match="the run's own is 100; leave it out"):
        export(files, tmp_path / "out", nm_per_unit=80.0)


def test_images_of_another_run_are_refused(tmp_path):
    files = made_run(tmp_path)
    write_cloud(tmp_path / "other.ply", CLOUD + 0.1)
    with pytest.raises(InputError, match=r"other\.ply: not the images of this run"):
        export(files, tmp_path / "out", data=tmp_path / "other.ply", nm_per_unit=NM_PER_UNIT)
