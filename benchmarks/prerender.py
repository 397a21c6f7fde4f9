"""Time pre-rendering at the size of the CEP152 set, and compare it with the published triple loop.

    python benchmarks/prerender.py [--json FILE] [--full] [--folder FOLDER] [--threads N]

The work is 4663 previews and 2055 x 20 training images of 128 x 128 pixels, at the 12 sigma levels
of the CEP152 experiment. Particles have 15,000 synthetic localisations on average. They are read
from a file of localisations, and the images are written to FITS cubes until these have reached the
disk. By default, a thirtieth of the work is done and the result is scaled up; --full does all of it
and needs 36 GB in FOLDER.

- `triple_loop` is our own C port of equation 1 as published, on one core: for each image and level,
  and for each pixel, a sum over localisations.
- `arithmetic_floor` is the time that the multiply-adds of the fast Gauss transform would take at
  the rate of a large sgemm on as many threads.
- `writing_floor` is the time that it takes to write as many bytes to one file.
- `seconds` is the time for all of the work.
- `core_seconds` is how long its threads kept a core busy, writing included.
- `ratio_per_core` is the time of the triple loop divided by `core_seconds`.
- `load_of_others` is how many other programs wanted a core before the benchmark began. If it is
  above 0, `seconds` is too large.
"""

import argparse
import ctypes
import json
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from training import machine

from holly.data.particles import Particles, read_particles, write_particles
from holly.images.augment import augment
from holly.images.prerender import prerender
from holly.render.gauss_transform import Levels
from holly.settings.images import Augmentation

PREVIEWS, ACCEPTED, ROTATIONS = 4663, 2055, 20
SIGMAS = [10, 9, 8.1, 7.29, 6.56, 5.9, 5.31, 4.78, 4.3, 3.87, 3.65, 3.28]
SIZE, NM_PER_PIXEL, LOCALISATIONS = 128, 9.28, 15_000
IMAGES = PREVIEWS + ACCEPTED * ROTATIONS
IMAGE_BYTES = 4 * SIZE**2
SAMPLE = 30  # one particle in 30 is drawn by default

TRIPLE_LOOP = """
#include <math.h>
void draw(const float *x, const float *y, int points, float sigma, int size, float *image) {
    const float pi = 3.14159265f;
    for (int row = 0; row < size; row++)
        for (int column = 0; column < size; column++) {
            float sum = 0;
            for (int n = 0; n < points; n++) {
                float dx = x[n] - column, dy = y[n] - row;
                sum += 1 / (2 * pi * sigma * sigma)
                    * expf(-(dx * dx + dy * dy) / (2 * sigma * sigma));
            }
            image[row * size + column] = sum;
        }
}
"""


def main() -> None:
    """Measure, print a table, and write JSON if requested."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path, help="write the results here")
    parser.add_argument(
        "--full", action="store_true", help="do all of the work; writes 36 GB to disk"
    )
    parser.add_argument(
        "--folder", type=Path, help="where to write; by default the system's temporary folder"
    )
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        figures = measure(Path(folder), 1 if arguments.full else SAMPLE)
    figures["load_of_others"] = load
    results = {name: float(f"{value:.4g}") for name, value in figures.items()} | machine()
    for name, value in results.items():
        print(f"{name:28} {value}")
    if arguments.json:
        arguments.json.write_text(json.dumps(results, indent=2) + "\n")


def measure(folder: Path, sample: int) -> dict[str, float]:
    """All results, measured on one particle in `sample` and scaled up."""
    previews, accepted = PREVIEWS // sample, ACCEPTED // sample
    file = folder / "localisations.h5"
    write_particles(file, synthetic(previews))
    wall_previews, core_previews = timed(lambda: draw_previews(file, folder / "previews"))
    wall_training, core_training = timed(lambda: draw_training(file, folder / "training", accepted))
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # Linux counts in KiB
    unread = 2 * 8 * LOCALISATIONS * (PREVIEWS - previews)  # a full file would be in memory
    whole = wall_previews * PREVIEWS / previews + wall_training * ACCEPTED / accepted
    core_seconds = core_previews * PREVIEWS / previews + core_training * ACCEPTED / accepted
    levels = IMAGES * len(SIGMAS)
    arithmetic = IMAGES * multiply_adds() / sgemm_rate()
    writing = levels * IMAGE_BYTES / write_rate(folder)
    triple = triple_loop_seconds(folder)
    return {
        "share_done": 1 / sample,
        "seconds": whole,
        "minutes": whole / 60,
        "core_seconds": core_seconds,
        "images_levels_per_second": levels / whole,
        "arithmetic_floor_seconds": arithmetic,
        "share_of_arithmetic_floor": arithmetic / whole,
        "writing_floor_seconds": writing,
        "share_of_writing_floor": writing / whole,
        "peak_memory_gb": (peak + unread) / 1e9,
        "triple_loop_seconds": triple,
        "ratio_per_core": triple * levels / core_seconds,
    }


def synthetic(count: int) -> Particles:
    """Blurred rings of 5,000 to 25,000 localisations; one localisation in 100 lies far outside."""
    rng = np.random.default_rng(1)
    offsets = np.cumsum([0, *rng.integers(5_000, 25_001, count)])
    total = offsets[-1]
    angle, radius = rng.uniform(0, 2 * np.pi, total), rng.normal(200, 40, total)
    radius[rng.random(total) < 0.01] *= 3
    return Particles(
        radius * np.cos(angle), radius * np.sin(angle), None, offsets, np.arange(count)
    )


def draw_previews(file: Path, folder: Path) -> None:
    """Draw the previews and wait until they are on the disk."""
    prerender(file, folder, sigmas=SIGMAS, size=SIZE, nm_per_pixel=NM_PER_PIXEL, centre="extent")
    settle(folder)


def draw_training(file: Path, folder: Path, accepted: int) -> None:
    """Draw the training images of the first particles and wait until they are on the disk."""
    curation = folder.with_suffix(".csv")
    rows = (f"{index},{index},{index < accepted}\n" for index in range(len(read_particles(file))))
    curation.write_text("particle,id,accepted\n" + "".join(rows))
    augment(
        file,
        curation,
        folder,
        SIGMAS,
        Augmentation(size=SIZE, nm_per_pixel=NM_PER_PIXEL, rotations=ROTATIONS),
    )
    settle(folder)


def settle(folder: Path) -> None:
    """Wait until the files of a folder are on the disk."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Elapsed seconds, and processor seconds on all cores together."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - busy


def multiply_adds() -> float:
    """Multiply-adds of the matrix products for one mean image at all levels."""
    nodes = Levels(SIGMAS, SIZE).nodes
    return LOCALISATIONS * nodes**2 + len(SIGMAS) * SIZE * nodes * (nodes + SIZE)


def sgemm_rate() -> float:
    """Multiply-adds per second of a large float32 product on all threads, the best of six."""
    matrix = torch.rand(2048, 2048)
    return 2048**3 / min(timed(lambda: matrix @ matrix)[0] for _ in range(6))


def write_rate(folder: Path) -> float:
    """Bytes per second that reach the disk when written sequentially to one file."""
    block, blocks = b"\1" * 2**24, 100

    def write() -> None:
        with (folder / "sequential").open("wb") as file:
            for _ in range(blocks):
                file.write(block)
            os.fsync(file.fileno())

    return blocks * len(block) / timed(write)[0]


def triple_loop(folder: Path) -> Callable[[np.ndarray, np.ndarray, float, int], np.ndarray]:
    """The compiled triple loop; draws an image from columns [N], rows [N], sigma and size."""
    source, library = folder / "triple.c", folder / "triple.so"
    source.write_text(TRIPLE_LOOP)
    subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o", library, source, "-lm"], check=True)
    function = ctypes.CDLL(str(library)).draw
    array = np.ctypeslib.ndpointer(np.float32, flags="C_CONTIGUOUS")
    function.argtypes = [array, array, ctypes.c_int, ctypes.c_float, ctypes.c_int, array]
    function.restype = None

    def draw(x: np.ndarray, y: np.ndarray, sigma: float, size: int) -> np.ndarray:
        image = np.empty((size, size), np.float32)
        function(np.float32(x), np.float32(y), len(x), sigma, size, image)
        return image

    return draw


def triple_loop_seconds(folder: Path) -> float:
    """Core seconds of one mean image at one level, the best of three levels."""
    draw = triple_loop(folder)
    x, y = np.random.default_rng(2).normal(SIZE / 2, SIZE / 8, (2, LOCALISATIONS))
    return min(
        timed(lambda s=s: draw(x, y, s, SIZE))[1] for s in (SIGMAS[0], SIGMAS[5], SIGMAS[-1])
    )


if __name__ == "__main__":
    main()
