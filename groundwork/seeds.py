"""Random generators that depend on a seed and a purpose, so that no two purposes share numbers."""

import hashlib

import torch


def generator(seed: int, purpose: str) -> torch.Generator:
    """A CPU generator for this seed and purpose; its numbers are the same on every device."""
    digest = hashlib.sha256(f"{seed} {purpose}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
