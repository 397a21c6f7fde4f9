"""Every stage of the data killed at any moment, or on a full disk: a rerun ends as if it were not.

The stages run as commands, each in a process of its own, forked from a server that has imported
what they need. Moments are drawn from a seed and spread through the time an undisturbed run takes;
what a killed run leaves is what the next one finds.
"""

import multiprocessing
import os
import resource
import shutil
import sys
import tarfile
import time

import numpy as np
import pytest
import tifffile
from fake_zenodo import SHA256

import holly.cli
import holly.cubes
from holly.original_fits import write_original
from holly.synthetic import write_synthetic_cep152

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(
    [
        *("holly.augment", "holly.curate", "holly.layouts", "holly.original_fits"),
        *("holly.stacks", "holly.synthetic", "holly.unpack", "holly.zenodo", "astropy.io.fits"),
    ]
)
KILLS = 3
DRAWING = ["--sigmas", "3", "2", "1.5", "--size", "48", "--nm-per-pixel", "20"]
STAGES = {
    "fetch": ["{url}/b.bin", "--sha256", SHA256],
    "zenodo": ["123", "--lock", "{inputs}/lock.json"],
    "unpack": ["{inputs}/stacks.tar.gz"],
    "synthetic": ["--particles", "300", "--localisations", "200"],
    "localisations": ["{inputs}/cep152.mat", "--layout", "cep152"],
    "prerender": ["{inputs}/localisations.h5", *DRAWING],
    "curate": ["{inputs}/localisations.h5"],
    "augment": ["{inputs}/localisations.h5", "{inputs}/curation.csv", "--rotations", "4", *DRAWING],
    "stacks": ["{inputs}/stacks", *DRAWING],
    "to-original": ["{inputs}/cubes"],
    "from-original": ["{inputs}/original"],
}


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    """A file or folder of each kind that a stage reads, made by the stages before it."""
    folder = tmp_path_factory.mktemp("inputs")
    write_synthetic_cep152(folder / "cep152.mat", particles=100, localisations=200, bad=7, seed=1)
    (folder / "stacks").mkdir()
    for number in range(40):
        stack = np.random.default_rng(number).integers(0, 9, (12, 90, 90), np.uint8)
        tifffile.imwrite(folder / "stacks" / f"{number}.tif", stack, photometric="minisblack")
    for stage, output in {
        "localisations": "localisations.h5",
        "curate": "curation.csv",
        "stacks": "cubes",
    }.items():
        arguments = [argument.format(inputs=folder) for argument in STAGES[stage]]
        holly.cli.main([stage, *arguments, "--output", str(folder / output)])
    write_original(folder / "cubes", folder / "original")
    with tarfile.open(folder / "stacks.tar.gz", "w:gz") as archive:
        archive.add(folder / "stacks", "stacks")
    warm = PROCESSES.Process()
    warm.start()
    warm.join()  # the server has imported by now
    return folder


@pytest.fixture(params=STAGES)
def command(request, inputs):
    """Arguments of the command line, but for its output."""
    server = request.getfixturevalue("zenodo" if request.param == "zenodo" else "server")
    arguments = [a.format(inputs=inputs, url=server.url) for a in STAGES[request.param]]
    return [request.param, *arguments]


def run(arguments, environment, limit):
    """What a process does: the stage, its progress noted often, on a disk of so many bytes."""
    os.environ.clear()
    os.environ.update(environment)
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
    holly.cubes.BETWEEN = 2**19
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    holly.cli.main(arguments)


def start(command, output, limit=resource.RLIM_INFINITY):
    """A process that runs a stage."""
    arguments = [*command, "--output", str(output)]
    process = PROCESSES.Process(target=run, args=(arguments, dict(os.environ), limit))
    process.start()
    return process


def ended(process):
    """The exit status of a process."""
    process.join()
    return process.exitcode


def content(output):
    """Bytes of a file, or of all files below a folder, by name; nothing where nothing is."""
    paths = [output, *sorted(output.rglob("*"))]
    return {str(p.relative_to(output)): p.read_bytes() for p in paths if p.is_file()}


def completes(command, output, expected):
    """A rerun ends well, with the expected bytes and no leftovers."""
    assert ended(start(command, output)) == 0
    assert content(output) == expected
    beside = {path.name for path in output.parent.iterdir()}
    assert {name for name in beside if name.startswith(".")} == set()


def test_killed_at_any_moment_and_on_a_full_disk(tmp_path, command):
    began = time.monotonic()
    assert ended(start(command, tmp_path / "whole" / "output.x")) == 0
    seconds = time.monotonic() - began
    expected = content(tmp_path / "whole" / "output.x")

    output = tmp_path / "killed" / "output.x"
    moments = np.random.default_rng(len(command)).uniform(0, 1, KILLS)
    for number, moment in enumerate((moments + np.arange(KILLS)) / KILLS):
        process = start(command, output)
        process.join(moment * seconds)
        process.kill()
        was_killed = ended(process) == -9
        assert was_killed or number
        if not was_killed:
            break
        if command[0] != "to-original":  # there a level at a time appears
            assert content(output) in ({}, expected)
    if command[0] == "unpack":  # it never writes where something is
        shutil.rmtree(output, ignore_errors=True)
    completes(command, output, expected)

    if command[0] != "zenodo":  # which tries again for half a minute
        output = tmp_path / "full" / "output.x"
        limit = max(map(len, expected.values())) // 2  # the same failing write as on a full disk
        assert ended(start(command, output, limit)) == 1
        assert not content(output)
        completes(command, output, expected)
