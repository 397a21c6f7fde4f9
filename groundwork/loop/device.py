"""The device that work runs on, and how its failures are reported."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from groundwork.errors import InputError

KEPT = "the last checkpoint is kept"


def device_named(name: str) -> torch.device:
    """The device called `auto`, `cpu` or `cuda`.

    Raises:
        InputError: `cuda` on a machine without a CUDA device.
    """
    if name == "cuda" and not torch.cuda.is_available():
        raise InputError("device: cuda was requested, but this machine has none; use auto or cpu")
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


@contextmanager
def device_faults_reported(lighter: str) -> Iterator[None]:
    """Report exhausted memory and a failing GPU in one line instead of a traceback.

    Args:
        lighter: the settings that need less memory, for the message: "a smaller batch_size".

    Raises:
        InputError: instead of the error that torch raises.
    """
    try:
        yield
    except torch.AcceleratorError as error:
        raise InputError(
            f"the GPU failed ({_first_line(error)}); {KEPT}: run again to continue, on another "
            "card (CUDA_VISIBLE_DEVICES) if this one does not recover"
        ) from error
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, torch.OutOfMemoryError | MemoryError):
            amount = f" ({_first_line(error)})"
        elif "can't allocate memory" in str(error):  # how torch reports it on a CPU
            amount = ""
        else:
            raise
        raise InputError(
            f"out of memory{amount}; {KEPT}: free memory and run again to continue, with fewer "
            f"seeds at a time; or start over with {lighter}"
        ) from error


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0].partition(". ")[0] or type(error).__name__
