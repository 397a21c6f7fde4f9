"""What the images of benchmarks/trust.py show: structures seen well, badly, or among other things.

Each condition is trained as the demo trains, at half of its images: 2,000 particles of 64 x 64
pixels, each seen 16 times. A condition has one structure, or it has none: images of two structures,
or of balls that differ from image to image, are those of no structure, whatever is found.
"""

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import torch
from planted import SHAPES, STRETCH

from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth
from holly.settings.images import Noise, Simulation
from holly.settings.recipes import Recipe, in_pixels
from holly.settings.shipped import RECIPES
from holly.settings.smlm import Blinking, Junk, Labelling, Precision, Smlm
from holly.training.dataset import Opened, simulated
from holly.training.observer import Observer
from holly.training.trainer import Trainer

SIZE = 64
LOOKS = 32_000  # images seen, repeats counted
SITES = 350  # of a shape that is drawn at random
NM = 100.0  # nm per model unit
FIELD = (4 * NM * 1e-3) ** 2  # of an image, µm²
SHARP = Precision(lateral_nm=2.0)
CPU = torch.device("cpu")
CLEAN = Noise()


@dataclass(frozen=True)
class Condition:
    """A structure, how it is seen, and how many points look for it."""

    truth: str = "bunny"
    noise: Noise = CLEAN
    smlm: Smlm | None = None
    particles: int = 2000
    points: int = 350
    one: bool = True  # whether the images show one structure

    def truth_cloud(self) -> np.ndarray:
        """Points [N, 3] of the structure, model units."""
        return MODELS[self.truth]()


def _shape(name: str) -> np.ndarray:
    return SHAPES[name](SITES, np.random.default_rng(0))


def _stretched() -> np.ndarray:
    return ground_truth("bunny") * [1, STRETCH, 1]


MODELS = {
    "bunny": lambda: ground_truth("bunny"),
    "teapot": lambda: ground_truth("teapot"),
    "cep152": lambda: ground_truth("cep152"),
    "small teapot": lambda: 2 / 3 * ground_truth("teapot"),
    "stretched": _stretched,
    **{name: partial(_shape, name) for name in ("sphere", "torus", "barrel", "pores")},
}


def seen(**effects: object) -> Smlm:
    """A microscope with these effects."""
    return Smlm(**{"nm_per_unit": NM, "precision": SHARP} | effects)


def background(share: float, localisations: float) -> float:
    """Labels per µm² of background that are this share of all localisations in an image."""
    return share / (1 - share) * localisations / FIELD


BUNNY = len(ground_truth("bunny"))
HALF = Labelling(efficiency=0.5)
CONDITIONS: dict[str, Condition] = {
    "bunny": Condition(),
    "teapot": Condition("teapot", points=300),
    "cep152": Condition("cep152", points=180),
    "sphere": Condition("sphere"),
    "torus": Condition("torus"),
    "barrel": Condition("barrel"),
    "pores, 64 points": Condition("pores", Noise(dropout=0.5), points=64),
    "bunny, 64 points": Condition(points=64),
    "bunny, 150 points": Condition(points=150),
    "drop-out 0.5": Condition(noise=Noise(dropout=0.5)),
    "drop-out 0.9": Condition(noise=Noise(dropout=0.9)),
    "scatter 0.12": Condition(noise=Noise(scatter=0.12)),
    "scatter 0.2": Condition(noise=Noise(scatter=0.2)),
    "teapot, drop-out 0.7": Condition("teapot", Noise(dropout=0.7), points=300),
    "barrel, drop-out 0.7, scatter 0.08": Condition("barrel", Noise(0.08, 0.7)),
    "100 particles, drop-out 0.7": Condition(noise=Noise(dropout=0.7), particles=100),
    "labelling 30 %, blinking": Condition(
        smlm=seen(
            labelling=Labelling(efficiency=0.3),
            blinking=Blinking(mean=3),
            precision=Precision(lateral_nm=10),
        )
    ),
    "background 10 %": Condition(smlm=seen(background_per_um2=background(0.1, BUNNY))),
    "background 30 %": Condition(smlm=seen(background_per_um2=background(0.3, BUNNY))),
    "background 30 %, drop-out 0.5": Condition(
        smlm=seen(labelling=HALF, background_per_um2=background(0.3, BUNNY / 2))
    ),
    "10 % spots": Condition(smlm=seen(junk=Junk(spot=0.1))),
    "10 % blobs": Condition(smlm=seen(junk=Junk(blob=0.1))),
    "10 % spots, drop-out 0.7": Condition(
        smlm=seen(
            junk=Junk(spot=0.1),
            labelling=Labelling(efficiency=0.3),
            precision=Precision(lateral_nm=8),
        )
    ),
    "bunny and teapot": Condition(smlm=seen(mixture={"small teapot": 0.5}), one=False),
    "bunny and teapot, 80:20": Condition(smlm=seen(mixture={"small teapot": 0.2}), one=False),
    "bunny and stretched": Condition(smlm=seen(mixture={"stretched": 0.5}), one=False),
    "torus and sphere, drop-out 0.5": Condition(
        "torus", smlm=seen(mixture={"sphere": 0.5}, labelling=HALF), one=False
    ),
    "no structure": Condition(smlm=seen(junk=Junk(blob=0.99)), one=False),
}


def observer_of(
    condition: Condition, seed: int, recipe: str = "search", *, remove_background: bool = False
) -> Observer:
    """The training of a condition that `holly train` would do with this recipe."""
    chosen = replace(
        RECIPES[recipe].recipe, points=condition.points, epochs=LOOKS / condition.particles
    )
    opened = images_of(condition, seed, chosen, remove_background=remove_background)
    trainer = Trainer(opened.training, in_pixels(chosen, SIZE), seed=seed, device=CPU)
    return Observer(trainer, opened.held_out)


def images_of(
    condition: Condition, seed: int, recipe: Recipe, *, remove_background: bool = False
) -> Opened:
    """The images of a condition; those of another seed show other particles."""
    simulation = Simulation(
        particles=condition.particles,
        rotations=1,
        size=SIZE,
        noise=condition.noise,
        smlm=condition.smlm,
        remove_background=remove_background,
    )
    with tempfile.TemporaryDirectory() as folder:
        for name in (condition.truth, *(condition.smlm.mixture if condition.smlm else ())):
            write_cloud(Path(folder, f"{name}.ply"), MODELS[name]())
        path = Path(folder, f"{condition.truth}.ply")
        return simulated(path, simulation, in_pixels(recipe, SIZE), seed, CPU)
