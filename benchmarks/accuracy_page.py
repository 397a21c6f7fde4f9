"""Write the tables of docs/accuracy.md and one of the README from the rows in benchmarks/results.

python benchmarks/accuracy_page.py          (in place)
"""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import trust_tables
from accuracy import FEWER, SECTION_6, TRUTHS, VARIANTS
from scipy.stats import t

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PAGE = ROOT / "docs" / "accuracy.md"
README = ROOT / "README.md"
NOISE = ["scatter", "dropout", "max_spawn", "spawn_rate"]
COMPARED = (
    "default",
    "absolute differences only",
    "likelihood only",
    "direct optimisation, 0.004",
    "paper",
)
BUDGETED = [
    ("bunny", "none"),
    ("teapot", "none"),
    ("cep152", "none"),
    ("bunny", "drop-out\u00a00.5"),
]
FRONT = {"default": "`search`", "an eighth of the images": "`search`", "paper": "`paper`"}


def studies(*names: str) -> pd.DataFrame:
    """The trainings of these studies, as far as they have been run, with their noise as text."""
    paths = [RESULTS / f"accuracy-{name}.csv" for name in names]
    tables = [pd.read_csv(path, keep_default_na=False) for path in paths if path.exists()]
    table = pd.concat(tables)
    table["noise"] = [_noise(row) for row in table[NOISE].itertuples(index=False)]
    return table


def _noise(row: tuple[float, float, int, float]) -> str:
    scatter, dropout, most, rate = row
    words = [f"scatter {scatter:g}"] if scatter else []
    words += [f"drop-out {dropout:g}"] if dropout else []
    words += [f"up to {most} per site", f"each with probability {rate:g}"] if most > 1 else []
    unbroken = (word.replace(" ", "\u00a0") for word in words)  # lines break only at commas
    return ", ".join(unbroken) or "none"


def clean() -> str:
    """Trainings without noise: one row per recipe and truth."""
    table = studies("clean", "bunny")
    table = table[table.noise == "none"].sort_values("truth", kind="stable")
    compared = [table[table.recipe == recipe] for recipe in COMPARED]
    return _table(pd.concat(compared), ["recipe", "truth"])


def front() -> str:
    """What the README shows: three recipes on the three structures, and on one with noise."""
    table = studies("clean", "bunny", "hard", "teapot")
    lines = [
        f"| recipe | images | {' | '.join(_kind(*kind) for kind in BUDGETED)} |",
        "|---|--:|" + "--:|" * len(BUDGETED),
    ]
    for recipe, name in FRONT.items():
        rows = table[table.recipe == recipe]
        cells = [
            _distance_and_successes(rows[(rows.truth == truth) & (rows.noise == noise)])
            for truth, noise in BUDGETED
        ]
        lines.append(f"| {name} | {rows.images.median():,.0f} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def levels() -> str:
    """The bunny at the noise levels of tables 5.4 to 5.6: the default recipe and the paper's."""
    table = studies("scatter", "dropout", "spawn", "hard")
    table = table.sort_values(["max_spawn", "dropout", "spawn_rate", "scatter"], kind="stable")
    lines = [
        "| noise | successes | median RMSD | worst RMSD | median coverage | worst coverage "
        "| `paper`: successes | `paper`: median RMSD | `paper` / default |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for noise, rows in table.groupby("noise", sort=False):
        ours, paper = (rows[rows.recipe == recipe] for recipe in ("default", "paper"))
        cells = [*_successes_and_distances(ours), "–", "–", "–"]
        if len(paper):
            more = paper.rmsd.median() / ours.rmsd.median()
            cells[-3:] = [*_successes_and_distances(paper)[:2], f"{more:.1f}"]
        lines.append(f"| {noise} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def ablations() -> str:
    """The bunny with one part of the recipe changed, without noise and at the hardest levels."""
    table = studies("clean", "bunny", "hard")
    table = table[(table.truth == "bunny") & ~table.recipe.isin(["paper", *FEWER])]
    noises = list(dict.fromkeys(table.noise))
    lines = [
        f"| recipe | {' | '.join(noises)} | seconds |",
        "|---|" + "--:|" * (len(noises) + 1),
    ]
    for recipe in filter(set(table.recipe).__contains__, VARIANTS):
        rows = table[table.recipe == recipe]
        cells = [_distance_and_successes(rows[rows.noise == noise]) for noise in noises]
        lines.append(f"| {' | '.join([recipe, *cells])} | {rows.seconds.median():.0f} |")
    return "\n".join(lines) + "\n"


def budgets() -> str:
    """The default recipe with fewer images."""
    table = studies("clean", "bunny", "hard")
    table = table[table.recipe.isin(["default", *FEWER])]
    kinds = [kind for kind in BUDGETED if kind in set(zip(table.truth, table.noise, strict=True))]
    lines = [
        f"| images | {' | '.join(_kind(*kind) for kind in kinds)} | seconds |",
        "|--:|" + "--:|" * (len(kinds) + 1),
    ]
    for recipe in ["default", *FEWER]:
        rows = table[table.recipe == recipe]
        cells = [
            _distance_and_successes(rows[(rows.truth == truth) & (rows.noise == noise)])
            for truth, noise in kinds
        ]
        images, seconds = rows.images.median(), rows.seconds.median()
        lines.append(f"| {images:,.0f} | {' | '.join(cells)} | {seconds:.0f} |")
    return "\n".join(lines) + "\n"


def direct() -> str:
    """The published runs of direct optimisation, with their optimisers and rates."""
    table = studies("direct")
    settings = [SECTION_6[run]["settings"] for run in table.recipe]
    table["optimiser"] = [each["optimiser"] for each in settings]
    table["rate"] = [f"{each['learning_rate']:g}" for each in settings]
    table["run"] = table.recipe.str.split().str[-1]
    return _table(table.sort_values("run", kind="stable"), ["run", "truth", "optimiser", "rate"])


def _kind(truth: str, noise: str) -> str:
    return truth if noise == "none" else f"{truth}, {noise}"


def elsewhere() -> str:
    """The other truths at the noise levels that are hardest for the bunny."""
    table = studies("elsewhere").sort_values("recipe", kind="stable")
    order = table.truth.map(list(TRUTHS).index)
    return _table(table.iloc[order.argsort(kind="stable")], ["truth", "noise", "recipe"])


def toroid() -> str:
    """Rings found in the synthetic set of the published size: one row per training."""
    table = pd.read_csv(RESULTS / "accuracy-toroid.csv")
    lines = [
        "| seed | diameter, nm | tube radius, nm | RMSD | coverage | random RMSD | seconds |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {row.seed} | {row.diameter:.1f} | {row.tube_radius:.1f} | {row.rmsd:.3f} "
        f"| {row.coverage:.3f} | {row.random_rmsd:.3f} | {row.seconds} |"
        for row in table.itertuples()
    ]
    return "\n".join(lines) + "\n"


def pores() -> str:
    """The replicates of the nuclear pores, and their means with 95 % intervals."""
    table = pd.read_csv(RESULTS / "accuracy-npc.csv")
    table = table.sort_values(["particles", "starts", "seed"], ascending=[False, False, True])
    lines = [
        "| particles | starts | seed | radius, nm | separation, nm | near | loss | seconds |",
        "|--:|--:|--:|--:|--:|---|--:|--:|",
    ]
    for kind, rows in table.groupby(["particles", "starts"], sort=False):
        before = "| {} | {} ".format(*kind)
        for row in rows.itertuples():
            lines.append(
                f"{before}| {row.seed} | {row.radius:.1f} | {row.separation:.1f} "
                f"| {'yes' if row.near else 'no'} | {row.loss:.2f} | {row.seconds} |"
            )
        if len(rows) > 1:
            lines.append(
                f"{before}| all | {_interval(rows.radius)} | {_interval(rows.separation)} "
                f"| {rows.near.sum()} of {len(rows)} | | |"
            )
    return "\n".join(lines) + "\n"


def robust() -> str:
    """Particles with background and junk: each condition, as it is and with what is against it."""
    table = pd.read_csv(RESULTS / "robust.csv")
    lines = [
        "| condition | recipe | successes | median RMSD | median coverage | seconds |",
        "|---|---|--:|--:|--:|--:|",
    ]
    for (condition, way), rows in table.groupby(["condition", "way"], sort=False):
        found = f"{rows.success.sum()} of {len(rows)}"
        figures = [f"{rows[name].median():.3f}" for name in ("rmsd", "coverage")]
        cells = [condition, f"`{way}`", found, *figures, f"{rows.seconds.median():.0f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _interval(values: pd.Series) -> str:
    """The mean of some replicates and half the width of its 95 % interval."""
    half = t.ppf(0.975, len(values) - 1) * values.sem()
    return f"{values.mean():.1f} ± {half:.1f}"


def _table(trainings: pd.DataFrame, by: list[str]) -> str:
    lines = [
        f"| {' | '.join(by)} | successes | median RMSD | worst RMSD "
        "| median coverage | worst coverage | random RMSD | seconds |",
        "|" + "---|" * len(by) + "--:|" * 7,
    ]
    for names, rows in trainings.groupby(by, sort=False):
        figures = [
            *_successes_and_distances(rows),
            f"{rows.random_rmsd.iloc[0]:.3f}",
            f"{rows.seconds.median():.0f}",
        ]
        lines.append(f"| {' | '.join([*names, *figures])} |")
    return "\n".join(lines) + "\n"


def _distance_and_successes(rows: pd.DataFrame) -> str:
    """The median RMSD of these trainings, and how many of them succeed."""
    if rows.empty:
        return "–"
    return f"{rows.rmsd.median():.4f} ({rows.success.sum()}\u00a0of\u00a0{len(rows)})"


def _successes_and_distances(rows: pd.DataFrame) -> list[str]:
    """Successes of these trainings, then the median and the worst of RMSD and of coverage."""
    distances = (f(rows[key]) for key in ("rmsd", "coverage") for f in (pd.Series.median, max))
    return [f"{rows.success.sum()} of {len(rows)}", *(f"{distance:.4f}" for distance in distances)]


TABLES: dict[str, Callable[[], str]] = {
    "clean": clean,
    "levels": levels,
    "elsewhere": elsewhere,
    "direct": direct,
    "budgets": budgets,
    "ablations": ablations,
    "robust": robust,
    **trust_tables.TABLES,
    "toroid": toroid,
    "pores": pores,
}


def written(page: str, tables: dict[str, Callable[[], str]] = TABLES) -> str:
    """The page with its tables replaced by current ones."""
    for name, table in tables.items():
        begin, end = f"<!-- {name}: by benchmarks/accuracy_page.py -->\n", "<!-- end -->\n"
        before, _, rest = page.partition(begin)
        page = before + begin + table() + end + rest.partition(end)[2]
    return page


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text()))
    README.write_text(written(README.read_text(), {"front": front}))
