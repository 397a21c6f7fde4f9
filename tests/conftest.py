"""Fixtures every test may use."""

from pathlib import Path

import pytest
import torch
from fake_zenodo import certificate, server, zenodo  # noqa: F401


@pytest.fixture(scope="session")
def shared() -> Path:
    """Published data that are not part of the repository; tests that need them skip without."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not folder.is_dir():
        pytest.skip("needs the published data folder ../shared")
    return folder


torch.set_num_threads(1)  # the tests are small, and share the machine with one another
