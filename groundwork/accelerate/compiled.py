"""C code that is compiled when first needed, kept in the user's cache, and run in torch's threads.

It is for processors with AVX2 or AVX-512. The code runs in torch's own threads, through the entry
point of torch's OpenMP runtime, because two sets of threads would wait for each other.
"""

import ctypes
import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import torch
from torch import Tensor, nn

LEVELS = {"AVX2": "x86-64-v3", "AVX512": "x86-64-v4"}  # by torch's name of the CPU's capability
OPTIONS = ("-O3", "-std=gnu11", "-fno-math-errno", "-shared", "-fPIC", "-w")
INCLUDE = Path(__file__).with_name("include")  # headers for every source


def job(pointers: str, integers: str, doubles: str = "") -> type[ctypes.Structure]:
    """The type of a C struct with these members, and `next`, the count of units taken."""
    members = [(name, ctypes.c_void_p) for name in pointers.split()]
    members += [(name, ctypes.c_int64) for name in integers.split()]
    members += [(name, ctypes.c_double) for name in doubles.split()]
    members.append(("next", ctypes.c_int64))
    return type("Job", (ctypes.Structure,), {"_fields_": members})


class Compiled:
    """The functions of a C file; each is called with one job in every thread."""

    def __init__(self, source: Path) -> None:
        self.source = source

    def takes(self, *tensors: Tensor) -> bool:
        """Whether the code can run on these tensors: float32, in memory, on a suitable machine."""
        return all(map(_in_memory, tensors)) and self.available()

    def available(self) -> bool:
        """Whether this machine can compile and run the code."""
        return _loaded(self.source) is not None

    def run(
        self, function: str, kind: type[ctypes.Structure], **members: Tensor | float | None
    ) -> None:
        """Call a function in every thread, with the numbers and the addresses of the tensors."""
        library, parallel = _loaded(self.source)
        given = {k: v.data_ptr() if isinstance(v, Tensor) else v for k, v in members.items()}
        work = ctypes.cast(getattr(library, function), ctypes.c_void_p)
        parallel(work, ctypes.byref(kind(**given)), torch.get_num_threads(), 0)


def channels_last(images: Tensor) -> Tensor:
    """The images or kernels [B, C, H, W] with [B, H, W, C] as their order in memory."""
    return images.contiguous(memory_format=torch.channels_last)


def _in_memory(tensor: Tensor) -> bool:
    here = tensor.device.type == "cpu" and tensor.dtype == torch.float32
    return here and type(tensor) in (Tensor, nn.Parameter)  # and not a FakeTensor


@cache
def _loaded(source: Path) -> tuple[ctypes.CDLL, ctypes._CFuncPtr] | None:
    """The library and the function that calls it in all threads; None if it cannot be compiled."""
    level = LEVELS.get(torch.backends.cpu.get_cpu_capability())
    compiler = shutil.which(os.environ.get("CC", "cc"))
    parallel = getattr(ctypes.CDLL(None), "GOMP_parallel", None)  # of torch's OpenMP
    if not (level and compiler and parallel):
        return None
    parallel.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint, ctypes.c_uint)
    parallel.restype = None
    try:
        return _library(source, compiler, level), parallel
    except (OSError, subprocess.CalledProcessError):
        return None


def _library(source: Path, compiler: str, level: str) -> ctypes.CDLL:
    """The library in the user's cache; compiled first if it is not there."""
    code = source.read_bytes()
    headers = [header.read_bytes() for header in sorted(INCLUDE.glob("*.h"))]
    digest = hashlib.sha256(b"".join([repr(OPTIONS).encode(), *headers, code])).hexdigest()[:16]
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    library = home / "groundwork" / f"{source.stem}-{level}-{digest}.so"
    if not library.exists():
        library.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=library.parent) as folder:
            fresh = Path(folder) / library.name
            options = [*OPTIONS, f"-march={level}", "-iquote", str(INCLUDE)]
            command = [compiler, *options, "-x", "c", "-", "-o", str(fresh)]
            subprocess.run(command, input=code, check=True, capture_output=True)  # noqa: S603
            fresh.replace(library)
    return ctypes.CDLL(str(library))
