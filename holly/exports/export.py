"""Everything of one run that other programs can read, in one folder."""

import logging
from dataclasses import dataclass
from pathlib import Path

import starfile

from groundwork.errors import InputError
from groundwork.files import atomic_file, atomic_folder
from holly.data.clouds import read_cloud
from holly.exports.density import Grid, write_density
from holly.exports.images import open_source, write_stack
from holly.exports.poses import particle_table, pose_table, star_blocks, write_csv
from holly.exports.structure import write_structure
from holly.images.curation import read_curation
from holly.results.folder import RunFiles
from holly.results.history import read_poses, read_samples
from holly.results.run import Run, read_run
from holly.settings.images import Augmentation

STACK = "images.mrcs"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scale:
    """How large a run's images are. One model unit is a quarter of their width."""

    side: int  # pixels
    nm_per_unit: float

    @property
    def nm_per_pixel(self) -> float:
        """The scale of the images."""
        return 4 * self.nm_per_unit / self.side


def export(
    files: RunFiles,
    output: Path,
    *,
    data: Path | None = None,
    curation: Path | None = None,
    augmentation: Augmentation = Augmentation(),  # noqa: B008
    nm_per_unit: float | None = None,
    voxel_nm: float | None = None,
    sigma_nm: float | None = None,
) -> None:
    """Write the folder `output`, which docs/exports.md describes; an older one is replaced.

    Args:
        files: of the run.
        output: the folder to write.
        data: what the run was trained on; without it there is no stack of images.
        curation: of its particles; without it only those that have poses are known.
        augmentation: how particles are drawn if `data` are localisations.
        nm_per_unit: the scale of a run that does not know its own.
        voxel_nm: of the density; by default a pixel of the images.
        sigma_nm: of the Gaussian at each point of the density; by default that of the finest
            images, so that the density projects to them.

    Raises:
        InputError: a file of the run is missing or broken, its scale is not known, or the images
            are not its own.
    """
    run, poses = read_run(files.record), read_poses(files.poses)
    scale = _scale(files, run, nm_per_unit)
    pixel, finest = scale.nm_per_pixel, run.recipe.sigma[-1]
    voxel = pixel if voxel_nm is None else voxel_nm
    grid = Grid.over(scale.side * pixel, voxel, finest * pixel if sigma_nm is None else sigma_nm)
    points = read_cloud(files.structure) * scale.nm_per_unit
    opened = open_source(data, run, poses, curation, augmentation) if data else None
    verdicts = read_curation(curation) if curation else None
    table = pose_table(poses, scale.side, pixel)
    with atomic_folder(output) as folder:
        write_structure(folder, points)
        write_density(folder / "density.mrc", points, grid)
        write_csv(folder / "poses.csv", table)
        write_csv(folder / "particles.csv", particle_table(poses, verdicts))
        if opened:
            write_stack(folder / STACK, opened, poses, finest, pixel)
            star = starfile.to_string(star_blocks(table, STACK, scale.side, pixel))
            with atomic_file(folder / "images.star") as scratch:
                scratch.write_text(star.partition("\n")[2].lstrip())  # the first line is the time
    log.info(
        "%s: %d points, %d poses, density of %d voxels a side (%.4g nm, sigma %.4g nm)",
        *(output, len(points), len(table), grid.side, grid.voxel_nm, grid.sigma_nm),
    )


def _scale(files: RunFiles, run: Run, given: float | None) -> Scale:
    """The scale of a run; InputError if it is not known, or if another one is given."""
    height, width = read_samples(files.samples).inputs.shape[2:]
    if height != width:
        raise InputError(
            f"{files.folder}: images of {width} x {height} pixels; only square ones fit"
        )
    if given is not None and not 0 < given < float("inf"):
        raise InputError(f"--nm-per-unit {given:g}: give a positive number")
    if given is not None and run.nm_per_unit is not None and given != run.nm_per_unit:
        raise InputError(
            f"--nm-per-unit {given:g}: the run's own is {run.nm_per_unit:g}; leave it out"
        )
    known = run.nm_per_unit or given
    if known is None:
        raise InputError(
            f"{files.folder}: its scale is not known, and the files are in nm and Å; give "
            "--nm-per-unit, the nm in a quarter of the images' width"
        )
    return Scale(width, known)
