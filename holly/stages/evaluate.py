"""Compare a structure with its ground truth, and measure its shape."""

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import get_args

from holly.settings.choices import Shape


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("structure", type=Path, help="a cloud of points: PLY, OBJ or CSV")
    parser.add_argument("truth", type=Path, nargs="?", help="the true cloud, in the same units")
    parser.add_argument(
        "--run", type=Path, dest="folder", help="the folder of its run, for scale and pose errors"
    )
    parser.add_argument("--shape", choices=get_args(Shape))
    parser.add_argument("--nm-per-unit", type=float, help="scale; by default the run's")
    parser.add_argument("--random-clouds", type=int, default=20, help="clouds it is compared with")
    parser.add_argument("--output", type=Path, help="write the numbers to this .json file")
    parser.add_argument(
        "--page",
        type=Path,
        help="the .html file with both in 3D; without --output and --page it is named after both",
    )


def run(a: Namespace) -> None:
    from holly.evaluation.evaluate import describe, evaluate
    from holly.results.folder import RunFiles
    from holly.results.run import read_run

    files = RunFiles(a.folder) if a.folder else None
    scale = a.nm_per_unit
    if files and scale is None:
        scale = read_run(files.record).nm_per_unit
    result = evaluate(
        a.structure,
        a.output,
        experiment=a.folder.parent.name if a.folder else a.structure.stem,
        replicate=a.folder.name if a.folder else "1",
        truth=a.truth,
        run=files,
        nm_per_unit=scale,
        shape=a.shape,
        random_clouds=a.random_clouds,
    )
    print(describe(result))
    page = a.page
    if a.truth and not (page or a.output):
        page = Path(f"{a.structure.stem}-{a.truth.stem}.html")
    if page:
        from holly.report.structure_page import write_structure_page

        write_structure_page(a.structure, a.truth, result, page)
        print(f"{page}: both in 3D")
