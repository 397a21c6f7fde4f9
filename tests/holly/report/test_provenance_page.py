"""What the report says of where results come from, and of energy."""

import json
from pathlib import Path

import pytest
from test_site import Page, check_links, experiment

from groundwork.record.stage import StageCall
from holly.report.site import write_site

CLEAN = {"commit": "c0ffee" * 6 + "0123", "changed": [], "lock": "f00d" * 16}
DIRTY = CLEAN | {"commit": "dead" * 10, "changed": ["holly/training/loss.py"]}
NOWHERE = {"commit": None, "changed": None, "lock": None}


@pytest.fixture
def here(results, monkeypatch):
    """The results as the workflow sees them: below the working folder."""
    monkeypatch.chdir(results.parent)
    return Path(results.name)


def record(name, source, reads, writes, **settings):
    job = StageCall("holly", "0.1", name.split("-")[0], settings)
    job.entries["source"] = source
    paths = [[Path(path) for path in paths] for paths in (reads, writes)]
    job.write_record(Path(f"results/records/{name}.json"), reads=paths[0], writes=paths[1])
    return job


def provenance(results):
    write_site(results, results / "report", descriptions={}, records=results / "records")
    assert check_links(results / "report") > 20
    return Page(results / "report/provenance.html").text


def test_each_result_names_commit_lock_inputs_and_seeds(here):
    ring, figure = here / "runs/ring/1/structure.ply", here / "figures/paper/figure-1.svg"
    figure.parent.mkdir(parents=True)
    figure.write_text("<svg/>")
    model = here / "models/tube.ply"
    record("train", DIRTY, [model], [ring], seed=[41])
    record("figure", CLEAN, [ring], [figure])
    text = provenance(here)
    checksums = json.loads((here / "records/figure.json").read_text())["reads"]
    assert "figures/paper/figure-1.svg figure c0ffeec0ff; earlier: deaddeadde with" in text
    assert "train 41" in text
    assert checksums[str(ring)]["sha256"] in text
    assert "The first stages read" in text
    assert CLEAN["commit"] in text
    assert CLEAN["lock"] in text
    assert "The working tree differed from the commit" in text
    assert "changed holly/training/loss.py" in text
    assert "runs/tube 1%/1/structure.ply Its origin is not known" in text  # no record


def test_code_that_is_unknown_is_said_to_be(here):
    record("train", NOWHERE, [], [here / "runs/ring/1/structure.ply"], seed=[1])
    text = provenance(here)
    assert "Unknown commit" in text
    assert "There was no repository, or git was not installed." in text


def test_a_resumed_training_names_the_code_of_each_of_its_parts(here):
    run = here / "runs/ring/1/run.json"
    about = json.loads(run.read_text())
    run.write_text(json.dumps(about | {"parts": [DIRTY | {"seconds": 1}, CLEAN]}))
    record("train", CLEAN, [], [run.with_name("structure.ply"), run], seed=[1])
    assert "c0ffeec0ff; earlier: deaddeadde with changes" in provenance(here)


def test_a_structure_edited_by_hand_is_not_passed_off_as_a_trainings(here):
    structure = here / "runs/ring/1/structure.ply"
    record("train", CLEAN, [], [structure], seed=[1])
    structure.write_bytes(structure.read_bytes() + b"\n")
    assert "runs/ring/1/structure.ply Its origin is not known" in provenance(here)


def test_energy_stands_beside_the_papers_with_how_it_is_known(here):
    for name, energy in {"tube 1%/1": 0.0002, "tube 1%/2": None, "ring/1": 0.5}.items():
        path = here / "runs" / name / "run.json"
        method = "measured" if energy else "not measured: codecarbon is not installed"
        about = json.loads(path.read_text()) | {"kWh": energy, "kWh_method": method}
        path.write_text(json.dumps(about))
    provenance(here)
    index = Page(here / "report/index.html").text
    assert "A training took 0.25 kWh (median of 2)." in index
    assert "It is not known for 1 of 3 trainings." in index
    assert "The paper gives 2.1 kWh per model" in index
    tube = experiment(here / "report", "tube 1%").text
    assert "A training took 0.0002 kWh." in tube
    assert "measured · not measured: codecarbon is not installed" in tube
