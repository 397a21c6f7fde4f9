from dataclasses import fields

import pytest
import yaml

from groundwork.errors import InputError
from holly.settings.load import load
from holly.settings.recipes import PAPER_CURVE, Recipe, in_pixels, levels
from holly.settings.reference import listed_recipes, recipe_as_yaml
from holly.settings.shipped import RECIPES


def test_the_paper_in_pixels_of_its_images_is_as_published():
    recipe = in_pixels(RECIPES["paper"].recipe, 128)
    assert recipe.sigma == PAPER_CURVE
    assert (recipe.max_sigma, recipe.learning_rate, recipe.points) == (14, 4e-4, 350)


@pytest.mark.parametrize(
    ("name", "width", "sigmas"),
    [
        ("search", 64, tuple(sigma / 2 for sigma in PAPER_CURVE)),
        ("search-measured", 64, (5, 4.5, 4, 3.6, 3.2, 2.8, 2.5, 2.2)),
    ],
)
def test_a_recipe_fits_images_of_any_width(name, width, sigmas):
    assert in_pixels(RECIPES[name].recipe, width).sigma == pytest.approx(sigmas, abs=1e-4)


def test_a_rounded_fraction_is_exactly_the_sigma_that_was_meant():
    assert in_pixels(Recipe(sigma=(0.0466667, 0.02, 0)), 60).sigma == (2.8, 1.2, 0)


@pytest.mark.parametrize("settings", [{"sigma": (5.0, 3.0)}, {"max_sigma": 5}])
def test_pixels_are_refused_with_the_fraction_that_was_meant(settings):
    wanted = "sigma: 5 is not a fraction of the image width; 5 px of 64 px is 0.078125"
    with pytest.raises(InputError, match=wanted):
        in_pixels(Recipe(**settings), 64)


def test_levels_are_distinct_and_coarse_first():
    assert levels([2.0, 3.0, 2.0]) == [3.0, 2.0]


@pytest.mark.parametrize("name", RECIPES)
def test_a_printed_recipe_can_be_pasted_into_a_configuration(name):
    pasted = yaml.safe_load(recipe_as_yaml(name))
    assert set(pasted["recipes"][f"my-{name}"]) == {field.name for field in fields(Recipe)}
    config = load(
        pasted
        | {
            "models": {"bunny": {"builtin": "bunny"}},
            "datasets": {"bunny": {"kind": "simulated", "model": "bunny"}},
            "experiments": {"bunny": {"dataset": "bunny", "recipe": f"my-{name}"}},
        }
    )
    assert config.recipe_of("bunny") == RECIPES[name].recipe
    assert f"{RECIPES[name].about}\n" in listed_recipes()
