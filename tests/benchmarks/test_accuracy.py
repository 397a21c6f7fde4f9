"""The accuracy study: what it trains, what it does not repeat, and that its page is current."""

import math
from dataclasses import replace

import accuracy
import accuracy_figures
import accuracy_page
import ideas
import pytest
import torch

from groundwork.figures import save, style
from holly.data.clouds import write_cloud
from holly.data.ground_truths import ground_truth

QUICK = {"epochs": 0.1, "batch_size": 8}


def test_the_page_has_the_tables_of_the_committed_rows():
    page = accuracy_page.PAGE.read_text()
    assert accuracy_page.written(page) == page
    for name, table in accuracy_page.TABLES.items():
        assert page.count(table()) == 1, name
    assert accuracy_page.README.read_text().count(accuracy_page.front()) == 1


def test_a_rows_case_is_known_again_so_that_it_is_not_trained_twice(tmp_path):
    case = replace(accuracy.SPAWN[3], recipe="network, one hypothesis", seed=7)
    path = tmp_path / "rows.csv"
    accuracy.add(path, vars(case) | {"rmsd": 0.1})
    accuracy.add(path, vars(replace(case, seed=8)) | {"rmsd": 0.2})
    assert [(c, r["rmsd"]) for c, r in accuracy.rows(path)] == [
        (case, "0.1"),
        (replace(case, seed=8), "0.2"),
    ]
    assert list(accuracy.rows(tmp_path / "none.csv")) == []


@pytest.mark.parametrize("recipe", accuracy.VARIANTS)
def test_every_recipe_sees_64_000_images_or_what_its_name_says(recipe):
    trainer = accuracy.observer_of(accuracy.Case("bunny", recipe)).trainer
    images = trainer.steps * trainer.recipe.batch_size
    assert images == pytest.approx(64_000 / accuracy.FEWER.get(recipe, 1), rel=0.01)


def test_a_training_is_judged_by_the_truth_and_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(accuracy, "CLOUDS", tmp_path)
    monkeypatch.setitem(accuracy.VARIANTS, "quick", accuracy.DEFAULT | QUICK)
    monkeypatch.setitem(accuracy.TRUTHS, "cep152", 40)
    row = accuracy.trained(accuracy.Case("cep152", "quick"))
    assert row["success"] == 0  # so few images
    assert 0 < row["rmsd"] < 1
    assert row["images"] == 200
    assert len(list(tmp_path.glob("cep152-quick-1-*.ply"))) == 1


@pytest.mark.parametrize("idea", ideas.IDEAS)
def test_an_idea_trains_otherwise_than_the_package(idea, monkeypatch):
    recipe = accuracy.VARIANTS[idea] | QUICK
    monkeypatch.setitem(accuracy.TRUTHS, "cep152", 40)
    monkeypatch.setitem(accuracy.VARIANTS, idea, recipe)
    monkeypatch.setitem(accuracy.VARIANTS, f"{idea}, without", recipe)
    changed, without = (
        accuracy.observer_of(accuracy.Case("cep152", name)) for name in (idea, f"{idea}, without")
    )
    lines = [observer.advance(20) for observer in (changed, without)]
    assert all(math.isfinite(line["loss"]) for line in lines)
    assert not torch.allclose(changed.trainer.points, without.trainer.points)


def test_a_structure_that_is_not_its_rows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(accuracy, "CLOUDS", tmp_path)
    case = accuracy.Case("bunny")
    for wrong in (lambda path: None, lambda path: write_cloud(path, ground_truth("bunny"))):
        wrong(tmp_path / f"{case.name}.ply")
        with pytest.raises(SystemExit, match=r"not 0\.1 as in the row; train again"):
            accuracy.cloud(case, {"rmsd": "0.1"})


def test_the_figure_of_the_page_is_of_the_committed_rows(tmp_path):
    drawn = tmp_path / "accuracy-noise.svg"
    with style():
        save(accuracy_figures.noise(), drawn)
    assert drawn.read_bytes() == (accuracy_figures.IMAGES / drawn.name).read_bytes()
