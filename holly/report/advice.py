"""What would help a structure: rules on what was measured; docs/evaluation.md lists them.

A rule that lacks a number gives no advice.
"""

from collections.abc import Callable
from dataclasses import dataclass

MEASURED = 0.9  # of the directions in the structure, that the views should measure
BACKGROUND = 0.2  # of the localisations; with 0.3, trials gave wrong structures (docs/accuracy.md)
FEW = 1000  # particles, below which the result depends on the random start (holly.own.choices)
STARTS = 5  # from which the best is then taken
LOST = 0.5  # of the candidates


@dataclass(frozen=True)
class Facts:
    """What the rules ask of a run; None is what is not known."""

    used: int | None  # particles
    candidates: int | None  # particles, or what may be some, used or not
    main_cause: str | None  # why the most of the others were not used
    belief: str  # of holly.results.agreement.BELIEFS
    halves: bool  # whether that compares halves of the particles
    resolution: float | None  # of the halves
    finest: float | None  # width at half height of a point in the finest images
    unit: str  # of these two
    measured: float | None  # share of the directions in the structure that the views measure
    background: float | None  # share of the localisations
    starts: int | None  # random starts of the training

    @property
    def believed(self) -> bool:
        """Whether nothing speaks against the structure."""
        return self.belief == "supported"

    @property
    def doubted(self) -> bool:
        """Whether the structure is not to be believed."""
        return self.belief in ("refuted", "misfit")


@dataclass(frozen=True)
class Advice:
    """What to do, and the numbers that say so."""

    what: str
    why: str


def advice(facts: Facts) -> list[Advice]:
    """The advice of all rules that apply, the most important first."""
    return [found for rule in RULES if (found := rule(facts))]


def compare_halves(facts: Facts) -> Advice | None:
    """Nothing says how far the structure depends on the particles."""
    if facts.halves:
        return None
    return Advice(
        "Train on halves",
        "no two trainings on different particles were compared; set halves: true.",
    )


def more_particles(facts: Facts) -> Advice | None:
    """The halves give different structures, or agree less finely than the images show."""
    if not facts.halves:
        return None
    if facts.belief == "refuted":
        number = "" if facts.used is None else f" of about {facts.used // 2:,} particles each"
        return Advice("More particles", f"two halves{number} gave different structures.")
    if not facts.believed or facts.resolution is None or facts.finest is None:
        return None
    if facts.resolution <= facts.finest:
        return None
    return Advice(
        "More particles",
        f"the halves agree to {facts.resolution:.3g} {facts.unit}; a point in "
        f"the finest images is {facts.finest:.3g} {facts.unit} wide.",
    )


def more_points(facts: Facts) -> Advice | None:
    """So few points differ by chance as much as the structures that were compared."""
    if facts.belief != "unclear":
        return None
    why = (
        "structures of so few points differ by chance as much as these do; set points to two or "
        "three times as many. If more do not agree better, nothing was found."
    )
    return Advice("More points", why)


def finer_images(facts: Facts) -> Advice | None:
    """The halves agree as finely as the images show; more particles would not help."""
    if not (facts.halves and facts.believed) or facts.resolution is None or facts.finest is None:
        return None
    if facts.resolution > facts.finest:
        return None
    return Advice(
        "Finer images",
        f"the halves agree to {facts.resolution:.3g} {facts.unit}, and a point in the "
        f"finest images is {facts.finest:.3g} {facts.unit} wide; for more detail, end sigma lower, "
        "if the localisations are that precise.",
    )


def other_views(facts: Facts) -> Advice | None:
    """Along some directions, too few images show the structure."""
    if facts.measured is None or facts.measured >= MEASURED:
        return None
    hedge = ", as far as poses that are not to be believed can say" if facts.doubted else ""
    why = (
        f"too few images show the structure along {1 - facts.measured:.0%} of its directions"
        f"{hedge}; add particles that lie on other sides, or tilt the sample."
    )
    return Advice("Other views", why)


def less_background(facts: Facts) -> Advice | None:
    """Much of what lies in the picks does not belong to particles."""
    if facts.background is None or facts.background < BACKGROUND:
        return None
    why = f"{facts.background:.0%} of the localisations in the picks are background."
    return Advice("Less background", why)


def more_starts(facts: Facts) -> Advice | None:
    """A single random start, few particles, and a structure that is not to be believed."""
    if not facts.doubted or facts.starts != 1 or facts.used is None or facts.used >= FEW:
        return None
    why = (
        f"the training had one random start, on which the result depends with fewer than {FEW:,} "
        f"particles; set starts: {STARTS}."
    )
    return Advice("More starts", why)


def fewer_lost(facts: Facts) -> Advice | None:
    """Most candidates were not used."""
    if facts.main_cause is None or facts.candidates is None or facts.used is None:
        return None
    lost = facts.candidates - facts.used
    if lost <= LOST * facts.candidates:
        return None
    return Advice(
        "Look at what was not used",
        f"{lost:,} of {facts.candidates:,} candidates, mostly for one reason: {facts.main_cause}.",
    )


RULES: tuple[Callable[[Facts], Advice | None], ...] = (
    *(compare_halves, more_particles, more_points, finer_images, other_views),
    *(less_background, more_starts, fewer_lost),
)
