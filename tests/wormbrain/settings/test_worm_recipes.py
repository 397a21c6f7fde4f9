"""Recipes by name and as JSON."""

import json
from dataclasses import asdict

import pytest

from groundwork.errors import InputError
from wormbrain.settings.recipes import recipe_named
from wormbrain.settings.shipped import RECIPES, ROWS


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_by_name_is_the_recipe_as_json(name):
    recipe = recipe_named(name)
    assert recipe_named(json.dumps(asdict(recipe))) == recipe


def test_the_rows_of_table_i_are_those_of_the_report():
    rates = {name: RECIPES[name].recipe.learning_rate for name in ROWS}
    assert rates == {
        "vgg16-base": 0.001,
        "resnet101-base": 0.001,
        "wb-base": 0.00366,
        "wb-deep": 0.003667,
        "wb-simpler": 0.005667,
    }
    for name in ROWS:
        recipe = RECIPES[name].recipe
        assert (recipe.epochs, recipe.batch_size, recipe.network.size) == (40, 16, 240)
        assert f"{recipe.network.features}-{recipe.network.regression}" == name


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("wb-bsae", "--recipe: 'wb-bsae' is not defined; allowed: match, vgg16-base"),
        ("{", "--recipe: not valid JSON"),
        ("{}", "--recipe: kind: '' is not defined; allowed: paper, match"),
        ('{"kind": "paper", "momentum": 0.9}', "momentum: unknown key; allowed: kind, network"),
        ('{"kind": "paper", "network": {"features": "vgg"}}', r"network\.features: "),
    ],
)
def test_wrong_recipes_are_refused(text, message):
    with pytest.raises(InputError, match=message):
        recipe_named(text)
