"""Follow the instructions of the README and of the pages in docs/, in a copy of the repository.

Each page is followed from its top. Commands in a bash block are run in the form that FORMS gives
them, python is run, yaml must be a valid configuration, and a diff is applied. A block after
"`FILE`:" is written to that file, unless it is YAML for a file that exists. A command that neither
FORMS nor DONE_ELSEWHERE contains makes the tests fail.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
import yaml

from holly.data.fields import plant, write_field

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
NOT_COPIED = (".git", ".venv", ".snakemake", ".*_cache", "resources")

FIELD = plant("pores", particles=40, side=7000.0, apart=300.0, background=10.0, seed=3)
SMALL_SIMULATION = '{"size": 16, "particles": 4, "rotations": 1}'
SMALL_RECIPE = '{"points": 20, "epochs": 1, "batch_size": 2, "sigma": [0.125]}'
PLANNED = "snakemake --dry-run --quiet rules --cores 2"

# What is run instead of a command: the first pattern that matches all of it, and its replacement.
FORMS = {
    # with fewer random clouds
    r"holly evaluate \S+ \S+": r"\g<0> --random-clouds 1",
    # up to the configuration; a slow test of `holly reconstruct` goes on to the report
    r"holly reconstruct .*": r"\g<0> --dry-run",
    r"make own .*": r"\g<0> --assume-old .venv/ready HOLLY=holly OPTIONS=--dry-run",
    # unchanged
    r"(holly|python -m holly) (?!train|watch).*": r"\g<0>",
    r"wormbrain (synthetic|frames|align|judge|volumes) .*": r"python -m \g<0>",
    # only the tests that the page is about
    r"pytest tests/holly/render/test_render.py": r"\g<0> -k 'gradients and (shape0 or shape1)'",
    r"pytest tests/holly/figures/test_paper.py tests/holly/settings/test_load.py": (
        r"\g<0> -k 'losses or step'"
    ),
    r"snakemake .*--dry-run.*": r"\g<0> --quiet rules",
    # all jobs are planned, but none is run; CI runs the demo (DONE_ELSEWHERE)
    r"snakemake (.*)": r"snakemake --dry-run --quiet rules \1",
    r"make (plan|npc|wormbrain|verify|docs|demo|unlock)( \w+=\S+)?": (
        rf"make --assume-old .venv/ready \1\2 SNAKEMAKE='{PLANNED}'"
    ),
    r"make (setup|test|lint|clean)( \w+=\S+)?": r"make --dry-run \1\2",
    # a training of the paper's size gets a small data set and recipe
    r"(holly train \S+) --simulation '{}' (.*)": (
        rf"\1 --simulation '{SMALL_SIMULATION}' --recipe '{SMALL_RECIPE}' \2"
    ),
    r"holly train .*": r"\g<0>",
    # a server that does not end; the tests of TensorBoard's events start it
    r"holly watch \S+": "holly watch --help",
    # the copy uses the environment of this test
    r"source \.venv/bin/activate": "true",
}

# Commands that other tests run, because they need more installed: a part of the command, the file
# that runs it, and words that this file contains.
DONE_ELSEWHERE = {
    "make test": (".ci/run", "make test"),
    "--profile profiles/conda": ("tests/workflow/test_conda.py", '"profiles/conda"'),
}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str
    file: str | None  # the file that the block belongs to

    def __str__(self):
        return f"{self.page.relative_to(ROOT)}:{self.line}"


FENCE = re.compile(r"^( *)(```+|~~~+)(\S*)[^\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([\w./-]+\.\w+)`:\s*$")


def blocks_of(page):
    text, file, end = page.read_text(encoding="utf-8"), None, 0
    for found in FENCE.finditer(text):
        between = text[end : found.start()].strip()
        named = NAMED.search(between)
        if between or found[3] != "diff":  # consecutive diffs belong to the same file
            part = found[3] == "yaml" and named and (ROOT / named[1]).exists()
            file = named[1] if named and found[3] != "bash" and not part else None
        line = text.count("\n", 0, found.start()) + 1
        yield Block(page, line, found[3].strip("{}"), textwrap.dedent(found[4]), file)
        end = found.end()


BLOCKS = {page: list(blocks_of(page)) for page in PAGES}
UNCHANGED = {page for page, blocks in BLOCKS.items() if not any(b.file for b in blocks)}


def commands(block):
    """The commands of a bash block, one per line, without comment lines."""
    lines = re.sub(r"\\\n\s*", " ", block.text).splitlines()
    return [line.strip() for line in lines if shlex.split(line, comments=True)]


def form(command):
    """What is run instead of a command; None if FORMS does not contain it."""
    command = re.sub(r"\s+# .*$", "", command)
    for pattern, instead in FORMS.items():
        if found := re.fullmatch(pattern, command):
            return found.expand(instead)
    return None


def elsewhere(command):
    """The other file that runs a command, and the words to find in it; None if there is none."""
    return next((place for part, place in DONE_ELSEWHERE.items() if part in command), None)


@pytest.fixture
def copy(tmp_path):
    """A copy of the repository, with the files that the pages assume to exist."""
    from holly.data.clouds import write_cloud
    from holly.data.ground_truths import ground_truth

    folder = tmp_path / "repository"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*NOT_COPIED), symlinks=True)
    for path in (folder / "results").iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    for name in ("structure", "truth", "bunny"):
        write_cloud(folder / f"{name}.ply", ground_truth("teapot"))
    write_field(folder / "localisations.csv", FIELD)
    (folder / "particles.csv").write_text("particle,x,y\n1,0,0\n1,5,5\n")
    pores = yaml.safe_load((ROOT / "config/npc.yaml").read_text())
    worm = yaml.safe_load((ROOT / "config/wormbrain.yaml").read_text())["wormbrain"]
    own = [pores["models"]["npc"]["path"], pores["datasets"]["npc"]["source"]["path"]]
    for path in (*own, worm["recordings"]["worm"]["source"]):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    return folder


def run(folder, *command, text=None):
    """Run a command in the copy, with the copy's packages and the programs of this Python."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    environment = kept | {"PATH": path, "PYTHONPATH": str(folder), "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        command, input=text, capture_output=True, text=True, cwd=folder, env=environment
    )


def follow(block, folder):
    """Follow the instructions of a block."""
    if block.file and block.language == "diff":
        apply(block, folder / block.file)
    elif block.file:
        (folder / block.file).write_text(block.text)
    elif block.language == "bash":
        wanted = [c for c in commands(block) if not elsewhere(c) and not planned_before(block, c)]
        here = [form(command) for command in wanted]
        done = run(folder, "bash", "-euxo", "pipefail", text="\n".join(here))
        assert done.returncode == 0, f"{block}\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    elif block.language == "python":
        done = run(folder, sys.executable, "-W", "error::SyntaxWarning", "-", text=block.text)
        assert done.returncode == 0, f"{block}\n{done.stderr[-4000:]}"


def apply(block, path):
    """Apply a diff without line numbers; its old text must occur exactly once in the file."""
    lines = block.text.splitlines(keepends=True)
    before = "".join(line[1:] or "\n" for line in lines if line[0] in " -\n")
    after = "".join(line[1:] or "\n" for line in lines if line[0] in " +\n")
    text = path.read_text()
    assert text.count(before) == 1, f"{block}: {block.file} has not once\n{before}"
    path.write_text(text.replace(before, after))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_followed(page, copy):
    for block in BLOCKS[page]:
        follow(block, copy)


@cache
def first_planned():
    """For each plan of the unchanged repository, the first block and command that ask for it."""
    first = {}
    for page, blocks in BLOCKS.items():
        if page in UNCHANGED:
            for block in blocks:
                for command in commands(block) if block.language == "bash" else []:
                    first.setdefault(plan(command), (block, command))
    return first


def plan(command):
    """What Snakemake is asked to plan, without order and number of cores."""
    return frozenset(re.sub(r"--cores \d+|-- ", "", form(command) or "").split())


def planned_before(block, command):
    """Whether an earlier command plans the same jobs of the unchanged repository."""
    plans = re.match(r"snakemake|make (plan|npc|wormbrain|verify|docs|demo)", command)
    return plans and block.page in UNCHANGED and first_planned()[plan(command)] != (block, command)


def test_something_is_said_of_every_block():
    known = {"bash", "python", "yaml", "diff", "text", "api"}
    for block in chain.from_iterable(BLOCKS.values()):
        assert block.language in known, f"{block}: a block of {block.language or 'no language'}"
        for command in commands(block) if block.language == "bash" else []:
            assert form(command) or elsewhere(command), f"{block}: nothing runs `{command}`"


def test_what_is_done_elsewhere_is_done_there():
    for block in chain.from_iterable(BLOCKS.values()):
        for command in commands(block) if block.language == "bash" else []:
            if done := elsewhere(command):
                place, words = done
                assert words in (ROOT / place).read_text(), f"{block}: {command}, {place}"


def test_a_command_nobody_thought_of_is_found():
    assert form("rm -rf /") is None
    assert elsewhere("rm -rf /") is None
    assert form("snakemake --cores 2 -- all   # it") == (
        "snakemake --dry-run --quiet rules --cores 2 -- all"
    )


@pytest.mark.parametrize(
    "block",
    [b for blocks in BLOCKS.values() for b in blocks if b.language == "yaml" and not b.file],
    ids=str,
)
def test_a_fragment_of_yaml_is_a_configuration_or_a_profile(block):
    from dataclasses import fields

    from snakemake.cli import get_argument_parser
    from snakemake.utils import update_config

    from holly.settings.config import Config
    from holly.settings.load import load
    from wormbrain.settings.config import load as load_wormbrain

    fragment = yaml.safe_load(block.text)
    if fragment.keys() == {"wormbrain"}:
        load_wormbrain(fragment["wormbrain"])
    elif fragment.keys() <= {field.name for field in fields(Config)}:
        whole = yaml.safe_load((ROOT / "config/config.yaml").read_text())
        update_config(whole, fragment)
        load(whole)
    else:
        options = {action.dest for action in get_argument_parser()._actions}
        assert {key.replace("-", "_") for key in fragment} <= options, str(block)


INLINE = re.compile(r"`([^`\n]+)`")
FOLDERS = (
    r"(?:benchmarks|config|docs|envs|groundwork|holly|notebooks|profiles|tests|tools|workflow"
    r"|wormbrain)"
)


def test_what_is_named_in_passing_exists():
    """The targets of make, stages of holly and files that a page names in its text exist."""
    from holly.stages import STAGES
    from wormbrain.stages import STAGES as WORMS

    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        made = {block.file for block in BLOCKS[page]}
        for code in INLINE.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if found := re.match(r"make ([a-z]+)", code):
                assert found[1] in targets, f"{page.name}: {code}"
            if found := re.match(r"(?:python -m )?holly ([a-z]\S*)", code):
                assert found[1] in STAGES, f"{page.name}: {code}"
            if found := re.match(r"(?:python -m )?wormbrain ([a-z]\S*)", code):
                assert found[1] in WORMS, f"{page.name}: {code}"
            for path in re.findall(rf"(?<![\w/.]){FOLDERS}/[\w./-]*\w", code):
                there = path in made or (ROOT / path).exists() or "zenodo" in path
                assert there, f"{page.name}: {path}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere_on_a_repositorys_host(page):
    """Links lead to files and headings, as on the host; building the site checks its own links."""
    for address in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"https?:", address):
            continue
        path, _, heading = address.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), address
        if heading:
            assert heading in headings(target), address


def headings(page):
    """The headings of a page as anchors: lower case, no punctuation, hyphens for spaces."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


# Names in the tables of docs/formats.md that not every file has.
NOT_ALWAYS = {
    *("z", "sigma", "seed", "variable", "particle_column", "nm_per_camera_pixel", "channel"),
    *("usage_1", "starts", "kept_start", "picked"),
}


def test_the_tables_of_the_formats_are_what_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    listed = list(tables(ROOT / "docs/formats.md"))
    written = write_every_format()
    assert len(listed) == len(written)
    for names, (what, found) in zip(listed, written.items(), strict=True):
        assert found <= names, what
        assert names - found <= NOT_ALWAYS, what


def tables(page):
    """The names in the first column of each table in a page."""
    for table in re.findall(r"(?:^\|.*\n)+", page.read_text(), re.MULTILINE):
        rows = table.splitlines()[2:]
        yield {name for row in rows for name in INLINE.findall(row.split("|")[1])}


def write_every_format():
    """Write a small file of each format; return the names in each, in the order of the page."""
    import csv
    import json

    import h5py
    import numpy as np
    from astropy.io import fits

    from holly.data.fields import plant, write_field
    from holly.stages import main

    def stage(line, *more):
        main([*line.split(), *more])

    def columns(path):
        with Path(path).open(newline="") as lines:
            return set(next(csv.reader(lines)))

    drawn = "--sigmas 2 --size 16 --nm-per-pixel 100 --output"
    stage("synthetic --particles 30 --localisations 20 --bad 7 --output x.mat")
    stage("localisations x.mat --layout cep152 --remove-background --output x.h5")
    stage("model bunny --output bunny.ply")
    stage("simulate bunny.ply --particles 2 --output s.csv --smlm", '{"nm_per_unit": 100}')
    planted = plant("balls", particles=30, side=6000.0, apart=250.0, background=5.0, seed=1)
    write_field(Path("field.csv"), planted)
    stage("pick field.csv --table picks.csv --maps maps.npz --output picks.h5")
    stage(f"prerender x.h5 {drawn} previews")
    stage("curate x.h5 --output curation.csv")
    stage(f"augment x.h5 curation.csv --rotations 1 {drawn} images")
    stage("train images --output run --recipe", SMALL_RECIPE)
    with h5py.File("x.h5") as file:
        inside, about = set(file), set(file.attrs)
    header = set(fits.getheader("images/sigma_2.fits"))
    return {
        "localisations": inside,
        "attributes": about,
        "simulated": columns("s.csv.truth.csv"),
        "picks": columns("picks.csv"),
        "cube": header - {"SIMPLE", "BITPIX", "NAXIS", "NAXIS1", "NAXIS2", "NAXIS3"},
        "index": columns("images/index.csv"),
        "curation": columns("curation.csv"),
        "history": columns("run/history.csv"),
        "poses": columns("run/poses.csv"),
        "views": set(np.load("run/views.npz")),
        "samples": set(np.load("run/samples.npz")),
        "movie": set(np.load("run/movie.npz")),
        "run": set(json.loads(Path("run/run.json").read_text())),
    }
