"""Run profiles/slurm on a real SLURM with one node."""

import re
import subprocess
import time
from pathlib import Path

import pytest
import yaml
from one_node import slurm
from small_runs import ROOT, SMALL, STRUCTURES, finish, start, written

pytestmark = pytest.mark.slurm

# On a cluster the plugin asks less often: it waits ten seconds longer after each answer.
PROMPT = ("--slurm-init-seconds-before-status-checks", "5")
KEPT = "demo-toroid"  # the experiment of the demo whose jobs are of every rule
CANCELLED = f"results/runs/{KEPT}/1"
CLOUD = f"{CANCELLED}/structure.ply"


def quick_demo():
    """The demo, shortened to some minutes: one experiment, and one figure, video and table of it.

    Its training takes several seconds, to be cancelled half-way.
    """
    demo = yaml.safe_load((ROOT / "config/demo.yaml").read_text())
    demo["threads"] = 1
    demo["evaluation"] = {"random_clouds": 2}
    demo["datasets"][KEPT]["rotations"] = 2
    demo["experiments"] = {KEPT: demo["experiments"][KEPT]}
    demo["experiments"][KEPT]["settings"]["epochs"] = 13
    for kind in ("figures", "videos"):
        shown = demo["paper"][kind].items()
        demo["paper"][kind] = dict([(k, v) for k, v in shown if v["experiments"] == [KEPT]][-1:])
    for table in demo["paper"]["tables"].values():
        table["rows"] = {"2.A": {"experiment": KEPT}}
    return demo


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A running SLURM."""
    with slurm(tmp_path_factory.mktemp("slurm")):
        yield


@pytest.fixture(scope="module")
def demo(cluster, tmp_path_factory):
    """The folder of a demo run through SLURM, and its output. One training was cancelled half-way.

    Its folder `whole` has the same training, undisturbed.
    """
    folder = tmp_path_factory.mktemp("demo")
    config = ("--configfile", written(folder, quick_demo()))
    whole = folder / "whole"
    undisturbed = start(whole, "default", "--cores", 1, *config, "--", CLOUD)
    process = start(folder, "slurm", *PROMPT, *config)
    try:
        cancel_half_way(folder, process)
        for each, where in ((undisturbed, whole), (process, folder)):
            code, said = finish(each, where)
            assert code == 0, said
    finally:
        undisturbed.kill()
        process.kill()
    return folder, said


def cancel_half_way(folder, process):
    """Cancel the training some seconds after its start."""
    while not any((folder / CANCELLED).glob("events/*")):
        assert process.poll() is None, (folder / "terminal.txt").read_text()
        time.sleep(0.2)
    time.sleep(3)  # for some steps, none of which may be lost
    assert not (folder / CLOUD).exists(), "it ended before its cancellation"
    assert not (folder / CANCELLED / "checkpoint.pt").exists()
    [job] = jobs(f"rule_train_wildcards_{KEPT}_1")
    subprocess.run(["scancel", job["id"]], check=True)


def jobs(comment=""):
    """What SLURM knows about the jobs with this comment, in the order of their submission."""
    fields = {"id": "%i", "state": "%T", "comment": "%k", "memory": "%m", "time": "%l"}
    fields |= {"partition": "%P"}
    command = ["squeue", "--all", "--states=all", "--array", "--noheader", "--sort=i"]
    command += ["--format=" + "|".join(fields.values())]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [dict(zip(fields, line.split("|"), strict=True)) for line in said.splitlines()]
    return [row for row in rows if row["comment"].startswith(comment)]


def asks_for_a_gpu(job):
    """Whether this job was submitted with --gpus=1."""
    command = ["scontrol", "show", "job", job["id"]]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return "TresPerJob=gres:gpu:1\n" in said


def jobs_planned(folder):
    """The jobs of the demo: one per rule, and one per group of rules in the profile."""
    plan = folder / "plan"
    config = ("--configfile", folder / "config.yaml")
    code, said = finish(start(plan, "default", "--dry-run", "--quiet", "rules", *config), plan)
    assert code == 0, said
    rules = set(re.findall(r"^(\w+) +\d+$", said, re.MULTILINE)) - {"all", "total"}
    groups = yaml.safe_load((ROOT / "profiles/slurm/profile.yaml").read_text())["groups"]
    together = {group: sorted(r for r in groups if groups[r] == group) for group in groups.values()}
    shared = {"_".join(["rule", group, *members]) for group, members in together.items()}
    return {f"rule_{rule}" for rule in rules - groups.keys()} | shared


def test_the_demo_runs_through_slurm(demo):
    folder, _ = demo
    assert (folder / "results/report/index.html").exists()
    submitted = [job for job in jobs() if job["state"] == "COMPLETED"]
    stages = {re.sub("_wildcards.*", "", job["comment"]) for job in submitted}
    assert stages == jobs_planned(folder)
    assert {"rule_augment", "rule_train", "rule_replicate_evaluate_overlay_viewer"} <= stages
    for job in submitted:
        trains = job["comment"].startswith("rule_train")
        assert job["partition"] == ("gpu" if trains else "cpu")
        assert asks_for_a_gpu(job) == trains


def test_a_cancelled_training_is_resubmitted_and_continues_to_the_same_cloud(demo):
    folder, said = demo
    first, second = jobs(f"rule_train_wildcards_{KEPT}_1")
    assert (first["state"], second["state"]) == ("CANCELLED", "COMPLETED")
    assert f"SLURM-job '{first['id']}' failed, SLURM status is: 'CANCELLED'" in said
    log = Path(f"results/logs/train/{KEPT}/1.log")
    assert "continuing from step" in (folder / log).read_text()
    assert "continuing from step" not in (folder / "whole" / log).read_text()
    assert (folder / CLOUD).read_bytes() == (folder / "whole" / CLOUD).read_bytes()


def test_a_failed_jobs_logs_are_named_and_its_retry_asks_for_more(cluster, tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text("particle,x\n1,2\n")
    mine = {"kind": "localisations", "source": {"path": str(source)}, "layout": "csv", "size": 32}
    config = {
        **SMALL,
        "datasets": {"mine": {**mine, "nm_per_pixel": 4}},
        "experiments": {
            "mine": {"dataset": "mine", "recipe": "quick", "settings": {"interpolation": "step"}}
        },
    }
    options = ("--retries", 1, "--configfile", written(tmp_path, config))
    process = start(tmp_path, "slurm", *PROMPT, *options, "--", "results/localisations/mine.h5")
    code, said = finish(process, tmp_path)
    assert code == 1
    first, second = jobs("rule_localisations_wildcards_mine")
    assert (first["memory"], first["time"]) == ("1000M", "2:00:00")
    assert (second["memory"], second["time"]) == ("2000M", "4:00:00")
    assert "results/logs/localisations/mine.log" in said
    log = tmp_path / f"results/logs/slurm/rule_localisations/mine/{second['id']}.log"
    assert str(log) in said
    assert log.exists()
    assert f"holly localisations: {source}" in said  # the content of the log, not only its name


def test_the_replicates_of_an_experiment_are_one_array(cluster, tmp_path):
    options = ("--configfile", written(tmp_path, SMALL), "--", *STRUCTURES)
    process = start(tmp_path, "slurm", *PROMPT, *options)
    code, said = finish(process, tmp_path)
    assert code == 0, said
    tasks = [job["id"] for job in jobs("rule_train_wildcards_bunny_")]
    assert len({task.partition("_")[0] for task in tasks}) == 1
    assert [task.partition("_")[2] for task in tasks] == ["1", "2"]
    clouds = {(tmp_path / path).read_bytes() for path in STRUCTURES}
    assert len(clouds) == 2
