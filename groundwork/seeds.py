"""Random generators that depend on a seed and a purpose, so that no two purposes share numbers."""

import hashlib

import numpy as np
import torch


def generator(seed: int, purpose: str) -> torch.Generator:
    """A CPU generator for this seed and purpose; its numbers are the same on every device."""
    return torch.Generator().manual_seed(_number(seed, purpose) >> 1)


def numpy_generator(seed: int, purpose: str) -> np.random.Generator:
    """A generator of NumPy for this seed and purpose."""
    return np.random.default_rng(_number(seed, purpose))


def _number(seed: int, purpose: str) -> int:
    """A number of 64 bits for this seed and purpose."""
    digest = hashlib.sha256(f"{seed} {purpose}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
