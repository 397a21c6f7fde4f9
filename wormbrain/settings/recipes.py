"""Recipes of all kinds, by name or as JSON."""

import json

from groundwork.errors import InputError
from groundwork.settings.parse import parse, unknown
from wormbrain.settings.match import MatchRecipe
from wormbrain.settings.paper import PaperRecipe
from wormbrain.settings.shipped import RECIPES

Recipe = PaperRecipe | MatchRecipe
KINDS: dict[str, type[Recipe]] = {"paper": PaperRecipe, "match": MatchRecipe}


def recipe_named(text: str) -> Recipe:
    """The recipe of this name, or the one that this JSON text describes by its `kind`.

    Raises:
        InputError: there is no such recipe or kind, or a key or value is wrong.
    """
    if not text.lstrip().startswith("{"):
        for fault in unknown("--recipe", text, RECIPES):
            raise InputError(fault)
        return RECIPES[text].recipe
    try:
        kind = json.loads(text).get("kind")
    except ValueError as fault:
        raise InputError(f"--recipe: not valid JSON ({fault}); write one object") from None
    for fault in unknown("--recipe: kind", kind or "", KINDS):
        raise InputError(fault)
    return parse(KINDS[kind], text, "--recipe")
