"""Poses in the convention of RELION, and the tables of poses and of particles.

RELION's Euler angles rot, tilt and psi, in degrees, turn about z, the new y and the new z (ZYZ).
With their matrix A (`euler_matrix`), the point r of a volume appears in the image at the first two
coordinates of A·r - o, where o is the image's origin (rlnOriginXAngst, rlnOriginYAngst), in Å from
the middle of pixel side // 2; x follows the columns of the stack and y its rows.

Rows of an MRC stack run from the bottom to the top, so images are turned over when they are
exported, and A is HOLLy's rotation itself. The middle of HOLLy's images is side / 2 columns from
the left and rows from the top; counted from the bottom, row r becomes row side - 1 - r.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial.transform import Rotation

from groundwork.files import atomic_file
from holly.exports.structure import ANGSTROM
from holly.results.history import Poses

ANGLES = ("rlnAngleRot", "rlnAngleTilt", "rlnAnglePsi")
ORIGINS = ("rlnOriginXAngst", "rlnOriginYAngst")
UNUSED = "unused"  # an accepted particle whose images the run had not: those of the other half


def relion_angles(rotation: np.ndarray) -> np.ndarray:
    """RELION's rot, tilt and psi [P, 3], degrees, of axis-angle vectors [P, 3], radians."""
    turn = Rotation.from_rotvec(rotation).as_matrix()
    tilt = np.arccos(turn[:, 2, 2].clip(-1, 1))
    sine = np.hypot(turn[:, 2, 0], turn[:, 2, 1])
    tilted = sine > 1e-7  # else only rot + psi, or rot - psi, is defined, and rot is set to 0
    rot = np.where(tilted, np.arctan2(turn[:, 2, 1], turn[:, 2, 0]), 0.0)
    flat = np.arctan2(
        np.sign(turn[:, 2, 2]) * -turn[:, 1, 0], np.sign(turn[:, 2, 2]) * turn[:, 0, 0]
    )
    psi = np.where(tilted, np.arctan2(turn[:, 1, 2], -turn[:, 0, 2]), flat)
    return np.degrees(np.stack([rot, tilt, psi], 1))


def relion_origins(shift: np.ndarray, side: int, nm_per_pixel: float) -> np.ndarray:
    """RELION's origins [P, 2], Å, of shifts [P, 2] in model units in images of `side` pixels."""
    half = side / 2 - side // 2  # 0, or half a pixel if the side is odd
    pixels = np.array([-half, 1 - half]) - side / 4 * shift
    return ANGSTROM * nm_per_pixel * pixels


def pose_table(poses: Poses, side: int, nm_per_pixel: float) -> pd.DataFrame:
    """A row per image of `side` pixels: particle, fate, pose as HOLLy and as RELION say it."""
    angles = relion_angles(poses.rotation)
    origins = relion_origins(poses.shift, side, nm_per_pixel)
    shift_nm = side / 4 * nm_per_pixel * poses.shift
    return pd.DataFrame(
        {
            "image": poses.image,
            "particle": poses.particle,
            "fate": poses.fate,
            **dict(zip(("rx", "ry", "rz"), poses.rotation.T, strict=True)),
            **dict(zip(("shift_x_nm", "shift_y_nm"), shift_nm.T, strict=True)),
            **dict(zip(ANGLES, angles.T, strict=True)),
            **dict(zip(ORIGINS, origins.T, strict=True)),
            "sigma_nm": poses.sigma * nm_per_pixel,
            "loss": poses.loss,
        }
    )


def particle_table(poses: Poses, curation: pd.DataFrame | None) -> pd.DataFrame:
    """A row per particle: its fate, how many of its images have poses, and why it was rejected.

    Without a curation, only particles that have poses are known.
    """
    images = pd.DataFrame({"particle": poses.particle, "fate": poses.fate}).groupby("particle")
    known = images.agg(fate=("fate", "first"), images=("fate", "size")).reset_index()
    if curation is None:
        return known
    columns = [name for name in ("id", "localisations", "reason") if name in curation]
    table = curation[["particle", "accepted", *columns]].merge(known, "left", "particle")
    lost = np.where(table.pop("accepted"), UNUSED, "rejected")
    table["fate"] = table["fate"].where(table["fate"].notna(), lost)
    table["images"] = table["images"].fillna(0).astype(int)
    return table


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table as CSV."""
    with atomic_file(path) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n")


def star_blocks(
    table: pd.DataFrame, stack: str, side: int, nm_per_pixel: float
) -> Mapping[str, pd.DataFrame]:
    """The blocks of a STAR file of RELION 3.1 and later for the images of a table of poses.

    Light microscopes have no contrast transfer function; the optics are there because RELION and
    cryoSPARC ask for them. Both halves of `rlnRandomSubset` have whole particles.
    """
    optics = {
        "rlnOpticsGroup": [1],
        "rlnOpticsGroupName": ["opticsGroup1"],
        "rlnVoltage": [300.0],
        "rlnSphericalAberration": [2.7],
        "rlnAmplitudeContrast": [0.1],
        "rlnImagePixelSize": [ANGSTROM * nm_per_pixel],
        "rlnImageSize": [side],
        "rlnImageDimensionality": [2],
    }
    number = np.unique(table["particle"], return_inverse=True)[1]
    particles = {
        "rlnImageName": [f"{image:06d}@{stack}" for image in range(1, len(table) + 1)],
        "rlnMicrographName": [f"particle_{particle}" for particle in table["particle"]],
        "rlnOpticsGroup": 1,
        **{name: table[name] for name in (*ANGLES, *ORIGINS)},
        "rlnRandomSubset": number % 2 + 1,
    }
    return {"optics": pd.DataFrame(optics), "particles": pd.DataFrame(particles)}
