"""Replace conda on machines without it, as far as Snakemake calls it, by virtual environments.

Only the `pip:` section of an environment file is used, in one of two ways:

    install    pip downloads the packages and compares the hash of each wheel, as conda would do
    link       links the packages that this Python has, which must have the versions in the file

The environments use this Python; conda would install the exact version in the file.
"""

import argparse
import json
import subprocess
import sys
import venv
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import yaml
from packaging.requirements import Requirement

WAYS = ("install", "link")
ACTIVATE = 'source "$1/bin/activate"\n'


def lay_out(prefix: Path, way: str) -> Path:
    """Write a conda that makes environments in this way; return the folder to put on PATH."""
    assert way in WAYS
    folder = prefix / "bin"
    folder.mkdir(parents=True)
    conda = folder / "conda"
    conda.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{__file__}" {way} "{prefix}" "$@"\n')
    conda.chmod(0o755)
    (folder / "activate").write_text(ACTIVATE)
    return folder


def install(prefix: Path, pip: str, requirements: list[str]) -> None:
    """Let the environment's own pip, in the pinned version, install what conda gives to it."""
    venv.create(prefix, with_pip=True)
    python = prefix / "bin" / "python"
    listed = prefix / "requirements.txt"
    listed.write_text("\n".join(requirements) + "\n")
    by_pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*by_pip, pip], check=True)
    subprocess.run([*by_pip, "-U", "-r", listed, "--exists-action=b"], check=True)


def link(prefix: Path, requirements: list[str]) -> None:
    """Link only the named distributions of this Python into the environment."""
    venv.create(prefix)
    (site,) = prefix.glob("lib/python*/site-packages")
    for line in requirements:
        wanted = Requirement(line.partition(" --hash")[0])
        if wanted.marker and not wanted.marker.evaluate():
            continue
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            if wanted.name.startswith(("cuda-", "nvidia-")):
                continue  # torch's build for CPUs does not need them
            raise
        if not wanted.specifier.contains(found.version):
            sys.exit(f"{wanted.name} is {found.version} here, and the file wants {wanted}")
        for top in {Path(file).parts[0] for file in found.files} - {"..", "__pycache__"}:
            if not (site / top).exists():
                (site / top).symlink_to(found.locate_file(top))


def create(way: str, prefix: Path, file: Path) -> None:
    """Carry out `conda env create`: make an environment from a file."""
    *pins, last = yaml.safe_load(file.read_text())["dependencies"]
    exact = dict(pin.split("=") for pin in pins)
    if not exact["python"].startswith("{}.{}.".format(*sys.version_info)):
        sys.exit(f"{file} wants Python {exact['python']}")
    if way == "install":
        install(prefix, f"pip=={exact['pip']}", last["pip"])
    else:
        link(prefix, [line for line in last["pip"] if not line.startswith("--")])


def main(way: str, own: str, *asked: str) -> None:
    """Answer one call by Snakemake; refuse calls that Snakemake is not known to make."""
    if asked == ("info", "--json"):
        print(json.dumps({"conda_prefix": own, "platform": "linux-64"}))
    elif asked == ("--version",):
        print("conda 26.1.0")
    elif asked == ("config", "--get", "channel_priority", "--json"):
        print(json.dumps({"get": {"channel_priority": "strict"}}))
    elif asked[:2] == ("env", "create"):
        parser = argparse.ArgumentParser("conda env create")
        parser.add_argument("--quiet", action="store_true")
        parser.add_argument("--no-default-packages", action="store_true")
        parser.add_argument("--file", type=Path, required=True)
        parser.add_argument("--prefix", type=Path, required=True)
        options = parser.parse_args(asked[2:])
        create(way, options.prefix, options.file)
    elif asked != ("clean", "-y", "--tarballs"):
        sys.exit(f"the stand-in for conda does not know: {' '.join(asked)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
