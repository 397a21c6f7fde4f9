"""The layers of the pose network and Adam, in compiled code on a CPU.

The rest of the package uses only what this module offers. Each part falls back to torch where the
code cannot be compiled or does not fit the tensors; docs/training.md describes the code and
benchmarks/training.py measures what it gains.
"""

from typing import Any

import torch
from torch import nn

from holly.training.compiled.activation import Activation
from holly.training.compiled.adam import Adam
from holly.training.compiled.convolution import Convolution

Optimiser = Adam | torch.optim.Optimizer


def block(incoming: int, outgoing: int, kernel: int, stride: int) -> nn.Sequential:
    """A convolution, batch normalisation and leaky ReLU; [H, W] is divided by the stride."""
    convolution = Convolution(incoming, outgoing, kernel, stride, kernel // 2)
    return nn.Sequential(convolution, Activation(outgoing))


def adam_optimiser(groups: list[dict[str, Any]], device: torch.device) -> Optimiser:
    """Adam for parameter groups with `params` on this device and a learning rate `lr`.

    On a GPU it is torch's, which a CUDA graph can replay if `lr` is a tensor there.
    """
    if device.type == "cpu":
        return Adam(groups)
    return torch.optim.Adam(groups, fused=True, capturable=True)
