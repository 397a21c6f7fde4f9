"""Video files, decoded one frame after another, with the bit depth of the video.

Frames are numbered from 0 in the order of their times, and one that cannot be decoded keeps its
number. Where most frames store only what changes, those that follow a damaged one are wrong up to
the next complete picture (key frame), and are faulty too.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from groundwork.errors import InputError
from groundwork.formats.hdf5 import RATIO
from wormbrain.frames.source import COLOURS, Frame, FrameError, Source, missing_numbers

CONTAINERS = "avi,mov,mp4,matroska,webm,mpegts,mpeg,asf,ogg,flv,nut,gif"  # none names other files
STRICT = {"err_detect": "crccheck+explode"}  # the decoder reports damage instead of hiding it
JITTER = 0.25  # of the time between frames, by which times may differ from the rate
EIGHT = 8  # bits per colour of most videos
DAMAGED = "cannot be decoded"


@dataclass
class Video(Source):
    """A video; its frames are decoded in their order.

    Attributes:
        times: numbers of the frames by their times in the container's unit; empty if it has none.
    """

    times: Mapping[int, int] = field(default_factory=dict)

    def frames(self) -> Iterator[Frame]:
        """All frames; those that are damaged or missing come last."""
        left = set(self.numbers)
        for count, decoded in enumerate(_decoded(self.path)):
            number = self.times.get(decoded.pts) if self.times else count
            if number in left:  # otherwise it repeats another
                left.remove(number)
                yield Frame(number, _volume(decoded))
        for number in sorted(left):
            yield Frame(number, None, DAMAGED)
        for number in self.missing:
            yield Frame(number, None, "missing")


def open_video(path: Path) -> Video:
    """A video.

    Raises:
        InputError: no video of a usual kind, or none of its frames can be decoded.
    """
    with _opened(path) as (container, stream):
        declared, times = stream.frames, [p.pts for p in container.demux(stream) if p.size]
        unknown = container.format.name == "avi" and stream.codec_context.has_b_frames
        numbered = {} if unknown else _numbered(times, stream.average_rate, stream.time_base)
    first = next(_decoded(path), None)
    if first is None:
        raise InputError(f"{path}: none of its {len(times)} frames can be decoded; copy it again")
    numbers = sorted(numbered.values()) or range(len(times))
    missing = missing_numbers(path, numbers, range(max(declared, numbers[-1] + 1)))
    volume = _volume(first)
    names = ("gray",) if len(volume) == 1 else COLOURS[:3]

    def read(index: int) -> np.ndarray:
        return _searched(video, index)

    video = Video(path, names, numbers, missing, volume.shape, volume.dtype, read, times=numbered)
    return video


def _numbered(times: Sequence[int | None], rate: Fraction | None, unit: Fraction) -> dict[int, int]:
    """The numbers of frames by their times; empty if some have none, or one that is not theirs.

    If all times fit the rate of the video, gaps between them are missing frames.
    """
    if None in times or len(set(times)) < len(times):
        return {}
    ordered = sorted(times)
    places = [float((time - ordered[0]) * unit * (rate or 0)) for time in ordered]
    numbers = [round(place) for place in places]
    apart = max(abs(a - b) for a, b in zip(places, numbers, strict=True))
    fit = apart < JITTER and len(set(numbers)) == len(numbers) <= numbers[-1] + 1
    return dict(zip(ordered, numbers if fit else range(len(ordered)), strict=True))


def _searched(video: Video, index: int) -> np.ndarray:
    """The volume at an index, found by decoding the video from its start."""
    frame = next(frame for frame in video.frames() if frame.number == video.numbers[index])
    if frame.volume is None:
        raise FrameError(frame.fault)
    return frame.volume


@contextmanager
def _opened(path: Path) -> Iterator[tuple[av.container.InputContainer, av.VideoStream]]:
    """An open video and its stream of images."""
    try:
        with av.open(str(path), options={"format_whitelist": CONTAINERS}) as container:
            stream = container.streams.video[0]
            most = RATIO * path.stat().st_size // len(COLOURS)
            if stream.width * stream.height > most:
                raise InputError(
                    f"{path}: declares {stream.width} x {stream.height} pixels, more than it "
                    "holds; copy it again"
                )
            stream.codec_context.options = STRICT | {"max_pixels": str(most)}
            yield container, stream
    except (av.FFmpegError, OSError, IndexError, ValueError, AttributeError) as error:
        raise InputError(
            f"{path}: not a readable video ({error}); give HDF5, TIFF, a folder of images or a "
            "video such as AVI, MP4 or MKV"
        ) from None


def _decoded(path: Path) -> Iterator[av.VideoFrame]:
    """The frames that are decoded correctly."""
    with _opened(path) as (container, stream):
        wrong = False
        for packet in container.demux(stream):
            try:
                decoded = packet.decode()
            except av.FFmpegError:
                wrong = True
                continue
            for frame in decoded:
                wrong = (wrong and not frame.key_frame) or frame.is_corrupt
                if not wrong:
                    yield frame


def _volume(frame: av.VideoFrame) -> np.ndarray:
    """The volume [C, 1, H, W] of a decoded frame: gray, or red, green and blue."""
    kind, bits = frame.format.name, max(part.bits for part in frame.format.components)
    if kind.startswith("gray"):
        return frame.to_ndarray(format=kind.replace("be", "le"))[None, None]
    pixels = frame.to_ndarray(format="rgb24" if bits <= EIGHT else "rgb48le")
    return pixels.transpose(2, 0, 1)[:, None]
