"""The recipe `match`: matches with confidence and a closed-form fit."""

from dataclasses import dataclass
from typing import Literal

from groundwork.settings.declare import Settings, setting


@dataclass(frozen=True)
class MatchRecipe(Settings):
    """How the network of `match` is trained; pairs are drawn from a recording while training."""

    kind: Literal["match"] = setting("match", "matches with confidence and a closed-form fit")
    size: int = setting(128, "width and height of the images that the network sees, px", ge=64)
    frames: int = setting(300, "frames to train on, evenly chosen, at most", ge=1)
    steps: int = setting(2400, "steps of the training", ge=1)
    batch_size: int = setting(12, "pairs per step", ge=2)
    learning_rate: float = setting(0.002, "highest learning rate", gt=0)
    validations: int = setting(12, "how often the network is validated during training", ge=1)
    validation_pairs: int = setting(96, "fixed pairs of each kind to validate on", ge=1)
