"""Data sets opened for training: what trains, what is held out, and what identifies them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from groundwork.errors import InputError
from groundwork.seeds import generator
from holly.data.clouds import read_cloud
from holly.data.smlm.particle import open_microscope
from holly.images.cube import cube_path, open_cube, read_index
from holly.images.simulate import LocalisedImages, PosedImages, SimulatedImages
from holly.settings.images import Augmentation, Simulation
from holly.settings.recipes import Recipe, levels
from holly.training.blurred import BlurredImages
from holly.training.images import Images, StoredImages, StreamedImages

HELD_OUT_PARTICLES = 64  # simulated in addition to the training set
HELD_OUT_SHARE = 0.05  # of the measured particles


@dataclass(frozen=True)
class Opened:
    """A data set that is open for training."""

    training: Images
    held_out: Images
    nm_per_unit: float | None
    digest: str  # of everything that decides the images, except settings


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

    With `half` 1 or 2, training sees only the first or the second of every two measured
    particles; the held-out particles are the same for both halves.

    Raises:
        InputError: `data` is missing, damaged, or has too few particles to hold some out; or
            `half` is given for simulated particles.
    """
    if simulation is None:
        return _stored(data, recipe, device, half)
    if half:
        raise InputError("--half: only measured particles can be halved; use another seed instead")
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
    """Open the images that holly.images.augment.augment would store, without storing them.

    The last particles are held out, with all their rotations; `half` is as in `open_images`.

    Raises:
        InputError: as augment; or too few particles are accepted to hold any out.
    """
    from holly.images.views import read_views  # needs h5py and pandas

    views = read_views(localisations, curation, recipe.sigma, augmentation)
    size = augmentation.size
    kept = len(views.accepted) - _held_out(len(views.accepted), curation)
    digest = hashlib.sha256(f"{size} {views.nm_per_pixel!r}".encode() + views.angles.tobytes())
    for cloud in views.clouds:
        digest.update(f"{len(cloud)} ".encode() + cloud.tobytes())

    def images(part: slice) -> StreamedImages:
        clouds, angles = views.clouds[part], views.angles[part]
        numbers = np.arange(views.angles.size).reshape(views.angles.shape)[part].ravel()
        particles = np.repeat(views.accepted[part], angles.shape[1])
        return StreamedImages(clouds, angles, numbers, particles, size, views.nm_per_pixel, device)

    return Opened(
        images(slice(half - 1 if half else 0, kept, 2 if half else 1)),
        images(slice(kept, None)),
        nm_per_unit=views.nm_per_pixel * size / 4,
        digest=_halved(digest.hexdigest(), half),
    )


def simulated(
    model: Path, simulation: Simulation, recipe: Recipe, seed: int, device: torch.device
) -> Opened:
    """Open images drawn from the cloud `model`; poses and noise depend only on the seed."""
    if simulation.smlm:
        return _localised(model, simulation, recipe, seed, device)
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

    training = draw("training images", simulation.particles, simulation.rotations)
    held_out = draw("held-out images", HELD_OUT_PARTICLES, 1)
    digest = hashlib.sha256(cloud.tobytes()).hexdigest()
    return Opened(training, _numbered_after(training, held_out), None, digest)


def _localised(
    model: Path, simulation: Simulation, recipe: Recipe, seed: int, device: torch.device
) -> Opened:
    """Open images of localisations that holly.data.smlm simulates.

    The held-out particles are numbered after the others.
    """
    microscope = open_microscope(model, simulation.smlm, seed)

    def draw(numbers: range, rotations: int) -> LocalisedImages:
        return LocalisedImages(
            microscope,
            numbers,
            rotations=rotations,
            shape=(simulation.size, simulation.size),
            max_shift=recipe.max_shift,
            device=device,
            remove_background=simulation.remove_background,
        )

    count = simulation.particles
    training = draw(range(count), simulation.rotations)
    held_out = draw(range(count, count + HELD_OUT_PARTICLES), 1)
    return Opened(
        training,
        _numbered_after(training, held_out),
        nm_per_unit=simulation.smlm.nm_per_unit,
        digest=microscope.digest(),
    )


def _numbered_after(training: PosedImages, held_out: PosedImages) -> PosedImages:
    """The held-out images, with images and particles numbered after those of training."""
    held_out.images += len(training)
    held_out.particles += len(training) // training.rotations
    return held_out


def _stored(folder: Path, recipe: Recipe, device: torch.device, half: int | None) -> Opened:
    """Open a folder of FITS cubes; hold out the last particles, with all their rotations.

    If its only cube is not blurred, it is blurred to every sigma during training.
    """
    sharp = [path.name for path in folder.glob("sigma_*.fits")] == [cube_path(folder, 0).name]
    stored = [0.0] if sharp else levels(recipe.sigma)
    opened = {s: open_cube(cube_path(folder, s)) for s in stored}
    cubes = {sigma: cube for sigma, (cube, _) in opened.items()}
    shapes = {cube.shape for cube in cubes.values()}
    particles = read_index(folder)["particle"].to_numpy()
    if shapes != {(len(particles), *next(iter(shapes))[1:])}:
        raise InputError(f"{folder}: index and cubes differ in size; render the images again")
    distinct = np.unique(particles)
    number = np.searchsorted(distinct, particles)
    training = number < len(distinct) - _held_out(len(distinct), folder)
    seen = training & (number % 2 == half - 1) if half else training
    nm_per_pixel = next(iter(opened.values()))[1].nm_per_pixel
    width = next(iter(shapes))[2]

    def images(chosen: np.ndarray) -> Images:
        which = np.flatnonzero(chosen), particles[chosen]
        if sharp:
            return BlurredImages(cubes[0.0], *which, device)
        return StoredImages(cubes, *which, device)

    return Opened(
        images(seen),
        images(~training),
        nm_per_unit=None if np.isnan(nm_per_pixel) else nm_per_pixel * width / 4,
        digest=_halved(_digest(folder, cubes), half),
    )


def half_of(digest: str) -> int | None:
    """The half, 1 or 2, of the images with this digest; None if they are not halved."""
    return {"1": 1, "2": 2}.get(digest.partition(" half ")[2])


def _halved(digest: str, half: int | None) -> str:
    """The digest of one half of the images with this digest."""
    return f"{digest} half {half}" if half else digest


def _held_out(particles: int, source: Path) -> int:
    """How many of the measured particles are held out."""
    if particles < 2:
        raise InputError(f"{source}: only one particle; accept more in the curation")
    return max(1, round(particles * HELD_OUT_SHARE))


def _digest(folder: Path, cubes: dict[float, np.ndarray]) -> str:
    """A digest of the index and a few images per level; cubes can be too large to read."""
    digest = hashlib.sha256((folder / "index.csv").read_bytes())
    for sigma, cube in cubes.items():
        sample = np.linspace(0, len(cube) - 1, 16).astype(int)
        digest.update(f"{sigma:g} {cube.shape}".encode() + cube[sample].tobytes())
    return digest.hexdigest()
