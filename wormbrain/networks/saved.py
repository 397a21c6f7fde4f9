"""network.pt: the weights of a trained network, with the settings from which it is built."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from groundwork.errors import InputError
from groundwork.files import atomic_file, require
from groundwork.formats.tensors import read_tensors

FORMAT = "wormbrain network 1"
REMEDY = "train again"
MOST_CHANNELS = 64


@dataclass(frozen=True)
class SavedNetwork:
    """The content of a network.pt.

    Attributes:
        kind: the kind of network, a key of KINDS.
        settings: JSON values, from which the function in KINDS builds the network.
        weights: the state dict of the network.
    """

    kind: str
    settings: Mapping[str, Any]
    weights: Mapping[str, Tensor]

    def write(self, path: Path) -> None:
        """Write the file; the same content gives the same bytes.

        Raises:
            InputError: the disk is full.
        """
        content = {
            "format": FORMAT,
            "kind": self.kind,
            "settings": json.dumps(self.settings, sort_keys=True),
            "weights": {name: tensor.cpu() for name, tensor in self.weights.items()},
        }
        packed = io.BytesIO()  # torch.save does not say why it cannot write a file
        torch.save(content, packed)
        with atomic_file(path) as scratch:
            scratch.write_bytes(packed.getbuffer())

    @classmethod
    def read(cls, path: Path) -> "SavedNetwork":
        """Read the file.

        Raises:
            InputError: the file is missing, damaged, or not of this program.
        """
        require(path, REMEDY)
        try:
            content = read_tensors(path)
            if content["format"] != FORMAT or content["kind"] not in KINDS:
                raise ValueError
            return cls(content["kind"], json.loads(content["settings"]), content["weights"])
        except Exception:  # torch fails on damaged files in many ways
            raise InputError(f"{path}: not a network of this version; {REMEDY}") from None


def load_network(path: Path) -> nn.Module:
    """The trained network of a file, on the CPU and in evaluation mode.

    Raises:
        InputError: the file is missing, damaged, or not of this program.
    """
    saved = SavedNetwork.read(path)
    network = KINDS[saved.kind](saved.settings, str(path))
    try:
        network.load_state_dict(saved.weights)
    except (RuntimeError, TypeError, AttributeError):
        raise InputError(f"{path}: weights and settings do not fit; {REMEDY}") from None
    return network.eval()


def _paper(settings: Mapping[str, Any], where: str) -> nn.Module:
    from groundwork.settings.parse import parse
    from wormbrain.networks.paper import GeometricNetwork
    from wormbrain.settings.paper import PaperNetwork

    return GeometricNetwork(parse(PaperNetwork, settings, where))


def _match(settings: Mapping[str, Any], where: str) -> nn.Module:
    from wormbrain.networks.matcher import Matcher

    channels = settings.get("channels")
    if not isinstance(channels, int) or not 0 < channels <= MOST_CHANNELS:
        raise InputError(f"{where}: says nothing of the network's channels; {REMEDY}")
    return Matcher(channels)


# By kind: a function of the settings and of the file, for messages, that builds the network.
KINDS: dict[str, Callable[[Mapping[str, Any], str], nn.Module]] = {
    "paper": _paper,
    "match": _match,
}
