import json
import os
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from holly.stages import main

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "notebooks" / "explore.ipynb"


@pytest.fixture
def run(tmp_path):
    """The folder of a tiny training; the truth is beside it."""
    truth, folder = tmp_path / "truth.ply", tmp_path / "teapot" / "1"
    main(["model", "teapot", "--output", str(truth)])
    simulation = json.dumps({"size": 32, "particles": 16, "rotations": 4})
    recipe = json.dumps({"points": 30, "epochs": 1, "batch_size": 8, "sigma": [0.09, 0.06]})
    drawn = ("--simulation", simulation, "--recipe", recipe, "--device", "cpu", "--threads", "1")
    main(["train", str(truth), *drawn, "--output", str(folder)])
    return folder


def test_it_opens_a_run_and_redraws_its_figures(run, tmp_path, monkeypatch):
    figures = tmp_path / "figures"
    figures.mkdir()
    monkeypatch.setenv("HOLLY_RUN", str(run))
    monkeypatch.setenv("HOLLY_TRUTH", str(tmp_path / "truth.ply"))
    monkeypatch.setenv("HOLLY_FIGURES", str(figures))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *sys.path]))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    made = {path.name for path in figures.iterdir()}
    assert {"curves.png", "pairs.png", "overlay.png", "structure.html"} <= made
    shown = [
        kind
        for cell in notebook.cells
        for o in cell.get("outputs", [])
        for kind in o.get("data", ())
    ]
    assert shown.count("image/png") == 3
    assert "text/html" in shown


def test_it_is_kept_without_outputs():
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in cells)
