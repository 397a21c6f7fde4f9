"""What the rules of every pipeline share: the command line of a stage, and how to write one."""

import dataclasses
import json
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import fingerprint
import snakemake

# Linux then keeps freed memory, in large pages, instead of clearing it in each step of a training.
# Other systems ignore it.
KEEP_MEMORY = (
    "glibc.malloc.hugetlb=1:glibc.malloc.trim_threshold=10000000000"
    ":glibc.malloc.mmap_threshold=33554432"
)


class Pipeline:
    """A pipeline as the rules see it: `pipeline("train …")` is the command of a stage.

    Args:
        package: its name; `python -m` runs it.
        stages: the functions of its stages by name.
        root: the folder of the repository.
    """

    def __init__(self, package: str, stages: Mapping[str, Callable], root: Path) -> None:
        self._package, self._stages, self._root = package, stages, root

    def __call__(
        self, command: str, *, output: str = "{output.result:q}", log: str = "2> {log:q}"
    ) -> str:
        """Call one stage, which also writes its record; its messages go to the log."""
        return (
            f"python -m {self._package} --reads {{input:q}} --writes {{output:q}}"
            f" --record {{output.record:q}} {command} --output {output} {log}"
        )

    def code_of(self, stage: str, **without: str) -> str:
        """A parameter of each rule, so that an edit of its stage's code runs it again."""
        function = self._stages[stage]
        return fingerprint.code_of(
            function.__module__, function.__name__, root=self._root, **without
        )


def files_of(workflow: Any) -> list[Path]:  # noqa: ANN401
    """The Snakefile, the rules and what they import, the lock and the configuration."""
    base = Path(workflow.basedir)
    return [
        workflow.main_snakefile,
        base / "workflow/wormbrain/Snakefile",
        *sorted(base.glob("workflow/*/*.smk")),
        *(base / "workflow/calls.py", base / "workflow/fingerprint.py"),
        base / "requirements.lock",
        *workflow.configfiles,
    ]


def engine() -> str:
    """The program that runs the rules, as the stages `crate` take it."""
    about = {"name": "Snakemake", "version": snakemake.__version__}
    return json.dumps(about | {"url": "https://snakemake.github.io"})


def growing(amount: int) -> Callable:
    """A resource that grows with every retry, because the job may have failed for want of it."""
    return lambda wildcards, attempt: amount * attempt


def untracked(value: Any) -> Callable:  # noqa: ANN401
    """A parameter whose edit runs nothing again: Snakemake compares no function of `input`."""
    return lambda wildcards, input: value  # noqa: A006


def option(flag: str, value: object) -> str:
    """A command-line flag with its value; empty where the value is None."""
    return "" if value is None else f"{flag} {shlex.quote(str(value))}"


def as_json(instance: Any) -> str:  # noqa: ANN401
    """Settings as one line of JSON."""
    return json.dumps(dataclasses.asdict(instance))
