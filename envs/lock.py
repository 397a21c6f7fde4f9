"""Write what is derived from the one lock, `requirements.lock`.

    python envs/lock.py relock         resolve pyproject.toml again (needs uv)
    python envs/lock.py write          the conda environments envs/*.yaml, one per stage (needs uv)
    python envs/lock.py constraints    all versions, for the installation of torch
    python envs/lock.py requirements   the rest, with hashes, for pip

torch is installed last, by its version only, because its build (CPU or CUDA) is the machine's
choice. Standard library only: `make setup` runs this before anything is installed.
"""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAGES = (
    *("download", "images", "train", "evaluate", "figures", "docs", "provenance"),
    *("recordings", "alignment"),
)
WITHOUT_TORCH = {"docs", "download", "figures", "provenance"}  # their environments stay small
OF_TORCH = re.compile("torch=|cuda-|nvidia-(?!ml-py)")  # torch and what only its CUDA build needs
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
COMPILE = [
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-header", "--quiet"),
]


def pins(lock: str) -> list[str]:
    """The requirement lines of a lock, each with its hashes, without comments."""
    return re.sub(r"^\s*#.*\n", "", lock, flags=re.MULTILINE).replace(" \\\n    ", " ").splitlines()


def locked() -> list[str]:
    """The requirement lines of requirements.lock."""
    return pins((ROOT / "requirements.lock").read_text())


def groups() -> dict[str, list[str]]:
    """The project's dependency groups by name; every import of holly needs those of `core`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {"core": project["dependencies"], **project["optional-dependencies"]}


def direct(stage: str) -> list[str]:
    """The direct dependencies of a stage's environment."""
    return [*groups()[stage], *([] if stage in WITHOUT_TORCH else groups()["core"])]


def environment(stage: str) -> str:
    """The text of envs/{stage}.yaml: all that the direct dependencies need, as it is locked."""
    command = [*COMPILE, "--no-annotate", "--constraint", "requirements.lock", "-"]
    wanted = "\n".join(direct(stage))
    needed = subprocess.run(  # noqa: S603
        command, input=wanted, check=True, cwd=ROOT, capture_output=True, text=True
    )
    return HEADER + "".join(f"      - {json.dumps(pin)}\n" for pin in pins(needed.stdout))


def main(command: str) -> None:
    """Run one of the commands named in the module's docstring."""
    if command == "relock":
        everything = ["pyproject.toml", "--all-extras", "--output-file", "requirements.lock"]
        subprocess.run([*COMPILE, *everything], check=True, cwd=ROOT)  # noqa: S603
    elif command == "write":
        for stage in STAGES:
            (ROOT / "envs" / f"{stage}.yaml").write_text(environment(stage))
    elif command == "constraints":
        print(*(pin.partition(" --hash")[0] for pin in locked()), sep="\n")
    elif command == "requirements":
        print(*(pin for pin in locked() if not OF_TORCH.match(pin)), sep="\n")
    else:
        sys.exit(f"unknown command {command!r}; one of: relock, write, constraints, requirements")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
