"""Measurements for the benchmarks: median times, peak memory, and the limits of the machine.

Everything works on a CPU and on a CUDA device and needs only torch and numpy.
"""

import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import torch
from torch import Tensor

Work = Callable[[], object]


def machine(device: torch.device | str = "cpu") -> dict[str, str | int]:
    """What the results were measured on: device, versions, commit."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    described = {
        "processor": _processor(),
        "threads": torch.get_num_threads(),
        "python": platform.python_version(),
        "torch": torch.__version__,
        "commit": commit.stdout.strip(),
    }
    if torch.device(device).type == "cuda":
        described["card"] = torch.cuda.get_device_name(device)
        if find_spec("triton"):
            import triton

            described["triton"] = triton.__version__
    return described


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text().splitlines() if file.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.machine()


def median_seconds(
    work: Work, device: torch.device, *, runs: int = 20, at_most: float = 2.0
) -> float:
    """Median seconds of `work` after one warm-up run, waiting for the device after each run.

    Stops after `runs` runs, or as soon as they have taken `at_most` seconds in total.
    """
    work()
    seconds: list[float] = []
    while len(seconds) < runs and sum(seconds) < at_most:
        seconds.append(timed(work, device))
    return statistics.median(seconds)


def timed(work: Work, device: torch.device) -> float:
    """Seconds of one run, including the wait until the device has finished."""
    synchronise(device)
    began = time.perf_counter()
    work()
    synchronise(device)
    return time.perf_counter() - began


def synchronise(device: torch.device) -> None:
    """Wait until the device has finished all its work."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def captured(work: Work) -> Work:
    """`work` as a CUDA graph: the same kernels, without the host's time to launch them."""
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        kept = work()

    def replay() -> object:
        graph.replay()
        return kept

    return replay


def peak_bytes(work: Work, device: torch.device) -> int:
    """Largest memory of tensors that `work` adds to what was allocated before, in bytes."""
    if device.type == "cuda":
        synchronise(device)
        torch.cuda.reset_peak_memory_stats(device)
        before = torch.cuda.memory_allocated(device)
        work()
        synchronise(device)
        return torch.cuda.max_memory_allocated(device) - before
    with torch.profiler.profile(profile_memory=True) as profile:
        work()
    events = [e for e in profile.profiler.kineto_results.events() if e.name() == "[memory]"]
    allocated = peak = 0
    for event in sorted(events, key=lambda e: e.start_ns()):
        allocated += event.nbytes()
        peak = max(peak, allocated)
    return peak


def multiply_adds_per_second(device: torch.device, precision: str = "float32") -> float:
    """Multiply-adds per second of a large matrix product in `float32` or `tf32`.

    On a CPU, those of a large convolution (computed by another library) if that is faster.
    """
    size = 8192 if device.type == "cuda" else 2048
    a = torch.rand(size, size, device=device)
    allowed = torch.backends.cuda.matmul.allow_tf32
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    try:
        product = size**3 / median_seconds(lambda: a @ a, device, runs=10, at_most=1.0)
    finally:
        torch.backends.cuda.matmul.allow_tf32 = allowed
    return product if device.type == "cuda" else max(product, _convolution_rate())


def _convolution_rate() -> float:
    """Multiply-adds per second of a large float32 convolution on the CPU."""
    images, channels, pixels, kernel = 8, 256, 32, 3
    x = torch.rand(images, channels, pixels, pixels).to(memory_format=torch.channels_last)
    weight = torch.rand(channels, channels, kernel, kernel).to(memory_format=torch.channels_last)

    def work() -> Tensor:
        return torch.conv2d(x, weight, padding=kernel // 2)

    count = images * (channels * pixels * kernel) ** 2
    return count / median_seconds(work, torch.device("cpu"), runs=10, at_most=1.0)


def bytes_per_second(device: torch.device) -> float:
    """Bytes per second that a large copy reads and writes."""
    source = torch.rand(2**28 if device.type == "cuda" else 2**26, device=device)
    target = torch.empty_like(source)

    def copy() -> Tensor:
        return target.copy_(source)

    return 2 * source.nbytes / median_seconds(copy, device, runs=10, at_most=1.0)


def rounded(values: dict[str, float], digits: int = 4) -> dict[str, float]:
    """The values, rounded to this many significant digits."""
    return {name: float(f"{value:.{digits}g}") for name, value in values.items()}
