"""From a localisation program's file to a structure, nothing else given: how long, how right.

    python benchmarks/own_file.py [--formats thunderstorm picasso smap minflux] [--particles 300]
        [--seed 1] [--cores 2] [--folder results/own-file] [--file FILE]

Plants nuclear pores in a field of view (holly/data/fields.py: two rings of eight sites with a
radius of 55 nm, 50 nm apart), writes the field as each program does, and calls `holly reconstruct
FILE` for each file in a folder of its own. `--file` runs a real file of nuclear pores instead, such
as the one that config/npc.yaml names. The radius and the distance of the rings are measured from
the structure of the first replicate.

Writes benchmarks/results/own-file.json: minutes from the call to the report, what was measured, and
the doubt. A file that is already in it, from the same commit, is not run again; a call that was
stopped begins anew, so that its minutes are right.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import scipy.io
import yaml
from measure import machine

from holly.data.clouds import read_cloud
from holly.data.fields import RING, RINGS_APART, PlantedField, plant, write_field
from holly.evaluation.shapes import rings
from holly.results.agreement import read_agreement
from holly.results.folder import Results
from holly.results.run import read_run

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).parent / "results" / "own-file.json"
CAMERA = 110.0  # nm per pixel
SIDE, APART, BACKGROUND = 20_000.0, 250.0, 10.0  # nm, nm, molecules per µm²
PORES = 300  # that fill a field of this side


def main() -> None:
    """Run every format and write what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--formats", nargs="+", choices=FORMATS, default=list(FORMATS))
    parser.add_argument("--particles", type=int, default=PORES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--folder", type=Path, default=ROOT / "results" / "own-file")
    parser.add_argument("--file", type=Path, help="a real file of nuclear pores, run instead")
    given = parser.parse_args()
    here = machine()
    rows = json.loads(RESULT.read_text()) if RESULT.exists() else []
    planted = [
        {"format": name, "particles": given.particles, "seed": given.seed} for name in given.formats
    ]
    for asked in [{"file": given.file.name}] if given.file else planted:
        asked |= {"cores": given.cores, "commit": here["commit"]}
        if not any(asked.items() <= row.items() for row in rows):
            rows.append(asked | measured(asked, given.folder, given.file) | {"machine": here})
            RESULT.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
            print(rows[-1], flush=True)


def scene(particles: int, seed: int) -> PlantedField:
    """The field of view; its side follows from the number of pores."""
    side = SIDE * (particles / PORES) ** 0.5
    shape = {"side": side, "apart": APART, "background": BACKGROUND}
    return plant("pores", particles=particles, **shape, seed=seed)


def measured(asked: dict, folder: Path, real: Path | None) -> dict[str, float | str | None]:
    """Find the structure of a file with one command, and measure that."""
    folder = folder / (real.stem if real else "{format}-{particles}-{seed}".format(**asked))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if real:
        name = shutil.copy(real, folder / real.name).name
    else:
        write, name = FORMATS[asked["format"]]
        write(folder / name, scene(asked["particles"], asked["seed"]))
    command = [sys.executable, "-m", "holly", "reconstruct", name, "--cores", str(asked["cores"])]
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True)
    minutes = (time.perf_counter() - began) / 60
    found = judged(Results(folder / "results"))
    if not real:
        truth = {"radius": RING, "separation": RINGS_APART}
        found |= {f"{key}_error": round(found[key] / true - 1, 4) for key, true in truth.items()}
    return {"minutes": round(minutes, 2), **found}


def judged(results: Results) -> dict[str, float | str | None]:
    """The rings of the structure, and whether it is believed."""
    run = results.run("mine", 1)
    unit = read_run(run.record).nm_per_unit
    shape = rings(read_cloud(run.structure) * unit)
    agreed = read_agreement(results.agreement("mine"))
    return {
        "radius": round(shape["ring_radius"], 2),
        "separation": round(shape["ring_separation"], 2),
        "doubt": agreed.doubt,
        "verdict": agreed.verdict,
    }


def write_picasso(path: Path, field: PlantedField) -> None:
    """HDF5 with a table `locs` in camera pixels, and the size of a pixel in the .yaml beside it."""
    names = ("x", "y", "z", "photons", "lpx", "lpy")
    table = np.zeros(len(field.frame), [("frame", "u4"), *((name, "f4") for name in names)])
    table["frame"], table["photons"] = field.frame, field.photons
    table["x"], table["y"] = field.positions[:, :2].T / CAMERA
    table["z"] = field.positions[:, 2]
    table["lpx"] = table["lpy"] = field.precision / CAMERA
    with h5py.File(path, "w") as file:
        file["locs"] = table
    parts = [{"Frames": int(field.frame.max()) + 1}, {"Pixelsize": CAMERA}]
    path.with_suffix(".yaml").write_text(yaml.safe_dump_all(parts))


def write_smap(path: Path, field: PlantedField) -> None:
    """A MATLAB file with the structure `saveloc.loc`, in nm."""
    columns = dict(zip(("xnm", "ynm", "znm"), field.positions.T, strict=True))
    columns |= {"frame": field.frame, "phot": field.photons, "locprecnm": field.precision}
    columns |= {"filenumber": np.ones(len(field.frame)), "channel": np.zeros(len(field.frame))}
    loc = {name: values[:, None].astype(float) for name, values in columns.items()}
    scipy.io.savemat(path, {"saveloc": {"loc": loc}})


def write_minflux(path: Path, field: PlantedField) -> None:
    """An array with an entry for each iteration, in metres, as Imspector writes it since 2024."""
    kinds = [("itr", "i4"), ("loc", "f8", (3,)), ("tid", "u4"), ("vld", "?")]
    rows = np.zeros((len(field.frame), 2), kinds)
    rows["itr"], rows["vld"] = [0, 1], True
    rows["tid"] = np.arange(len(field.frame))[:, None]
    rows["loc"] = field.positions[:, None] * 1e-9
    np.save(path, rows.ravel())


FORMATS: dict[str, tuple[Callable[[Path, PlantedField], None], str]] = {
    "thunderstorm": (write_field, "field.csv"),
    "picasso": (write_picasso, "field.hdf5"),
    "smap": (write_smap, "field_sml.mat"),
    "minflux": (write_minflux, "field.npy"),
}


if __name__ == "__main__":
    main()
