"""Whether compiled code can run here; where it can, no test of it may be skipped."""

import os
import shutil

import pytest
import torch

from groundwork.accelerate.compiled import LEVELS

needs_compiler = pytest.mark.skipif(
    torch.backends.cpu.get_cpu_capability() not in LEVELS
    or not shutil.which(os.environ.get("CC", "cc")),
    reason="needs a processor with AVX2 and a C compiler",
)


def same_in_any_threads(work):
    """Whether `work` returns exactly the same tensors with one, two and five threads."""
    before, results = torch.get_num_threads(), []
    try:
        for threads in (1, 2, 5):
            torch.set_num_threads(threads)
            results.append(work())
    finally:
        torch.set_num_threads(before)
    return all(map(torch.equal, results[0] * 2, results[1] + results[2]))
