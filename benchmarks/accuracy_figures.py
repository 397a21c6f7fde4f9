"""Draw the figures of docs/accuracy.md: RMSD against noise and images, and the structures found.

    python benchmarks/accuracy_figures.py

The first figure is drawn from benchmarks/results/accuracy-*.csv, the second from the structures
that benchmarks/accuracy.py wrote to results/accuracy.
"""

from dataclasses import replace
from pathlib import Path

import pandas as pd
from accuracy import CLEAN, FEWER, HARD, RESULTS, SPAWN, Case, cloud, rows
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from groundwork.figures import INK, MUTED, PAGE, canvas, place, save, style, write
from holly.data.ground_truths import ground_truth
from holly.evaluation.registration import apply, register
from holly.figures.clouds import scatter
from holly.figures.colours import RECONSTRUCTION
from holly.figures.panels import FRAME, HEADER, Grid, corner, legend, letter, row_label

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
RECIPES = {"default": RECONSTRUCTION, "paper": MUTED}
STUDIES = ("clean", "scatter", "dropout", "spawn", "hard", "bunny")
SHOWN = {
    "bunny": CLEAN[0],
    "teapot": CLEAN[1],
    "CEP152": CLEAN[2],
    "scatter 0.12": HARD[0],
    "drop-out 0.5": HARD[1],
    "worst spawn row": HARD[2],
}
SMALL = {"ha": "right", "va": "bottom", "fontsize": 5.5, "color": MUTED}
MARKS = {"bunny": "o", "teapot": "s", "cep152": "^"}


def main() -> None:
    """Draw both figures."""
    with style():
        save(noise(), IMAGES / "accuracy-noise.svg")
        save(structures(), IMAGES / "accuracy-structures.png")


def trainings() -> pd.DataFrame:
    """The trainings that the figures show: one row per training, its case and its numbers."""
    found = [
        vars(case)
        | {"case": case, "row": row, "rmsd": float(row["rmsd"]), "images": int(row["images"])}
        | {"random": float(row["random_rmsd"])}
        for study in STUDIES
        for case, row in rows(RESULTS / f"accuracy-{study}.csv")
    ]
    return pd.DataFrame(found)


def noise() -> Figure:
    """RMSD of each training against scatter, drop-out, row of table 5.6 and number of images."""
    table = trainings()
    figure = canvas(PAGE, 56)
    bunny = table[table.truth == "bunny"]
    plain = bunny[(bunny.max_spawn == 1) & bunny.recipe.isin(RECIPES)]
    spawned = bunny[(bunny.max_spawn > 1) & bunny.recipe.isin(RECIPES)]
    by_row = {replace(case, seed=0): number for number, case in enumerate(SPAWN)}
    spawned = spawned.assign(
        row=[by_row[replace(case, seed=0, recipe="default")] for case in spawned.case]
    )
    panels = [place(figure, left, 8, 34, 38) for left in (12, 55, 98, 141)]
    _against(panels[0], plain[plain.dropout == 0], "scatter")
    _against(panels[1], plain[plain.scatter == 0], "dropout")
    _against(panels[2], spawned, "row")
    _against_images(panels[3], table)
    labels = ("scatter, model units", "drop-out", "row of table 5.6", "images")
    for index, (axes, label) in enumerate(zip(panels, labels, strict=True)):
        axes.set(xlabel=label, ylim=(0, 0.33))
        write(figure, 4 + 43 * index, 2, "ABCD"[index], fontweight="bold", fontsize=8)
    panels[0].set_ylabel("RMSD, model units")
    panels[0].legend(loc="lower right", bbox_to_anchor=(1, 1.02), borderaxespad=0, ncols=2)
    panels[2].set_xticks(range(len(SPAWN)), list("abcdefgh"))
    return figure


def _against(axes: Axes, table: pd.DataFrame, key: str) -> None:
    """Draw trainings as dots and medians as lines, one colour per recipe; mark the random RMSD."""
    random = table.random.iloc[0]
    for level, words in ((random, "random clouds"), (random / 2, "half of it")):
        axes.axhline(level, color=MUTED, linewidth=0.6, linestyle=":")
        axes.text(1, level, words, transform=axes.get_yaxis_transform(), **SMALL)
    for recipe, colour in RECIPES.items():
        mine = table[table.recipe == recipe]
        medians = mine.groupby(key).rmsd.median()
        axes.plot(medians.index, medians, color=colour, label=recipe)
        axes.plot(mine[key], mine.rmsd, ".", color=colour, markersize=3, alpha=0.6)


def _against_images(axes: Axes, table: pd.DataFrame) -> None:
    """Draw the default recipe without noise with fewer images, one marker per truth."""
    clean = (table.scatter == 0) & (table.dropout == 0) & (table.max_spawn == 1)
    table = table[clean & table.recipe.isin(["default", *FEWER])]
    for truth, mark in MARKS.items():
        mine = table[table.truth == truth]
        medians = mine.groupby("images").rmsd.median()
        axes.plot(medians.index, medians, color=RECONSTRUCTION, linewidth=0.7)
        axes.plot(mine.images, mine.rmsd, mark, color=RECONSTRUCTION, markersize=2.5, alpha=0.6)
    axes.set_xscale("log", base=2)
    ticks = sorted(set(table.images))
    axes.set_xticks(ticks, [f"{tick:,}" for tick in ticks], rotation=45)
    handles = [
        Line2D([], [], color=RECONSTRUCTION, marker=mark, markersize=3, linewidth=0, label=truth)
        for truth, mark in MARKS.items()
    ]
    axes.legend(handles=handles, loc="upper right", borderaxespad=0, handletextpad=0.1)


def structures() -> Figure:
    """The structures of median RMSD: one column per truth or noise level, one row per recipe."""
    table = trainings()
    grid = Grid(len(SHOWN), left=7)
    figure = grid.canvas(HEADER + len(RECIPES) * (grid.cell + grid.gap) + 4.5)
    legend(figure, 2.2)
    for row, recipe in enumerate(RECIPES):
        top = HEADER + 4 + row * (grid.cell + grid.gap)
        row_label(figure, 5, top + grid.cell / 2, recipe)
        for column, (title, case) in enumerate(SHOWN.items()):
            left = grid.at(column)
            if not row:
                write(figure, left, top - 3.5, title, color=INK)
            _structure(
                figure, (left, top, grid.cell), _typical(table, replace(case, recipe=recipe))
            )
            letter(figure, left, top, row * len(SHOWN) + column)
    return figure


def _typical(table: pd.DataFrame, kind: Case) -> pd.Series:
    """The training of this kind with the median RMSD; of the two in the middle, the larger."""
    mine = table[[replace(case, seed=kind.seed) == kind for case in table.case]]
    return mine.sort_values("rmsd", kind="stable").iloc[len(mine) // 2]


def _structure(figure: Figure, place_mm: tuple[float, float, float], one: pd.Series) -> None:
    """Draw a structure over its truth."""
    left, top, width = place_mm
    truth, points = ground_truth(one.truth), cloud(one.case, one.row)
    found = register(points, truth)
    half, middle = 0.62 * (truth.max(0) - truth.min(0)).max(), (truth.max(0) + truth.min(0)) / 2
    axes = place(figure, left, top, width, width)
    axes.set(xlim=(-half, half), ylim=(-half, half), xticks=[], yticks=[])
    axes.spines[:].set(visible=True, color=FRAME)
    clouds = {"truth": truth - middle, "reconstruction": apply(found.transform, points) - middle}
    scatter(axes, clouds, width=width)
    corner(figure, left, top, width, f"{found.rmsd:.3f}")


if __name__ == "__main__":
    main()
