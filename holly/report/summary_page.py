"""The summary page of an experiment on measured data, for people who will not read the rest."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from groundwork.pages.svg import Line
from groundwork.pages.write import write_page
from holly.data.picking.background import background_share
from holly.data.picking.results import read_picks
from holly.evaluation.extents import SHARE
from holly.evaluation.sides import count_sides, measured, seen_from
from holly.figures.scene import Scene, read_scene
from holly.figures.words import verdict
from holly.images.curation import read_curation
from holly.report.advice import Facts, advice
from holly.report.charts import draw_correlation, draw_sides_seen
from holly.report.experiments import Experiment, Replicate
from holly.report.fates import Fates, fates, particle_weights
from holly.report.sizes import sizes
from holly.report.viewer import draw_sides, viewer_cloud, viewer_scene
from holly.results.agreement import LIMIT, MISFIT, Agreement, Pair
from holly.results.evaluation import Evaluation
from holly.results.history import Poses, read_poses, read_samples

WIDTH_OF_SIGMA = 2.355  # of a Gaussian at half its height
FILLED = 0.9  # of a still picture's width, by the box (groundwork.pages.svg.draw_clouds)


class Belief(NamedTuple):
    """Whether to believe a structure, and why; the colour is that of a verdict."""

    colour: str
    headline: str
    why: str


def write_summary_page(
    experiment: Experiment, report: Path, address: str, navigation: Mapping[str, str]
) -> None:
    """Write the summary of an experiment that has a complete replicate, as one page.

    It shows the replicate with the least held-out loss. Everything on it comes from files of the
    results; what is not known is said to be.

    Args:
        experiment: of measured data.
        report: the folder of the report.
        address: of the page, from that folder.
        navigation: the addresses of the report's pages by title.

    Raises:
        InputError: a file of the results is broken.
    """
    one = shown_replicate(experiment)
    scene = read_scene(one.files.structure, one.evaluation, experiment.description.truth)
    poses = read_poses(one.files.poses) if one.files.poses.exists() else None
    counted, background = _particles(experiment, poses)
    views = None if poses is None else _views(poses, scene, one.evaluation.name)
    facts = _facts(experiment, one, counted, background, views)
    agreed = experiment.agreement
    write_page(
        report / address,
        "holly.report",
        "summary.html.j2",
        up="../" * address.count("/"),
        navigation=navigation,
        name=experiment.name,
        about=experiment.description.about,
        belief=belief(agreed, one),
        **_viewer(scene, one.number),
        sizes=sizes(one),
        share=SHARE,
        unit=facts.unit,
        width=_picture_width(scene, facts.unit),
        resolution=resolution(agreed),
        curve=_curve(agreed.halves, facts.unit) if agreed and agreed.halves else None,
        fates=counted,
        background=background,
        views=views,
        doubted=facts.doubted,
        advice=advice(facts),
    )


def shown_replicate(experiment: Experiment) -> Replicate | None:
    """The complete replicate with the least held-out loss, else the best or first complete one."""
    best = experiment.agreement.best if experiment.agreement else None
    ordered = sorted(experiment.replicates, key=lambda one: one.number != best)
    return next((one for one in ordered if one.complete), None)


def belief(agreed: Agreement | None, one: Replicate) -> Belief:
    """Whether to believe the structure: what the trainings that were compared say, and a truth."""
    if agreed is None or agreed.belief == "unknown":
        why = "No two trainings were compared, so nothing says how far chance has shaped it."
        return Belief("doubtful", "It is not known whether to believe this structure", why)
    apart = (
        "Two halves of the particles, trained apart,"
        if agreed.halves
        else "Trainings of the same particles from different random starts"
    )
    if agreed.belief == "unclear":
        why = (
            f"{apart} gave structures of so few points, or of so little shape, that chance could "
            f"make them differ as much{_number(agreed)}. They cannot tell whether it is right."
        )
        return Belief("doubtful", "Nothing tells whether this structure is right", why)
    if agreed.belief == "misfit":
        why = (
            f"{apart} gave the same structure{_number(agreed)}, but averages of the images show "
            f"something else (misfit {agreed.misfit or 0:.2f}; less than {MISFIT:g} is small). "
            "Background, junk, a mixture or too few points may be the cause."
        )
        return Belief("bad", "Do not believe this structure", why + _fit(one.evaluation))
    if agreed.belief == "refuted":
        why = f"{apart} gave different structures{_number(agreed)}."
        return Belief("bad", "Do not believe this structure", why + _fit(one.evaluation))
    why = (
        f"{apart} gave the same structure{_number(agreed)}. That is no proof: background, junk "
        "and mixtures can lead both to the same wrong structure."
    )
    why += _fit(one.evaluation)
    if one.evaluation.verdict in ("chance", "false"):
        return Belief("doubtful", "Repeatable, but not the model that was given", why)
    return Belief("good", "Nothing here speaks against this structure", why)


def _number(agreed: Agreement) -> str:
    """The doubt in brackets, with its scale, if it is a number."""
    if agreed.doubt is None:
        return ""
    return (
        f" (doubt {agreed.doubt:.2f}; 0 is two samples of one structure, 1 is no structure, and "
        f"less than {LIMIT:g} is small)"
    )


def _fit(evaluation: Evaluation) -> str:
    """How near the structure is to its truth, as a sentence to add; empty if there is none."""
    return f" {verdict(evaluation).sentence}" if evaluation.verdict != "unknown" else ""


def resolution(agreed: Agreement | None) -> str:
    """The resolution of the halves in words."""
    if agreed is None or agreed.halves is None:
        return "Not known, because no halves of the particles were trained."
    halves, unit = agreed.halves, "nm" if agreed.nm_per_unit else "model units"
    found, strict = (halves.resolution.get(key) for key in ("0.143", "0.5"))
    if found is None:
        return f"Finer than {1 / halves.frequency[-1]:.3g} {unit}, the limit of the comparison."
    at_half = "" if strict is None else f" ({strict:.3g} {unit} at a correlation of 0.5)"
    return f"{found:.3g} {unit}{at_half}"


def _viewer(scene: Scene, number: str) -> dict[str, Any]:
    """The structure, turning and still, as the template of the viewer needs it."""
    cloud = viewer_cloud(scene, None, scene.box)
    replicate = {"name": number, "label": "", "src": None, "cloud": cloud, "findings": []}
    return {
        "scene": viewer_scene(scene, scene.box, [replicate]) | {"moves": False, "spin": True},
        "still": draw_sides(scene, scene.box),
        "replicates": [replicate],
        "chosen": number,
    }


def _picture_width(scene: Scene, unit: str) -> str:
    """How wide each still picture is, in words."""
    return f"{2 * scene.box.half / FILLED * (scene.evaluation.nm_per_unit or 1):.3g} {unit}"


def _curve(halves: Pair, unit: str) -> Any:  # noqa: ANN401
    return draw_correlation([Line("structure", halves.frequency, halves.correlation)], unit)


def _particles(experiment: Experiment, poses: Poses | None) -> tuple[Fates | None, float | None]:
    """What became of the particles, and the share of background in the picks."""
    about = experiment.description
    curation = read_curation(about.curation) if about.curation else None
    picks, fields = read_picks(about.picks, about.maps) if about.picks else (None, [])
    background = None if picks is None else background_share(picks, fields)
    return (None if poses is None else fates(poses, curation, picks)), background


def _views(poses: Poses, scene: Scene, name: str) -> dict[str, Any]:
    """The map of the sides that images show, in the frame of the pictures."""
    seen, weights = seen_from(poses.rotation), particle_weights(poses.particle)
    sides = count_sides(seen @ scene.frame[:3, :3].T, weights)
    number = int(sides.seen.sum())
    text = f"{name}: {number} of {len(sides.counts)} sides are seen"
    return {
        "map": draw_sides_seen(sides, text),
        "seen": number,
        "all": len(sides.counts),
        "measured": measured(seen, weights),
    }


def _facts(
    experiment: Experiment,
    one: Replicate,
    counted: Fates | None,
    background: float | None,
    views: Mapping[str, Any] | None,
) -> Facts:
    agreed = experiment.agreement
    halves = agreed.halves if agreed else None
    return Facts(
        used=counted.used if counted else None,
        candidates=counted.all if counted else None,
        main_cause=next(iter(counted.unused), None) if counted else None,
        belief=agreed.belief if agreed else "unknown",
        halves=halves is not None,
        resolution=halves.resolution.get("0.143") if halves else None,
        finest=_finest(one),
        unit="nm" if one.evaluation.nm_per_unit else "model units",
        measured=views["measured"] if views else None,
        background=background,
        starts=one.run.recipe.starts if one.run else None,
    )


def _finest(one: Replicate) -> float | None:
    """How wide a point is in the finest images; nm, or model units where the scale is unknown."""
    if one.run is None or not one.files.samples.exists():
        return None
    side = read_samples(one.files.samples).inputs.shape[-1]
    return WIDTH_OF_SIGMA * one.run.recipe.sigma[-1] * 4 / side * (one.evaluation.nm_per_unit or 1)
