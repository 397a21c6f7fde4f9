"""Every reader of the project, with functions that make valid files for it and let it read one.

The project's own writers make the valid files (seeds) where it has them. Traps are harmful files.
"""

import functools
import gzip
import io
import json
import os
import pickle
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any
from unittest import mock

import astropy.io.fits
import h5py
import mrcfile
import mutations
import numpy as np
import pandas as pd
import requests
import scipy.io
import table_files
import tifffile
import torch
import yaml
from cubes import write_cube
from reader import Reader, hdf5
from worm_readers import WORMBRAIN

from groundwork.errors import InputError
from groundwork.fetch import zenodo, zenodo_record
from groundwork.fetch.unpack import unpack
from groundwork.files import require
from groundwork.formats.mrc import read_mrc, read_star
from groundwork.loop.checkpoint import FORMAT
from groundwork.record.energy import Meter
from groundwork.record.run import Part
from groundwork.record.stage import Lineage
from holly.data import layouts
from holly.data.clouds import read_cloud_file, write_cloud
from holly.data.layouts import read_localisations
from holly.data.localisations import import_localisations
from holly.data.particles import (
    Particles,
    read_particles,
    write_particles,
)
from holly.data.picking.find import Picks
from holly.data.picking.maps import write_maps
from holly.data.picking.regions import read_regions
from holly.data.picking.table import apply_choices as apply_pick_choices
from holly.data.picking.table import pick_table
from holly.data.synthetic import write_synthetic_cep152
from holly.evaluation import claims, judge, tables
from holly.figures.words import findings
from holly.images import cube as images
from holly.images import original_fits
from holly.images.curate import apply_choices
from holly.images.curation import read_accepted, read_curation, read_list
from holly.images.stack_files import read_stack
from holly.report import experiments
from holly.report.pick_sheet import write_pick_sheet
from holly.report.provenance import _seeds
from holly.report.tables import (
    agreement_section,
    energy_section,
    replicate_cells,
    settings_list,
)
from holly.results.agreement import read_agreement
from holly.results.evaluation import read_evaluation
from holly.results.folder import Results
from holly.results.history import (
    read_history,
    read_movie,
    read_poses,
    read_samples,
    read_views,
)
from holly.results.run import read_run
from holly.results.summary import read_published, read_verdicts
from holly.settings.images import CurationRules, Simulation
from holly.settings.load import load
from holly.settings.recipes import Recipe
from holly.training.dataset import open_images
from holly.training.observer import Frame, Observer, Snapshot
from holly.training.train import Run, RunFolder
from holly.training.trainer import Trainer

CLOUD = np.random.default_rng(0).normal(0, 50, (6, 3))
LIMIT = 1 << 16  # bytes that may come out of an archive
CANARY = "executed"  # a file that hostile content tries to make


# Localisations


def _localisations(layout: str, **options: Any) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        require(path, "fetch it")
        for _ in layouts.open_localisations(path, layout=layout, **options).blocks:
            pass

    return read


def _table(path: Path) -> None:
    read_localisations(path)


def _table_seeds(*names: str) -> Callable[[Path], Iterable[bytes]]:
    """The files of these names in tests/holly/data/table_files.py."""

    def seeds(folder: Path) -> Iterable[bytes]:
        for name in names:
            table_files.FILES[name][0](folder / name)
            content = (folder / name).read_bytes()
            if content.startswith(b"MATLAB 5.0"):
                content = content[:19].ljust(116) + content[116:]  # without the time
            yield content
        if "plain.csv" in names:
            yield content.decode().encode("utf-16")

    return seeds


TEXT_TABLES = (
    *("thunderstorm.csv", "thunderstorm.xls", "smap.csv", "elyra.txt", "nstorm.txt"),
    *("nanoimager.csv", "rapidstorm.txt", "decode.csv", "plain.csv"),
)
MINFLUX = {end: (f"minflux.{end}", f"minflux_2024.{end}") for end in ("npy", "mat", "json")}
# The input's name, what it is, its seeds of table_files.FILES, how they are read and damaged.
TABLES = [
    ("any.csv", "text of any program, layout found", TEXT_TABLES, _table, mutations.of_text),
    ("any_sml.mat", "SMAP, MATLAB v7.3", ("v73_sml.mat",), _table, mutations.of_bytes),
    ("v7_sml.mat", "SMAP, older MATLAB", ("v7_sml.mat",), _table, mutations.of_bytes),
    (
        *("cells.mat", "cells of structures", ("points.mat", "coords.mat")),
        *(_localisations("matlab-cell", nm_per_camera_pixel=100.0), mutations.of_bytes),
    ),
    ("decode.h5", "HDF5 of DECODE", ("decode.h5",), _table, mutations.of_bytes),
    ("any.hdf5", "Picasso, layout found", ("picasso_picked.hdf5",), _table, mutations.of_bytes),
    ("minflux.npy", "MINFLUX, NumPy", MINFLUX["npy"], _table, mutations.of_headed),
    ("minflux.mat", "MINFLUX, MATLAB", MINFLUX["mat"], _table, mutations.of_bytes),
    ("minflux.json", "MINFLUX, JSON", MINFLUX["json"], _table, mutations.of_tree),
]


def _mat5_seeds(folder: Path) -> Iterable[bytes]:
    for number, clouds in enumerate(([CLOUD[:, :2].T, CLOUD[:2].T], [CLOUD, CLOUD[:3], CLOUD[:0]])):
        cell = np.empty((len(clouds), 1), dtype=object)
        cell[:, 0] = clouds
        path = folder / f"{number}.mat"
        for compressed in (False, True):
            scipy.io.savemat(path, {"Superparticle": cell}, do_compression=compressed)
            content = bytearray(path.read_bytes())
            content[:116] = b"MATLAB 5.0 MAT-file".ljust(116)  # which contains the time
            yield bytes(content)


def _mat5_traps(_: Path) -> Iterable[bytes]:
    """Nested cell arrays, which make scipy.io crash, and a decompression bomb."""

    def packed(content: bytes) -> bytes:
        content = zlib.compress(content, 9)
        return b"MATLAB 5.0".ljust(124) + b"\0\1IM" + struct.pack("<II", 15, len(content)) + content

    heading = struct.pack("<12I8s", 6, 8, 1, 0, 5, 8, 1, 1, 1, 8, 0, 0, b"")[:40] + b"particle"
    level, depth = 8 + len(heading), 30_000
    tags = (struct.pack("<II", 14, level * (depth - n) - 8) for n in range(depth))
    yield packed(b"".join(tag + heading for tag in tags))
    zeros = struct.pack("<II", 14, 1 << 28) + heading + bytes(1 << 20)
    yield packed(struct.pack("<II", 14, len(zeros) + len(heading)) + heading + zeros)


def _mat5_mutate(random: Random, seeds: Sequence[bytes]) -> bytes:
    if random.random() < 0.4:
        return mutations.mutated(random, seeds)
    plain = [seed for seed in seeds if seed[128] == 14]
    inside = zlib.compress(mutations.mutated(random, [seed[128:] for seed in plain]), 1)
    return plain[0][:128] + struct.pack("<II", 15, len(inside)) + inside


def _mat73_seeds(_: Path) -> Iterable[bytes]:
    def cells(file: h5py.File, **stored: Any) -> None:
        for number in range(3):
            file.create_dataset(f"#refs#/{number}", data=CLOUD[: number + 4], **stored)
        found = [file[f"#refs#/{number}"].ref for number in range(3)]
        file.create_dataset("Superparticle", (3, 1), h5py.ref_dtype)[:, 0] = found

    yield hdf5(cells, b"MATLAB 7.3 MAT-file")
    yield hdf5(functools.partial(cells, compression="gzip", chunks=(2, 3)))


def _cep152_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "a.mat"
    write_synthetic_cep152(path, particles=2, localisations=10, bad=1, seed=1)
    yield path.read_bytes()

    def referred(file: h5py.File) -> None:
        file["#refs#/a"], file["#refs#/b"] = np.ones((8, 3)), np.ones((2, 4))
        cell = file.create_dataset("DBSCAN_filtered", (2, 2), h5py.ref_dtype)
        cell[0] = [file["#refs#/a"].ref, file["#refs#/b"].ref]

    yield hdf5(referred)

    def squeezed(file: h5py.File) -> None:
        file.create_dataset("#refs#/a", data=np.ones((8, 30)), compression="gzip", shuffle=True)

    yield hdf5(squeezed)


def _hdf5_traps(place: Callable[[h5py.File, h5py.Dataset | h5py.ExternalLink], None]) -> Any:
    """Files that declare more than they contain, or refer to other files, at one path in them."""

    def traps(folder: Path) -> Iterable[bytes]:
        yield hdf5(lambda f: place(f, {"shape": (8, 2**40), "chunks": (8, 1024)}))
        yield hdf5(lambda f: place(f, {"shape": (8, 2**27), "chunks": (8, 2**25)}))
        beside = [("/etc/passwd", 0, h5py.h5f.UNLIMITED)]
        yield hdf5(lambda f: place(f, {"shape": (8, 16), "external": beside}))

    return traps


def _at(name: str, dtype: Any = "f8") -> Callable[[h5py.File, dict], None]:
    def place(file: h5py.File, options: dict) -> None:
        shape = options["shape"] if dtype == "f8" else options["shape"][1:]
        chunks = options.get("chunks")
        chunks = chunks if chunks is None or dtype == "f8" else chunks[1:]
        made = file.create_dataset(
            name, **options | {"shape": shape, "chunks": chunks}, dtype=dtype
        )
        if name == "#refs#/a":
            file.create_dataset("DBSCAN_filtered", (1, 1), h5py.ref_dtype)[0, 0] = made.ref
            file.create_dataset("Superparticle", (1, 1), h5py.ref_dtype)[0, 0] = made.ref

    return place


LOCS = [("group", "i4"), ("x", "f4"), ("y", "f4"), ("z", "f4"), ("lpx", "f4"), ("lpy", "f4")]


def _picasso_seeds(_: Path) -> Iterable[bytes]:
    def locs(file: h5py.File, **stored: Any) -> None:
        table = np.zeros(12, LOCS)
        table["group"] = np.arange(12) // 3
        file.create_dataset("locs", data=table, **stored)
        file["metadata"] = json.dumps([{"Pixelsize": 130}])

    yield hdf5(locs)
    yield hdf5(functools.partial(locs, compression="gzip"))


def _picasso_traps(folder: Path) -> Iterable[bytes]:
    """The same as _hdf5_traps, and metadata that declare their own length."""
    yield from _hdf5_traps(_at("locs", LOCS))(folder)
    path = folder / "a.h5"
    path.write_bytes(next(iter(_picasso_seeds(folder))))
    with h5py.File(path) as file:
        place = file["metadata"].id.get_offset()
    content = path.read_bytes()
    for length in (2**16, 2**29, 2**32 - 1):
        yield content[:place] + struct.pack("<I", length) + content[place + 4 :]


def _particles_seeds(folder: Path) -> Iterable[bytes]:
    x, y, z = CLOUD.T
    path = folder / "a.h5"
    for third in (None, z):
        particles = Particles(x, y, third, np.array([0, 2, 6]), np.arange(2), x)
        write_particles(path, particles, source="a.mat")
        yield path.read_bytes()
    (folder / "a.csv").write_bytes(_csv_seeds(folder)[0])
    with mock.patch("holly.data.particles.CHUNK", 64):  # small enough not to be cut by LARGEST
        import_localisations(folder / "a.csv", path, layout="csv")
    yield path.read_bytes()


def _csv_seeds(_: Path) -> list[bytes]:
    rows = [f"{n // 3},{x!r},{y!r},{z!r}" for n, (x, y, z) in enumerate(CLOUD.tolist())]
    return [
        "\n".join(["particle,x,y,z", *rows, ""]).encode(),
        b"particle,x_nm,y_nm\na,1,2\nb,3,4\r\na,5,6\n-1,7,8\n",
        b'\xef\xbb\xbf"Particle", "X_nm" ,y_nm\n1,1,nan\n1,2,\n',
    ]


def _thunderstorm_seeds(_: Path) -> list[bytes]:
    return [
        b'"id","frame","x [nm]","y [nm]","uncertainty_xy [nm]","cluster"\n'
        b"1.0,1.0,10.5,20.5,3.0,1\n2.0,1.0,11.5,21.5,4.0,1\n3.0,2.0,1,2,,2\n",
        b"group,x [nm],y [nm],z [nm],uncertainty [nm]\n0,1,2,3,4\n0,1,2,3,4\n-1,0,0,0,0\n",
    ]


# Images


def _cube_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "sigma_2.fits"
    for scale in (float("nan"), 9.28):
        header = images.CubeHeader(2.0, scale, 1)
        write_cube(path, header, np.ones((3, 8, 8), np.float32))
        yield path.read_bytes()


def _read_cube(path: Path) -> float:
    cube, _ = images.open_cube(path)
    return float(cube[0].sum() + cube[-1].sum())


def _cube_traps(folder: Path) -> Iterable[bytes]:
    for seed in _cube_seeds(folder):
        for axis in (b"NAXIS1  =", b"NAXIS3  ="):
            for number in (b"-8", b"99999999999999999999", b"1e5"):
                place = seed.index(axis) + len(axis)
                yield seed[:place] + number.rjust(21) + seed[place + 21 :]


def _original_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "cubes" / "sigma_2.fits"
    header = images.CubeHeader(2.0, float("nan"), 1)
    write_cube(path, header, np.ones((1, 8, 8), np.float32))
    original_fits.write_original(folder / "cubes", folder / "original")
    yield (folder / "original" / "2" / "image_000000.fits").read_bytes()
    for dtype in ("f4", "f8", "i2", "u2"):
        image = np.ones((4, 6), dtype)
        astropy.io.fits.writeto(folder / "a.fits", image, overwrite=True)
        yield (folder / "a.fits").read_bytes()
    yield gzip.compress((folder / "a.fits").read_bytes(), mtime=0)


def _read_original(path: Path) -> None:
    original_fits.read_original(path.parent.parent, path.parent.parent.parent / "cubes")


def _tiff_seeds(folder: Path) -> Iterable[bytes]:
    path, stack = folder / "a.tif", np.arange(3 * 16 * 16, dtype=np.uint16).reshape(3, 16, 16)
    for options in (
        {"photometric": "minisblack"},
        {"photometric": "minisblack", "byteorder": ">", "bigtiff": True},
        {"imagej": True, "metadata": {"axes": "ZYX"}},
        {"photometric": "minisblack", "compression": "zlib", "rowsperstrip": 8},
        {"photometric": "minisblack", "tile": (16, 16), "metadata": {"axes": "ZYX"}, "ome": True},
    ):
        tifffile.imwrite(path, stack, datetime=None, **options)
        yield path.read_bytes()
    with tifffile.TiffWriter(path) as file:
        for plane in stack:
            file.write(plane, photometric="minisblack", contiguous=False, metadata=None)
    yield path.read_bytes()


def _tiff_traps(folder: Path) -> Iterable[bytes]:
    """A file that declares 2^20 x 2^20 pixels but contains 256."""
    for seed in _tiff_seeds(folder):
        for wide, high in ((2**20, 2**20), (2**15, 2**14)):
            if seed[:4] == b"II*\0":
                yield _tiff_with(seed, {256: wide, 257: high, 278: high})


def _tiff_with(content: bytes, values: dict[int, int]) -> bytes:
    """A little-endian TIFF after some values in its first directory are replaced."""
    changed = bytearray(content)
    (start,) = struct.unpack_from("<I", content, 4)
    (count,) = struct.unpack_from("<H", content, start)
    for entry in range(start + 2, start + 2 + 12 * count, 12):
        tag = struct.unpack_from("<H", content, entry)[0]
        if tag in values:
            struct.pack_into("<HII", changed, entry + 2, 4, 1, values[tag])
    return bytes(changed)


def _fits_seeds(folder: Path) -> Iterable[bytes]:
    stack, path = np.arange(3 * 8 * 8).reshape(3, 8, 8), folder / "a.fits"
    for dtype in ("u1", "i2", "u2", "f8"):
        astropy.io.fits.writeto(path, stack.astype(dtype), overwrite=True)
        yield path.read_bytes()
    astropy.io.fits.HDUList(
        [astropy.io.fits.PrimaryHDU(), astropy.io.fits.ImageHDU(stack.astype("f4"))]
    ).writeto(path, overwrite=True)
    yield path.read_bytes()
    yield gzip.compress(path.read_bytes(), mtime=0)


def _fits_traps(folder: Path) -> Iterable[bytes]:
    seed = next(iter(_fits_seeds(folder)))
    for axis in (b"NAXIS1  =", b"NAXIS3  ="):
        for number in (b"-8", b"99999999999999999999", b"999999999"):
            place = seed.index(axis) + len(axis)
            yield seed[:place] + number.rjust(21) + seed[place + 21 :]
    yield gzip.compress(bytes(1 << 24), mtime=0)


def _mrc_seeds(folder: Path) -> Iterable[bytes]:
    for dtype in ("i1", "i2", "u2", "f4"):
        with mrcfile.new(folder / f"{dtype}.mrcs") as file:
            file.set_data(np.arange(3 * 8 * 8).reshape(3, 8, 8).astype(dtype))
            file.voxel_size = 125
            file.set_image_stack()
        content = bytearray((folder / f"{dtype}.mrcs").read_bytes())
        content[220:1024] = bytes(804)  # labels, of which one contains the time
        yield bytes(content)


def _mrc_traps(folder: Path) -> Iterable[bytes]:
    for seed in _mrc_seeds(folder):
        for sides in ((2**31 - 1,) * 3, (2**15, 2**15, 2**15), (8, 8, -1)):
            yield struct.pack("<3i", *sides) + seed[12:]


STAR = b"""
data_optics

loop_
_rlnOpticsGroup #1
_rlnImagePixelSize #2
1 125.0

data_particles

loop_
_rlnImageName #1
_rlnOpticsGroup #2
000001@a.mrcs 1
000003@a.mrcs 1
"""


def _beside_star(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as made:
        (folder / "a.mrcs").write_bytes(list(_mrc_seeds(Path(made)))[-1])


def _index_seeds(folder: Path) -> Iterable[bytes]:
    images.write_index(folder, [0, 1], [4, 7], np.zeros((2, 3)))
    yield (folder / "index.csv").read_bytes()


# Clouds


def _ply_seeds(folder: Path) -> Iterable[bytes]:
    write_cloud(folder / "a.ply", CLOUD)
    yield (folder / "a.ply").read_bytes()
    header = (
        "ply\nformat binary_little_endian 1.0\ncomment x\nelement vertex 6\nproperty float x\n"
        "property float y\nproperty float z\nproperty uchar red\nelement face 0\n"
        "property list uchar int vertex_indices\nend_header\n"
    )
    vertex = np.dtype([("x", "<f4"), ("y", "<f4"), ("z", "<f4"), ("red", "u1")])
    yield header.encode() + np.zeros(6, vertex).tobytes()
    header = header.replace("little", "big")
    yield header.encode() + np.zeros(6, vertex.newbyteorder()).tobytes()


def _ply_traps(folder: Path) -> Iterable[bytes]:
    for seed in _ply_seeds(folder):
        for count in (b"99999999999999999999", b"4294967295", b"9" * 5000, "²".encode()):
            yield seed.replace(b"element vertex 6", b"element vertex " + count)


def _pcd_seeds(_: Path) -> Iterable[bytes]:
    head = (
        "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z rgb\nSIZE 4 4 8 1\nTYPE F F F U\nCOUNT 1 1 1 4\n"
        "WIDTH 6\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS 6\nDATA "
    )
    yield f"{head}ascii\n{'1 2.5 -3e1 0 0 0 0' + chr(10)}".encode() + b"4 5 6 0 0 0 0\n" * 5
    yield f"{head}binary\n".encode() + np.ones(6 * 20, "u1").tobytes()


def _pcd_traps(folder: Path) -> Iterable[bytes]:
    for seed in _pcd_seeds(folder):
        for count in (b"99999999999999999999", b"999999999", b"-1", "²".encode()):
            yield seed.replace(b"POINTS 6", b"POINTS " + count)
        yield seed.replace(b"COUNT 1 1 1 4", b"COUNT 1 1 1 999999999")


def _stl_seeds(_: Path) -> Iterable[bytes]:
    corners = b"vertex 0 0 0\nvertex 1 0 0\nvertex 0 1 1e-3\n"
    facet = b"facet normal 0 0 1\n outer loop\n" + corners + b"endloop\nendfacet\n"
    yield b"solid a\n" + facet * 2 + b"endsolid a\n"
    yield b"solid".ljust(80) + struct.pack("<I", 2) + np.ones(25, "<f4").tobytes()


OBJ = [b"# a comment\nv 1 2 3\nv 1e-3 -2 3.5 1.0\nvn 0 0 1\nf 1 2 1\n", b"v\t1 2 3\r\nv 4 5 6\r\n"]
CLOUDS = [b"x,y,z\n1,2,3\n4,5,6\n", b"1,2,3\n\n4,5,6\n", b'id,"X_nm",y_nm,z_nm\na,1,2,3\n']
POINTS = [b"# x_um y_um z_um\n1 2 3\n4 5 6\n", b"1;2,5;3\n4;5;6,1\n", b"1\t2\t3\t255\n4\t5\t6\t0\n"]
POINTS += ["x [µm],y [µm],z [µm]\r\n1,2,3\r\n".encode(code) for code in ("utf-8-sig", "utf-16")]


# Files of a run


@functools.cache
def _run() -> dict[str, bytes]:
    """The files of a run by name."""
    with tempfile.TemporaryDirectory() as folder:
        return _run_in(Path(folder))


def _run_in(folder: Path) -> dict[str, bytes]:
    run, place = _untrained_run(folder), RunFolder(folder / "run", SETTINGS)
    run.trainer.descend()
    points, picture = run.trainer.points.detach(), torch.zeros(1, 4, 4)
    run.rows = [run.observer.row()] * 2
    run.snapshots = [Snapshot(1, 2.0, points, picture, picture)]
    run.frames = [Frame(step, 2.0, points) for step in (1, 2)]
    code = {"commit": "0" * 40, "changed": [], "lock": "0" * 64}
    run.parts = [Part(code, "guessed", kwh=0.5, seconds=1.0)]
    place.path.mkdir()
    place.checkpoint.save(run)
    place.write_results(run)
    return {path.name: path.read_bytes() for path in place.path.iterdir() if path.is_file()}


RECIPE = Recipe(
    points=3, epochs=4, batch_size=2, sigma=(2, 1), max_sigma=3, pose="table", optimiser="sgd"
)
SIMULATION = Simulation(particles=4, rotations=1, size=8)
SETTINGS: dict[str, Any] = {
    "recipe": vars(RECIPE),
    "simulation": vars(SIMULATION) | {"noise": vars(SIMULATION.noise)},
    "seed": 1,
    "data": "0" * 64,
    "nm_per_unit": None,
}


def _untrained_run(folder: Path) -> Run:
    write_cloud(folder / "truth.ply", CLOUD / 100)
    device = torch.device("cpu")
    opened = open_images(folder / "truth.ply", RECIPE, SIMULATION, 1, device)
    trainer = Trainer(opened.training, RECIPE, seed=1, device=device)
    return Run(Observer(trainer, opened.held_out), Meter(device, 1), {})


def _of_run(name: str) -> Callable[[Path], Iterable[bytes]]:
    return lambda _: [_run()[name]]


@functools.cache
def _one_run() -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return _untrained_run(Path(folder))


def _read_checkpoint(path: Path) -> None:
    if not RunFolder(path.parent, SETTINGS).checkpoint.load(_one_run()):
        raise AssertionError("there is one")


class _Hostile:
    """Creates the canary file when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (CANARY,)


def _checkpoint_traps(folder: Path) -> Iterable[bytes]:
    yield pickle.dumps(_Hostile())
    file = io.BytesIO()
    torch.save({"format": FORMAT, "state": _Hostile()}, file)
    yield file.getvalue()
    file = io.BytesIO()
    torch.save({"format": FORMAT}, file)
    yield file.getvalue()
    yield _repacked(_run()["checkpoint.pt"], zipfile.ZIP_BZIP2)


def _repacked(content: bytes, method: int) -> bytes:
    """A ZIP file whose members use a method that zipfile unpacks without a limit."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", method) as new:
        for member in old.infolist():
            new.writestr(zipfile.ZipInfo(member.filename), old.read(member), method)
    return file.getvalue()


def _array_traps(names: Sequence[str]) -> Callable[[Path], Iterable[bytes]]:
    """Pickled arrays, and headers that declare more data than the file contains."""

    def traps(_: Path) -> Iterable[bytes]:
        file = io.BytesIO()
        np.savez(file, **{name: np.array([_Hostile()], object) for name in names})
        yield file.getvalue()
        head = io.BytesIO()
        description = {"descr": "<f8", "fortran_order": False, "shape": (2**30,)}
        np.lib.format.write_array_header_1_0(head, description)
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                archive.writestr(zipfile.ZipInfo(f"{name}.npy"), head.getvalue())
        yield file.getvalue()
        yield pickle.dumps(_Hostile())
        whole = _run()["samples.npz" if "inputs" in names else "movie.npz"]
        yield _repacked(whole, zipfile.ZIP_LZMA)

    return traps


def _executed(place: Path) -> str | None:
    for folder in (Path.cwd(), place):
        if (folder / CANARY).exists():
            (folder / CANARY).rmdir()
            return "executed what was in the file"
    return None


def _evaluation_seeds(_: Path) -> Iterable[bytes]:
    whole: dict[str, Any] = {
        **dict.fromkeys([*tables.COLUMNS], 0.5),
        "experiment": "bunny",
        "replicate": "1",
        "mirrored": False,
        "nm_per_unit": None,
        "transform": np.eye(4).tolist(),
        "shape": {"ring_diameter": 2.0, "axis": [0, 0, 1], "interval": {"ring_diameter": [1, 3]}},
        "truth_shape": None,
        "false_symmetry": {"kind": "mirror", "sentence": "It has a mirror."},
    }
    yield json.dumps(whole).encode()


def _read_evaluation(path: Path) -> None:
    evaluation = read_evaluation(path)
    findings(evaluation)
    tables._evaluation_row(evaluation)
    assert evaluation.verdict


def _agreement_seeds(_: Path) -> Iterable[bytes]:
    one = {"distance": 0.1, "resolution": {"0.143": 5.0, "0.5": None}}
    pair = one | {"frequency_per_unit": [0.1, 0.2, 0.3], "fsc": [1.0, 0.5, None]}
    whole = {"experiment": "a", "nm_per_unit": None, "pairs": [pair], "replicates": one}
    whole |= {"doubt": 0.2, "belief": "supported", "best": "1", "halves": None}
    whole |= {"doubt_error": 0.03, "sampling": 0.05, "chance": 0.2, "misfit": 0.01}
    yield json.dumps(whole).encode()
    inside = pair | {"frequency_per_nm": [0.1, 0.2, 0.3]}
    yield json.dumps(whole | {"nm_per_unit": 10.0, "halves": inside, "doubt": None}).encode()


def _verdict_seeds(folder: Path) -> Iterable[bytes]:
    rows = [claims.Claim("a", "It is.", "section 1", (claims.Test("rmsd", ("a",), below=1),))]
    path = folder / "claims.json"
    judge.write_verdicts(judge.judge(rows, folder), path, folder / "claims.md")
    yield path.read_bytes()


def _read_verdicts(path: Path) -> None:
    judge.describe(read_verdicts(path))


def _summary_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "1.json"
    path.write_bytes(next(iter(_evaluation_seeds(folder))))
    tables.summarise([path], folder / "summary.csv", [])
    table = pd.read_csv(folder / "summary.csv")  # one of its many numbers is enough, and faster
    few = table[["experiment", "replicate", "rmsd", "mirrored", "false_symmetry"]]
    few.to_csv(folder / "few.csv", index=False)
    yield (folder / "few.csv").read_bytes()


def _read_summary(path: Path) -> None:
    tables.summarise_experiments(path, [path.parent / "a.json"], path.parent / "out.csv")


def _beside_summary(place: Path) -> None:
    if not (place / "a.json").exists():
        (place / "a.json").write_bytes(next(iter(_agreement_seeds(place))))


def _record_seeds(_: Path) -> Iterable[bytes]:
    code = {"commit": "0" * 40, "changed": ["holly/training/train.py"], "lock": "0" * 64}
    files = {name: {"bytes": 3, "sha256": "0" * 64} for name in ("a.csv", "runs/a/1/run.json")}
    whole: dict[str, Any] = {
        "stage": "train",
        "settings": {"seed": [1, 2], "output": "runs/a/1"},
        "source": code,
        "versions": {"holly": "1.0", "python": "3.11"},
        **dict.fromkeys(("started", "ended"), "2026-01-02T03:04:05+00:00"),
        "seconds": 1.5,
    }
    yield json.dumps(whole | {"reads": {}, "writes": files}).encode()
    yield json.dumps(whole | {"reads": files, "writes": {"b": files["a.csv"]}}).encode()


def _read_record(path: Path) -> None:
    lineage = Lineage(path.parent)
    for record in lineage.records:
        assert record.sources
        _seeds([record])
        lineage.behind([*record.writes, *record.reads])


# Files that the pages show


def _shown_run_seeds(_: Path) -> Iterable[bytes]:
    yield _run()["run.json"]
    measured = {"kWh": 0.5, "kWh_method": "guessed", "seconds": 3.5, "images": 64}
    yield json.dumps(json.loads(_run()["run.json"]) | measured).encode()


def _read_shown_run(path: Path) -> None:
    one = experiments._replicate(Results(path.parents[3]), "a", "1")
    energy_section([one])
    replicate_cells(one.evaluation, one.run)
    settings_list(one.run)


def _read_shown_agreement(path: Path) -> None:
    agreement_section(read_agreement(path))


def _authors_seeds(_: Path) -> Iterable[bytes]:
    cloud = {"path": "a.ply", "model": "bunny", "points": 6, "rmsd": 0.5}
    cloud |= {"coverage_rmsd": 0.5, "random_rmsd": 0.5, "mirrored": False}
    cloud |= {"strays": 0.5, "rmsd_without_strays": None}
    yield json.dumps({"clouds": [cloud, cloud | {"mirrored": True}]}).encode()


# Curation


def _curation_seeds(_: Path) -> Iterable[bytes]:
    yield (
        b"particle,id,localisations,extent_nm,accepted,reason\n0,3,10,1.5,True,\n"
        b'1,4,20,2.5,False,"extent_nm 2 > 1; x"\n'
    )


def _particles() -> pd.DataFrame:
    return pd.DataFrame({"particle": range(5), "id": range(2, 7)})


def _read_accepted(path: Path) -> None:
    read_curation(path)
    read_accepted(path, SimpleNamespace(ids=np.array([3, 4])))  # with two particles


def _read_listed(path: Path) -> None:
    read_list(path, _particles()["id"])


def _read_choices(path: Path) -> None:
    apply_choices(path, _particles(), [""] * 5)


# Picks


PICKED = pick_table(
    Picks(
        *(np.zeros(3, int), CLOUD[:3, :2].round(2), np.full(3, 60.0), np.array([90, 80, 9])),
        np.array(["", "", "too few"], object),
    ),
    ["a"],
)


def _picks_seeds(_: Path) -> list[bytes]:
    return [PICKED.assign(particle=pd.array([0, 1, None], "Int64")).to_csv(index=False).encode()]


def _choices_seeds(folder: Path) -> list[bytes]:
    chosen = PICKED[["id", "x_nm", "y_nm", "accepted"]][::-1]
    return [*_picks_seeds(folder), chosen.to_csv(index=False).encode("utf-8-sig")]


def _maps_seeds(folder: Path) -> Iterable[bytes]:
    field = CLOUD[:, :2].round(2)
    for names in (["a"], ["a", "b 2"]):
        write_maps(folder / "m.npz", names, [field] * len(names), np.full(3, 60.0))
        yield (folder / "m.npz").read_bytes()


def _maps_traps(folder: Path) -> Iterable[bytes]:
    """Arrays as in _array_traps, and names of fields that lead out of the folder of pictures."""
    yield from _array_traps(("names", "corners", "nm_per_pixel", "map0"))(folder)
    write_maps(folder / "m.npz", ["a"], [CLOUD[:, :2]], np.full(3, 60.0))
    with np.load(folder / "m.npz") as maps:
        kept = dict(maps)
    for name in ("../../outside", "/outside", "..", ""):
        np.savez(folder / "m.npz", **kept | {"names": np.array([name])})
        yield (folder / "m.npz").read_bytes()
    np.savez_compressed(folder / "m.npz", **kept | {"map0": np.zeros((2**13, 2**13), np.uint8)})
    yield (folder / "m.npz").read_bytes()


@functools.cache
def _valid_picks() -> dict[str, bytes]:
    """The files of a pick stage."""
    with tempfile.TemporaryDirectory() as folder:
        table, maps = _picks_seeds(Path(folder))[0], next(iter(_maps_seeds(Path(folder))))
    return {"picks.csv": table, "picks.npz": maps}


def _beside_picks(place: Path) -> None:
    for name, content in _valid_picks().items():
        if not (place / name).exists():
            (place / name).write_bytes(content)


def _read_picks(path: Path) -> None:
    write_pick_sheet(path.with_name("picks.csv"), path.with_name("picks.npz"), path.parent / "out")


def _left_the_sheet(place: Path) -> str | None:
    others = {path.name for path in place.iterdir()} - {"out", *_valid_picks()}
    wrong = others or (place.parent / "outside").exists() or Path("/outside.png").exists()
    return "wrote outside of its folder" if wrong else None


PICASSO_PICKS = [
    {"Centers": [[1.5, 2], [10, 20]], "Diameter": 2, "Shape": "Circle"},
    {"Centers": [[1.5, 2]], "Diameter (nm)": 90.5},
    {"Centers": [[1, 1]], "Side Length (nm)": 40, "Shape": "Square"},
    {"Center-Axis-Points": [[[0, 0], [3, 3]]], "Width": 1.5, "Shape": "Rectangle"},
]


def _picasso_picks_seeds(_: Path) -> Iterable[bytes]:
    for entries in PICASSO_PICKS:
        yield yaml.safe_dump(entries).encode()
        yield json.dumps(entries).encode()


def _picasso_picks_mutate(random: Random, seeds: Sequence[bytes]) -> bytes:
    trees = [seed for seed in seeds if seed.startswith(b"{") and b"Infinity" not in seed]
    return (
        mutations.of_tree(random, trees)
        if random.random() < 0.6
        else mutations.of_text(random, seeds)
    )


def _roi(kind: int, version: int, options: int) -> bytes:
    corners = struct.pack(">4h", 20, 10, 28, 18)
    fine = struct.pack(">4f", 10.25, 20.5, 8, 8)
    first = b"Iout" + struct.pack(">HBx", version, kind) + corners + bytes(2) + fine
    return (first.ljust(50, b"\0") + struct.pack(">H", options)).ljust(64, b"\0")


def _roi_seeds(_: Path) -> Iterable[bytes]:
    for kind in (1, 2):
        yield _roi(kind, 217, 0)
        yield _roi(kind, 228, 128) + bytes(64) + "a".encode("utf-16-be")


def _roi_zip(entries: Iterable[bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for number, content in enumerate(entries):
            archive.writestr(zipfile.ZipInfo(f"{number}.roi"), content, method)
    return file.getvalue()


def _roi_set_seeds(folder: Path) -> Iterable[bytes]:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield _roi_zip(_roi_seeds(folder), method)


def _roi_set_traps(_: Path) -> Iterable[bytes]:
    """Regions that unpack to more than memory has, honestly and with a false size."""
    bomb = _roi_zip([bytes(1 << 28)])
    yield bomb
    place = bomb.index(b"PK\1\2") + 24
    yield bomb[:place] + struct.pack("<I", 64) + bomb[place + 4 :]


def _roi_set_mutate(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate valid sets inside, and all seeds as bytes: a false size cannot be unpacked here."""
    if random.random() < 0.3:
        return mutations.of_bytes(random, seeds)
    return mutations.of_zip(random, [seed for seed in seeds if len(seed) < 1000])


def _read_regions(path: Path) -> None:
    for region in read_regions(path, 130.0):
        region.holds(CLOUD[:, :2])
        assert region.radius > 0


# Configuration


SMLM = {
    "nm_per_unit": 2.0,
    "labelling": {"efficiency": 0.5, "linker_nm": 8},
    "blinking": {"counts": [0, 1, 3]},
    "precision": {"lateral_nm": 9, "axial_nm": 20, "spread": 0.2},
    "views": {"kind": "cone", "axis": [0, 1, 0], "degrees": 20},
    "mixture": {"own": 0.2},
    "junk": {"spot": 0.1},
}


def _config_seeds(_: Path) -> Iterable[bytes]:
    simulated = {"kind": "simulated", "model": "bunny", "size": 32, "noise": {"scatter": 0.1}}
    pinned = {"url": "https://example.org/a.txt", "sha256": "0" * 64}
    pore = {
        "kind": "localisations",
        "source": {"zenodo": 123, "archive": "*.zip", "file": "a.mat"},
        "layout": "matlab-cell",
        "curation": vars(CurationRules()),
        "accepted": pinned,
        "choices": "my choices.csv",
        "truth": "bunny",
        "shape": "rings",
    }
    tree = {
        "models": {"bunny": {"builtin": "bunny"}, "own": {"path": "a b.ply", "nm_per_unit": 2.0}},
        "datasets": {"bunny": simulated, "pore": pore},
        "recipes": {"quick": {"points": 30, "epochs": 1, "sigma": [0.1, 0.05]}},
        "experiments": {
            "bunny": {"dataset": "bunny", "recipe": "quick", "replicates": 2},
            "pore": {
                "dataset": "pore",
                "recipe": "quick",
                "settings": {"interpolation": "step", "points": 7},
                "halves": True,
            },
        },
        "paper": {
            "figures": {"f": {"kind": "points", "experiments": ["bunny"]}},
            "tables": {"t": {"title": "T", "rows": {"1": {"experiment": "bunny"}}}},
            "videos": {"v": {"kind": "turning", "experiments": ["bunny"]}},
        },
        "authors": {"zenodo": 5, "file": "*.ply"},
        "evaluation": {"random_clouds": 2},
    }
    yield json.dumps(tree).encode()
    tree["datasets"]["pore"] = {"kind": "stack", "source": {"path": "a"}, "nm_per_pixel": 3.5}
    tree["experiments"]["pore"]["halves"] = False
    tree["datasets"]["bunny"] = {"kind": "simulated", "model": "bunny", "smlm": SMLM}
    yield json.dumps(tree).encode()
    yield yaml.safe_dump(tree).encode()


def _config_mutate(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Mutate JSON files as trees and YAML files as text."""
    if random.random() < 0.1:
        return mutations.of_text(random, [seed for seed in seeds if seed[:1] != b"{"])
    return mutations.of_tree(random, [seed for seed in seeds if seed[:1] == b"{"])


def _config_traps(_: Path) -> Iterable[bytes]:
    """Aliases that would expand to 9^9 entries, as a value of the wrong type."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    yield "\n".join([*lines, "experiments: *i\ndatasets: {}\nrecipes: {}\n"]).encode()
    yield "\n".join([*lines, "threads: *i\nexperiments: {}\n"]).encode()


def _read_config(path: Path) -> None:
    try:
        tree = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InputError(
            f"{path}: not YAML"
        ) from None  # the message of Snakemake, which comes before holly is called
    if not isinstance(tree, dict):
        raise InputError(f"{path}: no configuration")  # also from Snakemake
    load(tree)


CLAIMS = b"""\
- id: baseline
  claim: "It is found, considerably nearer than random clouds are."
  source: section 3
  tests:
    - {metric: rmsd / random_rmsd, experiments: [bunny], below: 0.5, over: every}
    - {metric: shape.ring_diameter, experiments: [a, b], between: [1, 2.5], than: c}
- id: other
  claim: &c Another
  source: *c
  tests:
    - metric: run.seconds
      experiments: [bunny]
      above: 3
"""


def _claims_seeds(_: Path) -> Iterable[bytes]:
    yield CLAIMS
    yield json.dumps(yaml.safe_load(CLAIMS)).encode()


def _claims_traps(folder: Path) -> Iterable[bytes]:
    yield from _config_traps(folder)
    yield b"!!python/object/apply:os.mkdir [executed]\n"
    yield b"[" * 500


def _claims_mutate(random: Random, seeds: Sequence[bytes]) -> bytes:
    if random.random() < 0.5:
        return mutations.of_text(random, seeds)
    return mutations.of_tree(random, [seed for seed in seeds if seed.startswith(b'[{"')])


def _read_claims(path: Path) -> None:
    judge.judge(claims.read_claims(path), path.parent / "results")


# Archives


def _zip_seeds(_: Path) -> Iterable[bytes]:
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", method) as archive:
            archive.writestr(zipfile.ZipInfo("a/"), b"")
            archive.writestr(zipfile.ZipInfo("a/b.csv"), b"x,y\n" * 20, method)
            archive.writestr(zipfile.ZipInfo("c.txt"), b"c", method)
        yield file.getvalue()


def _zip_traps(_: Path) -> Iterable[bytes]:
    def archive(name: str, content: bytes, mode: int = 0, method: int = 0) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as opened:
            info = zipfile.ZipInfo("x")
            info.filename, info.external_attr = name, mode << 16
            opened.writestr(info, content, method)
        return file.getvalue()

    for name in ("../outside", "/outside", "a/../../outside", "..\\outside"):
        yield archive(name, b"x")
    yield archive("link", b"/etc/passwd", stat.S_IFLNK | 0o777)
    yield archive("device", b"", stat.S_IFCHR | 0o777)
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield archive("bomb", bytes(20 * LIMIT), method=method)


def _tar_seeds(_: Path) -> Iterable[bytes]:
    for kind in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        yield _tarball([("a", tarfile.DIRTYPE, ""), ("a/b", tarfile.REGTYPE, "")], kind)
    yield _tarball([("n" * 120, tarfile.REGTYPE, ""), ("é", tarfile.REGTYPE, "")], 2)


def _tarball(entries: Sequence[tuple[str, bytes, str]], form: int = 1) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=form) as archive:
        for name, kind, target in entries:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            content = b"x,y\n" * 10 if kind == tarfile.REGTYPE else b""
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def _tar_traps(_: Path) -> Iterable[bytes]:
    for name in ("../outside", "/outside", "a/../../outside", "..\\outside"):
        yield _tarball([(name, tarfile.REGTYPE, "")])
    yield _tarball([("a", tarfile.SYMTYPE, "/tmp"), ("a/outside", tarfile.REGTYPE, "")])
    yield _tarball([("a", tarfile.LNKTYPE, "/etc/passwd")])
    yield _tarball([("a", tarfile.LNKTYPE, "../input.tar")])
    for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
        yield _tarball([("a", kind, "")])


def _gz_seeds(folder: Path) -> Iterable[bytes]:
    return (gzip.compress(seed, 1, mtime=0) for seed in _tar_seeds(folder))


def _gz_traps(folder: Path) -> Iterable[bytes]:
    yield from (gzip.compress(seed, 1, mtime=0) for seed in _tar_traps(folder))
    info = tarfile.TarInfo("bomb")
    info.size = 20 * LIMIT
    yield gzip.compress(info.tobuf() + bytes(info.size + 1024), 9, mtime=0)


def _unpack(path: Path) -> None:
    unpack(path, path.parent / "out", limit_bytes=LIMIT, limit_files=100)


def _left_the_folder(place: Path) -> str | None:
    """What an archive did that it must not do; None if it did nothing wrong."""
    others = {path.name for path in place.iterdir()} - {"out"}
    if len(others) > 1 or (place.parent / "outside").exists():
        return "wrote outside of its folder"
    found = list((place / "out").rglob("*"))
    if any(path.is_symlink() or not (path.is_dir() or path.is_file()) for path in found):
        return "left a link or a device"
    if any(path.is_file() and path.stat().st_nlink > 1 for path in found):
        return "left a hard link"
    if sum(path.stat().st_size for path in found if path.is_file()) > LIMIT:
        return "left more than its limit"
    return None


# Zenodo


def _metadata_seeds(_: Path) -> Iterable[bytes]:
    file = {"key": "a b.zip", "size": 12, "checksum": "md5:" + "0" * 32}
    yield json.dumps({"id": 123, "files": [file, file | {"key": "c.mat"}]}).encode()


def _read_metadata(path: Path) -> None:
    response = requests.Response()
    response._content = path.read_bytes()
    with mock.patch.object(zenodo, "answer", return_value=nullcontext(response)):
        try:
            files = zenodo._ask(123)
        except zenodo.TemporaryError as error:
            raise InputError(f"Zenodo record 123: {error}") from None
    assert all(_is_inside(file.name) for file in files)


def _is_inside(name: str) -> bool:
    return Path("/a/b", name).resolve().is_relative_to("/a/b") and Path(name).name != ""


def _lock_seeds(folder: Path) -> Iterable[bytes]:
    files = [
        zenodo_record.Published("a b.zip", 12, "0" * 32),
        zenodo_record.Published("c.mat", 1, "1" * 32),
    ]
    zenodo_record.write_lock(folder / "lock.json", 123, files)
    yield (folder / "lock.json").read_bytes()


def _read_lock(path: Path) -> None:
    pinned = zenodo_record.read_lock(path, 123)
    assert all(_is_inside(file.name) for file in pinned)
    zenodo_record.compare(path, 123, pinned, sorted(pinned, key=lambda file: file.name))
    zenodo_record.choose(pinned, 123, ["*.mat"])


def _read_run(path: Path) -> None:
    tables._trained(read_run(path))


READERS = [
    Reader(
        "mat5",
        "localisations, MATLAB v5",
        "a.mat",
        _mat5_seeds,
        _localisations("matlab-cell"),
        _mat5_mutate,
        _mat5_traps,
        guided=True,
    ),
    Reader(
        "mat73",
        "localisations, MATLAB v7.3",
        "a.mat",
        _mat73_seeds,
        _localisations("matlab-cell"),
        traps=_hdf5_traps(_at("#refs#/a")),
    ),
    Reader(
        "cep152",
        "localisations, HDF5 of the CEP152 data",
        "a.mat",
        _cep152_seeds,
        _localisations("cep152"),
        traps=_hdf5_traps(_at("#refs#/a")),
    ),
    Reader(
        "picasso",
        "localisations, HDF5 of Picasso",
        "a.hdf5",
        _picasso_seeds,
        _localisations("picasso"),
        traps=_picasso_traps,
    ),
    Reader(
        "particles",
        "localisations, HDF5 of this program",
        "a.h5",
        _particles_seeds,
        read_particles,
        traps=_hdf5_traps(_at("x")),
    ),
    Reader(
        "localisations-csv",
        "localisations, CSV",
        "a.csv",
        _csv_seeds,
        _localisations("csv"),
        mutations.of_text,
    ),
    Reader(
        "thunderstorm",
        "localisations, CSV of ThunderSTORM",
        "a.csv",
        _thunderstorm_seeds,
        _localisations("thunderstorm"),
        mutations.of_text,
    ),
    *(
        Reader(f"table-{name}", f"localisations, {kind}", name, _table_seeds(*seeds), read, damage)
        for name, kind, seeds, read, damage in TABLES
    ),
    Reader(
        "fits-cube",
        "images, FITS cube",
        "sigma_2.fits",
        _cube_seeds,
        _read_cube,
        mutations.of_headed,
        _cube_traps,
        guided=True,
    ),
    Reader(
        "fits-original",
        "images, FITS of the original program",
        "original/2/image_000000.fits",
        _original_seeds,
        _read_original,
        mutations.of_headed,
        writes=True,
    ),
    Reader("tiff", "image stack, TIFF", "a.tif", _tiff_seeds, read_stack, traps=_tiff_traps),
    Reader("fits", "image stack, FITS", "a.fits", _fits_seeds, read_stack, traps=_fits_traps),
    Reader("mrc", "images of particles, MRC", "a.mrcs", _mrc_seeds, read_mrc, traps=_mrc_traps),
    Reader(
        "star",
        "images of particles, STAR",
        "a.star",
        lambda _: [STAR],
        read_star,
        mutations.of_text,
        surroundings=_beside_star,
    ),
    Reader(
        "index",
        "index of images, CSV",
        "index.csv",
        _index_seeds,
        lambda path: images.read_index(path.parent),
        mutations.of_text,
    ),
    Reader(
        "ply",
        "cloud, PLY",
        "a.ply",
        _ply_seeds,
        read_cloud_file,
        mutations.of_headed,
        _ply_traps,
        guided=True,
    ),
    Reader(
        "obj", "cloud, OBJ", "a.obj", lambda _: OBJ, read_cloud_file, mutations.of_text, guided=True
    ),
    Reader(
        "cloud-csv",
        "cloud, CSV",
        "a.csv",
        lambda _: CLOUDS,
        read_cloud_file,
        mutations.of_text,
        guided=True,
    ),
    Reader(
        "cloud-xyz",
        "cloud, XYZ or TXT",
        "a.xyz",
        lambda _: POINTS,
        read_cloud_file,
        mutations.of_text,
        guided=True,
    ),
    Reader(
        "pcd",
        "cloud, PCD",
        "a.pcd",
        _pcd_seeds,
        read_cloud_file,
        mutations.of_headed,
        _pcd_traps,
        guided=True,
    ),
    Reader(
        "stl",
        "cloud, STL",
        "a.stl",
        _stl_seeds,
        read_cloud_file,
        mutations.of_headed,
        guided=True,
    ),
    Reader(
        "history",
        "history of a training, CSV",
        "history.csv",
        _of_run("history.csv"),
        read_history,
        mutations.of_text,
    ),
    Reader(
        "poses",
        "poses of a run, CSV",
        "poses.csv",
        _of_run("poses.csv"),
        read_poses,
        mutations.of_text,
    ),
    Reader(
        "curation",
        "verdicts on particles, CSV",
        "curation.csv",
        _curation_seeds,
        _read_accepted,
        mutations.of_text,
    ),
    Reader(
        "accepted",
        "list of accepted particles",
        "accepted.txt",
        lambda _: [b"3\n4\n6\n", b"2 5"],
        _read_listed,
        mutations.of_text,
        guided=True,
    ),
    Reader(
        "choices",
        "choices from the contact sheet, CSV",
        "choices.csv",
        lambda _: [b"particle,id,accepted\n1,3,True\n2,4,False\n", b"id,accepted\n5,True\n"],
        _read_choices,
        mutations.of_text,
    ),
    Reader(
        "picks",
        "table of picks, CSV",
        "picks.csv",
        _picks_seeds,
        _read_picks,
        mutations.of_text,
        surroundings=_beside_picks,
        escaped=_left_the_sheet,
        writes=True,
    ),
    Reader(
        "pick-maps",
        "maps of fields of view, NPZ",
        "picks.npz",
        _maps_seeds,
        _read_picks,
        mutations.of_zip,
        _maps_traps,
        surroundings=_beside_picks,
        escaped=_left_the_sheet,
        writes=True,
    ),
    Reader(
        "pick-choices",
        "table of picks that a person has edited, CSV",
        "choices.csv",
        _choices_seeds,
        lambda path: apply_pick_choices(path, PICKED),
        mutations.of_text,
    ),
    Reader(
        "picasso-picks",
        "picks of Picasso, YAML",
        "a_picks.yaml",
        _picasso_picks_seeds,
        _read_regions,
        _picasso_picks_mutate,
        _config_traps,
        guided=True,
    ),
    Reader("roi", "region of ImageJ", "a.roi", _roi_seeds, _read_regions, guided=True),
    Reader(
        "roi-set",
        "regions of ImageJ, ZIP",
        "a.zip",
        _roi_set_seeds,
        _read_regions,
        _roi_set_mutate,
        _roi_set_traps,
    ),
    Reader(
        "summary",
        "summary of evaluations, CSV",
        "summary.csv",
        _summary_seeds,
        _read_summary,
        mutations.of_text,
        surroundings=_beside_summary,
    ),
    Reader(
        "configuration",
        "configuration, YAML",
        "config.yaml",
        _config_seeds,
        _read_config,
        _config_mutate,
        _config_traps,
        names=("configuration: ",),
        guided=True,
    ),
    Reader(
        "claims",
        "the paper's claims, YAML",
        "claims.yaml",
        _claims_seeds,
        _read_claims,
        _claims_mutate,
        _claims_traps,
        escaped=_executed,
        guided=True,
    ),
    Reader(
        "checkpoint",
        "checkpoint of a training",
        "checkpoint.pt",
        _of_run("checkpoint.pt"),
        _read_checkpoint,
        mutations.of_zip,
        _checkpoint_traps,
        escaped=_executed,
    ),
    Reader(
        "samples",
        "samples of a training, NPZ",
        "samples.npz",
        _of_run("samples.npz"),
        read_samples,
        mutations.of_zip,
        _array_traps(("steps", "sigma_in", "inputs", "outputs", "structures")),
        escaped=_executed,
    ),
    Reader(
        "movie",
        "structures of a training, NPZ",
        "movie.npz",
        _of_run("movie.npz"),
        read_movie,
        mutations.of_zip,
        _array_traps(("step", "sigma", "structure")),
        escaped=_executed,
    ),
    Reader(
        "views",
        "averaged views of a run, NPZ",
        "views.npz",
        _of_run("views.npz"),
        read_views,
        mutations.of_zip,
        _array_traps(("rotation", "count", "average", "rendered")),
        escaped=_executed,
    ),
    Reader(
        "run",
        "description of a run, JSON",
        "run.json",
        _of_run("run.json"),
        _read_run,
        mutations.of_tree,
    ),
    Reader(
        "evaluation",
        "evaluation of a structure, JSON",
        "1.json",
        _evaluation_seeds,
        _read_evaluation,
        mutations.of_tree,
    ),
    Reader(
        "agreement",
        "agreement of runs, JSON",
        "a.json",
        _agreement_seeds,
        lambda path: tables._agreement_row(read_agreement(path)),
        mutations.of_tree,
    ),
    Reader(
        "verdicts",
        "verdicts on claims, JSON",
        "claims.json",
        _verdict_seeds,
        _read_verdicts,
        mutations.of_tree,
    ),
    Reader(
        "record",
        "record of a stage, JSON",
        "a.log.json",
        _record_seeds,
        _read_record,
        mutations.of_tree,
    ),
    Reader(
        "shown-run",
        "description of a run, JSON, for the pages",
        "results/runs/a/1/run.json",
        _shown_run_seeds,
        _read_shown_run,
        mutations.of_tree,
    ),
    Reader(
        "shown-agreement",
        "agreement of runs, JSON, for the pages",
        "a.json",
        _agreement_seeds,
        _read_shown_agreement,
        mutations.of_tree,
    ),
    Reader(
        "authors",
        "evaluation of the authors' clouds, JSON",
        "evaluation.json",
        _authors_seeds,
        read_published,
        mutations.of_tree,
    ),
    Reader(
        "zenodo-metadata",
        "metadata of a Zenodo record, JSON",
        "metadata.json",
        _metadata_seeds,
        _read_metadata,
        mutations.of_tree,
        names=("Zenodo record 123: ", "https://zenodo.org/api/records/123: "),
    ),
    Reader(
        "zenodo-lock",
        "lock of a Zenodo record, JSON",
        "lock.json",
        _lock_seeds,
        _read_lock,
        mutations.of_tree,
        names=("Zenodo record 123: ",),
    ),
    Reader(
        "zip",
        "archive, ZIP",
        "a.zip",
        _zip_seeds,
        _unpack,
        mutations.of_zip,
        _zip_traps,
        escaped=_left_the_folder,
        writes=True,
    ),
    Reader(
        "tar",
        "archive, TAR",
        "a.tar",
        _tar_seeds,
        _unpack,
        mutations.of_headed,
        _tar_traps,
        escaped=_left_the_folder,
        writes=True,
    ),
    Reader(
        "tar-gz",
        "archive, TAR compressed by gzip",
        "a.tar.gz",
        _gz_seeds,
        _unpack,
        mutations.packed(lambda data: gzip.compress(data, 1, mtime=0), gzip.decompress),
        _gz_traps,
        escaped=_left_the_folder,
        writes=True,
    ),
]
READERS += WORMBRAIN
BY_NAME = {reader.name: reader for reader in READERS}
