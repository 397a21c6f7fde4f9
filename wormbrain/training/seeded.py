"""Random numbers of torch's own layers: the start of their weights, and dropout.

Such layers take them from torch's global generator. It is seeded for the time of a block and put
back afterwards, so that trainings in one process do not disturb each other.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Generator

SEEDS = 2**62


@contextmanager
def seeded(generator: Generator, device: torch.device | None = None) -> Iterator[None]:
    """Seed torch's global generators, that of a GPU too, with a number from this generator."""
    seed = int(torch.randint(SEEDS, (), generator=generator))
    cards = [device] if device is not None and device.type == "cuda" else []
    with torch.random.fork_rng(cards):
        torch.manual_seed(seed)
        yield
