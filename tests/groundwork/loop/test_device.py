import pytest
import torch

from groundwork.errors import InputError
from groundwork.loop.device import device_faults_reported, device_named


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (torch.OutOfMemoryError("CUDA out of memory. Tried to"), "CUDA out of memory.*batch_size"),
        (
            torch.AcceleratorError("CUDA error: unspecified\nx"),
            "GPU failed.*run again to continue",
        ),
        (RuntimeError("[x] DefaultCPUAllocator: can't allocate memory: you"), "memory.*batch_size"),
        (MemoryError(), r"out of memory \(MemoryError\)"),
    ],
)
def test_a_failing_device_ends_in_one_line(error, says):
    with (
        pytest.raises(InputError, match=says) as raised,
        device_faults_reported("a lower batch_size"),
    ):
        raise error
    assert "\n" not in str(raised.value)
    with (
        pytest.raises(RuntimeError, match=r"^a bug$"),
        device_faults_reported("a lower batch_size"),
    ):
        raise RuntimeError("a bug")


def test_cuda_where_there_is_none_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device_named("auto") == torch.device("cpu")
    with pytest.raises(InputError, match="device: cuda"):
        device_named("cuda")
