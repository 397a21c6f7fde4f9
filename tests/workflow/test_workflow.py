"""The rules, tested on one complete run and on what edits would run again."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import warnings

import mrcfile
import numpy as np
import pandas as pd
import pytest
import yaml
from crates import faults
from tiny import ROOT, TINY, planned, snakemake, write_config

from holly.data.clouds import read_cloud
from holly.data.fields import plant, write_field
from holly.data.particles import read_particles

pytestmark = pytest.mark.slow


def test_a_run_ends_with_structures_numbers_figures_and_a_page(done):
    results = done / "results"
    summary = pd.read_csv(results / "evaluation/summary.csv")
    assert list(summary["experiment"] + summary["replicate"].astype(str)) == [
        *("bunny1", "bunny2", "toroid1")
    ]
    assert (summary["rmsd"] > 0).all()
    assert (summary["random_rmsd"] > 0).all()
    assert summary["nm_per_unit"].tolist()[2] == 32 / 4 * 25
    assert len(read_cloud(results / "runs/bunny/1/structure.ply")) == 30
    pages = {page: page.read_text() for page in (results / "report").rglob("*.html")}
    for page, text in pages.items():
        for address in re.findall(r'(?:href|src)="([^"#:]+)"', text):
            elsewhere = "../wormbrain/report/" in address  # shown only where it exists
            assert elsewhere or (page.parent / address.partition("?")[0]).exists(), address
    assert 'href="docs/README.html"' in pages[results / "report/index.html"]
    shown = pages[results / "report/datasets.html"]
    assert "toroid.png" in shown
    assert "toroid.html" in shown
    assert '"truth": {' in pages[results / "report/experiments/bunny.html"]


def test_halves_and_replicates_are_compared(done):
    table = pd.read_csv(done / "results/evaluation/experiments.csv").set_index("experiment")
    assert table.loc["bunny", "replicates_distance"] > 0
    assert table.loc["toroid", "halves_distance"] > 0
    assert table.loc["toroid", "halves_resolution_0.5"] > 10  # nm
    assert table.loc["bunny", "pose_error_degrees"] > 0
    assert table.loc["toroid", "shape_ring_diameter_min"] > 0


def test_the_planted_bad_particles_are_rejected_and_named(done):
    truth = pd.read_csv(done / "results/sources/toroid.mat.truth.csv")
    curation = pd.read_csv(done / "results/images/toroid/curation.csv")
    log = (done / "results/logs/localisations/toroid.log").read_text()
    accepted = set(curation["id"][curation["accepted"]])
    for particle, kind in zip(truth["particle"], truth["kind"], strict=True):
        if kind in ("single", "all-nan"):
            assert f"particle {particle} " in log
        if kind in ("single", "all-nan", "spot", "merged"):
            assert particle not in accepted, kind
    assert len(accepted & set(truth["particle"][truth["kind"] == "good"])) >= 29


def test_streamed_images_need_none_on_disk_and_can_be_exported(done, tmp_path):
    config = {**TINY, "experiments": {"toroid": TINY["experiments"]["toroid"]}}
    config["datasets"] = {"toroid": {**TINY["datasets"]["toroid"], "images": "streamed"}}
    structure = "results/runs/toroid/half-1/structure.ply"
    exported = "results/exports/toroid/half-1"
    asked = ("--configfile", write_config(tmp_path, config), "--", structure, exported)
    run = snakemake(tmp_path, *asked, check=False)
    assert run.returncode == 0, run.stderr
    assert len(read_cloud(tmp_path / structure)) == 30
    fates = pd.read_csv(tmp_path / exported / "particles.csv")["fate"].value_counts()
    assert set(fates.index) == {"training", "held-out", "unused", "rejected"}
    with mrcfile.open(tmp_path / exported / "images.mrcs", header_only=True) as stack:
        images = 2 * (fates["training"] + fates["held-out"])
        assert [int(stack.header[side]) for side in ("nz", "ny", "nx")] == [images, 32, 32]
    assert not (tmp_path / "results/images/toroid/training").exists()


def test_choices_made_by_hand_run_the_curation_again(done, tmp_path):
    choices = tmp_path / "choices.csv"
    choices.write_text("id,accepted\n0,False\n")
    edit = {"datasets": {"toroid": {"choices": str(choices)}}}
    (tmp_path / "edit.yaml").write_text(yaml.safe_dump(edit))
    folder = tmp_path / "run"
    shutil.copytree(done, folder)
    files = (folder / "config.yaml", tmp_path / "edit.yaml")
    assert {"curate", "augment", "contact_sheet"} <= planned(folder, "--configfile", *files).keys()
    target = "results/images/toroid/curation.csv"
    snakemake(folder, "--configfile", *files, "--", target)
    table = pd.read_csv(folder / target).set_index("id")
    assert table["reason"][0] == "rejected by hand"


def test_the_papers_dag_is_whole(tmp_path):
    jobs = planned(tmp_path, "--cores", "24")
    assert jobs["evaluate"] == 162
    assert jobs["train"] == 162 + 2 * 2  # and the halves of both measured data sets
    assert jobs["zenodo"] == 2
    assert jobs["fetch"] == 4  # three ground truths and the list of accepted particles
    assert jobs["augment"] == jobs["curate"] == jobs["prerender"] == jobs["stacks"] == 1
    assert (jobs["figure"], jobs["table"], jobs["video"]) == (15, 7, 4)


def test_figures_tables_and_videos_of_the_paper_are_drawn_from_what_is_there(done, tmp_path):
    paper = {
        "figures": {
            "figure-4": {"kind": "replicates", "experiments": ["bunny"]},
            "figure-11": {"kind": "shapes", "experiments": ["toroid"]},
            "figure-S2": {"kind": "gallery", "experiments": ["toroid"]},
        },
        "tables": {"table-5.1": {"title": "Bunny", "rows": {"1.A": {"experiment": "bunny"}}}},
        "videos": {"video-S1": {"kind": "turning", "experiments": ["toroid"]}},
    }
    (tmp_path / "edit.yaml").write_text(yaml.safe_dump({"paper": paper}))
    folder = tmp_path / "run"
    shutil.copytree(done, folder)
    files = ("--configfile", folder / "config.yaml", tmp_path / "edit.yaml")
    jobs = planned(folder, *files)
    assert jobs == {"figure": 3, "table": 1, "video": 1, "page": 1, "crate": 1}
    target = "results/figures/paper/figure-4.pdf"
    snakemake(folder, *files, "--", target, "results/tables/table-5.1.md")
    assert (folder / target).read_bytes().startswith(b"%PDF")
    table = pd.read_csv(folder / "results/tables/table-5.1.csv")
    summary = pd.read_csv(folder / "results/evaluation/summary.csv").set_index("experiment")
    assert table["rmsd median"][0] == pytest.approx(summary["rmsd"]["bunny"].median())


def test_verify_tests_what_is_there_and_trains_nothing(done, tmp_path):
    test = {"metric": "rmsd", "experiments": ["bunny", "absent"], "above": 1000}
    row = {"id": "far", "claim": "It is far.", "source": "nowhere", "tests": [test]}
    (tmp_path / "claims.yaml").write_text(yaml.safe_dump([row]))
    edit = {"paper": {"claims": str(tmp_path / "claims.yaml")}, "recipes": {"quick": {"epochs": 9}}}
    (tmp_path / "edit.yaml").write_text(yaml.safe_dump(edit))
    folder = tmp_path / "run"
    shutil.copytree(done, folder)
    files = ("--configfile", folder / "config.yaml", tmp_path / "edit.yaml")
    assert planned(folder, *files, "--", "verify") == {"claims": 1, "verify": 1}
    run = snakemake(folder, *files, "--", "verify", check=False)
    assert run.returncode == 1
    assert "fails    far" in run.stdout
    assert (
        "It is far." in (folder / "results/claims.md").read_text()
    )  # kept although the job failed


def test_a_wrong_configuration_is_refused_by_name_before_anything_runs(tmp_path):
    config = {**TINY, "recipes": {"quick": {"epoch": 1}}}
    run = snakemake(tmp_path, "--configfile", write_config(tmp_path, config), check=False)
    assert run.returncode == 1
    assert "recipes.quick.epoch: unknown key; allowed: points, epochs" in run.stderr
    assert "Traceback" not in run.stderr
    assert not (tmp_path / "results").exists()


def test_a_missing_file_of_ones_own_is_named_with_where_to_get_it(tmp_path):
    config = yaml.safe_load((ROOT / "config/npc.yaml").read_text())
    run = snakemake(tmp_path, "--configfile", write_config(tmp_path, config), check=False)
    assert run.returncode == 1
    assert "datasets.npc.source.path" in run.stderr
    assert "does not exist; the nuclear pores of 3D particle fusion" in run.stderr


def test_a_simulated_file_is_made_with_its_truth_and_a_missing_list_is_named(tmp_path):
    smlm = {"nm_per_unit": 200, "mixture": {"toroid": 0.3}, "blinking": {"mean": 2}}
    made = {"model": "toroid", "particles": 10, "smlm": {"nm_per_unit": 200}}
    toroid = {"kind": "localisations", "source": {"simulated": made}, "size": 32}
    simulated = {**TINY["datasets"]["bunny"], "smlm": smlm}
    config = {**TINY, "datasets": {"bunny": simulated, "toroid": toroid}}
    result = "results/localisations/toroid.h5"
    options = ("--configfile", write_config(tmp_path, config))
    snakemake(tmp_path, *options, "--", result)
    truth = (tmp_path / "results/sources/toroid.csv.truth.csv").read_text()
    assert len(truth.splitlines()) == 11
    assert planned(tmp_path, *options, "--", "results/evaluation/bunny/1.json") == {
        **{"model": 1, "train": 1, "evaluate": 1}  # the other model is there already
    }
    smlm["views"] = {"kind": "list", "path": "none.csv"}
    options = ("--configfile", write_config(tmp_path, config))
    run = snakemake(tmp_path, *options, "--", result, check=False)
    assert "datasets.bunny.smlm.views.path: none.csv does not exist" in run.stderr


def test_several_fields_of_view_are_one_data_set_and_an_edit_of_one_is_noticed(tmp_path):
    fields = {"one": 30, "two": 20}
    (tmp_path / "fields").mkdir()
    for seed, (name, count) in enumerate(fields.items()):
        planted = plant(
            "balls", particles=count, side=5000.0, apart=400.0, background=3.0, seed=seed
        )
        write_field(tmp_path / "fields" / f"{name}.csv", planted)
        fields[name] = planted.centres
    dataset = {**TINY["datasets"]["toroid"], "source": {"path": "fields"}, "pick": {}}
    dataset |= {"layout": None, "nm_per_pixel": 8, "project": True}
    config = write_config(tmp_path, {**TINY, "datasets": {**TINY["datasets"], "toroid": dataset}})
    given = ["--configfile", config, "--", "results/figures/picks/toroid"]
    snakemake(tmp_path, *given)

    picks = pd.read_csv(tmp_path / "results/picks/toroid.csv")
    page = (tmp_path / "results/figures/picks/toroid/index.html").read_text()
    particles = read_particles(tmp_path / "results/localisations/toroid.h5")
    assert len(particles) == picks["accepted"].sum()
    for name, centres in fields.items():
        own = picks[picks["accepted"] & (picks["field"] == name)]
        apart = np.linalg.norm(centres[:, None] - own[["x_nm", "y_nm"]].to_numpy(), axis=-1)
        assert (apart.min(axis=1) < 40).mean() >= 0.9
        assert (apart.min(axis=0) < 40).all()
        assert f"<figcaption>{name}, " in page
        assert (tmp_path / f"results/figures/picks/toroid/{name}.png").stat().st_size

    assert not planned(tmp_path, *given)
    with (tmp_path / "fields" / "two.csv").open("r+") as file:
        rows = file.readlines()[:-1]
        file.seek(0)
        file.writelines(rows)
        file.truncate()
    assert planned(tmp_path, *given) == {"pick": 1, "pick_sheet": 1}


def test_without_a_limit_on_gpu_jobs_nothing_starts(tmp_path):
    command = [sys.executable, "-m", "snakemake", "--snakefile", ROOT / "Snakefile"]
    command += ["--cores", "1", "--workflow-profile", "none", "--directory", tmp_path]
    command += ["--configfile", write_config(tmp_path, TINY)]
    run = subprocess.run([str(c) for c in command], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "add --resources gpu=1" in run.stderr


def test_a_failed_stage_leaves_no_output_and_its_line_in_the_log(done, tmp_path):
    folder = tmp_path / "broken"
    shutil.copytree(done, folder)
    cube = folder / "results/images/toroid/training/sigma_2.fits"
    cube.write_bytes(cube.read_bytes()[:3000])
    target = "results/runs/toroid/1/structure.ply"
    options = ("--configfile", folder / "config.yaml", "--force", target)
    run = snakemake(folder, *options, check=False)
    assert run.returncode == 1
    assert "holly train: " in run.stderr
    assert "sigma_2.fits: truncated" in run.stderr
    assert not (folder / target).exists()


def test_every_result_is_traced_to_its_code_and_the_crate_is_valid(done, tmp_path, monkeypatch):
    crate = json.loads((done / "results/ro-crate-metadata.json").read_text())
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    actions = {e["name"]: e for e in entities.values() if e["@type"] == "CreateAction"}
    evaluated = actions["evaluate: results/evaluation/bunny/1.json"]
    read = {one["@id"] for one in evaluated["object"]}
    assert {"runs/bunny/1/structure.ply", "runs/bunny/1/run.json", "models/bunny.ply"} <= read
    structure = (done / "results/runs/bunny/1/structure.ply").read_bytes()
    known = entities["runs/bunny/1/structure.ply"]["sha256"]
    assert known == hashlib.sha256(structure).hexdigest()
    page = (done / "results/report/provenance.html").read_text()
    assert "What made it is not known" not in page
    assert known in page
    assert json.loads((done / "results/runs/toroid/1/run.json").read_text())["kWh"] > 0
    with warnings.catch_warnings(action="ignore"):  # from the validator's own libraries
        assert faults(done / "results", tmp_path, monkeypatch) == []
