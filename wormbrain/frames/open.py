"""Open any source of images, by what its content is."""

from pathlib import Path

import h5py

from groundwork.errors import InputError
from groundwork.files import require
from wormbrain.frames.source import Source

TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")  # how TIFF and BigTIFF files begin


def open_source(path: Path, axes: str | None = None, dataset: str | None = None) -> Source:
    """A source: HDF5, TIFF, a video, or a folder of images.

    Args:
        path: of the file or folder.
        axes: of an HDF5 dataset or TIFF file, a letter of TCZYX for each.
        dataset: path of an HDF5 dataset.

    Raises:
        InputError: it cannot be read, or the options do not belong to such a source.
    """
    if path.is_dir():
        from wormbrain.frames.image_folder import open_folder

        _refuse(path, "dataset", dataset)
        return open_folder(path, axes)
    require(path, "give an HDF5, TIFF or video file, or a folder of images")
    if h5py.is_hdf5(path):
        from wormbrain.frames.hdf5_source import open_hdf5

        return open_hdf5(path, axes, dataset)
    _refuse(path, "dataset", dataset)
    with path.open("rb") as file:
        mark = file.read(4)
    if mark in TIFF:
        from wormbrain.frames.tiff_source import open_tiff

        return open_tiff(path, axes)
    from wormbrain.frames.video import open_video

    _refuse(path, "axes", axes)
    return open_video(path)


def _refuse(path: Path, option: str, value: str | None) -> None:
    if value is not None:
        raise InputError(f"{path}: has no {option} to choose; leave out --{option}")
