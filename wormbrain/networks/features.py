"""Feature extractors: VGG16, ResNet101, and the report's own WB (report, II.A.1 and figure 6).

The parameters of VGG16 and ResNet101 are named as in torchvision, so that weights that others
have trained can be loaded: `load_weights`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from torch import Tensor, nn

from groundwork.errors import InputError
from groundwork.files import require
from groundwork.formats.tensors import read_tensors

VGG16 = (64, 64, "pool", 128, 128, "pool", 256, 256, 256, "pool", 512, 512, 512, "pool")
RESNET101 = ((64, 3, 1), (128, 4, 2), (256, 23, 2))  # layers: channels, blocks, stride
EXPANSION = 4  # channels after a block, as a multiple of those within
WB = (32, 64, 128, 256, 512, 512)
SLOPE = 0.01  # of LeakyReLU
# What the published files of torchvision's networks hold beyond the part that is used here.
UNUSED = re.compile(r"classifier\.|features\.(2[4-9]|30)\.|layer4\.|fc\.|.*num_batches_tracked$")


def feature_extractor(name: str, *, width: float = 1.0, last_pool: int = 3) -> nn.Module:
    """A network from images [B, 3, S, S] to features [B, C, h, w].

    Images of 240 pixels give maps of 15 x 15: 512 channels of `vgg16` and `wb`, 1024 of
    `resnet101`.

    Args:
        name: "vgg16" to its fourth pooling, "resnet101" to its third layer, or "wb".
        width: multiplies the numbers of channels.
        last_pool: of `wb`.
    """
    if name == "vgg16":
        return Vgg16(width)
    return ResNet101(width) if name == "resnet101" else wb(width, last_pool)


def map_places(name: str, last_pool: int) -> tuple[float, int]:
    """Where the places of a map of features lie in the image, along each axis, in pixels.

    Returns:
        The centre of the first place, and the distance of two neighbours.
    """
    if name == "wb":  # convolutions without a border, then pooling by 2, 2 and last_pool
        return 29.5 + 2 * (last_pool - 1), 4 * last_pool
    return (7.5 if name == "vgg16" else 0.0), 16


class Vgg16(nn.Module):
    """VGG16 up to its fourth pooling (Simonyan and Zisserman 2014)."""

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        self.features = nn.Sequential(*_vgg16_layers(width))
        _initialise(self)

    def forward(self, images: Tensor) -> Tensor:
        """Features [B, 512, S / 16, S / 16] of images [B, 3, S, S]."""
        return self.features(images)


def _vgg16_layers(width: float) -> Iterator[nn.Module]:
    channels = 3
    for entry in VGG16:
        if entry == "pool":
            yield nn.MaxPool2d(2)
        else:
            channels, before = round(entry * width), channels
            yield nn.Conv2d(before, channels, 3, padding=1)
            yield nn.ReLU(inplace=True)


class ResNet101(nn.Module):
    """ResNet101 up to its third layer (He et al. 2015), with the stride in the 3x3 convolution."""

    def __init__(self, width: float = 1.0) -> None:
        super().__init__()
        channels = round(64 * width)
        self.conv1 = nn.Conv2d(3, channels, 7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        for number, (inner, blocks, stride) in enumerate(RESNET101, 1):
            layer = []
            for block in range(blocks):
                layer.append(Bottleneck(channels, round(inner * width), 1 if block else stride))
                channels = EXPANSION * round(inner * width)
            self.add_module(f"layer{number}", nn.Sequential(*layer))
        _initialise(self)

    def forward(self, images: Tensor) -> Tensor:
        """Features [B, 1024, S / 16, S / 16] of images [B, 3, S, S]."""
        start = nn.functional.relu(self.bn1(self.conv1(images)))
        start = nn.functional.max_pool2d(start, 3, stride=2, padding=1)
        return self.layer3(self.layer2(self.layer1(start)))


class Bottleneck(nn.Module):
    """Three convolutions beside a shortcut."""

    def __init__(self, before: int, inner: int, stride: int) -> None:
        super().__init__()
        after = EXPANSION * inner
        self.conv1 = nn.Conv2d(before, inner, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride=stride, padding=1, bias=False)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = nn.Conv2d(inner, after, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(after)
        self.downsample = None
        if stride != 1 or before != after:
            shortcut = nn.Conv2d(before, after, 1, stride=stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(after))

    def forward(self, x: Tensor) -> Tensor:
        """Features [B, 4·inner, H / stride, W / stride] of features [B, before, H, W]."""
        inner = nn.functional.relu(self.bn1(self.conv1(x)))
        inner = nn.functional.relu(self.bn2(self.conv2(inner)))
        shortcut = self.downsample(x) if self.downsample else x
        return nn.functional.relu(self.bn3(self.conv3(inner)) + shortcut)


def wb(width: float = 1.0, last_pool: int = 3) -> nn.Sequential:
    """The report's own extractor (figure 6): three stages of two 5x5 convolutions each."""
    layers, before = [], 3
    for stage, pool in enumerate((2, 2, last_pool)):
        first, second = (round(channels * width) for channels in WB[2 * stage : 2 * stage + 2])
        layers += [nn.Conv2d(before, first, 5), nn.BatchNorm2d(first), nn.LeakyReLU(SLOPE)]
        layers.append(nn.Conv2d(first, second, 5))
        if stage == 0:  # only here is the second convolution normalised, too
            layers.append(nn.BatchNorm2d(second))
        layers += [nn.MaxPool2d(pool), nn.ReLU()]
        before = second
    return nn.Sequential(*layers)


def _initialise(network: nn.Module) -> None:
    """Start convolutions as torchvision does, so that signals neither fade nor grow."""
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            if layer.bias is not None:
                nn.init.zeros_(layer.bias)


def load_weights(network: nn.Module, path: Path) -> None:
    """Load trained weights into a feature extractor from a file of its state dict.

    The later layers of torchvision's networks, which are not used here, may be in the file.

    Raises:
        InputError: the file is damaged or is no state dict, or its weights are of another network.
    """
    require(path, "give a file that torch.save wrote from a state dict")
    try:
        saved = dict(read_tensors(path))
        weights = {name: tensor for name, tensor in saved.items() if not UNUSED.match(name)}
    except Exception:  # torch fails on damaged files in many ways
        raise InputError(f"{path}: not the state dict of a network; save it again") from None
    own = {n: t for n, t in network.state_dict().items() if not UNUSED.match(n)}
    for name in sorted(own.keys() | weights.keys()):
        found, wanted = (_shape(tensors.get(name)) for tensors in (weights, own))
        if found != wanted:
            raise InputError(
                f"{path}: {name} is {found} in the file and {wanted} in the network; give "
                "weights of the same network"
            )
    network.load_state_dict(weights, strict=False)


def _shape(tensor: Tensor | None) -> str:
    return "absent" if tensor is None else " x ".join(map(str, tensor.shape)) or "a number"
