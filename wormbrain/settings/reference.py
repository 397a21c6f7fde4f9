"""The page config/wormbrain.md, which is written from the classes of the configuration."""

from groundwork.settings.reference import reference
from wormbrain.settings import config
from wormbrain.settings.match import MatchRecipe
from wormbrain.settings.paper import PaperNetwork, PaperRecipe
from wormbrain.settings.shipped import RECIPES

PLACES = {
    config.Config: "wormbrain",
    config.Recording: "recordings.NAME",
    config.Synthetic: "recordings.NAME.synthetic",
    config.Network: "networks.NAME",
    MatchRecipe: "networks.NAME.settings (recipe match)",
    PaperRecipe: "networks.NAME.settings, table1.settings (recipes of the report)",
    PaperNetwork: "networks.NAME.settings.network (recipes of the report)",
    config.Alignment: "alignments.NAME",
    config.Table1: "table1",
    config.Stages: "stages.NAME",
    config.Augmentation: "augmentation",
}
HEAD = """\
# WORMBRAIN's configuration

This page is written by `python -m wormbrain reference`; do not edit it.

Every key stands below the key `wormbrain`. Unknown keys and wrong values are refused before
anything runs. [docs/wormbrain.md](../docs/wormbrain.md) has examples. These recipes come with it:

"""


def page() -> str:
    """The page that explains every key below `wormbrain`."""
    recipes = "".join(f"- `{name}`: {shipped.about}\n" for name, shipped in RECIPES.items())
    return f"{HEAD}{recipes}\n{reference(PLACES)}"
