from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from groundwork.errors import InputError
from holly.settings.load import load
from holly.settings.recipes import Recipe
from holly.settings.reference import page
from holly.settings.shipped import RECIPES

ROOT = Path(__file__).resolve().parents[3]


def raw(name):
    return yaml.safe_load((ROOT / "config" / f"{name}.yaml").read_text())


def edited(keys, value, name="demo"):
    """A configuration of the repository with one value replaced."""
    whole = raw(name)
    *parents, last = keys.split("/")
    inner = whole
    for key in parents:
        inner = inner.setdefault(key, {})
    inner[last] = value
    return whole


@pytest.mark.parametrize("name", ["config", "demo", "npc", "compare"])
def test_the_configurations_of_the_repository_are_valid(name):
    load(raw(name))


def test_the_whole_paper_is_there():
    experiments = load(raw("config")).experiments
    count = dict.fromkeys(("5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "section 6"), 0)
    for experiment in experiments.values():
        for table in count:
            count[table] += experiment.replicates * (table in experiment.about)
    assert count == {
        **{"5.1": 5, "5.2": 5, "5.3": 5},
        **{"5.4": 25, "5.5": 25, "5.6": 40},
        "section 6": 45,
    }
    assert experiments["cep152"].replicates == experiments["centrioles"].replicates == 5
    assert sum(e.replicates for e in experiments.values()) >= 160


def test_the_published_sigma_steps_of_the_measured_sets():
    config = load(raw("config"))
    cep152, centrioles = config.recipe_of("cep152"), config.recipe_of("centrioles")
    assert len(cep152.sigma) == cep152.epochs == 40
    assert len(config.levels_of("cep152")) == 12
    assert len(centrioles.sigma) == centrioles.epochs == 20
    assert config.levels_of("centrioles") == [2.8, 2.52, 2.27, 2.0, 1.8, 1.6, 1.2, 1.0, 0.0]


@pytest.mark.parametrize(
    ("keys", "value", "said"),
    [
        ("experimentz", {}, ["experimentz: unknown key", "allowed: experiments, datasets"]),
        ("recipes/mine", {"learn": 1}, ["recipes.mine.learn: unknown key", "learning_rate"]),
        ("recipes/mine", {"epochs": -1}, ["recipes.mine.epochs", "greater than 0", "-1"]),
        ("recipes/mine", {"rotation": "euler"}, ["rotation", "'axis-angle' or '6d'", "euler"]),
        ("recipes/mine", {"recipe": "serch"}, ["recipes.mine.recipe: 'serch'", "paper, direct"]),
        ("recipes/mine", {"recipe": ["search"]}, ["recipes.mine.recipe: ['search']"]),
        ("recipes/search", {"epochs": 1}, ["recipes.search", "shipped", "another name"]),
        ("datasets/demo-bunny/sizee", 64, ["datasets.demo-bunny.sizee: unknown key", "size"]),
        (
            "datasets/demo-bunny/noise",
            {"dropout": 1.5},
            ["datasets.demo-bunny.noise.dropout", "less than 1"],
        ),
        ("datasets/demo-bunny/noise", {"drop": 0.1}, ["datasets.demo-bunny.noise.drop", "dropout"]),
        *(
            ("datasets/demo-bunny/smlm", {"nm_per_unit": 100, key: value}, said)
            for key, value, said in [
                ("nm_per_unit", None, ["datasets.demo-bunny.smlm.nm_per_unit", "number"]),
                ("background", 3, ["smlm.background: unknown key", "background_per_um2"]),
                ("labelling", {"efficiency": 0}, ["smlm.labelling.efficiency", "greater than 0"]),
                ("labelling", {"variation": 0.5}, ["smlm.labelling.variation", "equal to 1"]),
                ("blinking", {"mean": 0.5}, ["smlm.blinking.mean", "equal to 1"]),
                ("blinking", {"counts": [0, 0]}, ["smlm.blinking", "one is above 0"]),
                ("blinking", {"counts": []}, ["smlm.blinking", "one is above 0"]),
                ("blinking", {"counts": [1], "mean": 2}, ["mean or counts, not both"]),
                ("precision", {"lateral_nm": 0}, ["smlm.precision.lateral_nm"]),
                ("neighbours", {"per_um2": -1}, ["smlm.neighbours.per_um2"]),
                ("views", {"kind": "cone"}, ["smlm.views", "degrees: needed for 'cone'"]),
                ("views", {"degrees": 3}, ["smlm.views", "degrees: unknown for 'uniform'"]),
                ("views", {"kind": "list"}, ["smlm.views", "path: needed for 'list'"]),
                ("views", {"kind": "top"}, ["smlm.views.kind", "'uniform', 'cone'"]),
                (
                    "views",
                    {"kind": "cone", "degrees": 5, "axis": [0, 0, 0]},
                    ["smlm.views", "axis: give one"],
                ),
                ("junk", {"spot": 0.5, "blob": 0.5}, ["smlm.junk", "leaves no particles"]),
                ("mixture", {"demo-toroid": 1.0}, ["smlm: mixture", "less than 1"]),
                ("mixture", {"hare": 0.5}, ["smlm.mixture: 'hare' is not defined"]),
                ("mixture", {"demo-bunny": 0.5}, ["mixture: 'demo-bunny' is the model itself"]),
                (
                    "mixture",
                    {"demo-toroid": 0.5},
                    ["smlm.nm_per_unit: is 100, but models.demo-toroid has 192; give the same"],
                ),
            ]
        ),
        (
            "datasets/demo-bunny",
            {
                "kind": "simulated",
                "model": "demo-bunny",
                "noise": {"dropout": 0.5},
                "smlm": {"nm_per_unit": 100},
            },
            ["datasets.demo-bunny", "give noise or smlm, not both"],
        ),
        (
            "datasets/demo-bunny",
            {"kind": "simulated", "model": "demo-bunny", "remove_background": True},
            ["datasets.demo-bunny", "remove_background is for smlm"],
        ),
        (
            "datasets/demo-toroid/source",
            {"simulated": {"model": "hare", "smlm": {"nm_per_unit": 192}}},
            ["datasets.demo-toroid.source.simulated.model: 'hare' is not defined"],
        ),
        (
            "datasets/demo-bunny/kind",
            "simulation",
            ["datasets.demo-bunny", "'simulated', 'localisations'"],
        ),
        (
            "datasets/demo-bunny/model",
            "rabbit",
            ["datasets.demo-bunny.truth: 'rabbit'", "demo-bunny, demo-toroid"],
        ),
        (
            "datasets/demo-toroid/source",
            {"zenodo": 1, "path": "x"},
            ["datasets.demo-toroid.source", "exactly one of path, zenodo, synthetic"],
        ),
        (
            "datasets/demo-toroid/curation",
            {"extent": 3},
            ["curation.extent", "extent_nm_max_ratio"],
        ),
        (
            "experiments/demo-bunny/recipe",
            "papre",
            ["experiments.demo-bunny.recipe: 'papre'", "paper, direct, search"],
        ),
        (
            "experiments/demo-bunny/dataset",
            "hare",
            ["experiments.demo-bunny.dataset: 'hare'", "demo-bunny"],
        ),
        (
            "experiments/demo-bunny/settings",
            {"coarse_stride": 3},
            ["experiments.demo-bunny.settings.coarse_stride", "1, 2, 4 or 8"],
        ),
        (
            "datasets/demo-bunny/size",
            65,
            ["demo-bunny.settings.coarse_stride: must divide the size of the data set, 65"],
        ),
        (
            "experiments/demo-bunny/settings",
            {"pionts": 3},
            ["experiments.demo-bunny.settings.pionts: unknown key", "points"],
        ),
        (
            "experiments/demo-bunny/settings",
            {"points": "many"},
            ["settings.points", "integer", "many"],
        ),
        (
            "experiments/demo-toroid/settings",
            {"interpolation": "geometric"},
            ["experiments.demo-toroid.settings.interpolation", "'step'"],
        ),
        ("experiments/demo-bunny/settings", {"sigma": [0.1, 0]}, ["settings.sigma", "above 0"]),
        (
            "experiments/demo-bunny/settings",
            {"sigma": [5, 3]},
            [
                "experiments.demo-bunny.settings.sigma: 5 is not a fraction of the image width; "
                "5 px of 64 px is 0.078125"
            ],
        ),
        (
            "experiments/demo-bunny/settings",
            {"max_sigma": 14},
            ["settings.max_sigma: 14 is not a fraction of the image width; 14 px of 64 px is"],
        ),
        (
            "experiments/a b;rm",
            {"dataset": "demo-bunny", "recipe": "hypotheses"},
            ["a b;rm", "letters, digits"],
        ),
        ("device", "gpu", ["device", "'auto', 'cpu' or 'cuda'", "gpu"]),
        (
            "paper/figures/demo-figure-4",
            {"kind": "replicates", "experiments": ["rabbit"]},
            ["paper.figures.demo-figure-4.experiments: 'rabbit' is not defined", "demo-bunny"],
        ),
        (
            "paper/figures/demo-figure-4",
            {"kind": "pie", "experiments": ["demo-bunny"]},
            ["paper.figures.demo-figure-4.kind", "'unseen', 'points'"],
        ),
        (
            "paper/figures/demo-figure-S2",
            {"kind": "gallery", "experiments": ["demo-bunny"]},
            ["paper.figures.demo-figure-S2.experiments: 'demo-bunny' stores no images"],
        ),
        (
            "paper/figures/demo-figure-11",
            {"kind": "shapes", "experiments": ["demo-bunny"]},
            ["'demo-bunny' has a data set without `shape`"],
        ),
        (
            "experiments/demo-bunny/settings",
            {"pose": "table"},
            ["paper.figures.demo-figure-2.experiments: 'demo-bunny' keeps its poses in a table"],
        ),
        (
            "paper/videos/demo-video-S1/experiments",
            ["x"],
            ["paper.videos.demo-video-S1.experiments: 'x'"],
        ),
        (
            "paper/tables/demo-table-5.1/rows/2.A",
            {"experiment": "x"},
            ["paper.tables.demo-table-5.1.rows.2.A.experiment: 'x' is not defined"],
        ),
        (
            "paper/tables/demo-table-5.1/paper",
            {"epoch": 40},
            ["paper.tables.demo-table-5.1.paper.epoch", "'epochs'"],
        ),
    ],
)
def test_what_is_not_meant_is_refused_by_name_with_what_is_allowed(keys, value, said):
    with pytest.raises(InputError) as error:
        load(edited(keys, value))
    assert all(part in str(error.value) for part in said), error.value
    assert "\n" not in str(error.value)


def test_all_faults_are_said_at_once():
    whole = edited("device", "gpu")
    whole["threads"] = 0
    with pytest.raises(InputError, match=r"device.*threads|threads.*device"):
        load(whole)


def test_an_experiments_settings_apply_over_its_recipe():
    config = load(edited("experiments/demo-bunny/settings", {"points": 7}))
    assert config.recipe_of("demo-bunny") == replace(RECIPES["search"].recipe, points=7)


def test_a_recipe_of_your_own_starts_from_a_shipped_one():
    whole = edited("recipes", {"mine": {"recipe": "search", "points": 7}, "plain": {"points": 8}})
    whole["experiments"]["demo-bunny"] |= {"recipe": "mine", "settings": {"epochs": 2}}
    mine = replace(RECIPES["search"].recipe, points=7, epochs=2)
    assert load(whole).recipe_of("demo-bunny") == mine
    whole["experiments"]["demo-bunny"] |= {"recipe": "plain", "settings": {}}
    assert load(whole).recipe_of("demo-bunny") == Recipe(points=8)


def test_a_number_yaml_reads_as_text_is_taken_as_the_number():
    config = load(edited("experiments/demo-bunny/settings", yaml.safe_load("learning_rate: 1e-3")))
    assert config.recipe_of("demo-bunny").learning_rate == 1e-3


def test_the_reference_page_is_in_step():
    assert (ROOT / "config/README.md").read_text() == page()
