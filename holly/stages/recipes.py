"""List the recipes that come with holly, or print one."""

import sys
from argparse import ArgumentParser, Namespace

from groundwork.errors import InputError


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", nargs="?", help="print every key of this recipe, as YAML")


def run(a: Namespace) -> None:
    from holly.settings.reference import listed_recipes, recipe_as_yaml
    from holly.settings.shipped import RECIPES

    if a.name and a.name not in RECIPES:
        raise InputError(f"{a.name}: no such recipe; give one of {', '.join(RECIPES)}")
    sys.stdout.write(recipe_as_yaml(a.name) if a.name else listed_recipes())
