"""Where compiled code can be had, and no test of it may be skipped."""

import os
import shutil

import pytest
import torch

from holly.compiled import LEVELS

needs_compiler = pytest.mark.skipif(
    torch.backends.cpu.get_cpu_capability() not in LEVELS
    or not shutil.which(os.environ.get("CC", "cc")),
    reason="needs a processor with AVX2 and a C compiler",
)
