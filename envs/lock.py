"""Read the one lock, `requirements.lock`, and write what is derived from it.

    python envs/lock.py relock         resolve pyproject.toml anew (needs uv)
    python envs/lock.py write          the conda environments envs/*.yaml, one a stage
    python envs/lock.py constraints    every version, for the installation of torch
    python envs/lock.py requirements   all the rest, with hashes, for pip

torch is installed apart and by version because its build (CPU or CUDA) is the machine's choice.

The lock's `# via` comments hold the whole dependency graph, so a stage's environment is what its
group in pyproject.toml reaches. Standard library only: it runs before anything is installed.
"""

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAGES = ("download", "images", "train", "evaluate", "figures", "docs", "provenance")
WITHOUT_TORCH = {"docs", "download", "figures", "provenance"}  # their environments stay small
HEADER = """\
# Written by `python envs/lock.py write` from requirements.lock; do not edit.
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python=3.11.14
  - pip=25.3
  - pip:
      - "--require-hashes"
      - "--only-binary=:all:"
"""
RELOCK = (
    "uv pip compile pyproject.toml --all-extras --universal --python-version 3.11 "
    "--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.lock"
)


@dataclass(frozen=True)
class Pin:
    """One locked wheel set: its name, its requirement line with hashes, and who asked for it."""

    name: str
    line: str
    parents: frozenset[str]


def read_lock(text: str) -> list[Pin]:
    """The pins of a lock written by `uv pip compile --generate-hashes`."""
    pins = []
    for block in re.split(r"\n(?=\S)", text.strip()):
        requirement, _, via = block.partition("\n    # via")
        line = re.sub(r"\s*\\\n\s*", " ", requirement).strip()
        parents = frozenset(re.findall(r"^(?:    #)?\s+([\w.-]+)", via, re.MULTILINE))
        pins.append(Pin(re.match(r"[\w.-]+", line)[0], line, parents))
    return pins


def reach(pins: list[Pin], roots: set[str], *, without: str = "") -> set[str]:
    """Names reached from `roots` through the graph, never passing through `without`."""
    reached = {name for name in roots if name != without}
    while True:
        children = {p.name for p in pins if p.parents & reached and p.name != without}
        if children <= reached:
            return reached
        reached |= children


def groups() -> dict[str, set[str]]:
    """The project's dependency groups by name; `core` is what every import of holly needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    table = {"core": project["dependencies"], **project["optional-dependencies"]}
    return {group: {re.match(r"[\w.-]+", r)[0] for r in names} for group, names in table.items()}


def environment(stage: str) -> str:
    """The text of envs/{stage}.yaml."""
    roots = groups()[stage] | (set() if stage in WITHOUT_TORCH else groups()["core"])
    pins = read_lock((ROOT / "requirements.lock").read_text())
    names = reach(pins, roots)
    return HEADER + "".join(f"      - {json.dumps(p.line)}\n" for p in pins if p.name in names)


def constraints() -> str:
    """The versions of all pins, as constraints under which pip may choose torch's build."""
    pins = read_lock((ROOT / "requirements.lock").read_text())
    return "".join(f"{p.line.partition(' --hash')[0]}\n" for p in pins)


def requirements() -> str:
    """The pins reached without passing through torch."""
    pins = read_lock((ROOT / "requirements.lock").read_text())
    names = reach(pins, set().union(*groups().values()), without="torch")
    return "".join(f"{p.line}\n" for p in pins if p.name in names)


def main(command: str) -> None:
    """Run one of the commands named in the module's docstring."""
    if command == "relock":
        subprocess.run(RELOCK.split(), check=True, cwd=ROOT)  # noqa: S603
    elif command == "write":
        for stage in STAGES:
            (ROOT / "envs" / f"{stage}.yaml").write_text(environment(stage))
    elif command == "constraints":
        sys.stdout.write(constraints())
    elif command == "requirements":
        sys.stdout.write(requirements())
    else:
        sys.exit(f"unknown command {command!r}; one of: relock, write, constraints, requirements")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
