import json
from pathlib import Path

import pytest
from crates import faults

from groundwork.errors import InputError
from groundwork.record.crate import Engine, Title, write_crate
from groundwork.record.stage import StageCall
from holly.stages import main

TITLE = Title("Structures", "Clouds and figures", "A workflow")
ENGINE = Engine("Snakemake", "9", "https://snakemake.github.io")

# of rocrate and the validator's own libraries
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def ran(tmp_path, monkeypatch):
    """Results of three stages, one of them from a file outside, and a Snakefile."""
    monkeypatch.chdir(tmp_path)
    Path("mine.csv").write_text("0,0,0\n")
    Path("Snakefile").write_text("rule all:\n")
    stage("model", {"seed": None}, ["mine.csv"], ["results/models/a b.ply"])
    run = json.dumps({"kWh": 0.25, "parts": []})
    files = {"results/runs/a/1/structure.ply": "ply", "results/runs/a/1/run.json": run}
    stage("train", {"seed": [7]}, ["results/models/a b.ply"], files)
    stage("overlay", {"dpi": 200}, ["results/runs/a/1/structure.ply"], ["results/a.png"])
    stage("overlay", {}, ["mine.csv"], ["results/not asked for.png"])
    benchmark = Path("results/benchmarks/train1.tsv")
    benchmark.parent.mkdir()
    benchmark.write_text("s\th:m:s\tmax_rss\n1.0\t0:00:01\t123.5\n")
    return Path("results")


def stage(name, settings, reads, writes):
    """What a stage leaves."""
    job = StageCall("holly", "0.1", name, settings)
    job.entries["source"] = {"commit": "c0ffee", "changed": ["holly/a.py"], "lock": "f00"}
    for path in map(Path, writes):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(writes[str(path)] if isinstance(writes, dict) else str(path))
    log = Path("results/records", f"{name}{len(settings)}.json")
    job.write_record(log, reads=[Path(r) for r in reads], writes=[Path(w) for w in writes])


def crate(targets=("results/a.png",)):
    """Write the crate; its entities by their names."""
    output = Path("results/ro-crate-metadata.json")
    write_crate(
        [Path(target) for target in targets],
        output,
        records=Path("results/records"),
        benchmarks=Path("results/benchmarks"),
        workflow=[Path("Snakefile"), Path("mine.csv")],
        engine=ENGINE,
        title=TITLE,
    )
    return {entity["@id"]: entity for entity in json.loads(output.read_text())["@graph"]}


def test_the_crate_is_valid_without_a_network(ran, tmp_path, monkeypatch):
    crate()
    assert faults(ran.absolute(), tmp_path, monkeypatch) == []


def test_the_validator_sees_a_crate_that_is_not(ran, tmp_path, monkeypatch):
    crate()
    path = ran / "ro-crate-metadata.json"
    path.write_text(path.read_text().replace('"workExample"', '"somethingElse"'))
    found = faults(ran.absolute(), tmp_path, monkeypatch)
    assert any("must refer to its corresponding tool" in fault for fault in found)


def test_it_says_what_made_a_figure_from_which_code_inputs_and_seeds(ran):
    entities = crate()
    actions = {e["@id"]: e for e in entities.values() if e["@type"] == "CreateAction"}
    assert len(actions) == 4  # three stages and the run; not what was not asked for
    train = actions["#results/records/train1.json"]
    assert entities[train["instrument"]["@id"]]["softwareVersion"].endswith("c0ffee with changes")
    assert "c0ffee with changes" in train["description"]
    asked = [entities[one["@id"]] for one in train["object"]]
    assert [one["name"] for one in asked] == ["models/a b.ply", "seed"]
    assert (asked[0]["@id"], asked[1]["value"]) == ("models/a%20b.ply", "[7]")
    assert len(asked[0]["sha256"]) == 64
    used = {entities[one["@id"]]["name"]: entities[one["@id"]] for one in train["resourceUsage"]}
    assert (used["energy"]["value"], used["energy"]["unitText"]) == ("0.25", "kWh")
    assert used["peak memory"]["value"] == "123.5"
    run = actions["#run"]
    assert run["instrument"]["@id"] == "workflow/Snakefile"
    outside = [entities[one["@id"]]["name"] for one in run["object"]]
    assert outside == ["mine.csv"]
    assert (ran / "workflow/Snakefile").read_text() == "rule all:\n"


def test_a_file_edited_afterwards_is_not_passed_off_as_a_stages(ran, caplog):
    (ran / "models/a b.ply").write_text("touched up")
    entities = crate()
    assert "#results/records/model1.json" not in entities
    assert "models/a b.ply: changed since it was recorded" in caplog.text


def test_the_same_records_give_the_same_crate(ran):
    crate()
    first = (ran / "ro-crate-metadata.json").read_bytes()
    crate()
    assert (ran / "ro-crate-metadata.json").read_bytes() == first


def test_results_without_records_and_broken_records_are_named(ran):
    with pytest.raises(InputError, match=r"no record of what made results/b\.png"):
        crate(["results/b.png"])
    (ran / "records/train1.json").write_text('{"stage": "train"}')
    with pytest.raises(InputError, match=r"train1\.json: not the record of a stage"):
        crate()


def test_an_engine_that_is_none_is_refused(ran):
    options = ("--records", "results/records", "--benchmarks", "b", "--workflow", "Snakefile")
    with pytest.raises(SystemExit, match="holly crate: --engine: "):
        main(["crate", "a", *options, "--engine", '{"name": 1}', "--output", "results/x.json"])
