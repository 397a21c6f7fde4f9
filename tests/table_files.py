"""One small file of every layout and version, with the same three particles in each.

The names and units are those that the programs write; docs/data.md says where they are from.
"""

import json
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import scipy.io

RNG = np.random.default_rng(0)
OWNER = np.repeat([1, 2, 3], [6, 8, 7])
POINTS = RNG.normal(0, 40, (21, 3)) + 700 * OWNER[:, None]  # nm
SIGMA = np.full(21, 12.0)  # nm
PIXEL = 100.0  # nm
N = len(POINTS)


def text(names: str, columns: dict[str, np.ndarray], separator: str = ",", end: str = "\n") -> str:
    """A table with these names; a column that is not given counts the rows."""
    split = names.split(separator)
    plain = [name.strip('"') for name in split]
    values = [columns.get(name, np.arange(N)) for name in plain]
    rows = [separator.join(f"{one}" for one in row) for row in zip(*values, strict=True)]
    return end.join([names, *rows, ""])


def _axes(*names: str, scale: float = 1.0) -> dict[str, np.ndarray]:
    return dict(zip(names, POINTS.T / scale, strict=False))


def thunderstorm(path: Path) -> None:
    names = '"id","frame","x [nm]","y [nm]","z [nm]","intensity [photon]","uncertainty_xy [nm]"'
    columns = _axes("x [nm]", "y [nm]", "z [nm]") | {"uncertainty_xy [nm]": SIGMA}
    path.write_text(text(names, columns))


def thunderstorm_xls(path: Path) -> None:
    names = '"id"\t"frame"\t"x [nm]"\t"y [nm]"\t"z [um]"\t"uncertainty [nm]"\t"cluster"'
    columns = _axes("x [nm]", "y [nm]") | {"z [um]": POINTS[:, 2] / 1000, "cluster": OWNER}
    path.write_text(text(names, columns | {"uncertainty [nm]": SIGMA}, "\t", "\r\n"), newline="")


def picasso(path: Path, *, picked: bool = True, embedded: bool = True) -> None:
    kinds = [("frame", "u4"), *((name, "f8") for name in ("x", "y", "z", "photons", "lpx", "lpy"))]
    table = np.zeros(N, kinds + [("group", "i4")] * picked)
    table["x"], table["y"], table["z"] = *(POINTS[:, :2] / PIXEL).T, POINTS[:, 2]
    table["lpx"] = table["lpy"] = SIGMA / PIXEL
    if picked:
        table["group"] = OWNER
    with h5py.File(path, "w") as file:
        file["locs"] = table
        if embedded:
            file["metadata"] = json.dumps([{"Frames": 9}, {"Pixelsize": PIXEL}])
    if not embedded:
        path.with_suffix(".yaml").write_text(f"Frames: 9\n---\nPixelsize: {PIXEL}\n")


def picasso_field(path: Path) -> None:
    picasso(path, picked=False, embedded=False)


def _smap() -> dict[str, np.ndarray]:
    columns = _axes("xnm", "ynm", "znm") | {"locprecnm": SIGMA, "frame": np.arange(N) + 1.0}
    return columns | {"phot": np.full(N, 900.0), "filenumber": np.ones(N), "channel": np.zeros(N)}


def smap_v73(path: Path) -> None:
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, values in _smap().items():
            file[f"saveloc/loc/{name}"] = values[None]
        file["saveloc/file/name"] = np.zeros((1, 4), "u2")


def smap_v7(path: Path) -> None:
    loc = {name: values[:, None] for name, values in _smap().items()}
    other = np.array([[{"deep": {"a": 1}}]], object)
    scipy.io.savemat(path, {"saveloc": {"file": other, "loc": loc}, "parameters": {"a": 1.0}})


def smap_csv(path: Path) -> None:
    columns = _smap() | {"layer": np.ones(N)}
    path.write_text(text("xnm,ynm,znm,frame,locprecnm,phot,bg,layer", columns))


def struct_points(path: Path) -> None:
    clouds = [POINTS[one == OWNER] / PIXEL for one in (1, 2, 3)]
    _cells(path, [{"points": one, "sigma": np.full((len(one), 1), 0.12)} for one in clouds])


def struct_coords(path: Path) -> None:
    found = []
    for one in (1, 2, 3):
        coords = np.zeros(((one == OWNER).sum(), 10))
        coords[:, :3], coords[:, 4] = POINTS[one == OWNER] / PIXEL, 0.12
        found.append({"coords": coords, "angle": 0.1})
    _cells(path, found)


def plain_cells(path: Path) -> None:
    _cells(path, [POINTS[one == OWNER].T for one in (1, 2, 3)])


def _cells(path: Path, items: list) -> None:
    cell = np.empty((1, len(items)), object)
    cell[0, :] = items
    scipy.io.savemat(path, {"particles": cell, "note": "x"})


def elyra(path: Path) -> None:
    names = (
        "Index\tFirst Frame\tNumber Frames\tFrames Missing\tPosition X [nm]\tPosition Y [nm]\t"
        "Position Z [nm]\tPrecision [nm]\tNumber Photons\tBackground variance\tChi square\t"
        "PSF half width [nm]\tChannel\tZ Slice"
    )
    columns = _axes("Position X [nm]", "Position Y [nm]", "Position Z [nm]")
    columns |= {"Precision [nm]": SIGMA, "Channel": np.ones(N, int)}
    footer = "\0\r\nVoxelSizeX : 0.1\r\nVoxelSizeY : 0.1\r\nSizeX : 256"
    path.write_text(text(names, columns, "\t", "\r\n") + footer, "latin-1", newline="")


def nstorm(path: Path) -> None:
    names = (
        "Channel Name\tX\tY\tXc\tYc\tHeight\tArea\tWidth\tPhi\tAx\tBG\tI\tFrame\tLength\tLink\t"
        "Valid\tZ\tZc\tPhotons\tLateral Localization Accuracy\tXw\tYw\tXwc\tYwc"
    )
    columns = _axes("Xc", "Yc", "Zc") | {"Channel Name": np.full(N, "647")}
    path.write_text(text(names, columns | {"Lateral Localization Accuracy": SIGMA}, "\t"))


def nanoimager(path: Path) -> None:
    names = (
        "Channel,Frame,X (nm),Y (nm),Z (nm),X precision (nm),Y precision (nm),X (pix),Y (pix),"
        "Z (pix),X precision (pix),Y precision (pix),Photons,Background"
    )
    columns = _axes("X (nm)", "Y (nm)", "Z (nm)") | {"Channel": np.zeros(N, int)}
    path.write_text(text(names, columns | {"X precision (nm)": SIGMA, "Y precision (nm)": SIGMA}))


def rapidstorm(path: Path) -> None:
    units = {"Position-0-0": "nanometer", "Position-1-0": "nanometer", "Position-2-0": "nanometer"}
    units |= {"ImageNumber-0-0": "frame", "Amplitude-0-0": "A/D count"}
    fields = "".join(
        f'<field identifier="{n}" semantic="s" unit="{u}" />' for n, u in units.items()
    )
    rows = [f"{x} {y} {z} {i} 900.5" for i, (x, y, z) in enumerate(POINTS)]
    start = '# <localizations insequence="true" repetitions="variable">'
    path.write_text("\n".join([f"{start}{fields}</localizations>", *rows, ""]))


def decode_h5(path: Path) -> None:
    with h5py.File(path, "w") as file:
        meta, data = file.create_group("meta"), file.create_group("data")
        meta.attrs.update({"xy_unit": "px", "px_size": [PIXEL, 2 * PIXEL]})
        file.create_group("decode").attrs.update({"version": "0.10"})
        scale = np.array([PIXEL, 2 * PIXEL, 1])
        data["xyz"] = POINTS / scale
        data["xyz_sig"] = np.stack([SIGMA] * 3, axis=1) / scale
        data["xyz_cr"] = h5py.Empty("f")
        data["phot"], data["frame_ix"] = np.full(N, 900.0), np.arange(N)


def decode_csv(path: Path) -> None:
    names = "x,y,z,phot,frame_ix,x_cr,y_cr,z_cr,x_sig,y_sig,z_sig"
    columns = _axes("x", "y", scale=PIXEL) | {"z": POINTS[:, 2]}
    columns |= {"x_sig": SIGMA / PIXEL, "y_sig": SIGMA / PIXEL, "z_sig": SIGMA}
    metadata = json.dumps({"xy_unit": "px", "px_size": [PIXEL, PIXEL]})
    start = f'# DECODE EmitterSet\n# {{"version": "0.10"}}\n# {metadata}\n'
    path.write_text(start + text(names, columns))


ITERATION = [("itr", "i4"), ("loc", "f8", (3,)), ("eco", "i4")]


def _events() -> np.ndarray:
    """Events of three iterations; two events that are not valid stand among the valid ones."""
    kinds = [("itr", ITERATION, (3,)), ("tid", "i4"), ("tim", "f8"), ("vld", "?")]
    events = np.zeros(N + 2, kinds)
    events["vld"][:N] = True
    events["itr"]["loc"] = 7e-7
    events["itr"]["loc"][:N, 2] = POINTS * 1e-9
    events["tid"][:N] = OWNER
    return np.roll(events, 1)


def minflux_npy(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, _events())


def minflux_mat(path: Path) -> None:
    events = _events()
    inner = {name: events["itr"][name] for name in ("itr", "loc", "eco")}
    outer = {name: events[name][None] for name in ("tid", "tim", "vld")}
    scipy.io.savemat(path, outer | {"itr": inner})


def minflux_json(path: Path) -> None:
    events = [
        {
            "itr": [{"itr": i, "loc": one["loc"].tolist()} for i, one in enumerate(event["itr"])],
            **{"tid": int(event["tid"]), "vld": bool(event["vld"])},
        }
        for event in _events()
    ]
    path.write_text(json.dumps(events))


def _iterations() -> np.ndarray:
    """As _events, in the version of 2024: an entry is an iteration."""
    rows = np.zeros((N + 2, 3), [("itr", "i4"), ("loc", "f8", (3,)), ("tid", "u4"), ("vld", "?")])
    events = _events()
    for name in ("tid", "vld"):
        rows[name] = events[name][:, None]
    rows["loc"], rows["itr"] = events["itr"]["loc"], [0, 1, 2]
    return rows.ravel()


def minflux_2024_npy(path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, _iterations())


def minflux_2024_mat(path: Path) -> None:
    rows = _iterations()
    scipy.io.savemat(path, {name: np.array(rows[name]) for name in rows.dtype.names})


def minflux_2024_json(path: Path) -> None:
    names = ("itr", "tid", "vld")
    rows = [
        {n: row[n].item() for n in names} | {"loc": row["loc"].tolist()} for row in _iterations()
    ]
    path.write_text(json.dumps(rows))


def csv_plain(path: Path) -> None:
    path.write_text(
        text("particle,x_nm,y_nm,z_nm", _axes("x_nm", "y_nm", "z_nm") | {"particle": OWNER})
    )


# By the name of the file: how it is made, its layout, and what else it needs.
FILES: dict[str, tuple[Callable[[Path], None], str, dict[str, float]]] = {
    "thunderstorm.csv": (thunderstorm, "thunderstorm", {}),
    "thunderstorm.xls": (thunderstorm_xls, "thunderstorm", {}),
    "picasso_picked.hdf5": (picasso, "picasso", {}),
    "picasso.hdf5": (picasso_field, "picasso", {}),
    "v73_sml.mat": (smap_v73, "smap", {}),
    "v7_sml.mat": (smap_v7, "smap", {}),
    "smap.csv": (smap_csv, "smap", {}),
    "points.mat": (struct_points, "matlab-cell", {"nm_per_camera_pixel": PIXEL}),
    "coords.mat": (struct_coords, "matlab-cell", {"nm_per_camera_pixel": PIXEL}),
    "cells.mat": (plain_cells, "matlab-cell", {}),
    "elyra.txt": (elyra, "elyra", {}),
    "nstorm.txt": (nstorm, "nstorm", {}),
    "nanoimager.csv": (nanoimager, "nanoimager", {}),
    "rapidstorm.txt": (rapidstorm, "rapidstorm", {}),
    "decode.h5": (decode_h5, "decode", {}),
    "decode.csv": (decode_csv, "decode", {}),
    "minflux.npy": (minflux_npy, "minflux", {}),
    "minflux.mat": (minflux_mat, "minflux", {}),
    "minflux.json": (minflux_json, "minflux", {}),
    "minflux_2024.npy": (minflux_2024_npy, "minflux", {}),
    "minflux_2024.mat": (minflux_2024_mat, "minflux", {}),
    "minflux_2024.json": (minflux_2024_json, "minflux", {}),
    "plain.csv": (csv_plain, "csv", {}),
}
