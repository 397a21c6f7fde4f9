"""The recipes for containers and continuous integration: what they name exists and works."""

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from image_in_a_folder import instructions

ROOT = Path(__file__).resolve().parents[1]
CONTAINERFILE = ROOT / "containers" / "Containerfile"
DEFINITION = ROOT / "containers" / "holly.def"
WORKFLOW = ROOT / ".github" / "workflows" / "ci.yml"


def sections():
    """The sections of the Apptainer definition by name; the head has an empty name."""
    text = re.sub(r"^ *#.*\n", "", DEFINITION.read_text(), flags=re.MULTILINE)
    head, *rest = re.split(r"^%(\w+)\n", text, flags=re.MULTILINE)
    return {"": head} | dict(zip(rest[::2], rest[1::2], strict=True))


def copied():
    """What the Containerfile copies: each source, and its target in the image's folder."""
    for name, text in instructions(CONTAINERFILE):
        if name == "COPY":
            *sources, target = text.split()
            for source in sources:
                yield source, Path(target, source) if target == "./" else Path(target)


def commands(text):
    """The commands in a shell script, each split into words."""
    return [shlex.split(part) for part in re.split(r"\n|&&", text) if part.strip()]


def jobs():
    return yaml.safe_load(WORKFLOW.read_text())["jobs"]


def steps():
    return [step for job in jobs().values() for step in job["steps"]]


def test_all_recipes_have_the_python_of_the_environments():
    python = re.search(r"python=(\S+)", (ROOT / "envs" / "train.yaml").read_text())[1]
    base = dict(instructions(CONTAINERFILE))["FROM"]
    assert base == f"docker.io/library/python:{python}-slim-bookworm"
    assert f"\nFrom: {base}\n" in sections()[""]
    assert jobs()["test"]["container"] == f"docker.io/library/python:{python}-bookworm"
    asked = {s["with"]["python-version"] for s in steps() if "setup-python" in s.get("uses", "")}
    assert asked == {python}


def test_the_image_runs_as_an_ordinary_user():
    names = [name for name, _ in instructions(CONTAINERFILE)]
    users = [text for name, text in instructions(CONTAINERFILE) if name == "USER"]
    assert users == ["holly"]
    assert (
        names.index("ENTRYPOINT")
        > names.index("USER")
        > max(i for i, name in enumerate(names) if name in ("RUN", "COPY"))
    )


def test_apptainer_gets_what_the_image_gets():
    files = dict(line.split() for line in sections()["files"].strip().splitlines())
    assert set(files) == {source for source, _ in copied()}
    for source, target in copied():
        assert Path(files[source], Path(source).name) == Path("/opt/holly", target)
    post = [" ".join(words) for words in commands(sections()["post"])]
    for name, text in instructions(CONTAINERFILE):
        for words in commands(text) if name == "RUN" else ():
            if words[0] not in ("useradd", "install"):  # Apptainer runs as the user who calls it
                said = " ".join(words).replace("$TORCH_INDEX", "{{ TORCH_INDEX }}")
                assert said in post
    (entry,) = (
        yaml.safe_load(text) for name, text in instructions(CONTAINERFILE) if name == "ENTRYPOINT"
    )
    assert sections()["runscript"].split() == ["exec", *entry, '"$@"']


def test_what_is_copied_suffices_for_a_run(tmp_path, monkeypatch):
    """Try the copies, the set-up and the entry point with this Python instead of the image's."""
    home = tmp_path / "opt"
    for source, target in copied():
        (home / target).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, home / target)
        else:
            shutil.copy(ROOT / source, home / target)
    installs = subprocess.run(
        ["make", "--dry-run", "setup"], cwd=home, capture_output=True, text=True, check=True
    )
    assert "pip install --quiet --require-hashes" in installs.stdout
    for command in ("constraints", "requirements"):
        subprocess.run([sys.executable, "envs/lock.py", command], cwd=home, check=True)
    data = tmp_path / "data"
    data.mkdir()
    monkeypatch.setenv("PYTHONPATH", str(home))
    (entry,) = (
        yaml.safe_load(text) for name, text in instructions(CONTAINERFILE) if name == "ENTRYPOINT"
    )
    entry = [word.replace("/opt/holly", str(home)) for word in entry]
    asked = ["--cores", "1", "--configfile", home / "config" / "demo.yaml"]
    ran = subprocess.run(
        [sys.executable, "-m", *entry, *asked, "--", "results/models/demo-bunny.ply"],
        **{"cwd": data, "capture_output": True, "text": True, "check": False},
    )
    assert ran.returncode == 0, ran.stderr
    assert (data / "results/models/demo-bunny.ply").exists()
    assert "profile profiles/default" in ran.stderr or f"{home}/profiles/default" in ran.stderr


@pytest.mark.parametrize("step", [s for s in steps() if "uses" in s], ids=lambda s: s["uses"])
def test_actions_are_pinned_to_a_version(step):
    assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+\.\d+\.\d+", step["uses"])


@pytest.mark.parametrize("step", [s for s in steps() if "run" in s], ids=lambda s: s["name"])
def test_what_a_step_runs_exists(step):
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for words in commands(step["run"]):
        if words[0] == "make":
            assert set(words[1:]) <= set(targets)
        for word in words[1:]:
            own = word.removeprefix("/opt/holly/")
            if "/" in own and not own.startswith(("/", "results/")):
                assert (ROOT / own).exists(), word


def test_the_workflow_lints_tests_makes_environments_and_keeps_the_report():
    ran = "\n".join(step.get("run", "") for step in steps())
    assert "make test" in (ROOT / ".ci" / "run").read_text()  # which runs make lint first
    assert re.search(r"^test: lint ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for wanted in ("bash .ci/run", "--conda-create-envs-only", "make demo"):
        assert wanted in ran
    (kept,) = (s["with"]["path"] for s in steps() if "upload-artifact" in s.get("uses", ""))
    asked = (ROOT / "workflow/rules/common_paper.smk").read_text()  # by `rule all`
    assert f'"{kept}/index.html"' in asked
