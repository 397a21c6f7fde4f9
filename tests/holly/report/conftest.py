import pytest
from made_results import truth, write_evaluation, write_run, write_summary

from holly.data.clouds import write_cloud
from holly.report.experiments import Description


@pytest.fixture
def results(tmp_path):
    """Two replicates of a tube with a truth, and one of a ring without."""
    folder = tmp_path / "results"
    for experiment, name, seed in (("tube 1%", "1", 1), ("tube 1%", "2", 2), ("ring", "1", 3)):
        run = folder / "runs" / experiment / name
        transform = write_run(run, seed=seed, measured=experiment == "ring")
        changes = (
            {}
            if experiment != "ring"
            else {
                **dict.fromkeys(("rmsd", "random_rmsd", "mirrored")),
                "shape": {"ring_diameter": 103.21, "axis": [0, 0, 1]},
            }
        )
        rmsd = {"rmsd": 0.05 * seed} if experiment != "ring" else {}
        file = folder / "evaluation" / experiment / f"{name}.json"
        write_evaluation(file, transform, **rmsd, **changes)
    write_summary(folder)
    (folder / "models").mkdir()
    write_cloud(folder / "models" / "tube.ply", truth(60))
    return folder


@pytest.fixture
def descriptions(results):
    return {"tube 1%": Description("A bent tube", results / "models" / "tube.ply")}
