"""Align frames of a real recording, and judge what stays where it should.

    python benchmarks/worm_recording.py RECORDING [--frames 140:170] [--target N] [--json FILE]

RECORDING is a recording.h5 of `wormbrain frames` with a red and a green channel; red shows few
bright landmarks. Of it the frames `--frames` (Python's start:stop:step) are aligned to the frame
with the number `--target`, or to the one that `wormbrain align` chooses.

- `ncc` is the mean correlation of the aligned frames with the target, at 256 pixels, of the mean
  over channels; `ncc_before` without an alignment.
- `jitter` is the root mean square distance of the brightest landmark, its centroid in red, from
  where it is on average, in pixels of 256; `jitter_before` without an alignment.
- `jitter_unseen` is the same if red is taken from the alignment, which then sees only green.
- `classical` has `ncc` and `jitter` of each method of classical.py, which works at 256 pixels.
- `lost` counts the frames for which no match could be trusted.
- `seconds` is the processor time per frame on one core of the whole stage `align`: reading,
  matching, checking, sampling at full size, and writing all its files.
"""

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from classical import CLASSICAL
from measure import machine
from scipy.ndimage import map_coordinates

from wormbrain.alignment.align import align
from wormbrain.alignment.resample import write_aligned
from wormbrain.alignment.transformations import read_transformations
from wormbrain.frames.intensity import scaled
from wormbrain.frames.recording import Description, Recording, writing
from wormbrain.matching.prepared import resized

SIZE = 256
NEAR = 25  # pixels around the landmark in the target in which it is looked for


def main() -> None:
    """Measure, print, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recording", type=Path)
    parser.add_argument("--frames", default="140:170")
    parser.add_argument("--target", type=int, help="number of a frame; chosen if left out")
    parser.add_argument("--network", type=Path, help="a network.pt that `wormbrain train` wrote")
    parser.add_argument("--json", type=Path, help="write the results here")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    results = measure(arguments)
    for name, value in results.items():
        print(f"{name:16} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results | machine(), indent=2) + "\n")


def measure(asked: argparse.Namespace) -> dict[str, object]:
    """The results described above."""
    with tempfile.TemporaryDirectory() as folder:
        both, green = Path(folder, "both.h5"), Path(folder, "green.h5")
        count = _cut(asked.recording, both, asked.frames, slice(None))
        _cut(asked.recording, green, asked.frames, slice(1, None))
        started = time.process_time()
        align(both, Path(folder, "aligned"), target=asked.target, network=asked.network)
        seconds = (time.process_time() - started) / count
        aligned = read_transformations(Path(folder, "aligned", "transformations.h5"))
        align(green, Path(folder, "unseen"), target=aligned.target)
        before, after = _images(both), _images(Path(folder, "aligned", "aligned.h5"))
        unseen = _aligned_by(Path(folder, "unseen"), both, Path(folder, "other.h5"))
        target = int(np.flatnonzero(aligned.number == aligned.target)[0])
        found = [image for image in after if image.any()]
        return {
            "frames": count,
            "range": asked.frames,
            "target": aligned.target,
            "lost": count - len(found),
            "ncc": _ncc(after, target),
            "ncc_before": _ncc(before, target),
            "jitter": _jitter(found, after[target]),
            "jitter_before": _jitter(before, before[target]),
            "jitter_unseen": _jitter([image for image in unseen if image.any()], unseen[target]),
            "classical": {name: _judged(name, before, target) for name in CLASSICAL},
            "seconds": round(seconds, 3),
        }


def _judged(name: str, images: list[np.ndarray], target: int) -> dict[str, float]:
    """How well a classical method aligns images [2, SIZE, SIZE] to one of them."""
    pixels = np.indices(images[target].shape[1:])[::-1].reshape(2, -1).T.astype(float)
    fixed = torch.from_numpy(images[target])
    aligned = []
    for image in images:
        places = CLASSICAL[name](torch.from_numpy(image), fixed)(pixels)[:, ::-1].T
        channels = [map_coordinates(channel, places, order=1) for channel in image]
        aligned.append(np.stack(channels).reshape(image.shape))
    return {"ncc": _ncc(aligned, target), "jitter": _jitter(aligned, aligned[target])}


def _cut(path: Path, output: Path, frames: str, channels: slice) -> int:
    """Write some frames and channels of a recording as one of its own; return how many frames."""
    chosen = slice(*(int(part) if part else None for part in frames.split(":")))
    with Recording(path) as recording:
        indices = range(len(recording))[chosen]
        if len(recording.channels) != 2 or not indices:
            raise SystemExit(f"{path}: give a recording of two channels and frames that it has")
        description = Description(recording.channels[channels], recording.source)
        with writing(output, description) as writer:
            for index in indices:
                writer.append(recording.number[index], recording[index][channels])
    return len(indices)


def _aligned_by(folder: Path, recording: Path, output: Path) -> list[np.ndarray]:
    """The images of a recording under the transformations that another one led to."""
    with Recording(recording) as opened:
        write_aligned(opened, read_transformations(folder / "transformations.h5"), output)
    return _images(output)


def _images(path: Path) -> list[np.ndarray]:
    """All images [2, SIZE, SIZE] of a recording, scaled; lost ones are zero."""
    with Recording(path) as recording:
        return [
            resized(scaled(recording[index], recording.used_range)[None], SIZE)[0].numpy()
            for index in range(len(recording))
        ]


def _ncc(images: list[np.ndarray], target: int) -> float:
    means = [image.mean(0).ravel() for image in images]
    others = (mean for index, mean in enumerate(means) if index != target and mean.any())
    return float(np.mean([np.corrcoef(mean, means[target])[0, 1] for mean in others]))


def _jitter(images: list[np.ndarray], target: np.ndarray) -> float:
    rows, columns = np.indices(target.shape[1:])
    row, column = np.unravel_index(target[0].argmax(), rows.shape)
    near = np.hypot(rows - row, columns - column) < NEAR
    centroids = []
    for image in images:
        weight = image[0] ** 2 * near
        if weight.sum():
            centroids.append([(weight * axis).sum() / weight.sum() for axis in (rows, columns)])
    offsets = np.array(centroids) - np.mean(centroids, axis=0)
    return float(np.sqrt((offsets**2).sum(1).mean()))


if __name__ == "__main__":
    main()
