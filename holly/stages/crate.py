"""Describe results, and all that led to them, as an RO-Crate."""

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from groundwork.command_line import add_output
from groundwork.errors import InputError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("targets", type=Path, nargs="+", help="the results to describe")
    parser.add_argument(
        "--records", type=Path, required=True, help="the folder of the records of all stages"
    )
    parser.add_argument(
        "--benchmarks", type=Path, required=True, help="memory of each, {stage}.tsv"
    )
    parser.add_argument(
        "--workflow", type=Path, nargs="+", required=True, help="its files, the main one first"
    )
    parser.add_argument(
        "--engine", required=True, help="what ran it: name, version and url, as JSON"
    )
    add_output(parser, "ro-crate-metadata.json to write, into the folder it describes")


def run(a: Namespace) -> None:
    from groundwork.record.crate import Engine, Title, write_crate

    try:
        engine = Engine(**json.loads(a.engine))
    except (TypeError, ValueError) as fault:
        raise InputError(f"--engine: {fault}; give name, version and url, as JSON") from None
    write_crate(
        a.targets,
        a.output,
        title=Title(
            name="3D structures found from 2D microscopy images by HOLLy",
            contents="Structures, their distances from the truth, figures",
            workflow="HOLLy, reproducible",
        ),
        records=a.records,
        benchmarks=a.benchmarks,
        workflow=a.workflow,
        engine=engine,
    )
