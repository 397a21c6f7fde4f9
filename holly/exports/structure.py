"""A structure as files for other programs: a table and a PLY in nm, mmCIF and markers in Å.

ChimeraX and PyMOL take the coordinates of mmCIF files and of markers to be in Å, so these lie on
the density of holly.exports.density. A PDB file has no room for coordinates of 1 µm and more.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from groundwork.files import atomic_file
from holly.data.clouds import write_cloud

ANGSTROM = 10.0  # in a nm
MARKER = 0.01  # radius of a marker, in extents of the structure
ATOM_SITE = (  # columns that readers of mmCIF look for, in the order of the Protein Data Bank
    *("group_PDB", "id", "type_symbol", "label_atom_id", "label_alt_id", "label_comp_id"),
    *("label_asym_id", "label_entity_id", "label_seq_id", "pdbx_PDB_ins_code"),
    *("Cartn_x", "Cartn_y", "Cartn_z", "occupancy", "B_iso_or_equiv"),
    *("auth_seq_id", "auth_asym_id", "pdbx_PDB_model_num"),
)


def write_structure(folder: Path, points: np.ndarray) -> None:
    """Write points [N, 3], nm, as structure.csv, .ply, .cif and .cmm into a folder."""
    write_cloud(folder / "structure.ply", points, comment="lengths in nm")
    for suffix, lines in FORMATS.items():
        with atomic_file(folder / f"structure{suffix}") as scratch:
            scratch.write_text("\n".join(lines(points)) + "\n", encoding="ascii")


def _table(points: np.ndarray) -> Iterable[str]:
    yield "x_nm,y_nm,z_nm"
    yield from (f"{x!r},{y!r},{z!r}" for x, y, z in points.tolist())


def _mmcif(points: np.ndarray) -> Iterable[str]:
    """Each point as an atom of a residue of its own."""
    yield from ("data_structure", "#", "_entry.id structure", "#", "loop_")
    yield from (f"_atom_site.{name}" for name in ATOM_SITE)
    for number, (x, y, z) in enumerate((ANGSTROM * points).tolist(), 1):
        name = f"HETATM {number} C C . UNK A 1 {number} ?"
        yield f"{name} {x:.3f} {y:.3f} {z:.3f} 1.00 0.00 {number} A 1"
    yield "#"


def _markers(points: np.ndarray) -> Iterable[str]:
    """A set of ChimeraX's markers."""
    angstrom = ANGSTROM * points
    radius = max(MARKER * float(np.ptp(angstrom, axis=0).max()), 1.0)
    yield '<marker_set name="structure">'
    for number, (x, y, z) in enumerate(angstrom.tolist(), 1):
        place = f'x="{x:.3f}" y="{y:.3f}" z="{z:.3f}"'
        yield f'<marker id="{number}" {place} r="0" g="0.45" b="0.7" radius="{radius:.3f}"/>'
    yield "</marker_set>"


FORMATS: dict[str, Callable[[np.ndarray], Iterable[str]]] = {
    ".csv": _table,
    ".cif": _mmcif,
    ".cmm": _markers,
}
