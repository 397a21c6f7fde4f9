"""One structure and its truth as a single page, to send round."""

from pathlib import Path

from markupsafe import Markup

from groundwork.pages.write import write_page
from holly.figures.scene import read_scene
from holly.figures.words import findings
from holly.report import sections
from holly.report.found import Replicate
from holly.report.write import FRAMES, VERDICTS, read_asset
from holly.results.evaluation import Evaluation
from holly.results.folder import RunFiles
from holly.results.samples import read_movie


def write_pair_page(
    structure: Path,
    truth: Path | None,
    evaluation: Evaluation,
    output: Path,
    *,
    movie: Path | None = None,
) -> None:
    """Write one self-contained HTML page with the 3D view of a structure and its truth.

    Args:
        structure: PLY file of the cloud.
        truth: PLY file of the true cloud, or None.
        evaluation: the structure compared with the truth.
        output: the page to write.
        movie: movie.npz of the run; with it, a slider goes through training.

    Raises:
        InputError: a file is missing or broken.
    """
    scene = read_scene(structure, evaluation, truth)
    box = sections.frame_box([scene])
    through = None if movie is None else read_movie(movie).thinned(FRAMES)
    cloud = sections.viewer_cloud(scene, through, box)
    replicate = {
        "name": evaluation.replicate,
        "label": evaluation.name,
        "src": None,
        "cloud": cloud,
    }
    kind, why = evaluation.verdict
    one = Replicate(
        evaluation.experiment, evaluation.replicate, RunFiles(Path()), Path(), evaluation, None
    )
    write_page(
        output,
        "holly.report",
        "pair.html.j2",
        title=evaluation.name,
        verdict=(kind, VERDICTS[kind], why),
        scene=sections.viewer_scene(scene, box)
        | {"replicates": [replicate], "moves": cloud["frames"] > 1},
        still=sections.sides(scene, box),
        replicates=[{"name": evaluation.replicate, "findings": findings(evaluation)}],
        chosen=evaluation.replicate,
        row={name: words for name, words in sections.row(one).items() if words != sections.NONE},
        # these come with the package, not from data
        style=Markup(read_asset("static/style.css")),  # noqa: S704
        three=Markup(read_asset("vendor/three.js")),  # noqa: S704
        viewer=Markup(read_asset("static/viewer.js")),  # noqa: S704
        licence=Markup(read_asset("vendor/LICENSE")),  # noqa: S704
    )
