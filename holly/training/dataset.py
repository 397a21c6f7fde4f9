"""Training images by index and sigma: simulated, read from FITS cubes, or drawn on demand."""

import hashlib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from groundwork.errors import InputError
from groundwork.seeds import generator
from holly.data.clouds import read_cloud
from holly.images.cube import cube_path, open_cube
from holly.images.drawing import draw_all
from holly.images.placement import pixels
from holly.images.simulate import SimulatedImages
from holly.render import splat
from holly.settings.images import Augmentation, Simulation
from holly.settings.recipes import Recipe, levels

HELD_OUT_PARTICLES = 64  # simulated beside the training set
HELD_OUT_SHARE = 0.05  # of the measured particles, kept from training
RESIDENT_SHARE = 0.3  # of a GPU's free memory that the images of one level may take
BLOCK = 1024  # images copied there at once
SHORT = 512  # localisations up to which particles are drawn faster together than one by one


class Images(Protocol):
    """Images that can be drawn at the sigmas of a schedule."""

    shape: tuple[int, int]
    static: bool  # whether drawing touches the same tensors at every call, and never waits

    def __len__(self) -> int:
        """How many images there are."""

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H, W] of these indices [B] at this sigma in pixels.

        With a stride only one in so many pixels along each axis: sigma is still in pixels of the
        whole image. Static images take sigma as a tensor, too.
        """


class StoredImages:
    """Images [N], by row, of a folder of FITS cubes, one cube a sigma level.

    On a GPU with room for it, the cube of the current level is kept there.
    """

    static = False

    def __init__(
        self, cubes: dict[float, np.ndarray], images: np.ndarray, device: torch.device
    ) -> None:
        self.cubes, self.images, self.device = cubes, images, device
        self._resident: tuple[float, Tensor] | None = None
        _, height, width = next(iter(cubes.values())).shape
        self.shape = (height, width)

    def __len__(self) -> int:
        return len(self.images)

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H, W] read from the cube of this sigma."""
        if self.device.type == "cuda" and self._reside(sigma):
            return self._resident[1][indices.to(self.device)][:, ::stride, ::stride]
        rows = self.images[indices.cpu().numpy()]
        block = self.cubes[sigma][rows][:, ::stride, ::stride].astype(np.float32)
        return torch.from_numpy(block).to(self.device)

    def _reside(self, sigma: float) -> bool:
        """Whether the images of this level are on the GPU; puts them there if they fit."""
        if self._resident is None or self._resident[0] != sigma:
            self._resident = None
            size = 4 * len(self) * self.shape[0] * self.shape[1]
            if size > RESIDENT_SHARE * torch.cuda.mem_get_info(self.device)[0]:
                return False
            on_device = torch.empty(len(self), *self.shape, device=self.device)
            for first in range(0, len(self), BLOCK):
                block = self.cubes[sigma][self.images[first : first + BLOCK]]
                on_device[first : first + BLOCK] = torch.from_numpy(block.astype(np.float32))
            self._resident = (sigma, on_device)
        return True


class StreamedImages:
    """Particles drawn from their localisations on demand, as holly.images.augment stores them.

    Image i is particle i // R at its rotation i % R, at any sigma. A localisation takes 16 bytes
    of memory; stored, a pixel takes 4 bytes of disk at each rotation and level.
    """

    static = False

    def __init__(
        self,
        clouds: list[np.ndarray],
        angles: np.ndarray,
        size: int,
        nm_per_pixel: float,
        device: torch.device,
    ) -> None:
        """Of `clouds`, P localisations [N, 2] in nm from the centre, at `angles` [P, R]."""
        self.clouds, self.angles = clouds, angles
        self.shape, self.nm_per_pixel, self.device = (size, size), nm_per_pixel, device

    def __len__(self) -> int:
        return self.angles.size

    def draw(self, indices: Tensor, sigma: float, stride: int = 1) -> Tensor:
        """Images [B, H, W], equal to the stored ones to 1e-6 of their maximum."""
        return self._draw(indices, sigma)[:, ::stride, ::stride]

    def _draw(self, indices: Tensor, sigma: float) -> Tensor:
        particles, rotations = np.divmod(indices.cpu().numpy(), self.angles.shape[1])
        turns = [
            (self.clouds[particle], self.angles[particle, rotation, None])
            for particle, rotation in zip(particles, rotations, strict=True)
        ]
        if max(len(cloud) for cloud, _ in turns) <= SHORT:
            return self._draw_together(turns, sigma)
        drawn = draw_all(turns, [sigma], self.shape[0], self.nm_per_pixel, str(self.device))
        images = np.concatenate([levels[sigma] for levels in drawn])
        return torch.from_numpy(images).to(self.device)

    def _draw_together(self, turns: list[tuple[np.ndarray, np.ndarray]], sigma: float) -> Tensor:
        """Particles filled up to the longest with localisations outside, which do not count."""
        size = self.shape[0]
        longest = max(len(cloud) for cloud, _ in turns)
        points = torch.full((2, len(turns), longest), -1.0, dtype=torch.float64)
        for image, (cloud, angle) in enumerate(turns):
            columns, rows = pixels(cloud, angle, size, self.nm_per_pixel)
            points[0, image, : len(cloud)], points[1, image, : len(cloud)] = columns[0], rows[0]
        points = points.to(self.device)  # in float64 positions keep the digits 1e-6 asks for
        inside = ((points >= -0.5) & (points < size - 0.5)).all(0)
        sigmas = points.new_full((len(turns),), sigma)
        weights = inside.to(points.dtype)
        return splat(*points, sigmas, self.shape, weights, backend="factorised").float()


@dataclass(frozen=True)
class Opened:
    """A data set, open for training."""

    training: Images
    held_out: Images
    nm_per_unit: float | None
    digest: str  # of what decides the images, apart from settings


def open_images(
    data: Path,
    recipe: Recipe,
    simulation: Simulation | None,
    seed: int,
    device: torch.device,
    *,
    half: int | None = None,
) -> Opened:
    """Open `data`: with a simulation a ground-truth cloud, otherwise a folder of FITS cubes.

    With `half` 1 or 2 training sees every other of the measured particles, the first or the
    second of each two; those held out are the same.

    Raises:
        InputError: `data` is missing, broken, or too small to hold particles out; half of
            simulated particles, of which there is no end.
    """
    if simulation is None:
        return _stored(data, recipe, device, half)
    if half:
        raise InputError("--half: simulated particles are not halved; give another seed")
    return simulated(data, simulation, recipe, seed, device)


def open_streamed(
    localisations: Path,
    curation: Path,
    recipe: Recipe,
    augmentation: Augmentation,
    device: torch.device,
    *,
    half: int | None = None,
) -> Opened:
    """Open what holly.images.augment.augment would store with these settings, without storing it.

    The last particles, with all their rotations, are held out; `half` is as in `open_images`.

    Raises:
        InputError: as augment; or too few particles accepted to hold any out.
    """
    from holly.images.views import read_views  # needs h5py and pandas

    views = read_views(
        localisations,
        curation,
        sigmas=recipe.sigma,
        **asdict(augmentation),
    )
    size = augmentation.size
    kept = len(views.accepted) - _held_out(len(views.accepted), curation)
    clouds = [views.points(number) for number in range(len(views.accepted))]
    digest = hashlib.sha256(f"{size} {views.nm_per_pixel!r}".encode() + views.angles.tobytes())
    for cloud in clouds:
        digest.update(f"{len(cloud)} ".encode() + cloud.tobytes())

    def images(part: slice) -> StreamedImages:
        return StreamedImages(clouds[part], views.angles[part], size, views.nm_per_pixel, device)

    return Opened(
        images(slice(half - 1 if half else 0, kept, 2 if half else 1)),
        images(slice(kept, None)),
        nm_per_unit=views.nm_per_pixel * size / 4,
        digest=_halved(digest.hexdigest(), half),
    )


def simulated(
    model: Path, simulation: Simulation, recipe: Recipe, seed: int, device: torch.device
) -> Opened:
    """Open images drawn from the cloud `model`; poses and noise depend on the seed alone."""
    cloud = read_cloud(model)

    def draw(purpose: str, particles: int, rotations: int) -> SimulatedImages:
        return SimulatedImages(
            torch.tensor(cloud, dtype=torch.float32, device=device),
            particles=particles,
            rotations=rotations,
            shape=(simulation.size, simulation.size),
            max_shift=recipe.max_shift,
            noise=simulation.noise,
            generator=generator(seed, purpose),
        )

    return Opened(
        draw("training images", simulation.particles, simulation.rotations),
        draw("held-out images", HELD_OUT_PARTICLES, 1),
        nm_per_unit=None,
        digest=hashlib.sha256(cloud.tobytes()).hexdigest(),
    )


def _stored(folder: Path, recipe: Recipe, device: torch.device, half: int | None) -> Opened:
    """The last particles, with all their rotations, are held out."""
    from holly.images.index import read_index  # needs pandas

    opened = {s: open_cube(cube_path(folder, s)) for s in levels(recipe.sigma)}
    cubes = {sigma: cube for sigma, (cube, _) in opened.items()}
    shapes = {cube.shape for cube in cubes.values()}
    particles = read_index(folder)["particle"].to_numpy()
    if shapes != {(len(particles), *next(iter(shapes))[1:])}:
        raise InputError(f"{folder}: index and cubes differ in size; render the images anew")
    distinct = np.unique(particles)
    number = np.searchsorted(distinct, particles)
    training = number < len(distinct) - _held_out(len(distinct), folder)
    seen = training & (number % 2 == half - 1) if half else training
    nm_per_pixel = next(iter(opened.values()))[1].nm_per_pixel
    width = next(iter(shapes))[2]
    return Opened(
        StoredImages(cubes, np.flatnonzero(seen), device),
        StoredImages(cubes, np.flatnonzero(~training), device),
        nm_per_unit=None if np.isnan(nm_per_pixel) else nm_per_pixel * width / 4,
        digest=_halved(_digest(folder, cubes), half),
    )


def _halved(digest: str, half: int | None) -> str:
    """The digest of a half of the images with this one."""
    return f"{digest} half {half}" if half else digest


def _held_out(particles: int, source: Path) -> int:
    """How many of the measured particles are kept from training."""
    if particles < 2:
        raise InputError(f"{source}: images of one particle only; accept more in the curation")
    return max(1, round(particles * HELD_OUT_SHARE))


def _digest(folder: Path, cubes: dict[float, np.ndarray]) -> str:
    """Of the index and of a few images a level: the cubes can be too large to read whole."""
    digest = hashlib.sha256((folder / "index.csv").read_bytes())
    for sigma, cube in cubes.items():
        sample = np.linspace(0, len(cube) - 1, 16).astype(int)
        digest.update(f"{sigma:g} {cube.shape}".encode() + cube[sample].tobytes())
    return digest.hexdigest()
