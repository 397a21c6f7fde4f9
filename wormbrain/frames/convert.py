"""Convert any source of images to the canonical recording, frame by frame."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import numpy as np
from tqdm import tqdm

from groundwork.arrays import spread
from groundwork.errors import InputError
from groundwork.files import require_disk
from wormbrain.frames.intensity import contrast
from wormbrain.frames.open import open_source
from wormbrain.frames.recording import Description, Recording, is_recording, writing
from wormbrain.frames.source import Frame, Source, chosen_channels, chosen_planes

Projection = Literal["max", "mean"]
SOME = 10  # frames in which the contrast of channels is measured
FAINT = 0.1  # contrast, of that of the brightest channel
TINY = 1e-12
FEW = 0.5  # of the frames; a channel that is blank in more of them is meant to be

log = logging.getLogger(__name__)


def recording_of(path: Path, folder: Path) -> Path:
    """The recording that a path names, or one that is made in the folder from another source.

    A recording that was made in the folder before is used again if the source is no younger.

    Raises:
        InputError: as of `open_source` and `convert`.
    """
    if is_recording(path):
        return path
    made = folder / "recording.h5"
    if made.exists() and path.exists() and made.stat().st_mtime > path.stat().st_mtime:
        with Recording(made) as recording:
            if recording.source == str(path):
                return made
    with open_source(path) as source:
        folder.mkdir(parents=True, exist_ok=True)
        convert(source, made)
    return made


def convert(
    source: Source,
    output: Path,
    *,
    projection: Projection = "max",
    planes: tuple[int, int] | None = None,
    channels: Sequence[str] | None = None,
    skip_damaged: bool = False,
) -> None:
    """Project each volume of a source over its planes; write the images as recording.h5.

    Faulty are frames that are missing, unreadable, of another shape or type than is usual, not
    finite, or blank: all values of the image equal, or all of one channel that few frames have
    blank. The memory needed is that of a few volumes.

    Args:
        source: any, see wormbrain.frames.open.open_source.
        output: file to write.
        projection: what is kept of the planes: the largest value, or the mean (rounded if the
            pixels are integers).
        planes: the first and last of the planes that count, from 0; all by default.
        channels: names of the channels to keep, in this order; all by default.
        skip_damaged: leave out faulty frames and note their numbers in the file.

    Raises:
        InputError: there are faulty frames, which the message lists; no such channel or plane; or
            the disk is full.
    """
    kept = chosen_channels(source, channels)
    first, last = chosen_planes(source, planes)
    names = tuple(source.channels[channel] for channel in kept)
    how = projection if first < last else "none"
    description = Description(names, str(source.path), how, (first, last))
    sizes = (len(kept), *source.shape[2:])
    require_disk(output, len(source.numbers) * int(np.prod(sizes)) * source.dtype.itemsize)
    faults: dict[int, str] = {}
    blank: dict[str, list[int]] = {name: [] for name in names}
    left_out: list[int] = []
    with writing(output, description, left_out) as writer:
        total = len(source.numbers) + len(source.missing)
        for frame in tqdm(_ahead(source.frames()), "frames", total, unit="frame", disable=None):
            fault = _fault(source, frame)
            if not fault:
                image = project(frame.volume[:, first : last + 1], projection)
                image = np.ascontiguousarray(image[kept])
                fault = _fault_of_image(image)
            if fault:
                faults[frame.number] = fault
                continue
            for name, channel in zip(names, image, strict=True):
                if channel.min() == channel.max():
                    blank[name].append(frame.number)
            if skip_damaged or not faults:
                writer.append(frame.number, image)
        faults |= _blank_by_fault(source, blank)
        _report(source, faults, skip_damaged)
        writer.drop(list(faults))
        left_out.extend(faults)
    _say_faint(output)


def project(volume: np.ndarray, projection: Projection) -> np.ndarray:
    """The image [C, H, W] of a volume [C, Z, H, W], in the type of the volume."""
    if volume.shape[1] == 1:
        return volume[:, 0]
    if projection == "max":
        return volume.max(1)
    mean = volume.mean(1, dtype=np.float64)
    return (np.rint(mean) if volume.dtype.kind in "iu" else mean).astype(volume.dtype)


def _ahead(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The same frames; each is read while the one before it is used."""
    with ThreadPoolExecutor(1) as reader:
        waiting = reader.submit(next, frames, None)
        while (frame := waiting.result()) is not None:
            waiting = reader.submit(next, frames, None)
            yield frame


def _fault(source: Source, frame: Frame) -> str:
    """What is wrong with a frame as it was read; empty if nothing is."""
    if frame.volume is None:
        return frame.fault
    if frame.volume.shape != source.shape:
        return f"of shape {frame.volume.shape}, where {source.shape} is usual"
    if frame.volume.dtype != source.dtype:
        return f"of type {frame.volume.dtype}, where {source.dtype} is usual"
    return ""


def _fault_of_image(image: np.ndarray) -> str:
    if not np.isfinite(image).all():
        return "not finite"
    return "blank" if image.min() == image.max() else ""


def _blank_by_fault(source: Source, blank: Mapping[str, Sequence[int]]) -> dict[int, str]:
    """The frames that lack a channel which most frames have."""
    faults = {}
    for name, numbers in blank.items():
        if len(numbers) <= FEW * len(source.numbers):
            faults |= dict.fromkeys(numbers, f"{name} is blank")
        else:
            message = "%s: %s is blank in %d of %d frames; choose others with --channels"
            log.warning(message, source.path, name, len(numbers), len(source.numbers))
    return faults


def _say_faint(path: Path) -> None:
    """Warn of channels in which next to nothing can be seen, such as an unused colour of a JPEG."""
    with Recording(path) as recording:
        seen = [contrast(recording[i]) for i in spread(len(recording), SOME)]
    share = np.median(seen, axis=0) / np.max(np.median(seen, axis=0), initial=TINY)
    for name, one in zip(recording.channels, share, strict=True):
        if 0 < one < FAINT:
            message = (
                "%s: %s has %.0f %% of the contrast of the brightest channel, so its noise would "
            )
            message += "count when frames are compared; choose others with --channels"
            log.warning(message, path, name, 100 * one)


def _report(source: Source, faults: Mapping[int, str], skip_damaged: bool) -> None:
    """Say which frames are faulty; raise InputError unless they may be left out."""
    if not faults:
        return
    kinds: dict[str, list[int]] = {}
    for number, fault in sorted(faults.items()):
        kinds.setdefault(fault, []).append(number)
    listed = "; ".join(f"{_spans(numbers)}: {fault}" for fault, numbers in kinds.items())
    total = len(source.numbers) + len(source.missing)
    said = f"{source.path}: {len(faults)} of {total} frames cannot be used: frame {listed}"
    if not skip_damaged or len(faults) == total:
        raise InputError(f"{said}; mend the source, or leave them out with --skip-damaged")
    log.warning("%s; left out", said)


def _spans(numbers: Sequence[int]) -> str:
    """Increasing numbers in few words: 3, 5 to 9."""
    starts = [i for i, n in enumerate(numbers) if i == 0 or n != numbers[i - 1] + 1]
    ends = [*(start - 1 for start in starts[1:]), len(numbers) - 1]
    spans = ((numbers[start], numbers[end]) for start, end in zip(starts, ends, strict=True))
    return ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in spans)
