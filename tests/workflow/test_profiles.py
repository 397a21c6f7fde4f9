"""Run each profile; tests/slurm runs profiles/slurm."""

import os
import re

import pytest
from small_runs import ROOT, SMALL, STRUCTURES, finish, start, written

# Replace PBS: qsub runs the job in the background, qstat reports its state.
QSUB = """#!/usr/bin/env bash
echo "$@" >> {folder}/asked
script=${{!#}} id=$(( $(wc -l < {folder}/asked) )).stand-in
(bash "$script" > {folder}/$id.log 2>&1; echo $? > {folder}/$id.exit) > /dev/null 2>&1 &
echo $id
"""
QSTAT = """#!/usr/bin/env bash
if [ -s {folder}/$3.exit ]; then
    printf '    job_state = F\\n    Exit_status = %s\\n' "$(cat {folder}/$3.exit)"
else
    echo '    job_state = R'
fi
"""


def test_trainings_share_a_big_gpu(tmp_path):
    config = written(tmp_path, SMALL)
    options = ("--cores", 2, "--configfile", config, "--", *STRUCTURES)
    code, said = finish(start(tmp_path, "big-gpu", *options), tmp_path)
    assert code == 0, said
    ended = re.search(r"^Finished jobid: \d+ \(Rule: train\)", said, re.MULTILINE)
    started = [m.start() for m in re.finditer(r"^Job \d+: Training ", said, re.MULTILINE)]
    assert len(started) == 2
    assert max(started) < ended.start()
    assert len({(tmp_path / path).read_bytes() for path in STRUCTURES}) == 2


@pytest.fixture
def pbs(tmp_path):
    """A folder with replacements for qsub, qstat and qdel, and an environment that finds them."""
    folder = tmp_path / "pbs"
    folder.mkdir()
    for name, program in {"qsub": QSUB, "qstat": QSTAT, "qdel": "#!/bin/sh\n"}.items():
        (folder / name).write_text(program.format(folder=folder))
        (folder / name).chmod(0o755)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    return folder, os.environ | {"PATH": path}


def run_generic(folder, env, *options):
    folder.mkdir(exist_ok=True)
    (folder / "profiles").symlink_to(ROOT / "profiles")
    prompt = ("--seconds-between-status-checks", 1, "--latency-wait", 5)
    return finish(start(folder, "generic", *prompt, *options, env=env), folder)


def asked(folder):
    """The arguments of each submission, without the script."""
    return [line.rpartition(" ")[0] for line in (folder / "asked").read_text().splitlines()]


def test_a_cluster_of_another_kind_is_told_what_each_job_needs(tmp_path, pbs):
    folder, env = pbs
    run = tmp_path / "run"
    code, said = run_generic(run, env, "--configfile", written(run, SMALL), "--", *STRUCTURES)
    assert code == 0, said
    model, *trainings = asked(folder)
    logs = "-V -j oe -o results/logs/cluster/"
    small = "select=1:ncpus=1:mem=1000mb:ngpus=0 -l walltime=0:10:00"
    large = "select=1:ncpus=1:mem=8000mb:ngpus=1 -l walltime=12:0:00"
    assert model == f"-q cpu -l {small} {logs}"
    assert trainings == [f"-q gpu -l {large} {logs}"] * 2
    assert len({(run / path).read_bytes() for path in STRUCTURES}) == 2


def test_a_job_that_failed_on_such_a_cluster_is_resubmitted_with_more(tmp_path, pbs):
    folder, env = pbs
    run = tmp_path / "run"
    config = {**SMALL, "models": {"bunny": {"path": "broken.ply"}}}
    run.mkdir()
    (run / "broken.ply").write_text("not a cloud")
    options = ("--retries", 1, "--configfile", written(run, config))
    code, said = run_generic(run, env, *options, "--", "results/models/bunny.ply")
    assert code == 1
    first, second = asked(folder)
    assert "mem=1000mb" in first
    assert "walltime=0:10:00" in first
    assert "mem=2000mb" in second
    assert "walltime=0:20:00" in second
    assert "results/logs/model/bunny.log" in said
    assert "holly model: broken.ply" in said


def requests():
    """The CPUs, megabytes, minutes and GPUs of each rule; True for rules that run locally."""
    text = "\n".join(path.read_text() for path in (ROOT / "workflow/rules").glob("*.smk"))
    found = {}
    for rule in re.split(r"^rule ", text, flags=re.MULTILINE)[1:]:
        name, _, body = rule.partition(":")
        memory = re.search(r"mem_mb=growing\((\d+)\)", body)
        time = re.search(r"runtime=growing\((\d+)\)", body)
        cpus = re.search(r"threads: (?:settings\.)?(\w+)", body)
        gpus = re.search(r"gpu=(\d)", body)
        local = "localrule: True" in body
        assert local or (memory and time), f"{name} does not grow"
        found[name] = local or (
            *(cpus[1] if cpus else "1", memory[1], time[1], gpus[1] if gpus else "0"),
        )
    return found


def test_the_documentation_knows_what_each_stage_asks_for():
    text = (ROOT / "docs/cluster.md").read_text()
    table = re.search(r"<!-- resources:.*?-->(.*)<!-- end of resources", text, re.DOTALL)[1]
    rows = re.findall(
        r"^\| `(\S+)` \| `?(\w+)`? \| (\d+) \| (\d+) \| (\d) \|$", table, re.MULTILINE
    )
    asked = requests()
    assert {name: tuple(rest) for name, *rest in rows} == {
        name: request for name, request in asked.items() if request is not True
    }
    for name, request in asked.items():
        assert request is not True or f"`{name}`" in text


def test_an_array_under_a_limit_is_refused_because_it_would_wait_forever(tmp_path):
    options = ("--configfile", written(tmp_path, SMALL), "--resources", "gpu=1", "--", *STRUCTURES)
    code, said = finish(start(tmp_path, "slurm", *options), tmp_path)
    assert code == 1
    assert "take slurm-array-jobs out of the profile" in said
    assert not (tmp_path / "results/models").exists()
