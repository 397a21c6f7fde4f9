"""Build containers/Containerfile in a folder, on a machine without a container engine.

    python tests/image_in_a_folder.py FOLDER [ARGUMENT …]

Debian bookworm with its own Python 3.11 (from debootstrap) replaces the base image. All other
instructions are carried out as written, and the entry point is run with the arguments. This needs
root's rights on Debian. pip gets the same settings as on this machine. The folder grows to 8 GB.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RECIPE = ROOT / "containers" / "Containerfile"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
PIP = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_CERT_"))}
OF_THIS_MACHINE = (
    *("/etc/apt/apt.conf.d", "/etc/resolv.conf", "/etc/pip.conf"),
    "/etc/ssl/certs/ca-certificates.crt",
)


def instructions(recipe: Path) -> list[tuple[str, str]]:
    """The instructions of a Containerfile, in order, each with its arguments."""
    text = re.sub(r"^#.*\n", "", recipe.read_text(), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [tuple(line.split(None, 1)) for line in lines if line]


def enter(image: Path, command: list[str], user: str, folder: str, told: dict[str, str]) -> None:
    """Run a command in a folder of the image."""
    wheels = [p for p in re.findall(r"(?:file://)?(/[\w/-]+)", config()) if Path(p).is_dir()]
    inside = f'cd "{folder}" && exec "$@"'
    script = "mount --make-rprivate /; mount -t proc proc $1/proc; mount --rbind /dev $1/dev; "
    for path in sorted({re.sub("/simple$", "", path) for path in wheels}):
        script += f"mkdir -p $1{path}; mount --bind {path} $1{path}; "
    script += 'image=$1; user=$2; shift 2; exec chroot --userspec="$user" "$image" env -i "$@"'
    given = [f"{name}={value}" for name, value in told.items()]
    subprocess.run(
        [
            *("unshare", "--mount", "--fork", "--pid", "--kill-child", "bash", "-euc", script, "_"),
            *(image, user, *given, "sh", "-c", inside, "sh", *command),
        ],
        check=True,
    )


def config() -> str:
    """The configuration of pip on this machine, which names its folders of wheels."""
    asked = [sys.executable, "-m", "pip", "config", "list"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout


def base(image: Path) -> None:
    """Install Debian bookworm with the Python version nearest to that of the base image."""
    subprocess.run(
        [
            *("debootstrap", "--variant=minbase", "--include=ca-certificates"),
            *("bookworm", image, *mirror()),
        ],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    for path in OF_THIS_MACHINE:
        if Path(path).exists():
            place = image / path.lstrip("/")
            subprocess.run(["cp", "-rLT", path, place], check=True)
    told = Path.home() / ".config" / "pip" / "pip.conf"
    if told.exists():
        shutil.copy(told, image / "etc" / "pip.conf")
    python = "apt-get update && apt-get install --yes --no-install-recommends python3.11-venv"
    enter(image, ["sh", "-euc", python], "root", "/", {"PATH": PATH})


def mirror() -> list[str]:
    """The address from which this machine gets Debian's packages."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Codename: bookworm"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()[:1]


def main(image: Path, arguments: list[str]) -> None:
    """Carry out the Containerfile, then run its entry point."""
    user, folder = "root", "/"
    told = {"PATH": PATH, **PIP}
    for name, text in instructions(RECIPE):
        print(f"{name} {text}", flush=True)
        if name == "FROM":
            base(image)
        elif name == "ARG":
            given = text.partition("=")
            told[given[0]] = given[2].strip('"')
        elif name == "ENV":
            for word in text.split():
                key, _, value = word.partition("=")
                told[key] = value.replace("$PATH", told["PATH"])
        elif name == "USER":
            user = f"{text}:{text}"
        elif name == "WORKDIR":
            folder = text
            (image / text.lstrip("/")).mkdir(parents=True, exist_ok=True)
        elif name == "COPY":
            *sources, target = text.split()
            place = image / folder.lstrip("/") / target
            place.parent.mkdir(parents=True, exist_ok=True)
            for source in map(ROOT.joinpath, sources):
                (shutil.copytree if source.is_dir() else shutil.copy)(source, place)
        elif name == "RUN":
            enter(image, ["sh", "-euc", text], user, folder, told)
        elif name == "ENTRYPOINT":
            enter(image, [*json.loads(text), *arguments], user, folder, told)
        else:
            sys.exit(f"{RECIPE}: instruction {name} is not supported")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), sys.argv[2:])
