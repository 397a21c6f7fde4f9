"""A synthetic recording of a moving worm's head: nuclei along a bent strip, with known motion.

The file has the report's layout: `<t>/frame` [C, W, H, Z] for each time t, of 16 bit, channel 0
red and channel 1 green. Red shows a few nuclei with constant brightness, the landmarks. Green
shows all nuclei, with brightness that changes over time as calcium does. The background belongs to
the image and not to the worm: part of it stays where it is, part of it changes with every frame.
"""

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from tqdm import tqdm

from groundwork.errors import InputError
from groundwork.files import atomic_file, require, require_disk
from groundwork.formats.hdf5 import checked, creating, member, reading
from wormbrain.frames.recording import FAULTS

SMALLEST = 32  # pixels of width and height
LENGTH, WIDTH, THICKNESS = 0.5, 0.2, 0.55  # of the strip: of the size, and of the depth
LANDMARKS = 0.12  # share of nuclei that are red
RADIUS = 0.013  # of the size, standard deviation of a nucleus's image
RADIUS_Z = 0.1  # of the depth
REACH = 4  # radii at which the image of a nucleus ends
OFFSET, READ_NOISE, GAIN = 100.0, 6.0, 2.0  # of the camera: counts, counts, counts per electron
RED, GREEN = 1500.0, 700.0  # typical brightness of a nucleus, counts
CALCIUM, MEMORY = 0.5, 0.9  # of the logarithm of brightness: spread, correlation of two frames
BACKGROUND, GRAIN = 60.0, 12  # counts; cells of the background's texture along each axis
LARGEST = 2**15 - 1  # counts
PERIODS = (20.0, 45.0)  # frames, shortest and longest of the motion
SWIM, LIFT = 0.27, 0.05  # how far the centre goes: of the size, of the depth
TURN, CURL, WAVE = 1.0, 0.5, 0.4  # radians: of the whole, of each end against the middle, of waves


@dataclass(frozen=True)
class Truth:
    """Where all nuclei are, and how bright.

    Attributes:
        position: [T, N, 3], x (along W), y (along H) and z in pixels that count from 0.
        brightness: [T, N, 2], counts at the centre of each nucleus in red and green.
    """

    position: np.ndarray
    brightness: np.ndarray


def write_synthetic(
    output: Path, *, frames: int, size: int, depth: int, nuclei: int, seed: int
) -> Truth:
    """Write a recording, and `<output>.truth.h5` with the fields of Truth as datasets.

    The worm swims smoothly: it shifts by about 4 % of the size from frame to frame, over about
    half of the size in all, turns and bends. Nuclei can leave the image. The same arguments give
    the same bytes.

    Args:
        output: file to write, usually named .h5.
        frames: number of times.
        size: W and H, pixels.
        depth: Z, planes.
        nuclei: number of nuclei; LANDMARKS of them are red.
        seed: of all random numbers.

    Raises:
        InputError: a number is too small, or the disk is full.
    """
    if min(frames, depth, nuclei) < 1 or size < SMALLEST:
        raise InputError(
            f"{output}: give frames, depth and nuclei >= 1 and size >= {SMALLEST} pixels"
        )
    output, rng = Path(output), np.random.default_rng([seed, 0])
    position = _swimming(_body(nuclei, rng), frames, rng) * [size, size, depth]
    position += [(size - 1) / 2, (size - 1) / 2, (depth - 1) / 2]
    truth = Truth(position, _brightness(frames, nuclei, rng))
    camera = _Camera(size, depth, rng)
    require_disk(output, frames * 4 * size * size * depth)
    with atomic_file(output) as scratch, creating(scratch) as file:
        shape = {"C": 2, "W": size, "H": size, "D": depth, "T": frames, "N_neurons": nuclei}
        file.attrs.update(shape)
        for t in tqdm(range(frames), "synthetic", unit="frame", disable=None):
            noise = np.random.default_rng([seed, 1, t])
            volume = camera.volume(truth.position[t], truth.brightness[t], noise)
            file[f"{t}/frame"] = volume
    with atomic_file(truth_path(output)) as scratch, creating(scratch) as file:
        file["position"], file["brightness"] = truth.position, truth.brightness
    return truth


def read_truth(recording: Path) -> Truth:
    """The truth of a synthetic recording that `write_synthetic` wrote.

    Raises:
        InputError: it is missing or damaged.
    """
    path = require(truth_path(recording), "only recordings of `wormbrain synthetic` have one")
    try:
        with reading(path) as file:
            values = [checked(member(file, field.name))[()] for field in fields(Truth)]
        shapes = [value.shape for value in values]
        times, nuclei = shapes[0][:2]
        if shapes != [(times, nuclei, 3), (times, nuclei, 2)]:
            raise ValueError
        return Truth(*(value.astype(float) for value in values))
    except FAULTS:
        raise InputError(f"{path}: damaged; make it again with `wormbrain synthetic`") from None


def truth_path(recording: Path) -> Path:
    """Where the truth of a synthetic recording is."""
    return recording.with_name(f"{recording.name}.truth.h5")


def _body(nuclei: int, rng: np.random.Generator) -> np.ndarray:
    """Nuclei [N, 3] in the straight worm: along it in [-1, 1], across and in depth, sizes of 1.

    Half of them crowd around a ring, as the nerve ring's do.
    """
    along = np.where(
        rng.random(nuclei) < 0.5, rng.normal(0.25, 0.15, nuclei), rng.uniform(-1, 1, nuclei)
    ).clip(-1, 1)
    angle, radius = rng.uniform(0, 2 * np.pi, nuclei), np.sqrt(rng.uniform(0.1, 1, nuclei))
    taper = np.sqrt(1 - 0.8 * along**2) * radius
    across, deep = WIDTH / 2 * taper * np.cos(angle), THICKNESS / 2 * taper * np.sin(angle)
    return np.stack([along, across, deep], axis=1)


def _swimming(body: np.ndarray, frames: int, rng: np.random.Generator) -> np.ndarray:
    """Positions [T, N, 3] of the nuclei of a swimming worm, about the centre, sizes of 1."""
    time, line = np.arange(frames)[:, None], np.linspace(-1, 1, 101)
    wave = WAVE * np.sin(np.pi * line - 2 * np.pi * time / PERIODS[0])
    curl = _wandering(frames, CURL, rng)[:, None] * line
    turn = 2 * np.pi * rng.random() + _wandering(frames, TURN, rng)[:, None]
    centre = np.stack([_wandering(frames, SWIM, rng) for _ in "xy"], axis=1)
    lift = _wandering(frames, LIFT, rng)
    return np.stack(
        [
            _placed(body, line, angles, middle, height)
            for angles, middle, height in zip(wave + curl + turn, centre, lift, strict=True)
        ]
    )


def _wandering(frames: int, reach: float, rng: np.random.Generator) -> np.ndarray:
    """A smooth random course [T] within ± reach: a slow and a faster oscillation."""
    periods, phases = rng.uniform(*PERIODS, 2), rng.uniform(0, 2 * np.pi, 2)
    waves = np.sin(2 * np.pi * np.arange(frames)[:, None] / periods + phases)
    return reach * waves @ [0.7, 0.3]


def _placed(
    body: np.ndarray, line: np.ndarray, angles: np.ndarray, middle: np.ndarray, height: float
) -> np.ndarray:
    """Positions [N, 3] of nuclei when the centre line has these angles along its length."""
    step = LENGTH / (len(line) - 1)
    course = np.stack([np.cumsum(np.cos(angles)), np.cumsum(np.sin(angles))]) * step
    course += (middle - course.mean(1))[:, None]
    along, across, deep = body.T
    x, y, angle = (np.interp(along, line, values) for values in (*course, angles))
    return np.stack([x - across * np.sin(angle), y + across * np.cos(angle), deep + height], axis=1)


def _brightness(frames: int, nuclei: int, rng: np.random.Generator) -> np.ndarray:
    """Counts [T, N, 2] in red and green; green is a random process about a level of its own."""
    red = RED * rng.lognormal(0, 0.3, nuclei) * (np.arange(nuclei) < max(1, LANDMARKS * nuclei))
    level = GREEN * rng.lognormal(0, 0.4, nuclei)
    course = rng.normal(size=(frames, nuclei))
    for t in range(1, frames):
        course[t] = MEMORY * course[t - 1] + np.sqrt(1 - MEMORY**2) * course[t]
    return np.stack([np.broadcast_to(red, course.shape), level * np.exp(CALCIUM * course)], axis=2)


class _Camera:
    """Draws volumes [C, W, H, Z] of int16: nuclei, background, shot noise and camera noise."""

    def __init__(self, size: int, depth: int, rng: np.random.Generator) -> None:
        self._shape = (size, size, depth)
        cells = np.linspace(0, GRAIN - 1, size)
        spread = np.maximum(0, 1 - np.abs(cells[:, None] - np.arange(GRAIN)))  # interpolates
        self._spread = spread.astype(np.float32)  # [size, GRAIN]
        self._still = rng.standard_exponential((2, GRAIN, GRAIN), np.float32)

    def volume(
        self, position: np.ndarray, brightness: np.ndarray, rng: np.random.Generator
    ) -> np.ndarray:
        """A volume of nuclei at positions [N, 3] with counts [N, 2] at their centres."""
        channels = [
            self._noisy(self._background(still, rng) + self._nuclei(position, counts), rng)
            for still, counts in zip(self._still, brightness.T, strict=True)
        ]
        return np.stack(channels)

    def _background(self, still: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Smooth texture [W, H, 1], half of it new in every frame."""
        texture = BACKGROUND / 2 * (still + rng.standard_exponential(still.shape, np.float32))
        return (self._spread @ texture @ self._spread.T)[..., None]

    def _nuclei(self, position: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """The light [W, H, Z] of all nuclei, each a Gaussian cut at REACH radii."""
        light = np.zeros(self._shape, np.float32)
        radii = [RADIUS * self._shape[0]] * 2 + [RADIUS_Z * self._shape[2]]
        for centre, count in zip(position, counts, strict=True):
            spans, profiles = zip(*map(_profile, centre, radii, self._shape), strict=True)
            light[spans] += count * np.einsum("i,j,k->ijk", *profiles)
        return light

    def _noisy(self, light: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Counts [W, H, Z] of the camera; shot noise as a normal distribution."""
        noise = rng.standard_normal(self._shape, np.float32)
        noise *= np.sqrt(READ_NOISE**2 + GAIN * light)
        return np.rint(OFFSET + light + noise).clip(0, LARGEST).astype(np.int16)


def _profile(centre: float, radius: float, size: int) -> tuple[slice, np.ndarray]:
    """Where along an axis a Gaussian lies within the image, and its values there."""
    low = int(np.clip(np.ceil(centre - REACH * radius), 0, size))
    high = int(np.clip(np.floor(centre + REACH * radius) + 1, low, size))
    places = np.arange(low, high, dtype=np.float32)
    return slice(low, high), np.exp(-0.5 * ((places - centre) / radius) ** 2).astype(np.float32)
