"""Check each row of the tables in docs/reruns.md: the edit reruns these jobs and no others."""

import re
import shutil
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
import yaml
from snakemake.api import SnakemakeApi
from snakemake.settings.types import (
    ConfigSettings,
    OutputSettings,
    Quietness,
    ResourceSettings,
)
from tiny import ROOT, TINY, planned, snakemake, write_config

pytestmark = pytest.mark.slow


def tables():
    """The rows of the tables in the page, by heading."""
    sections = re.split(r"^## ", (ROOT / "docs/reruns.md").read_text(), flags=re.MULTILINE)
    return {
        section.partition("\n")[0]: [
            [cell.strip() for cell in line.strip("|").split(" | ")]
            for line in section.splitlines()
            if line.startswith("| ") and not line.endswith(("| runs again |", "| rules |"))
        ]
        for section in sections
    }


TABLES = tables()
NAMES = {name.strip("*"): rules.split(", ") for name, rules in TABLES["# What an edit runs again"]}


def rows(heading):
    return [pytest.param(edit.strip("`"), runs, id=what) for what, edit, runs in TABLES[heading]]


def read_expected(cell):
    """The rules in a cell, and the number of jobs for those rules that have one."""
    counts, rules = {}, set()
    for item in [] if cell == "nothing" else cell.split(", "):
        name, _, count = item.strip("*").partition(" ")
        if item.startswith("*"):
            rules |= set(NAMES[item.strip("*")])
        elif count:
            counts[name] = int(count)
        rules.add(name) if not item.startswith("*") else None
    return rules, counts


def merged(config, edit):
    """The configuration after an edit; null removes a key."""
    both = dict(config)
    for key, value in edit.items():
        if value is None:
            del both[key]
        elif isinstance(value, dict):
            both[key] = merged(both.get(key, {}), value)
        else:
            both[key] = value
    return both


def jobs_to_run(*arguments):
    """The jobs of a dry run, made in a fork so that it leaves nothing behind in this process."""
    with ProcessPoolExecutor(1, get_context("fork")) as fork:
        return fork.submit(dry_run, *arguments).result()


def dry_run(folder, config, tree=ROOT):
    """The jobs of each rule, using the rules in `tree`."""
    with SnakemakeApi(OutputSettings(quiet={Quietness.ALL})) as api:
        workflow = api.workflow(
            resource_settings=ResourceSettings(cores=2, resources={"gpu": 1}),
            config_settings=ConfigSettings(configfiles=[config]),
            snakefile=tree / "Snakefile",
            workdir=folder,
        )
        workflow.dag().execute_workflow(executor="dryrun")
        jobs = workflow._workflow.dag.needrun_jobs(exclude_finished=False)
        return Counter(job.rule.name for job in jobs if job.rule.name != "all")


def assert_runs(jobs, cell):
    rules, counts = read_expected(cell)
    assert set(jobs) == rules
    assert {rule: jobs[rule] for rule in counts} == counts


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the rules, the packages and the documentation that can be edited."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("groundwork", "holly", "wormbrain", "workflow", "envs", "docs", "config"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "results").mkdir()
    for name in ("Snakefile", "README.md", "results/README.md"):
        shutil.copy(ROOT / name, tree / name)
    return tree


@pytest.mark.parametrize(("edit", "expected"), rows("Edits of the configuration"))
def test_an_edit_of_the_configuration(done, tmp_path, edit, expected):
    config = write_config(tmp_path, merged(TINY, yaml.safe_load(edit)))
    assert_runs(jobs_to_run(done, config), expected)


@pytest.mark.parametrize(("edit", "expected"), rows("Edits of the code"))
def test_an_edit_of_the_code(done, tree, edit, expected):
    name, _, what = edit.partition(": ")
    path = tree / name
    text = path.read_text()
    path.write_text(edited(text, what))
    try:
        assert_runs(jobs_to_run(done, done / "config.yaml", tree), expected)
    finally:
        path.write_text(text)


def edited(text, what):
    """A source after one text is replaced, or after a statement is added to a function."""
    old, arrow, new = what.replace("\\n", "\n").partition(" → ")
    if not arrow:
        old = re.search(rf"^def {what}\(.*?\)(?: -> [^\n]*)?:\n", text, re.DOTALL | re.MULTILINE)[0]
        new = f"{old}    edited = True\n"
    assert old in text
    return text.replace(old, new, 1)


def test_nothing_is_left_to_do_and_touched_files_change_nothing(done, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(done, folder)
    config = folder / "config.yaml"
    assert planned(folder, "--configfile", config) == {}
    files = [p for p in (folder / "results").rglob("*") if p.is_file() and p.name[0] != "."]
    assert (
        max(path.stat().st_size for path in files) > 1e6
    )  # the largest file that Snakemake compares by content by default
    for path in files:
        path.touch()
    assert planned(folder, "--configfile", config) == {}


def test_an_edit_of_no_consequence_can_be_told_so(done, tmp_path):
    folder = tmp_path / "run"
    shutil.copytree(done, folder)
    config = write_config(tmp_path, merged(TINY, {"recipes": {"quick": {"points": 31}}}))
    assert planned(folder, "--configfile", config)["train"] == 5
    before = (folder / "results/runs/bunny/1/structure.ply").read_bytes()
    snakemake(folder, "--configfile", config, "--touch")
    assert planned(folder, "--configfile", config) == {}
    assert (folder / "results/runs/bunny/1/structure.ply").read_bytes() == before
