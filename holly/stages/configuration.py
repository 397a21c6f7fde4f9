"""Subcommands that explain the configuration."""

import sys

from groundwork.errors import InputError
from holly.stages.stage import Arguments, Stages


def add_configuration(stages: Stages) -> None:
    """Add these subcommands to the command line."""
    s = stages.add("recipes", _recipes, "list the recipes that come with holly, or print one")
    s.add_argument("name", nargs="?", help="print every key of this recipe, as YAML")
    stages.add(
        "reference", _reference, "print the page that explains every key of the configuration"
    )


def _recipes(a: Arguments) -> None:
    from holly.settings.recipes import RECIPES
    from holly.settings.reference import listed_recipes, recipe_as_yaml

    if a.name and a.name not in RECIPES:
        raise InputError(f"{a.name}: no such recipe; give one of {', '.join(RECIPES)}")
    sys.stdout.write(recipe_as_yaml(a.name) if a.name else listed_recipes())


def _reference(_: Arguments) -> None:
    from holly.settings.reference import page

    sys.stdout.write(page())
