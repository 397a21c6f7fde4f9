"""One structure beside its truth on a page in one file, to be sent to others."""

from pathlib import Path

from groundwork.pages.write import write_page
from holly.figures.scene import read_scene
from holly.figures.words import findings, verdict
from holly.report.experiment_page import FRAMES
from holly.report.tables import replicate_cells
from holly.report.viewer import draw_sides, viewer_cloud, viewer_scene
from holly.results.evaluation import Evaluation
from holly.results.samples import read_movie


def write_structure_page(
    structure: Path,
    truth: Path | None,
    evaluation: Evaluation,
    output: Path,
    *,
    movie: Path | None = None,
) -> None:
    """Write a page in one file with the 3D view of a structure and its truth.

    Args:
        structure: PLY file of the cloud.
        truth: PLY file of the true cloud, or None.
        evaluation: the structure compared with the truth.
        output: the page to write.
        movie: movie.npz of the run; with it, a slider goes through the training.

    Raises:
        InputError: a file is missing or broken.
    """
    scene = read_scene(structure, evaluation, truth)
    frames = None if movie is None else read_movie(movie).thinned(FRAMES)
    cloud = viewer_cloud(scene, frames, scene.box)
    name = evaluation.replicate
    replicate = {"name": name, "label": evaluation.name, "src": None, "cloud": cloud}
    cells = replicate_cells(evaluation, run=None)
    write_page(
        output,
        "holly.report",
        "structure.html.j2",
        name=evaluation.name,
        verdict=verdict(evaluation),
        scene=viewer_scene(scene, scene.box, [replicate]) | {"moves": cloud["frames"] > 1},
        still=draw_sides(scene, scene.box),
        replicates=[{"name": name, "findings": findings(evaluation)}],
        chosen=name,
        facts={column: cell for column, cell in cells.items() if cell is not None},
    )
