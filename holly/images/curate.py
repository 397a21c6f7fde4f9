"""Particles accepted or rejected by rules, by a list or by hand."""

import logging
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from groundwork.errors import InputError
from groundwork.files import atomic_file
from holly.data.particles import open_particles
from holly.images.curation import agreement, read_list, read_verdicts
from holly.images.measures import measure
from holly.settings.images import CurationRules

NAMED = 20  # particles named in one message; the files have them all
BY_HAND = "rejected by hand"

log = logging.getLogger(__name__)


def curate(
    localisations: Path,
    output: Path,
    *,
    rules: CurationRules,
    accepted_list: Path | None,
    choices: Path | None = None,
) -> None:
    """Measure every particle, accept or reject it, and write the table `output`.

    Its columns are particle (index in `localisations`), id (index in its source), the measures of
    holly.images.measures, accepted, and reason.

    Args:
        localisations: HDF5 file of particles, nm.
        output: the CSV file to write.
        rules: used if there is no list; otherwise the log says how far they agree with it.
        accepted_list: text, one accepted id per line; overrides the rules.
        choices: CSV saved from the contact sheet, with columns id, accepted and usually particle;
            overrides rules and list for the particles it names.

    Raises:
        InputError: an unreadable file, a choice of an unknown particle, or no particle accepted.
    """
    with open_particles(localisations) as particles:
        table = measure(particles)
    reasons = _apply(rules, table)
    decided = "the curation rules"
    if accepted_list is not None:
        listed = read_list(accepted_list, table["id"])
        found = agreement(np.array(reasons) == "", listed).items()
        text = ", ".join(f"{key} {'–' if x is None else format(x, '.4g')}" for key, x in found)
        log.info("%s overrides the rules, which agree as follows: %s", accepted_list, text)
        reasons = ["" if member else f"not in {accepted_list.name}" for member in listed]
        decided = str(accepted_list)
    if choices is not None:
        reasons = apply_choices(choices, table, reasons)
        decided += f" and {choices}"
    table["accepted"] = [not reason for reason in reasons]
    table["reason"] = reasons
    _report(table)
    if not table["accepted"].any():
        raise InputError(f"{localisations}: no particle is accepted by {decided}; loosen them")
    with atomic_file(output) as scratch:
        table.to_csv(scratch, index=False, lineterminator="\n")


def apply_choices(path: Path, table: pd.DataFrame, reasons: list[str]) -> list[str]:
    """Why each particle is rejected after the choices; InputError if they name others."""
    remedy = "save it anew from the contact sheet of these localisations"
    chosen = read_verdicts(path, ("id", "accepted"), remedy)
    unknown = chosen["id"][~chosen["id"].isin(table["id"])]
    if len(unknown):
        raise InputError(f"{path}: no particle has the {_ids(unknown)}; {remedy}")
    twice = chosen["id"][chosen["id"].duplicated()].drop_duplicates()
    if len(twice):
        raise InputError(f"{path}: chosen more than once, {_ids(twice)}; {remedy}")
    places = table.set_index("id")["particle"].loc[chosen["id"]].to_numpy()
    if "particle" in chosen and not np.array_equal(chosen["particle"], places):
        raise InputError(
            f"{path}: made from other localisations; {remedy}, or leave out its column particle "
            "if the ids still hold"
        )
    after = list(reasons)
    for place, accepted in zip(places, chosen["accepted"], strict=True):
        after[place] = "" if accepted else reasons[place] or BY_HAND
    changed = sum(bool(old) != bool(new) for old, new in zip(reasons, after, strict=True))
    log.info("%s: %d particles chosen, which changes %d verdicts", path, len(chosen), changed)
    return after


def _apply(rules: CurationRules, table: pd.DataFrame) -> list[str]:
    """Why each particle is rejected: every rule it breaks, with the values; empty if none."""
    broken: list[list[str]] = [[] for _ in range(len(table))]
    for rule, bound in asdict(rules).items():
        if bound is None:
            continue
        column, kind = rule.removesuffix("_ratio").rsplit("_", 1)
        values, limit, text = table[column], bound, f"{bound:g}"
        if rule.endswith("_ratio"):
            median = float(values.median())
            limit, text = bound * median, f"{text} x the median {median:.4g}"
        sign, outside = (">", values > limit) if kind == "max" else ("<", values < limit)
        for index in np.flatnonzero(outside):
            broken[index].append(f"{column} {values[index]:.4g} {sign} {text}")
    return ["; ".join(reasons) for reasons in broken]


def _ids(ids: pd.Series) -> str:
    some = ", ".join(map(str, ids.head(NAMED)))
    return f"id {some}" + (f" and {len(ids) - NAMED} more" if len(ids) > NAMED else "")


def _report(table: pd.DataFrame) -> None:
    rejected = table[~table["accepted"]]
    log.info("%d particles accepted, %d rejected", len(table) - len(rejected), len(rejected))
    for row in rejected.head(NAMED).itertuples():
        log.info("particle %d rejected: %s", row.id, row.reason)
    if len(rejected) > NAMED:
        log.info("and %d more, named in the table", len(rejected) - NAMED)
