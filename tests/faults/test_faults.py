"""Every stage meets every fault: it ends with one clear line, and a rerun completes.

Each stage runs as a command in its own process. Its moments of failure are drawn from a seed and
spread over an undisturbed run, half of them over its time and half over its file operations. Each
run starts from what the previous run left.
"""

import contextlib
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest
import torch
from fake_zenodo import SHA256
from fault_table import PAGE, written
from trouble import PROCESSES, TRAINING, Stage, cut, ended
from world import STAGES, STEPS, make_world
from worm_world import WORM_STAGES, make_worm_world

ALL = STAGES | WORM_STAGES
PAGE_BYTES = 4096  # a disk in memory is filled in pages of this size
SOME = 3  # tries of faults that are the same each time
SEVERAL = {  # outputs
    *("to-original", "train", "evaluate", "table", "claims", "synthetic"),
    *("simulate", "pick"),
    *("align", "volumes", "table1"),
}
AT_ONCE = 5  # kills before a run may complete
# One stage for each way of writing: a download, a folder, HDF5, cubes, a training, several files, a
# figure, files of which a video is one. Every other stage writes in one of these ways.
QUICK = {
    *("fetch", "unpack", "localisations", "prerender", "train", "evaluate", "curves"),
    "worm-align",
}
CUTS = [  # the kind of file that is cut, the stage that reads it, the file
    ("FITS", "train-stored", "results/images/toroid/training/sigma_2.fits"),
    ("FITS", "particles", "results/images/toroid/prerendered/sigma_1.5.fits"),
    ("PLY", "evaluate", "results/runs/bunny/1/structure.ply"),
    ("PLY", "overlay", "results/models/bunny.ply"),
    ("CSV", "augment", "results/images/toroid/curation.csv"),
    ("CSV", "train-stored", "results/images/toroid/training/index.csv"),
    ("CSV", "evaluate", "results/runs/bunny/1/poses.csv"),
    ("CSV", "curves", "results/runs/bunny/1/history.csv"),
    ("CSV", "experiments", "results/evaluation/summary.csv"),
    ("HDF5", "prerender", "results/localisations/toroid.h5"),
    ("HDF5", "localisations", "cep152.mat"),
    ("npz", "pairs", "results/runs/bunny/1/samples.npz"),
    ("npz", "viewer", "results/runs/bunny/1/movie.npz"),
    ("JSON", "evaluate", "results/runs/bunny/1/run.json"),
    ("JSON", "overlay", "results/evaluation/bunny/1.json"),
    ("JSON", "experiments", "results/evaluation/bunny.json"),
    ("TIFF", "stacks", "stacks/3.tif"),
    ("archive", "unpack", "stacks.tar.gz"),
    ("HDF5", "worm-frames", "worm/worm.h5"),
    ("HDF5", "worm-align", "worm/recording.h5"),
    ("HDF5", "worm-train-paper", "worm/augmented.h5"),
    ("HDF5", "worm-apply", "worm/alignments/mini/transformations.h5"),
    ("HDF5", "worm-judge", "worm/worm.h5.truth.h5"),
    ("network", "worm-align", "worm/networks/match/1/network.pt"),
    ("CSV", "worm-signals", "worm/points.csv"),
    ("CSV", "worm-report", "worm/alignments/mini/frames.csv"),
    ("CSV", "worm-report", "worm/networks/match/1/history.csv"),
    ("CSV", "worm-report", "worm/table1.csv"),
    ("JSON", "worm-report", "worm/mini.json"),
    ("JSON", "worm-table1", "worm/networks/paper/1/run.json"),
]


def pytest_generate_tests(metafunc):
    """Try each stage; without --tries, only some of them."""
    marked = {
        name for mark in metafunc.definition.iter_markers("parametrize") for name in mark.args[0]
    }
    if "name" in metafunc.fixturenames and "name" not in marked:
        given = metafunc.config.getoption("--tries", None)
        metafunc.parametrize("name", [name for name in ALL if given or name in QUICK])


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """A folder with inputs of every kind."""
    folder = tmp_path_factory.mktemp("world")
    make_world(folder)
    make_worm_world(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))  # where the server finds `preloaded`
        warm = PROCESSES.Process()
        warm.start()
        warm.join()  # it has imported by now
    return folder


@pytest.fixture
def stage_of(world, tmp_path, request):
    """A function that returns the named stage, writing to a new folder."""

    def give(name, folder=None):
        server = request.getfixturevalue("zenodo" if name == "zenodo" else "server")
        subcommand, arguments, output = ALL[name]
        texts = {"{w}": str(world), "{url}": server.url, "{sha256}": SHA256}
        arguments = [*arguments, *output]
        for old, new in texts.items():
            arguments = [a.replace(old, new) for a in arguments]
        program = "wormbrain" if name in WORM_STAGES else "holly"
        return Stage(subcommand, arguments, folder or tmp_path / "out", program)

    return give


@pytest.fixture(scope="session")
def undisturbed():
    """For each stage, the files of an undisturbed run and how long it took."""
    return {}


@pytest.fixture
def whole(stage_of, undisturbed, tmp_path):
    """A function that returns the files, seconds, operations and bytes of an undisturbed run."""

    def give(name):
        if name not in undisturbed:
            stage = stage_of(name, tmp_path / "whole")
            seconds, operations = stage.seconds()
            size = sum(
                -(-path.stat().st_size // PAGE_BYTES) * PAGE_BYTES
                for path in stage.folder.rglob("*")
                if path.is_file()
            )
            undisturbed[name] = (stage.content(), seconds, operations, size)
            assert undisturbed[name][0]
            shutil.rmtree(stage.folder)
        return undisturbed[name]

    return give


def spread(count, seed):
    """`count` numbers in [0, 1), one in each of as many equal parts, in random order."""
    random = np.random.default_rng(list(seed.encode()))
    return random.permutation((random.uniform(0, 1, count) + np.arange(count)) / count)


def visible(stage, expected):
    """Whether all files with final names are correct; a folder must be complete or absent."""
    found = stage.content()
    together = stage.name not in SEVERAL
    return found.items() <= expected.items() and (not together or found in ({}, expected))


def completes(stage, expected, *more):
    """Run the stage again; return the outcome."""
    if stage.name == "unpack":  # never writes to an existing folder, which Snakemake removes
        shutil.rmtree(stage.folder, ignore_errors=True)
    if stage.run(*more) != 0:
        print(stage.said.read_text())
        return "lost"
    left = [file for part in stage.folder.glob(".*") for file in part.rglob("*") if file.is_file()]
    emptied = all(file.stat().st_size == 0 for file in left)  # an empty lock file may remain
    return "recovered" if stage.content() == expected and emptied else "wrong"


def refused(stage, expected, *names):
    """None if the run ended with one clear line that contains these names, else the outcome."""
    if not visible(stage, expected):
        return "wrong"
    line = stage.line()
    if line and all(name in line for name in names):
        return None
    print(stage.said.read_text())
    return "unclear"


def test_killed_at_any_moment(name, stage_of, whole, tries, record):
    expected, seconds, operations, _ = whole(name)
    stage = stage_of(name)
    outcomes, pending = [], 0
    count = tries or 2
    for number, moment in enumerate(np.resize(spread(count, name), 4 * count)):
        if len(outcomes) + pending == count:
            break
        if number % 2:
            which = 1 + int(moment * operations)
            status = stage.run(folder=str(stage.folder), operation=which)
        else:
            process = stage.start()
            process.join(moment * seconds)
            process.kill()
            status = ended(process)
        if status == -9:
            pending += 1
            if not visible(stage, expected):
                outcomes, pending = [*outcomes, "wrong"], pending - 1
        if status != -9 or pending == AT_ONCE:
            outcomes += [completes(stage, expected)] * pending
            pending = 0
            shutil.rmtree(stage.folder)
    outcomes += [completes(stage, expected)] * pending
    assert len(outcomes) == count
    record("kill -9", name, outcomes)


@contextlib.contextmanager
def small_disk(folder, size):
    """Mount a disk of this many bytes in memory; yields False if mounting is not allowed."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder, free):
    """Fill a disk until only this many bytes are free."""
    ballast = folder / "ballast"
    with contextlib.suppress(OSError), ballast.open("wb", 0) as file:
        while file.write(bytes(16 * PAGE_BYTES)):
            pass
    with ballast.open("r+b") as file:
        size = file.seek(0, 2)
        file.truncate(max(0, size // PAGE_BYTES * PAGE_BYTES - free))


def test_on_a_full_disk(name, stage_of, whole, tries, record, tmp_path):
    if name == "zenodo":
        pytest.skip("it tries again for half a minute")
    expected, _, _, size = whole(name)
    count = min(tries or 1, SOME)
    outcomes = []
    with small_disk(tmp_path / "disk", 4 * size + 64 * PAGE_BYTES) as mounted:
        folder = tmp_path / "disk" / "out" if mounted else None
        stage = stage_of(name, folder)
        stage.said = tmp_path / "said"  # on a disk with room
        stage.folder.mkdir()
        for share in spread(count, name) * 0.9:
            limit = {}
            if mounted:
                fill(tmp_path / "disk", int(share * size) // PAGE_BYTES * PAGE_BYTES)
            else:
                limit = {"file_size": int(share * max(map(len, expected.values())))}
            status = stage.run(**limit)
            (tmp_path / "disk" / "ballast").unlink(missing_ok=True)
            if status != 0:
                outcomes.append(refused(stage, expected))
        outcome = completes(stage, expected)
    kind = "a small tmpfs" if mounted else "a limit on the size of files"
    record(f"disk full ({kind})", name, [one or outcome for one in outcomes])


def test_in_a_folder_that_is_read_only(name, stage_of, whole, record):
    if name == "zenodo":
        pytest.skip("it tries again for half a minute")
    expected = whole(name)[0]
    stage = stage_of(name)
    stage.folder.mkdir()
    stage.folder.chmod(0o555)
    status = stage.run(permissions=True)
    outcome = refused(stage, expected, str(stage.folder)) if status else "wrong"
    stage.folder.chmod(0o755)
    record("read-only folder", name, [outcome or completes(stage, expected)])


def test_two_runs_at_once(name, stage_of, whole, tries, record):
    expected = whole(name)[0]
    stage = stage_of(name)
    other = stage_of(name)
    other.said = stage.said.with_name("other.said")
    outcomes = []
    for _ in range(min(tries or 1, SOME)):
        both = [stage.start(), other.start()]
        statuses = [ended(process) for process in both]
        refusals = [one.line() for one, s in zip((stage, other), statuses, strict=True) if s]
        if stage.content() != expected:
            outcomes.append("wrong" if 0 in statuses else "lost")
        else:
            outcomes.append(completes(stage, expected) if all(refusals) else "unclear")
        shutil.rmtree(stage.folder)
    record("two runs at once", name, outcomes)


@pytest.mark.parametrize(("kind", "name", "file"), CUTS)
def test_on_an_input_that_was_cut(kind, name, file, world, stage_of, whole, tries, record):
    expected = whole(name)[0]
    stage = stage_of(name)
    path = world / file
    content = path.read_bytes()
    outcomes = []
    count = tries or 2
    for share in [1.0, *spread(max(1, count - 2), file), 0.0][:count]:
        keep = int(share * (len(content) - 1))
        while kind == "CSV" and content[:keep].endswith(b"\n"):
            keep -= 1  # cut between two lines, a table is only shorter, which nobody can notice
        with cut(path, keep):
            status = stage.run()
        if status == 0:  # nothing of importance was cut, or the file was left out with a message
            named = f"left out: {path}" in stage.said.read_text()
            outcomes.append(None if named or stage.content() == expected else "wrong")
        else:
            outcomes.append(refused(stage, expected, path.name))
    outcome = completes(stage, expected)
    record(f"{kind} cut short", f"{name}: {path.name}", [one or outcome for one in outcomes])


def _changed(**changes):
    def change(path, _):
        torch.save(torch.load(path, weights_only=True) | changes, path)

    return change


def _cut(path, share):
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])


def _flipped(path, share):
    content = bytearray(path.read_bytes())
    content[int(share * len(content))] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("fault", "damage"),
    [
        ("checkpoint cut short", _cut),
        ("checkpoint with one bit changed", _flipped),
        ("checkpoint of another version", _changed(version="0.0.1")),
        ("checkpoint of another format", _changed(format=1)),
        ("checkpoint of other settings", _changed(fingerprint="another")),
    ],
)
def test_from_a_checkpoint_that_cannot_be_continued(fault, damage, stage_of, whole, tries, record):
    expected = whole("train")[0]
    stage = stage_of("train")
    assert stage.run() == 0
    checkpoint = stage.folder / "output" / "checkpoint.pt"
    content = checkpoint.read_bytes()
    outcomes = []
    for share in spread(min(tries or 1, SOME), fault):
        checkpoint.write_bytes(content)
        damage(checkpoint, share)
        status = stage.run()
        if status == 0:  # a bit that is never read
            outcomes.append("recovered" if stage.content() == expected else "wrong")
            continue
        outcome = refused(stage, expected, "checkpoint.pt", "--replace")
        outcomes.append(outcome or completes(stage, expected, "--replace"))
    record(fault, "train", outcomes)


@pytest.mark.parametrize("fault", TRAINING)
def test_a_training_in_trouble(fault, stage_of, whole, tries, record):
    expected = whole("train")[0]
    stage = stage_of("train")
    outcomes = []
    for share in spread(min(tries or 1, SOME), fault):
        assert stage.run(step=int(share * STEPS), happens=fault) == 1
        outcomes.append(refused(stage, expected) or completes(stage, expected))
        shutil.rmtree(stage.folder)
    record(fault, "train", outcomes)


def test_the_docs_hold_the_table_of_the_committed_results():
    assert PAGE.read_text() == written(PAGE.read_text())
