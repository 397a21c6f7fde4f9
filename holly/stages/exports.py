"""The stage that writes results for other programs."""

from pathlib import Path
from typing import Annotated


def export(
    run: Annotated[Path, "the folder of a run"],
    data: Annotated[Path | None, "what it was trained on; without it no images are written"] = None,
    *,
    curation: Annotated[Path | None, "of its particles, for their fates"] = None,
    augmentation: Annotated[str, "how localisations are drawn, as JSON"] = "{}",
    nm_per_unit: Annotated[float | None, "scale of a run that does not know its own"] = None,
    voxel_nm: Annotated[float | None, "of the density; a pixel of the images if left out"] = None,
    sigma_nm: Annotated[float | None, "of its Gaussians; the images' finest if left out"] = None,
    output: Annotated[Path, "the folder to write, replaced if it exists"],
) -> None:
    """Write structure, density, images and poses for ChimeraX, RELION and other programs."""
    from groundwork.settings.parse import parse
    from holly.exports.export import export
    from holly.results.folder import RunFiles
    from holly.settings.images import Augmentation

    drawn = parse(Augmentation, augmentation, "--augmentation")
    export(
        RunFiles(run),
        output,
        data=data,
        curation=curation,
        augmentation=drawn,
        nm_per_unit=nm_per_unit,
        voxel_nm=voxel_nm,
        sigma_nm=sigma_nm,
    )
