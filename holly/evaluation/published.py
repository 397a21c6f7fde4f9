"""Compare the authors' published structures with the models that their paths name."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from groundwork.errors import InputError
from groundwork.files import write_json
from holly.data.clouds import READERS
from holly.evaluation.clouds import read_comparable
from holly.evaluation.evaluate import RANDOM_CLOUDS, compare

# What the authors' paths call our models; the names of the models count too.
WORDS = {"cep152": ("cep152", "hssas", "sas6", "susan"), "bunny": ("bunny",), "teapot": ("teapot",)}


def compare_published(
    folder: Path, models: Sequence[Path], output: Path, *, random_clouds: int = RANDOM_CLOUDS
) -> dict[str, Any]:
    """Judge every cloud below a folder against the model its path names; write JSON.

    The file holds `clouds`, each with `path`, `model`, `points` and the numbers of
    holly.evaluation.evaluate.compare, and `others`, the files that were not compared, each with
    `path` and `why`. `models` are true clouds, named after the models.

    Raises:
        InputError: no such folder, or a model that cannot be read.
    """
    if not folder.is_dir():
        raise InputError(f"{folder}: no such folder; download the authors' record first")
    truths = {model.stem: read_comparable(model) for model in models}
    clouds, others = [], []
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        name = path.relative_to(folder).as_posix()
        try:
            truth, points = _readable(path, name, truths)
        except InputError as fault:
            others.append({"path": name, "why": str(fault)})
            continue
        found = compare(points, truths[truth], random_clouds=random_clouds)
        found["transform"] = found["transform"].tolist()
        clouds.append({"path": name, "model": truth, "points": len(points), **found})
    result = {"clouds": clouds, "others": others}
    write_json(output, result)
    return result


def _readable(path: Path, name: str, truths: dict[str, Any]) -> tuple[str, Any]:
    """The model that a path names and the cloud in it; InputError says why there is none."""
    if path.suffix.lower() not in READERS:
        raise InputError("not a cloud of points")
    truth = _named(name, truths)
    return truth, read_comparable(path)


def _named(name: str, truths: dict[str, Any]) -> str:
    """The model whose words occur last in a path: a file's name says more than its folder's."""
    text = re.sub(r"[^a-z0-9/]", "", name.lower())
    found = {truth: max(text.rfind(word) for word in _words(truth)) for truth in truths}
    best = max(found, key=found.__getitem__, default=None)
    if best is None or found[best] < 0:
        raise InputError(f"its path names none of the models {', '.join(truths)}")
    return best


def _words(truth: str) -> tuple[str, ...]:
    plain = re.sub(r"[^a-z0-9]", "", truth.lower())
    return plain, *next((words for key, words in WORDS.items() if key in plain), ())
