"""The readers of WORMBRAIN, with functions that make valid files for them; see reader.py."""

import io
import json
import struct
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import av
import h5py
import mutations
import numpy as np
import tifffile
import torch
import yaml
from PIL import Image
from reader import Reader, hdf5

from groundwork.errors import InputError
from wormbrain.alignment.transformations import Transformations, read_transformations
from wormbrain.alignment.volume_transformations import (
    VolumeTransformations,
    read_volume_transformations,
)
from wormbrain.evaluation.history import read_columns, read_training
from wormbrain.evaluation.table1 import read_rows
from wormbrain.frames.convert import convert
from wormbrain.frames.image_folder import read_image
from wormbrain.frames.masks import read_masks
from wormbrain.frames.open import open_source
from wormbrain.frames.places import read_places
from wormbrain.frames.points import read_points
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.frames.synthetic import read_truth, truth_path, write_synthetic
from wormbrain.geometry import spline
from wormbrain.networks.matcher import Matcher
from wormbrain.networks.saved import SavedNetwork, load_network
from wormbrain.pairs.augmented import read_augmented, write_augmented
from wormbrain.report.results import read_verdict
from wormbrain.settings.config import load

IMAGES = np.random.default_rng(0).integers(0, 255, (4, 2, 3, 6, 8), np.uint8)  # T, C, Z, H, W


def _converted(axes: str | None = None, dataset: str | None = None) -> Callable[[Path], None]:
    def read(path: Path) -> None:
        with open_source(path, axes, dataset) as source:
            convert(source, path.parent / "out" / "recording.h5", skip_damaged=True)

    return read


def _recording_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "recording.h5"
    for dtype in (np.uint8, np.float32):
        with writing(path, Description(("red", "green"), "worm.h5"), [5]) as writer:
            for number, image in enumerate(IMAGES.astype(dtype)):
                writer.append(number, image[:, 0])
        yield path.read_bytes()


def _read_recording(path: Path) -> None:
    with Recording(path) as recording:
        assert [image.shape for image in recording]
        assert recording.source is not None


def _report_seeds(folder: Path) -> Iterable[bytes]:
    sizes = {"frames": 2, "size": 32, "depth": 2, "nuclei": 2}
    write_synthetic(folder / "worm.h5", **sizes, seed=1)
    yield (folder / "worm.h5").read_bytes()

    def packed(file: h5py.File) -> None:
        for t in range(4):
            file.create_dataset(f"{t}/frame", data=IMAGES[t].T, compression="gzip", fletcher32=True)
        file.attrs.update(T=6, C=3)

    yield hdf5(packed)


def _array_seeds(_: Path) -> Iterable[bytes]:
    for stored in ({}, {"chunks": (2, 2, 3, 6, 8), "compression": "gzip"}):
        yield hdf5(lambda f, stored=stored: f.create_dataset("a/images", data=IMAGES, **stored))


def _hdf5_traps(name: str, shape: tuple[int, ...]) -> Callable[[Path], Iterable[bytes]]:
    """Datasets that declare more than the file contains, lie in other files, or are links."""

    def with_dataset(**options: Any) -> bytes:
        return hdf5(lambda file: file.create_dataset(name, dtype="i2", **options))

    def traps(_: Path) -> Iterable[bytes]:
        yield with_dataset(shape=shape, chunks=tuple(min(size, 64) for size in shape))
        yield with_dataset(shape=shape, chunks=shape)
        small = (*shape[:1], 2, 2, 2, 2)[: len(shape)]
        yield with_dataset(shape=small, external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])
        yield hdf5(lambda f: f.__setitem__(name, h5py.ExternalLink("/etc/passwd", "a")))
        texts = h5py.string_dtype()
        yield hdf5(lambda f: f.create_dataset(name, small, texts))

    return traps


def _tiff_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "a.tif"
    for options in (
        {"ome": True, "metadata": {"axes": "TCZYX"}},
        {"compression": "zlib", "metadata": {"axes": "TCZYX"}},
        {"byteorder": ">", "bigtiff": True, "metadata": {"axes": "TCZYX"}},
    ):
        tifffile.imwrite(path, IMAGES, photometric="minisblack", datetime=None, **options)
        yield path.read_bytes()
    options = {"imagej": True, "metadata": {"axes": "TZCYX"}}
    tifffile.imwrite(path, IMAGES.swapaxes(1, 2), photometric="minisblack", **options)
    yield path.read_bytes()


def _tiff_traps(folder: Path) -> Iterable[bytes]:
    """Files cut in the middle of their planes."""
    for seed in _tiff_seeds(folder):
        yield seed[: len(seed) // 2]


def _masks_seeds(folder: Path) -> Iterable[bytes]:
    path = folder / "a.tif"
    labels = np.zeros((3, 2, 6, 8), np.uint16)
    labels[:, 0, 1:3, 2:4], labels[:, 1, 4:, 5:] = 2, 7
    for dtype, options in (("u2", {}), ("u1", {"compression": "zlib"}), ("i4", {"ome": True})):
        metadata = {"photometric": "minisblack", "datetime": None, "metadata": {"axes": "TZYX"}}
        tifffile.imwrite(path, labels.astype(dtype), **metadata, **options)
        yield path.read_bytes()


def _masks_traps(folder: Path) -> Iterable[bytes]:
    """Files cut in the middle of their planes, and images that are no labels of these frames."""
    for seed in _masks_seeds(folder):
        yield seed[: len(seed) // 2]
    for seed in _tiff_seeds(folder):
        yield seed


def _image_seeds(_: Path) -> Iterable[bytes]:
    colours, deep = IMAGES.reshape(-1, 8, 3), IMAGES[0, 0, 0].astype(np.uint16)
    for image, kind in (
        (colours, "PNG"),
        (colours, "JPEG"),
        (deep, "PNG"),
        (colours[..., 0], "PNG"),
    ):
        file = io.BytesIO()
        Image.fromarray(image).save(file, kind)
        yield file.getvalue()


def _image_traps(_: Path) -> Iterable[bytes]:
    """Images that declare more pixels than they contain, and one that unpacks to too many."""

    def png(side: int, packed: bytes) -> bytes:
        parts = ((b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)), (b"IDAT", packed))
        written = (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in (*parts, (b"IEND", b""))
        )
        return b"\x89PNG\r\n\x1a\n" + b"".join(written)

    yield png(2**15, zlib.compress(bytes(100)))
    yield png(2**12, zlib.compress(bytes(2**12 * 50)))
    file = io.BytesIO()
    Image.new("RGB", (8, 8)).save(file, "JPEG")
    content = file.getvalue()
    place = content.index(b"\xff\xc0") + 5
    yield content[:place] + struct.pack(">HH", 13_000, 13_000) + content[place + 4 :]


def _video_seeds(folder: Path) -> Iterable[bytes]:
    colours = np.random.default_rng(0).integers(0, 255, (5, 32, 32, 3), np.uint8)
    for name, codec, kind in (
        ("a.avi", "rawvideo", "bgr24"),
        ("a.avi", "mjpeg", "yuvj420p"),
        ("a.avi", "mpeg4", "yuv420p"),
        ("a.mkv", "ffv1", "gray16le"),
        ("a.mp4", "libx264", "yuv420p"),
    ):
        with av.open(str(folder / name), "w", options={"fflags": "+bitexact"}) as container:
            stream = container.add_stream(codec, rate=10)
            stream.height, stream.width, stream.pix_fmt = 32, 32, kind
            for image in colours:
                container.mux(stream.encode(av.VideoFrame.from_ndarray(image)))
            container.mux(stream.encode())
        yield (folder / name).read_bytes()


def _video_traps(folder: Path) -> Iterable[bytes]:
    """A list that names another file, and a video of a size beyond any memory."""
    yield b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n"
    yield b"ffconcat version 1.0\nfile /etc/passwd\n"
    raw = next(iter(_video_seeds(folder)))
    place = raw.index(struct.pack("<Iii", 40, 32, -32))
    yield raw[:place] + struct.pack("<Iii", 40, 30_000, -30_000) + raw[place + 12 :]


def _maps_seeds(folder: Path) -> Iterable[bytes]:
    grid, size = (3, 2), (40, 60)
    maps = spline(*grid, (1.0, 2 / 3)).control.repeat(3, 1, 1)
    maps[1] = torch.nan
    Transformations(size, grid, maps, np.arange(3), 0).write(folder / "maps.h5")
    yield (folder / "maps.h5").read_bytes()


def _read_maps(path: Path) -> None:
    found = read_transformations(path)
    assert found.follow(np.ones((2, 2))).shape == (len(found.number), 2, 2)


def _volume_maps_seeds(folder: Path) -> Iterable[bytes]:
    flat = spline(3, 2, (1.0, 2 / 3)).control.repeat(3, 1, 1)
    shift = torch.zeros(3, 3 * 2 * 2, 3)
    flat[1], shift[1] = torch.nan, torch.nan
    sizes, number = ((5, 40, 60), 2.5, (3, 2), (3, 2, 2)), np.arange(3)
    VolumeTransformations(*sizes, flat, shift, number, 0).write(folder / "maps.h5")
    yield (folder / "maps.h5").read_bytes()


def _read_volume_maps(path: Path) -> None:
    found = read_volume_transformations(path)
    assert found.follow(np.ones((2, 3))).shape == (len(found.number), 2, 3)


def _truth_seeds(folder: Path) -> Iterable[bytes]:
    write_synthetic(folder / "worm.h5", frames=2, size=32, depth=2, nuclei=2, seed=1)
    yield truth_path(folder / "worm.h5").read_bytes()


def _augmented_seeds(folder: Path) -> Iterable[bytes]:
    with writing(folder / "recording.h5", Description(("red", "green"))) as writer:
        for number in range(2):
            writer.append(number, np.random.default_rng(number).integers(0, 99, (2, 16, 16)))
    write_augmented(folder / "recording.h5", folder / "augmented.h5", copies=1)
    yield (folder / "augmented.h5").read_bytes()


def _network_seeds(folder: Path) -> Iterable[bytes]:
    SavedNetwork("match", {"channels": 1}, Matcher(1).state_dict()).write(folder / "network.pt")
    yield (folder / "network.pt").read_bytes()


POINTS = [b"name,x,y\nAVAL,1,2\nAVAR,3.5,-4e1\n", b'\xef\xbb\xbf"x",name,y\r\n1," a ",2\r\n']
PLACES = [
    b"frame,name,x,y\n0,AVAL,1,2\n2,AVAL,1.5,2e0\n1,AVAR,,\n",
    b"\xef\xbb\xbfname,frame,y,x\r\n a ,1,-3,4\r\n",
]
FRAMES = [
    b"frame,ncc_before,ncc_after,lost\n0,1,1,0\n1,0.2,,1\n",
    b"frame,ncc_before,lost,reason\n0,1,1,too unlike; folds\n",
]
HISTORY = [b"step,learning_rate,loss,large,window\n1,0.1,0.5,0.4,0.3\n2,0.1,0.4,0.3,0.2\n"]
VERDICT = {
    **{"size": 64, "target": 0, "lost": 1, "unaligned": {"median": 4.5}},
    "error": {"median": 0.5, "percentile_95": None, "nuclei": 3},
    "frames": [{"frame": 0, "lost": False, "median": 0.1}, {"frame": 1, "median": None}],
}
RUN = {"best": {"validation": 0.1}, "identity": 0.06, "learnt_parameters": 12, "seconds": 1.5}
CONFIG = {
    "recordings": {"a": {"source": "a.h5", "planes": [0, 3]}, "b": {"synthetic": {"frames": 3}}},
    "networks": {"n": {"recording": "a", "settings": {"steps": 3}, "seeds": [1, 2]}},
    "alignments": {"a": {"recording": "a", "network": "n", "target": 2}},
    "table1": {"recording": "b", "rows": ["wb-simpler"], "scale": "small"},
}


def _beside(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _read_config(path: Path) -> None:
    try:
        content = yaml.safe_load(path.read_bytes())
    except (yaml.YAMLError, ValueError, RecursionError):
        raise InputError(f"{path}: not YAML") from None  # Snakemake reads it
    try:
        load(content)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


WORMBRAIN = [
    Reader(
        "recording",
        "canonical recording, HDF5",
        "recording.h5",
        _recording_seeds,
        _read_recording,
        traps=_hdf5_traps("frames", (4, 2, 2**20, 2**20)),
    ),
    Reader(
        "worm-report",
        "recording of the report's layout, HDF5",
        "worm.h5",
        _report_seeds,
        _converted(),
        traps=_hdf5_traps("0/frame", (2, 2**15, 2**15, 2**10)),
        writes=True,
    ),
    Reader(
        "worm-array",
        "recording as an array with named axes, HDF5",
        "worm.h5",
        _array_seeds,
        _converted("TCZYX", "a/images"),
        traps=_hdf5_traps("a/images", (4, 2, 2**10, 2**15, 2**15)),
        writes=True,
    ),
    Reader(
        "worm-tiff",
        "recording, TIFF",
        "worm.tif",
        _tiff_seeds,
        _converted(),
        traps=_tiff_traps,
        writes=True,
    ),
    Reader(
        "worm-masks",
        "label images of a recording, TIFF",
        "labels.tif",
        _masks_seeds,
        lambda path: read_masks(path, np.arange(3), (6, 8)),
        traps=_masks_traps,
    ),
    Reader(
        "worm-images",
        "image of a recording, PNG or JPEG",
        "1.png",
        _image_seeds,
        read_image,
        traps=_image_traps,
    ),
    Reader(
        "worm-video",
        "video",
        "worm.avi",
        _video_seeds,
        _converted(),
        traps=_video_traps,
        writes=True,
    ),
    Reader("worm-maps", "transformations of an alignment", "maps.h5", _maps_seeds, _read_maps),
    Reader(
        "worm-volume-maps",
        "transformations of an alignment of volumes",
        "maps.h5",
        _volume_maps_seeds,
        _read_volume_maps,
    ),
    Reader(
        "worm-truth",
        "truth of a synthetic recording",
        "worm.h5.truth.h5",
        _truth_seeds,
        lambda path: read_truth(path.with_name("worm.h5")),
    ),
    Reader("worm-augmented", "augmented training images", "a.h5", _augmented_seeds, read_augmented),
    Reader(
        "worm-network",
        "network of a training",
        "network.pt",
        _network_seeds,
        load_network,
        mutate=mutations.of_zip,
    ),
    Reader(
        "worm-points",
        "points of the target frame, CSV",
        "points.csv",
        lambda _: POINTS,
        read_points,
        mutate=mutations.of_text,
        guided=True,
    ),
    Reader(
        "worm-places",
        "points of every frame, CSV",
        "places.csv",
        lambda _: PLACES,
        lambda path: read_places(path, np.arange(3)),
        mutate=mutations.of_text,
        guided=True,
    ),
    Reader(
        "worm-frames",
        "table of an alignment",
        "frames.csv",
        lambda _: FRAMES,
        lambda path: read_columns(path, "make it again", ("frame", "lost"), ["reason"]),
        mutate=mutations.of_text,
        guided=True,
    ),
    Reader(
        "worm-verdict",
        "errors of an alignment, JSON",
        "verdict.json",
        lambda _: [json.dumps(VERDICT).encode()],
        read_verdict,
        mutate=mutations.of_tree,
        guided=True,
    ),
    Reader(
        "worm-run",
        "run.json of a row of Table I",
        "wb/1/run.json",
        lambda _: [json.dumps(RUN).encode()],
        lambda path: read_rows([path.parent]),
        mutate=mutations.of_tree,
        guided=True,
    ),
    Reader(
        "worm-history",
        "history of a training",
        "net/1/history.csv",
        lambda _: HISTORY,
        lambda path: read_training(path.parent),
        mutate=mutations.of_text,
        surroundings=lambda folder: _beside(folder / "net/1/run.json", json.dumps(RUN)),
        guided=True,
    ),
    Reader(
        "worm-config",
        "configuration of WORMBRAIN, YAML",
        "config.yaml",
        lambda _: [yaml.safe_dump(CONFIG).encode(), json.dumps(CONFIG).encode()],
        _read_config,
        mutate=mutations.of_text,
        guided=True,
    ),
]
