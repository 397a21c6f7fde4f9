"""The report's networks and how they are trained: recipes of the kind `paper`."""

from dataclasses import dataclass
from typing import Literal

from groundwork.settings.declare import Settings, setting

Features = Literal["vgg16", "resnet101", "wb"]
Regression = Literal["base", "deep", "simpler"]
Geometry = Literal["affine", "tps"]


@dataclass(frozen=True)
class PaperNetwork(Settings):
    """A network of the report. The defaults are its best, VGG16 + Base (table I)."""

    features: Features = setting("vgg16", "what extracts features from each image")
    regression: Regression = setting("base", "what turns correlations into a transformation")
    geometry: Geometry = setting("tps", "kind of transformation: affine, or thin-plate spline")
    size: int = setting(240, "width and height of the images that the network sees, px", ge=32)
    width: float = setting(1.0, "channels of the features, as a multiple of the report's", gt=0)
    last_pool: int = setting(
        3, "`wb`: the last pooling takes the maximum of so many pixels along each axis", ge=1
    )
    kernels: tuple[int, int] = setting(
        (7, 5), "widths of the two convolutions of the regression; the first must fit the map"
    )
    dropout: float = setting(0.2, "share of hidden units dropped in `deep` and `simpler`", ge=0)
    start: Literal["random", "identity"] = setting(
        "random",
        "what an untrained network predicts: anything, as the report's, or nearly no change",
    )


@dataclass(frozen=True)
class PaperRecipe(Settings):
    """How the report trains. The defaults are those of VGG16 + Base (table I)."""

    kind: Literal["paper"] = setting("paper", "the report's networks and pairs")
    network: PaperNetwork = setting(PaperNetwork(), "the network")
    train_features: bool = setting(
        False,
        "whether the feature extractor learns; it does in the text of the report, but not in the "
        "program behind its numbers",
    )
    segmentation: float = setting(
        0.0,
        "weight (alpha of equation 3) of the loss of telling from the features where cells are; it "
        "needs `points` of the recording, all cells of a frame, and `train_features`",
        ge=0,
    )
    correlation: float = setting(
        0.0,
        "weight (beta of equation 3) of the loss of correlating each cell with itself; it needs "
        "`points` of the recording, some cells of a frame, and `train_features`",
        ge=0,
    )
    split: Literal["random", "time"] = setting(
        "random",
        "which augmented images validate: a random fifth, as in the report, so that nearly all "
        "have siblings in the training set; or all images of two tenths of the recording",
    )
    epochs: float = setting(40.0, "how many times as many pairs as images are seen", gt=0)
    steps: int | None = setting(
        None, "steps of the training; null for as many as `epochs` take", ge=1
    )
    batch_size: int = setting(16, "pairs per step", ge=2)
    learning_rate: float = setting(0.001, "highest learning rate", gt=0)
    lowest_rate: float = setting(5.0e-7, "lowest learning rate", ge=0)
    half_period: int | None = setting(
        1000, "steps from the highest to the lowest rate; null for the whole training", ge=1
    )
    validations: int = setting(40, "how often the network is validated during training", ge=1)
    validation_pairs: int | None = setting(
        None, "validation images to use, evenly chosen; null for all", ge=2
    )
